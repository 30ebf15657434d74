import Alerts
import Daemon
import EventTime
import Foundation
import Kafka
import Pipeline
import Replay
import Settings
import Signals

/// A line of a history, with what a feeder needs to know of it.
struct Post: Sendable {
  var id: String
  var milliseconds: Int64
  var line: String
}

/// The flood of `Tests/Golden`, and what the stages make of it, however it comes.
enum History {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let folder = root.appending(path: "Tests/Golden/flood-in-one-area")
  static let input = folder.appending(path: "input.ndjson").path

  static func posts() throws -> [Post] {
    try String(contentsOf: URL(filePath: input), encoding: .utf8).split(separator: "\n").map {
      line in
      let fields = try JSONDecoder().decode(Fields.self, from: Data(line.utf8))
      let time = try Date(
        fields.ts, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
      let milliseconds = Int64((time.timeIntervalSince1970 * 1000).rounded())
      return Post(id: fields.id, milliseconds: milliseconds, line: String(line))
    }
  }

  private struct Fields: Decodable {
    var id: String
    var ts: String
  }

  static func assembly() throws -> Assembly {
    let configuration = try Configuration.load(path: folder.appending(path: "vigie.yaml").path)
    let territory =
      try configuration.territory.map { try loadTerritory(directory: $0) }
      ?? Territory(name: "none")
    return try Assembly(configuration: configuration, territory: territory, territoryDigest: "")
  }

  static let key = Array("0123456789abcdef".utf8)

  /// The alert events of a file.
  static func events(ofFile path: String) throws -> [AlertEvent] {
    let assembly = try assembly()
    var chain = try assembly.chain(key: key, history: true)
    var effects = ChainEffects()
    var replay = try FileReplay(
      inputs: [ReplayInput(source: 0, path: path)], chain: chain, maxRecordBytes: 1 << 20)
    while try replay.step(&chain, into: &effects) {}
    return rendered(effects, assembly)
  }

  /// The alert events of the source's topic, between two times of arrival.
  static func events(
    ofTopicAt properties: ClientProperties, from: Instant = Instant(seconds: 0),
    until: Instant = .distantFuture
  ) throws -> [AlertEvent] {
    let assembly = try assembly()
    var chain = try assembly.chain(key: key, history: true)
    var effects = ChainEffects()
    let replay = try TopicReplay(
      topics: assembly.configuration.sources.map(\.topic), from: from, until: until,
      properties: properties)
    replay.assign(to: chain)
    while try replay.step(&chain, into: &effects) {}
    return rendered(effects, assembly)
  }

  private static func rendered(_ effects: ChainEffects, _ assembly: Assembly) -> [AlertEvent] {
    let renderer = AlertRenderer(assembly: assembly, version: "test")
    return effects.changes.map { renderer.event($0, frontiers: []) }
  }

  /// Events as they are compared: without what may differ, as lines, sorted.
  static func comparable(_ events: [AlertEvent]) throws -> [String] {
    let encoder = CloudEventEncoder()
    return try events.map {
      String(decoding: try encoder.encode($0.withoutCircumstances), as: UTF8.self)
    }.sorted()
  }
}
