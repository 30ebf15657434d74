import Kafka
import Testing

/// The order of calls and the kinds of errors; the embedded broker has no atomicity to test.
@Suite(.ownThread) struct TransactionTests {
  private static func producer(_ broker: EmbeddedBroker) throws -> TransactionalProducer {
    let producer = try TransactionalProducer(
      broker.quick.overridden(by: ["retry.backoff.ms": "10"]), id: "vigie.test.0")
    try producer.initialise()
    return producer
  }

  private func send(_ text: String, with producer: TransactionalProducer) throws {
    try producer.producer.produce(
      topic: "out", partition: 0, key: nil, payload: Array(text.utf8))
  }

  @Test func transactionsFollowOneAnother() throws {
    let broker = try EmbeddedBroker()
    try broker.createTopic("out", partitions: 1)
    let producer = try Self.producer(broker)
    try producer.producer.prepare(topics: ["out"])
    for text in ["a", "b"] {
      try producer.begin()
      try send(text, with: producer)
      try producer.commit()
    }
    try producer.begin()
    try send("c", with: producer)
    try producer.abort()
    try producer.begin()
    try send("d", with: producer)
    try producer.commit()
    #expect(producer.producer.pendingCount == 0)
    let payloads = try readAll(broker.quick, "out").compactMap(\.payload)
    #expect(payloads.filter { $0 != "c" } == ["a", "b", "d"])
  }

  @Test func theWrongOrderIsAnErrorThatNeedsNoAbort() throws {
    let broker = try EmbeddedBroker()
    let producer = try Self.producer(broker)
    let error = #expect(throws: KafkaError.self) { try producer.commit() }
    #expect(error?.code == .invalidState)
    #expect(error?.requiresAbort == false)
    #expect(throws: KafkaError.self) { try send("outside", with: producer) }
  }

  @Test func offsetsOfAReaderGoAlong() throws {
    let broker = try EmbeddedBroker()
    try broker.fill("in", partitions: 1, count: 3)
    try broker.createTopic("out", partitions: 1)
    var owner = Collector()
    owner.commitsOnRevoke = false
    let member = try Consumer(broker.quick, group: "stage")
    try member.subscribe(["in"])
    try repeating(
      atMostSeconds: 15, "the input", { try owner.round(member) },
      until: { owner.records.count == 3 })
    let producer = try Self.producer(broker)
    let offsets = [PartitionOffset(TopicPartition("in", 0), offset: 3, metadata: "F=1")]
    try producer.begin()
    try send("x", with: producer)
    try producer.sendOffsets(offsets, of: member)
    try producer.commit()
    try member.close(&owner)
  }

  @Test func aCommitWithErrorsOnTheWayIsResumed() throws {
    let broker = try EmbeddedBroker()
    try broker.createTopic("out", partitions: 1)
    let producer = try Self.producer(broker)
    try producer.begin()
    try send("x", with: producer)
    broker.fail(.endTransaction, with: [.coordinatorNotAvailable, .transport])
    try producer.commit()
    try producer.begin()
    try producer.abort()
  }

  @Test func aTransactionThatTheBrokerRefusesMustBeAborted() throws {
    let broker = try EmbeddedBroker()
    try broker.createTopic("out", partitions: 1)
    let producer = try Self.producer(broker)
    try producer.begin()
    broker.fail(.addPartitionsToTransaction, with: [.topicAuthorizationFailed])
    try send("x", with: producer)
    let error = #expect(throws: KafkaError.self) { try producer.commit() }
    #expect(error?.requiresAbort == true)
    #expect(error?.isFatal == false)
    try producer.abort()
    try producer.begin()
    try send("y", with: producer)
    try producer.commit()
  }

  @Test func aFencedProducerIsFinished() throws {
    let broker = try EmbeddedBroker()
    try broker.createTopic("out", partitions: 1)
    let producer = try Self.producer(broker)
    try producer.begin()
    try send("x", with: producer)
    broker.fail(.endTransaction, with: [.invalidProducerEpoch])
    let error = #expect(throws: KafkaError.self) { try producer.commit() }
    #expect(error?.isFatal == true)
    #expect(error?.isRetriable == false)
    let after = #expect(throws: KafkaError.self) { try producer.begin() }
    #expect(after?.isFatal == true)
    // Another one takes over.
    let successor = try Self.producer(broker)
    try successor.begin()
    try send("y", with: successor)
    try successor.commit()
  }

  @Test func initialisingWithoutABrokerIsBoundedAndRetriable() throws {
    let broker = try EmbeddedBroker()
    broker.takeDown()
    let producer = try TransactionalProducer(broker.quick, id: "vigie.test.0")
    let before = monotonicSeconds()
    let error = #expect(throws: KafkaError.self) {
      try producer.initialise(timeoutMilliseconds: 1_000)
    }
    #expect(monotonicSeconds() - before < 4)
    #expect(error?.isRetriable == true)
    broker.bringUp()
    try producer.initialise(timeoutMilliseconds: 15_000)
    try producer.begin()
    try producer.abort()
  }
}
