package import Detection
internal import EventTime

/// Writes and reads the records of `vigie.findings`.
///
/// A body begins with a table of the names that it uses; everything else refers to it, so that
/// writer and reader may run under different configurations. A finding of a series that the reader
/// does not know is counted and skipped, a term likewise. The same message gives the same bytes.
package struct FindingsCodec: ~Copyable {
  /// What a body may grow to, unpacked: beyond it the message goes on in another record.
  package static let maxBodyBytes = 512 << 10

  static let findings = RecordKind(id: 1, version: 2, name: "findings")
  static let exercise = RecordKind(id: 129, version: 1, name: "exercise")
  static let kinds = [findings, exercise]

  /// Names of sources and terms that the reader did not know, and findings of an unknown series or
  /// detector.
  package private(set) var unknownNamesTotal: Int64 = 0
  /// Records of kinds that the reader did not know and may skip.
  package private(set) var skippedRecordsTotal: Int64 = 0
  /// Records with columns behind the last one known.
  package private(set) var unknownColumnsTotal: Int64 = 0

  private let names: [SourceNames]
  private let maxBodyBytes: Int
  private var frame = RecordFrame()
  private var table = NameTable()
  /// What the open record holds so far, without its front.
  private var content = StateWriter()
  private var pane = StateWriter()
  private var writer = StateWriter()
  private var panesInRecord = 0
  private var record: [UInt8] = []
  private var body: [UInt8] = []

  /// - Parameter names: by source index of this configuration.
  package init(names: [SourceNames], maxBodyBytes: Int = FindingsCodec.maxBodyBytes) {
    self.names = names
    self.maxBodyBytes = maxBodyBytes
  }

  /// Hands over the message's records in order, as a rule one; the bytes are good within `emit`.
  ///
  /// What is larger than `maxBodyBytes` goes on in further records, a pane's findings too; the
  /// frontier stands in the last one.
  package mutating func encode<Failure: Error>(
    _ message: FindingsMessage, _ emit: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    switch message {
    case .findings(let source, let shard, let panes, let frontier):
      begin()
      for pane in panes {
        var (finding, retraction) = (0, 0)
        if content.bytes.count >= maxBodyBytes {
          try close(source: source, shard: shard, frontier: nil, emit)
        }
        while true {
          take(pane, &finding, &retraction)
          if finding == pane.findings.count && retraction == pane.retractions.count { break }
          try close(source: source, shard: shard, frontier: nil, emit)
        }
      }
      try close(source: source, shard: shard, frontier: frontier, emit)
    case .exercise(let source, let note):
      writer.removeAll()
      writer.text(names[Int(source)].source)
      note.save(into: &writer)
      try seal(Self.exercise, emit)
    }
  }

  private mutating func begin() {
    table.removeAll()
    content.removeAll()
    panesInRecord = 0
  }

  /// Writes a pane's findings and retractions, from these places on until the record is full.
  private mutating func take(
    _ found: PaneFindings, _ finding: inout Int, _ retraction: inout Int
  ) {
    pane.removeAll()
    let first = finding
    while finding < found.findings.count,
      content.bytes.count + pane.bytes.count < maxBodyBytes
        || (panesInRecord == 0 && finding == first)
    {
      let entry = found.findings[finding]
      entry.finding.save(into: &pane, sources: names, names: &table)
      let terms = names[Int(entry.finding.series.source)].terms
      entry.evidence.save(into: &pane) { table.index(of: terms[Int($0)]) }
      finding += 1
    }
    content.pane(found.pane)
    content.flag(found.missing)
    content.count(finding - first)
    content.raw(pane.bytes)
    let room = max(1, (maxBodyBytes - content.bytes.count) / 8)
    let end = min(found.retractions.count, retraction + room)
    content.count(end - retraction)
    for id in found.retractions[retraction..<end] { content.unsigned(id) }
    retraction = end
    panesInRecord += 1
  }

  private mutating func close<Failure: Error>(
    source: Int32, shard: Int32, frontier: Pane?,
    _ emit: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    writer.removeAll()
    writer.text(names[Int(source)].source)
    writer.signed(Int64(shard))
    writer.flag(frontier != nil)
    if let frontier { writer.pane(frontier) }
    table.save(into: &writer)
    writer.count(panesInRecord)
    writer.raw(content.bytes)
    begin()
    try seal(Self.findings, emit)
  }

  private mutating func seal<Failure: Error>(
    _ kind: RecordKind, _ emit: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    frame.seal(writer.bytes, kind: kind, into: &record)
    try record.withUnsafeBufferPointer { (bytes) throws(Failure) in
      try emit(UnsafeRawBufferPointer(bytes))
    }
  }

  /// Nil: a record to be left aside, counted by its reason: an unknown source or an optional kind.
  package mutating func decode(
    _ record: UnsafeRawBufferPointer
  ) throws(StateError) -> FindingsMessage? {
    guard let kind = try frame.open(record, kinds: Self.kinds, into: &body) else {
      skippedRecordsTotal += 1
      return nil
    }
    if kind.id == Self.findings.id, kind.version < Self.findings.version {
      throw .incompatible(
        "findings of version \(kind.version) are of before the first release and cannot be read "
          + "any more. To begin afresh, delete the topic's records and the group.")
    }
    var reader = StateReader(body)
    let name = try reader.text()
    guard let place = names.firstIndex(where: { $0.source == name }) else {
      unknownNamesTotal += 1
      return nil
    }
    let message =
      kind.id == Self.findings.id
      ? try decodeFindings(of: Int32(place), from: &reader)
      : .exercise(source: Int32(place), try ExerciseNote(from: &reader))
    if !reader.isAtEnd { unknownColumnsTotal += 1 }
    return message
  }

  private mutating func decodeFindings(
    of source: Int32, from reader: inout StateReader
  ) throws(StateError) -> FindingsMessage {
    let shard = try reader.int32()
    let frontier = try reader.flag() ? try reader.pane() : nil
    let table = try NameTable.read(from: &reader)
    var unknownTerms: Set<UInt64> = []
    var panes: [PaneFindings] = []
    for _ in 0..<(try reader.count(elementBytes: 4)) {
      let pane = try reader.pane()
      let missing = try reader.flag()
      var findings: [EvidencedFinding] = []
      for _ in 0..<(try reader.count(elementBytes: 50)) {
        let finding = try Finding.read(from: &reader, sources: names, names: table)
        let known = names[Int(finding?.series.source ?? source)]
        let evidence = try SeriesEvidence(from: &reader) { index in
          guard index < UInt64(table.count) else { return nil }
          let term = known.term(table[Int(index)])
          if term == nil { unknownTerms.insert(index) }
          return term
        }
        if let finding {
          findings.append(EvidencedFinding(finding: finding, evidence: evidence))
        } else {
          unknownNamesTotal += 1
        }
      }
      // In the order of findings: their series, which another configuration may have numbered otherwise.
      findings.sort { Finding.precedes($0.finding, $1.finding) }
      var retractions: [UInt64] = []
      for _ in 0..<(try reader.count()) { retractions.append(try reader.unsigned()) }
      panes.append(
        PaneFindings(
          source: source, pane: pane, missing: missing, findings: findings,
          retractions: retractions))
    }
    unknownNamesTotal += Int64(unknownTerms.count)
    return .findings(source: source, shard: shard, panes: panes, frontier: frontier)
  }
}
