import Foundation
import Replay
import Testing

@Suite struct ScoreFileTests {
  private static let columns = "timestamp,value,expected,score,anomaly_score,alert"

  /// Five-minute rows of a daily rhythm, with a step at row `step`.
  private func table(rows: Int, step: Int = .max) -> String {
    var text = "timestamp,value\n"
    for row in 0..<rows {
      let minute = row * 5
      let time = String(
        format: "2026-03-%02d %02d:%02d:00", 1 + minute / 1440, minute / 60 % 24, minute % 60)
      let value = 10 * sin(Double(row) / 288 * 2 * .pi) + Double(row * 7919 % 13) / 13
      text += "\(time),\(value + (row >= step ? 80 : 0))\n"
    }
    return text
  }

  @Test func everyRowIsScoredAndTheStepAlerts() throws {
    let scratch = try Scratch()
    let input = try scratch.file("in.csv", table(rows: 2000, step: 1500))
    let report = try scoreFile(input: input, output: scratch.path("out.csv"))
    #expect(report.scored == 2000 && report.bad == 0 && report.missing == 0)
    let rows = try scratch.text("out.csv").split(separator: "\n")
    #expect(rows[0] == Self.columns)
    #expect(rows.count == 2001)
    #expect(rows[1501].hasPrefix("2026-03-06 05:00:00,"))
    #expect(rows[1501].hasSuffix(",1"), "the step: \(rows[1501])")
    #expect(report.alerts == rows.dropFirst().count { $0.hasSuffix(",1") })
  }

  @Test func numbersComeBackAsTheyWere() throws {
    let scratch = try Scratch()
    let values = ["0.1", "1e-07", "-0.0", "12345678901234567890", "3.1400"]
    var text = "value,other,timestamp\r\n"
    for (row, value) in (values + values + values).enumerated() {
      text += "\(value),x,2026-03-01T00:00:\(10 + row).5+01:00\r\n"
    }
    let input = try scratch.file("in.csv", text)
    _ = try scoreFile(input: input, output: scratch.path("out.csv"))
    let rows = try scratch.text("out.csv").split(separator: "\n").dropFirst()
    #expect(rows.count == 15)
    for (row, line) in rows.enumerated() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      #expect(fields[0] == "2026-03-01T00:00:\(10 + row).5+01:00")
      #expect(fields[1] == values[row % 5])
      // What is expected was a value before: the same number, to the last bit.
      if !fields[2].isEmpty { #expect(values.contains { Double($0) == Double(fields[2]) }) }
    }
    #expect(!rows[rows.endIndex - 1].contains(",,"), "the cycle is known by then")
  }

  @Test func badRowsAreCountedWithTheirLines() throws {
    let scratch = try Scratch()
    let rows = [
      "timestamp,value", "2026-03-01 00:00:00,1", "2026-13-01 00:00:00,2", "2026-03-01 00:10:00",
      "", "2026-03-01 00:15:00,abc", "2026-03-01 00:20:00,inf", "2026-03-01 00:25:00,0x10",
      "2026-02-29 00:00:00,1", "2026-03-01 00:30:00,", "2026-03-01 00:35:00,NaN", "yesterday,1",
      "2026-03-01 00:40:00+1,1", "\u{0}\u{FFFD},\u{1F4A9}", "2026-03-01 00:45:00,1e999",
      String(repeating: "9", count: 100_000), "2026-03-01 00:50:00,2",
    ]
    let input = try scratch.file("in.csv", rows.joined(separator: "\n"))
    let report = try scoreFile(input: input, output: scratch.path("out.csv"))
    #expect(report.scored == 2)
    #expect(report.missing == 2)
    #expect(report.badRows.map(\.line) == [3, 4, 6, 7, 8, 9, 12, 13, 14, 15, 16])
    #expect(report.bad == 11)
    #expect(report.badRows[1].reason == "1 columns where the first line has 2")
    let written = try scratch.text("out.csv").split(separator: "\n")
    #expect(written.count == 5, "missing values are written, bad rows are not")
    #expect(written.contains("2026-03-01 00:30:00,,,,,0"))
  }

  @Test(arguments: ["", "\n\n", "2026-03-01 00:00:00,1\n", "time,value\n", "timestamp\n"])
  func withoutItsHeaderNothingIsWritten(text: String) throws {
    let scratch = try Scratch()
    let input = try scratch.file("in.csv", text)
    let error = #expect(throws: ReplayError.self) {
      try scoreFile(input: input, output: scratch.path("out.csv"))
    }
    guard case .badHeader = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.path("out.csv")))
  }

  @Test(arguments: ["timestamp,value\n", "timestamp,value\n2026-03-01 00:00:00,x\n"])
  func notOneUsableRowIsAnError(text: String) throws {
    let scratch = try Scratch()
    let input = try scratch.file("in.csv", text)
    let error = #expect(throws: ReplayError.self) {
      try scoreFile(input: input, output: scratch.path("out.csv"))
    }
    guard case .noUsableRecord = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func theInputIsNeverOverwritten() throws {
    let scratch = try Scratch()
    let input = try scratch.file("in.csv", table(rows: 3))
    #expect(throws: ReplayError(path: input, reason: .cannotCreate("it is the input"))) {
      try scoreFile(input: input, output: input)
    }
    #expect(try scratch.text("in.csv") == table(rows: 3))
  }

  @Test func compressedInputGivesTheSameScores() throws {
    let scratch = try Scratch()
    let text = table(rows: 600)
    _ = try scoreFile(
      input: scratch.file("in.csv", text), output: scratch.path("plain.csv"))
    _ = try scoreFile(
      input: scratch.file("in.csv.gz", Packing.gzip(Array(text.utf8))),
      output: scratch.path("packed.csv"))
    #expect(try scratch.text("plain.csv") == scratch.text("packed.csv"))
  }

  @Test func anOutputThatCannotBeMadeSaysSo() throws {
    let scratch = try Scratch()
    let input = try scratch.file("in.csv", table(rows: 3))
    let output = scratch.path("no/such/folder/out.csv")
    #expect(
      throws: ReplayError(path: output, reason: .cannotCreate("No such file or directory"))
    ) {
      try scoreFile(input: input, output: output)
    }
  }
}

@Suite struct NABScoreTests {
  private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: python != nil, "python3 is not installed"))
  func theScriptKnowsThePublishedRule() throws {
    let script = projectRoot.appending(path: "Scripts/nab-score")
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.python))
    process.arguments = [script.path, "--self-test"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.contains("self-test passed"))
  }
}
