import Foundation
import Kafka
import Testing

/// A record as a test remembers it.
struct Record: Sendable {
  var partition: Int32
  var key: String?
  var payload: String
  var contentType: String?
}

extension Record {
  init(_ message: Message, partition: Int32) {
    self.init(
      partition: partition, key: message.key.map { String(decoding: $0, as: UTF8.self) },
      payload: message.payload.map { String(decoding: $0, as: UTF8.self) } ?? "",
      contentType: message.header("content-type").map { String(decoding: $0, as: UTF8.self) })
  }
}

/// Everything of a topic's partitions from their beginning to their end, without a group.
func readAll(
  _ properties: ClientProperties, _ topic: String, partitions: Int32 = 1
) throws -> [Record] {
  let consumer = try Consumer(
    properties.overridden(by: ["enable.partition.eof": "true"]), group: nil)
  defer { consumer.close() }
  try consumer.assign(
    (0..<partitions).map { PartitionStart(TopicPartition(topic, $0), at: .beginning) })
  var records: [Record] = []
  var ended: Set<TopicPartition> = []
  let deadline = ContinuousClock.now + .seconds(60)
  while ended.count < Int(partitions) {
    try #require(ContinuousClock.now < deadline, "reading \(topic) took too long")
    try consumer.poll()
    for index in consumer.assigned.indices {
      consumer.consume(index, max: 1000) { batch in
        for position in 0..<batch.count {
          records.append(Record(batch[position], partition: batch.partition.partition))
        }
        if batch.endOffset != nil { ended.insert(batch.partition) }
      }
    }
    consumer.wait(timeoutMilliseconds: 20)
  }
  return records
}

extension EmbeddedBroker {
  /// Properties for quick tests: short waits for empty fetches and for batches.
  var quick: ClientProperties {
    properties.overridden(by: [
      "fetch.wait.max.ms": "20", "linger.ms": "1", "session.timeout.ms": "6000",
      "heartbeat.interval.ms": "300",
    ])
  }

  /// Writes posts in order, keyed by id: the key chooses the partition. They are stamped with their
  /// own time.
  func feed(_ posts: some Sequence<Post>, to topic: String) throws {
    let producer = try Producer(quick)
    for post in posts {
      try producer.produce(
        topic: topic, key: Array(post.id.utf8), payload: Array(post.line.utf8),
        timestampMilliseconds: post.milliseconds)
    }
    try producer.close()
  }
}
