import Alerts
import Detection
import EventTime
import Foundation
import Pipeline
import Settings
import Signals

/// Feeds lines to the chained stages and collects what they publish, as comparable lines.
final class ChainHarness {
  let assembly: Assembly
  private var chain: Chain
  private let renderer: AlertRenderer
  private var effects = ChainEffects()
  private(set) var events: [AlertEvent] = []
  private(set) var deadLetters: [DeadLetter] = []

  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A record of a partition as a test gives it.
  struct Line {
    var offset: Int64
    var arrival: Instant?
    var payload: [UInt8]
  }

  init(
    configuration path: String, partitions: Int32 = 1, history: Bool = true,
    worker: (any ChainWorker)? = nil
  ) throws {
    let configuration = try Configuration.load(path: path)
    let territory =
      try configuration.territory.map { try loadTerritory(directory: $0) }
      ?? Territory(name: "none")
    assembly = try Assembly(
      configuration: configuration, territory: territory, territoryDigest: "test")
    chain = try assembly.chain(key: Array("0123456789abcdef".utf8), history: history)
    if let worker { chain.overlapGroups(on: worker) }
    renderer = AlertRenderer(assembly: assembly, version: "test")
    for source in chain.sources {
      for partition in 0..<partitions { source.assign(partition: partition) }
    }
  }

  var source: SourceChain { chain.sources[0] }

  func feed(_ lines: some Collection<Line>, partition: Int32 = 0) {
    let storage = lines.flatMap(\.payload) + [UInt8](repeating: 0, count: 64)
    storage.withUnsafeBytes { bytes in
      var views: [RecordView] = []
      var start = 0
      for line in lines {
        let end = start + line.payload.count
        views.append(
          RecordView(
            payload: UnsafeRawBufferPointer(rebasing: bytes[start..<end]), offset: line.offset,
            arrival: line.arrival))
        start = end
      }
      views.withUnsafeBufferPointer {
        chain.feed(
          $0, source: 0, partition: partition, present: .distantFuture, into: &effects)
      }
    }
    collect()
  }

  func end(partition: Int32 = 0) {
    chain.end(source: 0, partition: partition, present: .distantFuture, into: &effects)
    collect()
  }

  /// The process dies and comes back: OBSERVE knows what was committed, and nothing else.
  func restart(partition: Int32 = 0) throws -> Int64 {
    guard let point = source.commitPoint(partition: partition, topicID: "t") else { return 0 }
    source.revoke(partition: partition)
    source.assign(partition: partition, resume: CommitMetadata(text: point.metadata.text))
    return point.offset
  }

  private func collect() {
    for change in effects.changes { events.append(renderer.event(change, frontiers: [])) }
    deadLetters += effects.deadLetters
    effects.removeAll()
  }

  /// The events as they are compared: without mode, references and frontiers, sorted.
  func comparable() throws -> [String] {
    let encoder = CloudEventEncoder()
    return try events.map {
      String(decoding: try encoder.encode($0.withoutCircumstances), as: UTF8.self)
    }.sorted()
  }
}

/// SplitMix64 (Steele, Lea & Flood 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return mix64(state)
  }
  mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
