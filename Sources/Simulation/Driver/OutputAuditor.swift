internal import Pipeline

/// Compares what is committed with what must come: never anything else, never anything twice, and in
/// the end all of it.
package struct OutputAuditor {
  private let oracle: HistoryOracle
  private let alerts: String
  private let deadLetters: String
  /// By topic and partition, the offset of the next record to be looked at.
  private var looked: [LogPartition: Int64] = [:]
  /// By alert, how many of its events are there.
  private var told: [String: Int] = [:]
  package private(set) var eventCount = 0
  private var letters: Set<[UInt8]> = []

  /// - Parameters:
  ///   - alerts: the topic of events.
  ///   - deadLetters: the topic of dead letters.
  package init(_ oracle: HistoryOracle, alerts: String, deadLetters: String) {
    self.oracle = oracle
    self.alerts = alerts
    self.deadLetters = deadLetters
  }

  /// Looks at what has been committed since; what is wrong with it, or nil.
  package mutating func look(at cluster: SimulatedCluster) -> String? {
    for partition in 0..<cluster.partitionCount(of: alerts) {
      for record in fresh(alerts, partition, cluster) {
        if let wrong = take(alert: record, cluster) { return wrong }
      }
    }
    for partition in 0..<cluster.partitionCount(of: deadLetters) {
      for record in fresh(deadLetters, partition, cluster) {
        if let wrong = take(letter: record) { return wrong }
      }
    }
    return nil
  }

  /// What is still to come; nil when all is there.
  package var missing: String? {
    let silent = oracle.events.keys.sorted().filter {
      told[$0, default: 0] < oracle.events[$0]?.count ?? 0
    }
    if let first = silent.first {
      return "\(oracle.eventCount - eventCount) of \(oracle.eventCount) alert events are missing, "
        + "the first of alert \(first): "
        + String(decoding: oracle.events[first]?[told[first, default: 0]] ?? [], as: UTF8.self)
    }
    let lost = oracle.deadLetters.subtracting(letters)
    guard !lost.isEmpty else { return nil }
    let example = lost.map { String(decoding: $0, as: UTF8.self) }.sorted().first ?? ""
    return "\(lost.count) of \(oracle.deadLetters.count) dead letters are missing: \(example)"
  }

  private mutating func fresh(
    _ topic: String, _ partition: Int32, _ cluster: SimulatedCluster
  ) -> [CommittedRecord] {
    let place = LogPartition(topic, partition)
    let records = cluster.committedRecords(
      topic: topic, partition: partition, from: looked[place, default: 0])
    if let last = records.last { looked[place] = last.offset + 1 }
    return records
  }

  private mutating func take(
    alert record: CommittedRecord, _ cluster: SimulatedCluster
  ) -> String? {
    guard let payload = record.payload else { return "an alert event without a body" }
    if ComparableAlert.isOperational(payload) { return nil }
    if ComparableAlert.isAnnouncement(payload, key: record.key) {
      cluster.fire(.alertToldLate)
      return nil
    }
    let bytes = ComparableAlert.bytes(of: payload)
    let alert = String(decoding: record.key, as: UTF8.self)
    let text = String(decoding: payload, as: UTF8.self)
    guard let expected = oracle.events[alert] else {
      return "an alert that should not be: \(text)"
    }
    let place = told[alert, default: 0]
    if let earlier = expected[..<place].firstIndex(of: bytes) {
      return "event \(earlier + 1) of alert \(alert) a second time: \(text)"
    }
    guard place < expected.count else { return "one event too many of alert \(alert): \(text)" }
    guard expected[place] == bytes else {
      return "event \(place + 1) of alert \(alert) is\n  \(text)\nand should be\n  "
        + String(decoding: expected[place], as: UTF8.self)
    }
    told[alert] = place + 1
    eventCount += 1
    return nil
  }

  private mutating func take(letter record: CommittedRecord) -> String? {
    let payload = record.payload ?? []
    let text = String(decoding: payload, as: UTF8.self)
    guard oracle.deadLetters.contains(payload) else {
      return "a dead letter that should not be: \(text)"
    }
    guard letters.insert(payload).inserted else { return "a dead letter a second time: \(text)" }
    return nil
  }
}
