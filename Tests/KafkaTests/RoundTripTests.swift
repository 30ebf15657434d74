import Kafka
import Testing

@Suite(.ownThread) struct RoundTripTests {
  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func keysPayloadsAndTheirAbsenceArriveAsTheyWereSent() throws {
    let broker = try EmbeddedBroker()
    try broker.createTopic("records", partitions: 1)
    let producer = try Producer(broker.quick)
    let sent: [(key: [UInt8]?, payload: [UInt8]?)] = [
      (Self.bytes("k"), Self.bytes("v")), (nil, Self.bytes("no key")),
      (Self.bytes("gone"), nil), (Self.bytes("k"), []), ([], Self.bytes("empty key")), (nil, nil),
    ]
    for record in sent {
      try producer.produce(topic: "records", partition: 0, key: record.key, payload: record.payload)
    }
    try producer.close()
    #expect(producer.deliveredCount == 6)
    let read = try readAll(broker.quick, "records")
    #expect(read.map(\.key) == ["k", nil, "gone", "k", "", nil])
    #expect(read.map(\.payload) == ["v", "no key", nil, "", "empty key", nil])
    #expect(read.map(\.offset) == [0, 1, 2, 3, 4, 5])
  }

  @Test func headersAndTimestampArrive() throws {
    let broker = try EmbeddedBroker()
    try broker.createTopic("headers", partitions: 1)
    let producer = try Producer(broker.quick)
    let headers = [
      RecordHeader("content-type", text: "application/json"), RecordHeader("empty", []),
      RecordHeader("null", nil), RecordHeader("twice", text: "1"), RecordHeader("twice", text: "2"),
    ]
    try producer.produce(
      topic: "headers", partition: 0, key: nil, payload: Self.bytes("x"), headers: headers,
      timestampMilliseconds: 1_700_000_000_123)
    try producer.close()
    let consumer = try Consumer(broker.quick, group: nil)
    defer { consumer.close() }
    try consumer.assign([PartitionStart(TopicPartition("headers", 0), at: .beginning)])
    var seen = 0
    try repeating(
      atMostSeconds: 10, "one record",
      {
        try consumer.poll()
        consumer.wait(timeoutMilliseconds: 20)
        consumer.consume(0, max: 10) { batch in
          guard batch.count == 1 else { return }
          seen += 1
          let message = batch[0]
          #expect(message.headers == headers)
          #expect(message.header("twice").map { Array($0) } == Self.bytes("2"))
          #expect(message.header("empty").map { Array($0) } == [])
          #expect(message.header("absent") == nil)
          #expect(message.timestamp?.milliseconds == 1_700_000_000_123)
          #expect(message.timestamp?.kind == .createTime)
        }
      }, until: { seen == 1 })
  }

  @Test func aRecordWithoutPartitionGoesWhereItsKeySays() throws {
    let broker = try EmbeddedBroker()
    try broker.createTopic("keyed", partitions: 4)
    let producer = try Producer(broker.quick)
    for number in 0..<40 {
      try producer.produce(
        topic: "keyed", key: Self.bytes("key \(number % 8)"), payload: Self.bytes("\(number)"))
    }
    try producer.close()
    let read = try readAll(broker.quick, "keyed", partitions: 0..<4)
    #expect(read.count == 40)
    let homes = Dictionary(grouping: read, by: \.key).mapValues { Set($0.map(\.partition)) }
    #expect(homes.values.allSatisfy { $0.count == 1 })
    #expect(Set(homes.values).count > 1)
  }
}
