import Foundation
import Testing

extension VigieTests {
  /// The crisis example on a real history, where that is at hand.
  @Suite struct CrisisTests {
    static let data = projectRoot.deletingLastPathComponent().appending(path: "shared/data")
    static let oklahoma = data.appending(path: "crisislex_t6/2013_Oklahoma_Tornado.ndjson")

    @Test(
      .enabled(
        if: FileManager.default.fileExists(atPath: oklahoma.path),
        "../shared/data is not here: the real crises are not replayed"))
    func tornadoIsNoticedWithinAQuarterOfAnHourAndNotBefore() async throws {
      let ended = try await VigieProcess.run(
        "replay", "--config", "Config/examples/crisis/vigie.yaml",
        "--input", "generic=\(Self.oklahoma.path)", "--alerts", "-")
      #expect(ended.status == 0, "\(ended.words)")
      let events = try ended.lines.map { try JSON(line: $0) }
      let opened = events.filter { $0["type"].text == "vigie.alert.opened" }
        .compactMap { $0["time"].text }
      // Touchdown at 14:56 CDT.
      let first = try #require(opened.min())
      #expect(first >= "2013-05-20T19:56" && first <= "2013-05-20T20:11")
      let why = try #require(events.first?["data"]["explanation"]["en"].text)
      #expect(why.contains("were expected") && why.contains("Chance alone"))
      try await expectValid(ended.output)
    }
  }
}
