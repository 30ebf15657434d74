import Glibc
import Kafka
import Testing

/// A record as a test remembers it.
struct Copy: Equatable, Sendable {
  var partition: Int32
  var offset: Int64
  var key: String?
  var payload: String?
}

extension Copy {
  init(_ message: Message, partition: Int32) {
    self.init(
      partition: partition, offset: message.offset,
      key: message.key.map { String(decoding: $0, as: UTF8.self) },
      payload: message.payload.map { String(decoding: $0, as: UTF8.self) })
  }
}

/// An owner that copies what it reads, and commits what it has read when partitions go.
struct Collector: PartitionOwner {
  var records: [Copy] = []
  var next: [TopicPartition: Int64] = [:]
  var arrivals: [[TopicPartition]] = []
  var departures: [[TopicPartition]] = []
  var lostCount = 0
  /// Where to start, for partitions that are named here.
  var starts: [PartitionStart] = []
  var commitsOnRevoke = true
  var refusal: KafkaError?

  mutating func assigned(_ partitions: [TopicPartition], by consumer: Consumer)
    throws(KafkaError) -> [PartitionStart]
  {
    arrivals.append(partitions)
    if let refusal { throw refusal }
    return starts
  }

  mutating func revoked(_ partitions: [TopicPartition], lost: Bool, by consumer: Consumer)
    throws(KafkaError)
  {
    departures.append(partitions)
    if lost { lostCount += 1 }
    if commitsOnRevoke, !lost { try commit(partitions, with: consumer) }
    for partition in partitions { next[partition] = nil }
  }

  /// Commits what was read and is not yet committed.
  mutating func commit(_ partitions: [TopicPartition], with consumer: Consumer) throws(KafkaError) {
    try consumer.commit(
      partitions.compactMap { partition in
        next[partition].map { PartitionOffset(partition, offset: $0) }
      })
    for partition in partitions { next[partition] = nil }
  }

  /// Takes whatever has arrived, at most `max` of each partition.
  mutating func take(from consumer: Consumer, max: Int = 1_000) {
    for index in consumer.assigned.indices {
      consumer.consume(index, max: max) { batch in
        for position in 0..<batch.count {
          records.append(Copy(batch[position], partition: batch.partition.partition))
        }
        if batch.count > 0 { next[batch.partition] = batch[batch.count - 1].offset + 1 }
      }
    }
  }

  /// One round of a reader's loop.
  mutating func round(_ consumer: Consumer, max: Int = 1_000) throws {
    try consumer.poll(&self)
    take(from: consumer, max: max)
    consumer.wait(timeoutMilliseconds: 20)
  }
}

/// Repeats `step` until `isDone`, and fails the test if that takes longer than `seconds`.
func repeating(
  atMostSeconds seconds: Double, _ what: Comment, _ step: () throws -> Void,
  until isDone: () -> Bool
) throws {
  let end = monotonicSeconds() + seconds
  while !isDone() {
    try #require(monotonicSeconds() < end, "took too long: \(what)")
    try step()
  }
}

func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Everything of a topic's partitions from their beginning to their end, without a group.
func readAll(
  _ properties: ClientProperties, _ topic: String, partitions: Range<Int32> = 0..<1
) throws -> [Copy] {
  let consumer = try Consumer(properties, group: nil)
  defer { consumer.close() }
  try consumer.assign(partitions.map { PartitionStart(TopicPartition(topic, $0), at: .beginning) })
  var records: [Copy] = []
  var ended: Set<TopicPartition> = []
  try repeating(
    atMostSeconds: 15, "reading \(topic)",
    {
      try consumer.poll()
      for index in consumer.assigned.indices {
        consumer.consume(index, max: 1_000) { batch in
          for position in 0..<batch.count {
            records.append(Copy(batch[position], partition: batch.partition.partition))
          }
          if batch.endOffset != nil { ended.insert(batch.partition) }
        }
      }
      consumer.wait(timeoutMilliseconds: 20)
    },
    until: { ended.count == partitions.count })
  return records
}

extension EmbeddedBroker {
  /// Properties for quick tests: short waits for empty fetches and for batches.
  var quick: ClientProperties {
    properties.overridden(by: [
      "fetch.wait.max.ms": "20", "linger.ms": "1", "session.timeout.ms": "3500",
      "heartbeat.interval.ms": "300",
    ])
  }

  /// A topic with `count` records in each partition; the payload of record i is its number.
  func fill(_ topic: String, partitions: Int32, count: Int) throws {
    try createTopic(topic, partitions: partitions)
    let producer = try Producer(quick)
    for number in 0..<count {
      for partition in 0..<partitions {
        try producer.produce(
          topic: topic, partition: partition, key: nil, payload: Array("\(number)".utf8))
      }
    }
    try producer.close()
  }
}
