internal import Pipeline
internal import Signals

/// Where a reader of committed records is in one partition.
struct LogCursor {
  let topic: SimulatedTopic
  let partition: Int
  /// The next offset to be looked at.
  private(set) var position: Int64
  /// After the last record that was handed over: it does not move over markers.
  private(set) var consumed: Int64
  /// What is committed below it has arrived; nil before the first answer.
  private(set) var arrived: Int64?
  private(set) var answeredAt: Int64?

  init(_ topic: SimulatedTopic, _ partition: Int, at start: LogPosition) {
    self.topic = topic
    self.partition = partition
    let log = topic.partitions[partition]
    switch start {
    case .beginning: position = log.low
    case .end: position = log.lastStable
    case .offset(let offset): position = offset
    }
    consumed = position
  }

  /// Asks the broker what there is, if it answers.
  mutating func fetch(from cluster: SimulatedCluster) {
    guard !cluster.isDown else { return }
    if let faults = cluster.activeFaults, cluster.random.chance(faults.nothingArrives) { return }
    let log = topic.partitions[partition]
    arrived = log.lastStable
    answeredAt = cluster.elapsed
    if log.hasOpenTransaction { cluster.fire(.readerHeldUp) }
  }

  /// Copies what has arrived, at most `max` records; the position after all that is there when it is
  /// reached.
  mutating func take(
    max: Int, from cluster: SimulatedCluster, into pages: RecordPages
  ) throws(LogError) -> Int64? {
    pages.removeAll()
    guard let arrived else { return nil }
    let (low, high) = (topic.partitions[partition].low, topic.partitions[partition].high)
    guard position >= low, position <= high else {
      cluster.fire(.offsetOutOfRange)
      let place = LogPartition(topic.name, Int32(partition))
      throw LogError(
        .offsetOutOfRange(place), "\(place): \(position) is not within \(low) and \(high)")
    }
    var limit = max
    if let faults = cluster.activeFaults, faults.largestBatch > 0 {
      limit = min(limit, faults.largestBatch)
    }
    let start = topic.partitions[partition].place(of: position)
    var isSkipping = false
    for place in start..<topic.partitions[partition].records.count {
      let record = topic.partitions[partition].records[place]
      guard record.offset < arrived, pages.count < limit else { break }
      if record.offset > position { isSkipping = true }
      position = record.offset + 1
      switch record.kind {
      case .data:
        pages.append(record)
        consumed = position
      case .aborted: cluster.fire(.readerSkippedAborted)
      case .marker: break
      }
    }
    if isSkipping { cluster.fire(.readerSkippedCompacted) }
    let next = topic.partitions[partition].place(of: position)
    let records = topic.partitions[partition].records
    if position <= arrived, next == records.count || records[next].offset >= arrived {
      position = arrived
    }
    return position == arrived ? arrived : nil
  }

  var lag: Int64 { topic.partitions[partition].high - consumed }
}
