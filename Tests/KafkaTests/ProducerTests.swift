import Kafka
import Testing

@Suite(.ownThread) struct ProducerTests {
  @Test func whatIsPendingIsFlushedOnClose() throws {
    let broker = try EmbeddedBroker()
    try broker.createTopic("pending", partitions: 1)
    // Without flushing, nothing would leave within the test.
    let producer = try Producer(broker.properties.overridden(by: ["linger.ms": "60000"]))
    for number in 0..<500 {
      try producer.produce(topic: "pending", partition: 0, key: nil, payload: [UInt8(number % 256)])
    }
    #expect(producer.pendingCount == 500)
    try producer.close()
    #expect(producer.pendingCount == 0)
    #expect(producer.deliveredCount == 500)
    #expect(try readAll(broker.quick, "pending").count == 500)
  }

  @Test func aFullQueueHoldsUpTheProducerAndLosesNothing() throws {
    let broker = try EmbeddedBroker()
    try broker.createTopic("full", partitions: 1)
    let producer = try Producer(
      broker.quick.overridden(by: ["queue.buffering.max.messages": "50"]))
    var mostPending = 0
    for number in 0..<2_000 {
      try producer.produce(
        topic: "full", partition: 0, key: nil, payload: Array("\(number)".utf8))
      mostPending = max(mostPending, producer.pendingCount)
    }
    try producer.close()
    // The count holds reports that are not read yet as well.
    #expect((40...100).contains(mostPending))
    let read = try readAll(broker.quick, "full")
    #expect(read.map(\.payload) == (0..<2_000).map { "\($0)" })
  }

  @Test func aQueueThatStaysFullIsARetriableError() throws {
    let broker = try EmbeddedBroker()
    broker.takeDown()
    let producer = try Producer(
      broker.quick.overridden(by: ["queue.buffering.max.messages": "2"]))
    producer.queueFullTimeoutMilliseconds = 300
    let before = monotonicSeconds()
    let error = #expect(throws: KafkaError.self) {
      for _ in 0..<3 {
        try producer.produce(topic: "stuck", partition: 0, key: nil, payload: [1])
      }
    }
    #expect(error?.code == .queueFull)
    #expect(error?.isRetriable == true)
    #expect(monotonicSeconds() - before < 5)
  }

  @Test func recordsThatCannotBeDeliveredAreCountedAndTold() throws {
    let broker = try EmbeddedBroker()
    try broker.createTopic("lost", partitions: 1)
    let producer = try Producer(
      broker.quick.overridden(by: [
        "message.timeout.ms": "400", "enable.idempotence": "false",
      ]))
    broker.takeDown()
    try producer.produce(topic: "lost", partition: 0, key: nil, payload: [1])
    let error = #expect(throws: KafkaError.self) { try producer.flush(timeoutMilliseconds: 10_000) }
    #expect(error?.code == .messageTimedOut)
    #expect(producer.failedCount == 1)
    #expect(producer.deliveredCount == 0)
    #expect(producer.takeFailures().isEmpty)
    try producer.flush(timeoutMilliseconds: 1_000)
  }

  @Test func flushSaysHowMuchIsStillPending() throws {
    let broker = try EmbeddedBroker()
    broker.takeDown()
    let producer = try Producer(broker.quick)
    try producer.produce(topic: "later", partition: 0, key: nil, payload: [1])
    let error = #expect(throws: KafkaError.self) { try producer.flush(timeoutMilliseconds: 300) }
    #expect(error?.code == .timedOut)
    #expect(error?.reason.contains("1 records not confirmed") == true)
    #expect(producer.pendingCount == 1)
  }

  @Test func aRecordThatIsTooLargeIsRefusedAtOnce() throws {
    let broker = try EmbeddedBroker()
    let producer = try Producer(broker.quick.overridden(by: ["message.max.bytes": "2000"]))
    let error = #expect(throws: KafkaError.self) {
      try producer.produce(
        topic: "large", partition: 0, key: nil, payload: [UInt8](repeating: 7, count: 5_000))
    }
    #expect(error?.code == .messageTooLarge)
    #expect(error?.isRetriable == false)
  }

  @Test func errorsOfTheBrokerAreTriedAgainInSilence() throws {
    let broker = try EmbeddedBroker()
    try broker.createTopic("again", partitions: 1)
    broker.fail(.produce, with: [.coordinatorNotAvailable, .transport, .transport])
    broker.stopFailing(.produce)
    broker.fail(.produce, with: [.transport, .transport])
    let producer = try Producer(broker.quick.overridden(by: ["retry.backoff.ms": "10"]))
    try producer.produce(topic: "again", partition: 0, key: nil, payload: [1])
    try producer.flush(timeoutMilliseconds: 10_000)
    #expect(producer.deliveredCount == 1)
    #expect(try readAll(broker.quick, "again").count == 1)
  }

  @Test func preparingFindsTheTopicBeforeTheFirstRecord() throws {
    let broker = try EmbeddedBroker()
    try broker.createTopic("ready", partitions: 2)
    let producer = try Producer(broker.quick)
    try producer.prepare(topics: ["ready", "ready"])
    try producer.produce(topic: "ready", partition: 1, key: nil, payload: [1])
    try producer.close()
    #expect(producer.deliveredCount == 1)
  }
}
