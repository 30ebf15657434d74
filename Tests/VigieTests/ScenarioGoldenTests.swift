import Foundation
import Testing

extension VigieTests {
  /// A simulated town from its scenario to its score, held in files: `Scripts/golden town` writes them
  /// anew, on purpose. The streams are made by the test.
  @Suite struct ScenarioGoldenTests {
    private let folder = projectRoot.appending(path: "Tests/Golden/town")
    private let scenarios = projectRoot.appending(path: "Config/examples/scenarios")

    private func golden(_ file: String) throws -> String {
      try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    }

    /// An alert event in a line, as `Scripts/golden` writes it.
    private func brief(_ line: String) throws -> String {
      let event = try JSON(line: line)
      let data = event["data"]
      guard case .number(let severity) = data["severity"], let time = event["time"].text,
        let type = event["type"].text, let subject = event["subject"].text,
        let detector = data["detector"].text, let kind = data["kind"].text
      else { throw CocoaError(.coderReadCorrupt) }
      let state = type.split(separator: ".").last ?? ""
      return "\(time) \(state) \(Int(severity)) \(detector)/\(kind) \(subject)"
    }

    @Test func townIsToldAsInTheFiles() async throws {
      let scratch = try Scratch()
      let directory = scratch.path("town")
      let simulated = try await VigieProcess.run(
        "simulate", "--scenario", scenarios.appending(path: "town.yaml").path, "--seed", "1",
        "--out", directory)
      #expect(simulated.status == 0, "\(simulated.words)")
      #expect(try scratch.text("town/incidents.ndjson") == golden("incidents.ndjson"))

      let alerts = scratch.path("alerts.ndjson")
      let replayed = try await VigieProcess.run(
        "replay", "--config", scenarios.appending(path: "vigie.yaml").path,
        "--input", "bluesky=\(directory)/bluesky.ndjson",
        "--input", "text-alert=\(directory)/text-alert.ndjson", "--alerts", alerts)
      #expect(replayed.status == 0, "\(replayed.words)")
      let told = try scratch.text("alerts.ndjson").split(separator: "\n").map {
        try brief(String($0))
      }
      let expected = try golden("expected.txt").split(separator: "\n").map(String.init)
      #expect(told.count == expected.count)
      let first = zip(told, expected).enumerated().first { $1.0 != $1.1 }
      #expect(
        first == nil,
        "event \((first?.offset ?? 0) + 1) differs: \(first.map { "\($0.element)" } ?? "")")

      let scored = try await VigieProcess.run(
        "score-alerts", "--alerts", alerts, "--incidents", "\(directory)/incidents.ndjson",
        "--json")
      #expect(scored.status == 0, "\(scored.words)")
      let score = try JSON(line: scored.text)
      #expect(try score.differences(from: JSON(line: golden("score.json"))) == [])
      #expect(score["found"] == score["total"])
    }
  }
}
