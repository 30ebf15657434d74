import Daemon
import Glibc
import Testing

@Suite struct LogTests {
  /// What is logged into a pipe, without the time of each line.
  private func lines(
    level: Log.Level = .debug, journal: (stat) -> String? = { _ in nil }, _ body: (Log) -> Void
  ) throws -> [String] {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { close(ends[0]) }
    var status = stat()
    fstat(ends[1], &status)
    body(Log(descriptor: ends[1], level: level, journalStream: journal(status)))
    close(ends[1])
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(ends[0], &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).replacing(/time=[^ ]+Z\ /, with: "") }
  }

  @Test func aLineIsAnEventAndItsFields() throws {
    let lines = try lines {
      $0(.information, "started", ["version": "1", "words": "two words"])
    }
    #expect(lines == ["level=info event=started version=1 words=\"two words\"", ""])
  }

  @Test(arguments: [
    ("", "\"\""), ("a=b", "\"a=b\""), ("a\"b\\ c", "\"a\\\"b\\\\ c\""), ("a\nb", "\"a\\nb\""),
    ("\u{1B}[2J\r\0\u{9B}", "\"\\x1b[2J\\x0d\\x00\\x9b\""), ("é", "é"), ("é à", "\"é à\""),
    ("\u{7F}", "\"\\x7f\""),
  ])
  func noWordEndsALineOrReachesATerminal(_ word: String, _ shown: String) throws {
    #expect(try lines { $0(.error, "kafka", ["line": word]) }[0].hasSuffix(" line=\(shown)"))
  }

  @Test func eachLineToTheJournalBeginsWithItsPriority() throws {
    let lines = try lines(journal: { "\($0.st_dev):\($0.st_ino)" }) { log in
      log(.debug, "a")
      log(.information, "b")
      log(.warning, "c")
      log(.error, "d")
    }
    #expect(
      lines.map { String($0.prefix(4)) } == ["<7>l", "<6>l", "<4>l", "<3>l", ""])
  }

  @Test(arguments: ["0:0", "", "8", "not:it"])
  func aStreamElsewhereIsNotTheJournal(_ stream: String) throws {
    #expect(try lines(journal: { _ in stream }) { $0(.error, "d") }[0] == "level=error event=d")
  }

  @Test func lowerLevelsAreLeftOut() throws {
    let lines = try lines(level: .warning) {
      $0(.information, "a")
      $0(.warning, "b")
    }
    #expect(lines == ["level=warn event=b", ""])
  }
}
