package import Detection
internal import EventTime
package import Kafka
internal import Signals

/// What a source's reader asks of the run that owns it.
package protocol SourceReaderDelegate: AnyObject {
  /// The partition's records will be fed from now on.
  func assign(source: Int, partition: Int32, resume: CommitMetadata?)
  /// Everything that the partitions' records caused is out and confirmed; commit points follow.
  func deliver() throws(KafkaError)
  func commitPoint(source: Int, partition: Int32) -> CommitPoint?
  func revoke(source: Int, partition: Int32)
}

/// The consumer of one source, in a group of its own, and what is known of its partitions.
package final class SourceReader: PartitionOwner {
  let source: Int
  let name: String
  let topic: String
  private let consumer: Consumer
  private weak var delegate: (any SourceReaderDelegate)?
  private let log: Log
  /// By index of the consumer's assignment.
  private(set) var partitions: [PartitionState] = []

  /// One partition that is read.
  struct PartitionState {
    var partition: Int32
    /// Read to its end, and nothing has come since.
    var isAtEnd = false
    /// When, on the monotonic clock, an event was last taken or the end was reached.
    var sinceNanoseconds: UInt64 = 0
    var lastCommit: CommitPoint?
  }

  package init(
    source: Int, name: String, topic: String, group: String, properties: ClientProperties,
    wakeUp: WakeUp,
    delegate: any SourceReaderDelegate, log: Log, onLog: @escaping (LogLine) -> Void
  ) throws(KafkaError) {
    self.source = source
    self.name = name
    self.topic = topic
    self.delegate = delegate
    self.log = log
    consumer = try Consumer(
      properties, group: group, wakeUp: wakeUp, onLog: onLog)
    try consumer.subscribe([topic])
  }

  func poll() throws(KafkaError) {
    var owner = self
    try consumer.poll(&owner)
    for error in consumer.takeErrors() {
      log(.warning, "kafka", ["source": name, "error": error.description])
    }
  }

  func wait(timeoutMilliseconds: Int32) { consumer.wait(timeoutMilliseconds: timeoutMilliseconds) }

  var count: Int { consumer.assigned.count }

  /// Feeds what has arrived from one partition; returns how many records that were.
  func consume(
    _ index: Int, max: Int, _ views: inout [RecordView],
    _ feed: (Int32, UnsafeBufferPointer<RecordView>) -> Void
  ) throws(KafkaError) -> Int {
    let partition = consumer.assigned[index].partition
    var failure: KafkaError?
    let (count, endOffset) = consumer.consume(index, max: max) { batch -> (Int, Int64?) in
      views.removeAll(keepingCapacity: true)
      for position in 0..<batch.count {
        let message = batch[position]
        views.append(
          RecordView(
            payload: message.payload ?? UnsafeRawBufferPointer(start: nil, count: 0),
            offset: message.offset,
            arrival: message.timestamp.map { Instant(microseconds: $0.milliseconds * 1000) }))
      }
      if batch.count > 0 { views.withUnsafeBufferPointer { feed(partition, $0) } }
      failure = batch.error
      return (batch.count, batch.endOffset)
    }
    if let failure { throw failure }
    guard let state = partitions.firstIndex(where: { $0.partition == partition }) else {
      return count
    }
    if count > 0 {
      partitions[state].isAtEnd = false
      partitions[state].sinceNanoseconds = SystemClock.monotonicNanoseconds()
    }
    if endOffset != nil && !partitions[state].isAtEnd {
      partitions[state].isAtEnd = true
      if partitions[state].sinceNanoseconds == 0 {
        partitions[state].sinceNanoseconds = SystemClock.monotonicNanoseconds()
      }
    }
    return count
  }

  /// Index among the consumer's partitions; nil when it is not assigned.
  func partition(at index: Int) -> Int32 { consumer.assigned[index].partition }

  func holdBack(_ index: Int, _ isHeldBack: Bool) { consumer.holdBack(index, isHeldBack) }

  /// Nanoseconds since the broker that the partition is read from last answered; nil if unknown.
  func brokerIdleNanoseconds(_ partition: Int32, _ statistics: ClientStatistics) -> UInt64? {
    statistics.idleMicroseconds(of: TopicPartition(topic, partition)).map { UInt64($0) * 1000 }
  }

  var statistics: ClientStatistics? { consumer.statisticsJSON.flatMap(ClientStatistics.init) }

  /// Commits how far every partition is handled. What they caused must be delivered before.
  func commit() throws(KafkaError) {
    try commit(partitions.map(\.partition))
  }

  private func commit(_ numbers: [Int32]) throws(KafkaError) {
    var offsets: [PartitionOffset] = []
    var points: [(Int, CommitPoint)] = []
    for number in numbers {
      guard let point = delegate?.commitPoint(source: source, partition: number),
        let state = partitions.firstIndex(where: { $0.partition == number }),
        partitions[state].lastCommit != point
      else { continue }
      offsets.append(
        PartitionOffset(
          TopicPartition(topic, number), offset: point.offset, metadata: point.metadata.text))
      points.append((state, point))
    }
    if offsets.isEmpty { return }
    try consumer.commit(offsets)
    for (state, point) in points { partitions[state].lastCommit = point }
  }

  func close(timeoutMilliseconds: Int32) throws(KafkaError) {
    var owner = self
    try consumer.close(&owner, timeoutMilliseconds: timeoutMilliseconds)
  }

  // MARK: The group

  package func assigned(_ partitions: [TopicPartition], by consumer: Consumer)
    throws(KafkaError) -> [PartitionStart]
  {
    let committed = try consumer.committed(partitions)
    var starts: [PartitionStart] = []
    for partition in partitions {
      let found = committed.first { $0.partition == partition }
      let resume = found.flatMap { CommitMetadata(text: $0.metadata) }
      let isOurs = resume?.topicID == topic
      if let found, !isOurs {
        log(
          .warning, "commit without our metadata: the partition is read from its offset",
          ["partition": partition.description, "offset": String(found.offset)])
      }
      delegate?.assign(
        source: source, partition: partition.partition, resume: isOurs ? resume : nil)
      self.partitions.append(PartitionState(partition: partition.partition))
      starts.append(
        PartitionStart(partition, at: found.map { .offset($0.offset) } ?? .beginning))
    }
    log(
      .information, "assigned",
      [
        "source": name,
        "partitions": partitions.map { String($0.partition) }.joined(separator: ","),
      ]
    )
    return starts
  }

  package func revoked(_ partitions: [TopicPartition], lost: Bool, by consumer: Consumer)
    throws(KafkaError)
  {
    let numbers = partitions.map(\.partition)
    defer {
      for number in numbers { delegate?.revoke(source: source, partition: number) }
      self.partitions.removeAll { numbers.contains($0.partition) }
    }
    log(
      .information, lost ? "lost" : "revoked",
      ["source": name, "partitions": numbers.map(String.init).joined(separator: ",")])
    guard !lost else { return }
    try delegate?.deliver()
    try commit(numbers)
  }
}
