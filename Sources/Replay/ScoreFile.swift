package import Statistics

/// What `scoreFile` did.
package struct ScoreReport: Sendable, Equatable {
  /// A row that was left out, and why.
  package struct BadRow: Sendable, Equatable {
    package var line: Int64
    package var reason: String
  }

  /// Rows that were scored.
  package var scored = 0
  /// Rows without a value: written through, not scored, not learned from.
  package var missing = 0
  package var alerts = 0
  /// Rows that could not be read: not written.
  package var bad = 0
  /// The first of the bad rows, at most ``mostBadRowsKept``.
  package var badRows: [BadRow] = []

  package static let mostBadRowsKept = 20

  package init() {}

  fileprivate mutating func reject(line: Int64, _ reason: String) {
    bad += 1
    if badRows.count < Self.mostBadRowsKept { badRows.append(BadRow(line: line, reason: reason)) }
  }
}

/// Scores a numeric stream: a table `timestamp,value` in, the table
/// `timestamp,value,expected,score,anomaly_score,alert` out, row by row.
///
/// The first line names the columns; others than the two are ignored. A timestamp is
/// `YYYY-MM-DD HH:MM:SS` (taken as local time) or RFC 3339 (the local time that is written counts);
/// both are written as they were read, as is the value. Numbers that are made have as many digits as
/// bring the same number back. An empty value, `NaN`, `NA` or `null` is missing. Nothing of the output
/// is made before the input's first line was found good.
///
/// - Parameters:
///   - input: a path (plain, `.gz`, `.zst`), or `-` for standard input.
///   - output: a path other than the input's, or `-` for standard output.
///   - scorer: what scores; a fresh one for a stream that begins.
/// - Throws: ``ReplayError``: the input is not there, is damaged, has no such columns or not one row
///   that can be read; the output cannot be written.
package func scoreFile(
  input: String, output: String, scorer: consuming NumericScorer = NumericScorer()
) throws(ReplayError) -> ScoreReport {
  guard !FileDescriptor.areSame(input, output) else {
    throw ReplayError(path: output, reason: .cannotCreate("it is the input"))
  }
  var reader = try LineReader(path: input, maxLineBytes: 64 << 10)
  let columns = try NumericColumns(header: reader.next(), path: input)
  var writer = try ByteWriter(path: output)
  try writer.write("timestamp,value,expected,score,anomaly_score,alert\n")
  var report = ScoreReport()
  var scorer = scorer
  while let line = try reader.next() {
    guard !line.isTooLarge else {
      report.reject(line: line.number, "the line is longer than \(reader.maxLineBytes) bytes")
      continue
    }
    switch columns.row(line.bytes) {
    case .bad(let reason):
      report.reject(line: line.number, reason)
    case .missing(let timestamp, let value):
      report.missing += 1
      try writer.write("\(timestamp),\(value),,,,0\n")
    case .value(let row):
      let score = scorer.score(value: row.value, localSecondsOfDay: row.localSecondsOfDay)
      report.scored += 1
      if score.alert { report.alerts += 1 }
      let expected = score.expected.map { "\($0)" } ?? ""
      try writer.write("\(row.timestamp),\(row.valueText),\(expected),")
      try writer.write("\(score.score),\(score.anomalyScore),\(score.alert ? 1 : 0)\n")
    }
  }
  try writer.flush()
  guard report.scored > 0 else {
    let first = report.badRows.first.map { ": line \($0.line): \($0.reason)" } ?? ""
    throw ReplayError(
      path: input,
      reason: .noUsableRecord("\(report.bad) bad rows, \(report.missing) without a value\(first)"))
  }
  return report
}
