import Detection
import EventTime
import Foundation
import Testing

/// The Oklahoma tornado of 2013 (CrisisLex T6), read where it lies; skipped where it does not.
@Suite("Volume: a real onset")
struct VolumeRealTests {
  static let file = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/data/crisislex_t6/2013_Oklahoma_Tornado.ndjson")

  /// Instants of the posts labelled on-topic.
  private static func onTopic() throws -> [Instant] {
    let text = try String(contentsOf: file, encoding: .utf8)
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    var instants: [Instant] = []
    for line in text.split(separator: "\n") {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      guard let post = object as? [String: String], post["label"] == "on-topic" else { continue }
      let written = try #require(post["ts"])
      let date = try #require(formatter.date(from: written))
      instants.append(Instant(microseconds: Int64((date.timeIntervalSince1970 * 1e6).rounded())))
    }
    return instants.sorted()
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: file.path()),
      "shared/data/crisislex_t6 is not here"))
  func theTornadoOpensWithinAQuarterOfAnHourAndNothingBefore() throws {
    let instants = try VolumeRealTests.onTopic()
    let first = try #require(instants.first)
    var run = VolumeFixture(paneSeconds: 10, promise: 5, start: first)
    // 2013-05-20T19:56Z.
    let onset = Instant(seconds: 1_369_079_760)
    var next = 0
    while run.paneLength.start(of: run.pane) < onset + .hours(3) {
      let end = run.paneLength.end(of: run.pane)
      var count = 0
      while next < instants.count, instants[next] < end {
        count += 1
        next += 1
      }
      run.step(count)
    }
    let opened = try #require(run.opened.first)
    let delay = run.paneLength.end(of: opened.pane) - onset
    #expect(delay > .zero, "opened \(delay.microseconds / 1_000_000) s after the onset")
    #expect(delay <= .minutes(15), "opened \(delay.microseconds / 1_000_000) s after the onset")
  }
}
