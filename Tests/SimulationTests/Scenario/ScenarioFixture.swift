import Alerts
import EventTime
import Foundation
import Settings
import Simulation
import Testing

/// The project's root.
let scenarioRoot = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A scenario of a few lines over the shipped territory of France.
struct ScenarioFixture {
  /// The judged period begins: Tuesday 2026-03-03T00:00:00Z.
  static let start = Instant(seconds: 1_772_496_000)

  let run: ScenarioRun

  /// Local time is that of Paris, an hour east of Greenwich in March.
  init(
    _ lines: String, hours: Int = 24, warmupDays: Int = 0, areas: String = "[\"67\", \"68\"]",
    seed: UInt64 = 1
  ) throws {
    let config = scenarioRoot.appending(path: "Config").path(percentEncoded: false)
    let text = """
      name: test
      start: 2026-03-03T00:00:00Z
      hours: \(hours)
      warmupDays: \(warmupDays)
      timeZones: \(config)/timezones.yaml
      timeZone: Europe/Paris
      territory: \(config)/territories/fr
      areas: \(areas)
      \(lines)
      """
    let file = FileManager.default.temporaryDirectory
      .appending(path: "vigie-scenario-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    try self.init(path: file.path(percentEncoded: false), seed: seed)
  }

  /// A scenario of the repository, at a part of its rates.
  init(path: String, seed: UInt64, rate: Double = 1) throws {
    var scenario = try Scenario.load(path: path)
    for index in scenario.sources.indices { scenario.sources[index].recordsPerHour *= rate }
    let territory = try ScenarioTerritory(
      areasCSV: scenario.territoryTable("areas"),
      communesCSV: scenario.territoryTable("communes"), codes: scenario.areas,
      communesPerArea: scenario.communesPerArea)
    run = try ScenarioRun(scenario, territory: territory, seed: seed)
  }

  /// All lines of a source, in the order in which they arrive.
  func lines(_ source: Int = 0) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var stream = run.stream(ofSource: source)
    while stream.step({ lines.append(Array($0)) }) {}
    return lines
  }

  func posts(_ source: Int = 0) throws -> [SimulatedPost] {
    try lines(source).map { try SimulatedPost($0) }
  }

  /// The one label of a kind.
  func label(_ kind: String) throws -> IncidentLabel {
    try #require(run.labels.first { $0.kind == kind })
  }
}

/// A record of a source of posts.
struct SimulatedPost {
  var bytes: [UInt8]
  var time: Instant
  var author: String
  var id: String
  var operation: String
  /// Of a post; nil for a share and a deletion.
  var text: String?
  /// Of a share, the URI of its original.
  var original: String?
  var isReply: Bool

  init(_ line: [UInt8]) throws {
    let json = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    bytes = line
    time = Instant(microseconds: try #require(json["time_us"] as? Int64))
    author = try #require(json["did"] as? String)
    let commit = try #require(json["commit"] as? [String: Any])
    operation = try #require(commit["operation"] as? String)
    id = author + "/" + (try #require(commit["rkey"] as? String))
    let record = commit["record"] as? [String: Any]
    text = record?["text"] as? String
    original = (record?["subject"] as? [String: Any])?["uri"] as? String
    isReply = record?["reply"] != nil
  }
}

/// A record of any source as a JSON object.
func object(_ line: [UInt8]) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
}
