internal import Alerts
internal import Detection
internal import EventTime
internal import Foundation
internal import Pipeline
internal import Signals

/// What a history must lead to: every alert event and every dead letter, computed in one pass in
/// memory, each partition by itself and from its first record to its last.
package struct HistoryOracle {
  /// By alert, its events in order, as they are compared.
  private(set) var events: [String: [[UInt8]]] = [:]
  private(set) var eventCount = 0
  private(set) var deadLetters: Set<[UInt8]> = []

  /// What is known otherwise.
  package init(events: [String: [[UInt8]]], deadLetters: Set<[UInt8]>) {
    self.events = events
    self.deadLetters = deadLetters
    eventCount = events.values.reduce(0) { $0 + $1.count }
  }

  static let key = Array("0123456789abcdef0123456789abcdef".utf8)
  static let version = "simulation"

  init(_ history: SimulatedHistory, assembly: Assembly) throws(AssemblyError) {
    var chain = try assembly.chain(key: Self.key, history: true)
    let renderer = AlertRenderer(assembly: assembly, version: Self.version)
    let encoder = CloudEventEncoder()
    let letters = DeadLetterEncoder(
      topic: assembly.topics.deadLetters,
      sources: assembly.configuration.sources.map { ($0.name, $0.topic) })
    for (source, count) in history.partitions.enumerated() {
      for partition in 0..<count { chain.sources[source].assign(partition: partition) }
    }
    let pages = RecordPages()
    var effects = ChainEffects()
    for (source, count) in history.partitions.enumerated() {
      for partition in 0..<count {
        pages.removeAll()
        var offset: Int64 = 0
        for entry in history.entries
        where entry.source == source && entry.partition == partition {
          pages.append(
            StoredRecord(
              offset: offset, time: entry.arrival, key: [], payload: entry.payload, headers: [],
              transaction: nil, kind: .data))
          offset += 1
        }
        pages.withViews {
          chain.feed(
            $0, source: source, partition: partition, present: .distantFuture, into: &effects)
        }
      }
    }
    for change in effects.changes {
      let event = renderer.event(change, frontiers: [])
      guard let payload = try? Array(encoder.encode(event)) else {
        preconditionFailure("an event of history cannot be encoded")
      }
      events[event.alertID, default: []].append(ComparableAlert.bytes(of: payload))
      eventCount += 1
    }
    for letter in effects.deadLetters {
      deadLetters.insert(letters.record(letter).payload ?? [])
    }
  }
}
