package import EventTime
package import Pipeline

/// A record as a reader of committed records sees it.
package struct CommittedRecord: Sendable {
  package var offset: Int64
  package var time: Instant
  package var key: [UInt8]
  package var payload: [UInt8]?
  package var headers: [(name: String, value: String)]
}

// What a test or an oracle may ask; nothing here ever fails.
extension SimulatedCluster {
  package func partitionCount(of name: String) -> Int32 {
    Int32(topic(named: name)?.partitions.count ?? 0)
  }

  package func committedRecords(
    topic name: String, partition: Int32, from offset: Int64 = 0
  ) -> [CommittedRecord] {
    guard let log = log(of: LogPartition(name, partition)) else { return [] }
    let visible = log.records[log.place(of: offset)...].prefix { $0.offset < log.lastStable }
    return visible.filter { $0.kind == .data }.map {
      CommittedRecord(
        offset: $0.offset, time: $0.time, key: $0.key, payload: $0.payload, headers: $0.headers)
    }
  }

  /// The group's position in a partition; nil without one.
  package func committedOffset(group name: String, partition: Int32) -> LogOffset? {
    guard let group = groups.first(where: { $0.name == name }),
      Int(partition) < group.committed.count
    else { return nil }
    return group.committed[Int(partition)]
  }

  package func watermarks(topic name: String, partition: Int32) -> LogWatermarks? {
    log(of: LogPartition(name, partition)).map { LogWatermarks(low: $0.low, high: $0.high) }
  }

  package func lastStable(topic name: String, partition: Int32) -> Int64? {
    log(of: LogPartition(name, partition))?.lastStable
  }

  /// The offset of the last record that a reader of committed records sees; −1 without any.
  package func lastCommitted(topic name: String, partition: Int32) -> Int64 {
    guard let log = log(of: LogPartition(name, partition)) else { return -1 }
    return log.records.last { $0.kind == .data && $0.offset < log.lastStable }?.offset ?? -1
  }

  /// Partitions by member's process, in the order of joining.
  package func assignment(group name: String) -> [(process: String, partitions: [Int32])] {
    groups.first { $0.name == name }?.members.map { ($0.process.name, $0.assignment) } ?? []
  }

  /// Deletes what lies below an offset, as retention does.
  package func trim(topic name: String, partition: Int32, below offset: Int64) {
    guard let topic = topic(named: name), Int(partition) < topic.partitions.count else { return }
    topic.partitions[Int(partition)].trim(below: offset)
    fire(.trimmed)
    note(.trimmed, nil, Int64(topic.number), offset, "\(name)[\(partition)] below \(offset)")
  }

  /// Cleans a compacted topic up to an offset of each partition; how many records went.
  @discardableResult
  package func compact(topic name: String, upTo end: Int64 = .max) -> Int {
    guard let topic = topic(named: name) else { return 0 }
    return topic.partitions.indices.reduce(0) { $0 + topic.partitions[$1].compact(upTo: end) }
  }

  /// Spoils one committed record for good: `change` gives its payload anew, or nil to take it out.
  package func damage(
    topic name: String, partition: Int32, offset: Int64, _ change: ([UInt8]) -> [UInt8]?
  ) {
    guard let topic = topic(named: name) else { return }
    let log = topic.partitions[Int(partition)]
    let place = log.place(of: offset)
    guard place < log.records.count, let payload = log.records[place].payload else { return }
    topic.partitions[Int(partition)].damage(at: place, payload: change(payload))
  }

  package func checkInvariants() {
    for topic in topics { for log in topic.partitions { log.checkInvariants() } }
    for group in groups {
      let dealt = group.members.flatMap(\.assignment)
      precondition(Set(dealt).count == dealt.count, "\(group.name): a partition is dealt twice")
    }
  }
}
