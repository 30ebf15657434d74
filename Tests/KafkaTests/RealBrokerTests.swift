import Foundation
import Kafka
import Testing

/// What only an Apache Kafka can show. `VIGIE_TEST_BOOTSTRAP` says where one is.
@Suite(
  .ownThread,
  .enabled(
    if: RealBroker.bootstrap != nil, "VIGIE_TEST_BOOTSTRAP names no broker: skipped"))
struct RealBrokerTests {
  @Test func topicsAreCreatedWithTheirSettingsAndDeleted() throws {
    let admin = try Admin(RealBroker.properties)
    let name = RealBroker.name("settings")
    let plan = TopicPlan(
      name, partitions: 3, replication: 1,
      settings: ["message.timestamp.type": "LogAppendTime", "retention.ms": "3600000"])
    #expect(try admin.createTopics([plan]) == [TopicOutcome(name: name, error: nil)])
    #expect(try admin.createTopics([plan]).first?.error?.code == .topicAlreadyExists)
    let settings = try admin.settings(ofTopics: [name])[name]
    #expect(settings?["message.timestamp.type"] == "LogAppendTime")
    #expect(settings?["retention.ms"] == "3600000")
    #expect(settings?["cleanup.policy"] == "delete")
    #expect(try admin.metadata().topics[name]?.partitions.count == 3)
    let wrong = TopicPlan(name + ".x", partitions: 1, settings: ["cleanup.policy": "sometimes"])
    #expect(try admin.createTopics([wrong]).first?.error?.code == .invalidConfiguration)
    #expect(try admin.deleteTopics([name]) == [TopicOutcome(name: name, error: nil)])
    #expect(try admin.deleteTopics([name + ".x"]).first?.error?.code == .unknownTopicOrPartition)
    #expect(throws: KafkaError.self) { _ = try admin.settings(ofTopics: [name + ".x"]) }
  }

  /// A broker without authorizer lets everyone do everything, and says so.
  @Test func rightsNeedAnAuthorizer() throws {
    let admin = try Admin(RealBroker.properties)
    let rights = [AccessRight(.read, .topic, "anything")]
    for change in [
      { try admin.createRights(rights, for: "User:nobody") },
      { _ = try admin.deleteRights(rights, of: "User:nobody") },
    ] {
      let error = #expect(throws: KafkaError.self) { try change() }
      #expect(error?.name == "SECURITY_DISABLED")
      #expect(error?.reason.contains("rights of User:nobody") == true)
    }
  }

  @Test func appendTimeIsTheBrokers() throws {
    let topic = try RealBroker.topic(
      "append", partitions: 1, ["message.timestamp.type": "LogAppendTime"])
    let producer = try Producer(RealBroker.properties)
    try producer.produce(
      topic: topic, partition: 0, key: nil, payload: [1], timestampMilliseconds: 1_000)
    try producer.close()
    let consumer = try Consumer(RealBroker.properties, group: nil)
    defer { consumer.close() }
    try consumer.assign([PartitionStart(TopicPartition(topic, 0), at: .beginning)])
    var seen: [TimestampKind?] = []
    try repeating(
      atMostSeconds: 10, "one record",
      {
        try consumer.poll()
        consumer.wait(timeoutMilliseconds: 20)
        consumer.consume(0, max: 10) { batch in
          for index in 0..<batch.count {
            seen.append(batch[index].timestamp?.kind)
            #expect((batch[index].timestamp?.milliseconds ?? 0) > 1_600_000_000_000)
          }
        }
      }, until: { !seen.isEmpty })
    #expect(seen == [.logAppendTime])
  }

  @Test func offsetsForTimesAreFound() throws {
    let topic = try RealBroker.topic("times", partitions: 2)
    let producer = try Producer(RealBroker.properties)
    for number in 0..<100 {
      try producer.produce(
        topic: topic, partition: 0, key: nil, payload: [1],
        timestampMilliseconds: 1_700_000_000_000 + Int64(number) * 1_000)
    }
    try producer.close()
    let consumer = try Consumer(RealBroker.properties, group: nil)
    defer { consumer.close() }
    let partitions = [TopicPartition(topic, 0), TopicPartition(topic, 1)]
    func offsets(at time: Int64) throws -> [Int64?] {
      let found = try consumer.offsets(of: partitions, atMilliseconds: time)
      return partitions.map { found[$0] }
    }
    #expect(try offsets(at: 1_700_000_000_000) == [0, 0])
    #expect(try offsets(at: 1_700_000_041_500) == [42, 0])
    #expect(try offsets(at: 1_800_000_000_000) == [100, 0])
    #expect(
      try consumer.watermarks(of: partitions) == [
        partitions[0]: Watermarks(low: 0, high: 100), partitions[1]: Watermarks(low: 0, high: 0),
      ])
    #expect(throws: KafkaError.self) {
      _ = try consumer.watermarks(of: [TopicPartition(topic + ".absent", 0)])
    }
  }

  @Test func committedOffsetsKeepTheirMetadata() throws {
    let topic = try RealBroker.topic("metadata", partitions: 1)
    let partition = TopicPartition(topic, 0)
    var owner = Collector()
    let member = try Consumer(RealBroker.properties, group: topic)
    try member.subscribe([topic])
    try repeating(
      atMostSeconds: 15, "the assignment", { try owner.round(member) },
      until: { member.assigned.count == 1 })
    #expect(try member.committed([partition]) == [])
    let offset = PartitionOffset(partition, offset: 0, metadata: #"{"F":12,"é":"ß"}"#)
    try member.commit([offset])
    #expect(try member.committed([partition]) == [offset])
    let tooLong = PartitionOffset(
      partition, offset: 0, metadata: String(repeating: "x", count: 5_000))
    let error = #expect(throws: KafkaError.self) { try member.commit([tooLong]) }
    #expect(error?.name == "OFFSET_METADATA_TOO_LARGE")
    try member.close(&owner)
  }

  @Test func transactionsCarryRecordsAndOffsetsOrNeither() throws {
    let input = try RealBroker.topic("in", partitions: 1)
    let output = try RealBroker.topic("out", partitions: 1)
    let producer = try TransactionalProducer(RealBroker.properties, id: output)
    try producer.initialise()
    try producer.producer.prepare(topics: [output])
    var owner = Collector()
    owner.commitsOnRevoke = false
    let member = try Consumer(RealBroker.properties, group: input)
    try member.subscribe([input])
    try repeating(
      atMostSeconds: 15, "the assignment", { try owner.round(member) },
      until: { member.assigned.count == 1 })
    let partition = TopicPartition(input, 0)
    func transact(_ text: String, offset: Int64, commit: Bool) throws {
      try producer.begin()
      try producer.producer.produce(topic: output, key: nil, payload: Array(text.utf8))
      try producer.sendOffsets(
        [PartitionOffset(partition, offset: offset, metadata: text)], of: member)
      // Aborting drops what was not sent yet; here it has to stand in the log.
      try producer.producer.flush(timeoutMilliseconds: 10_000)
      if commit { try producer.commit() } else { try producer.abort() }
    }
    try transact("one", offset: 1, commit: true)
    try transact("two", offset: 2, commit: false)
    let held = PartitionOffset(partition, offset: 1, metadata: "one")
    #expect(try member.committed([partition]) == [held])
    #expect(try readAll(RealBroker.properties, output).map(\.payload) == ["one"])
    try transact("three", offset: 3, commit: true)
    #expect(try member.committed([partition]).map(\.metadata) == ["three"])
    #expect(try readAll(RealBroker.properties, output).map(\.payload) == ["one", "three"])
    let uncommitted = RealBroker.properties.overridden(by: ["isolation.level": "read_uncommitted"])
    #expect(try readAll(uncommitted, output).map(\.payload) == ["one", "two", "three"])
    try member.close(&owner)
  }

  @Test func aSecondProducerOfTheSameNameFencesTheFirst() throws {
    let topic = try RealBroker.topic("fence", partitions: 1)
    let first = try TransactionalProducer(RealBroker.properties, id: topic)
    try first.initialise()
    try first.begin()
    try first.producer.produce(topic: topic, key: nil, payload: Array("zombie".utf8))
    try first.producer.flush(timeoutMilliseconds: 10_000)
    let second = try TransactionalProducer(RealBroker.properties, id: topic)
    try second.initialise()
    let error = #expect(throws: KafkaError.self) { try first.commit() }
    #expect(error?.code == .fenced)
    #expect(error?.isFatal == true)
    try second.begin()
    try second.producer.produce(topic: topic, key: nil, payload: Array("living".utf8))
    try second.commit()
    #expect(try readAll(RealBroker.properties, topic).map(\.payload) == ["living"])
  }

  @Test func aMemberThatWasThrownOutCannotCommitInATransaction() throws {
    let topic = try RealBroker.topic("generation", partitions: 1)
    let properties = RealBroker.properties.overridden(by: [
      "session.timeout.ms": "6000", "max.poll.interval.ms": "6000",
    ])
    let producer = try TransactionalProducer(properties, id: topic)
    try producer.initialise()
    var owner = Collector()
    owner.commitsOnRevoke = false
    let member = try Consumer(properties, group: topic)
    try member.subscribe([topic])
    try repeating(
      atMostSeconds: 15, "the assignment", { try owner.round(member) },
      until: { member.assigned.count == 1 })
    Thread.sleep(forTimeInterval: 8)
    try producer.begin()
    let error = #expect(throws: KafkaError.self) {
      try producer.sendOffsets([PartitionOffset(TopicPartition(topic, 0), offset: 1)], of: member)
      try producer.commit()
    }
    #expect(error?.requiresAbort == true)
    try producer.abort()
    try repeating(
      atMostSeconds: 10, "the loss", { try member.poll(&owner) }, until: { owner.lostCount == 1 })
    try member.close(&owner)
  }

  /// Members come and go while records flow; whoever loses a partition commits what it has taken.
  @Test(arguments: [UInt64(1), 2])
  func underChurnEveryRecordIsCommittedOnce(seed: UInt64) throws {
    var churn = try Churn(topic: RealBroker.topic("churn.\(seed)", partitions: 4), seed: seed)
    try churn.run(seconds: 8)
    let numbers = churn.committed.compactMap(\.payload).compactMap { Int($0) }.sorted()
    let wrong = Set(0..<churn.producedCount).symmetricDifference(numbers).count
    let twice = numbers.count - Set(numbers).count
    #expect(
      wrong == 0 && twice == 0,
      "seed \(seed): \(wrong) missing, \(twice) twice: \(churn.history.joined(separator: "; "))")
    #expect(churn.handOverCount >= 2, "seed \(seed)")
  }
}

enum RealBroker {
  static let bootstrap = ProcessInfo.processInfo.environment["VIGIE_TEST_BOOTSTRAP"]

  static var properties: ClientProperties {
    ClientProperties([
      "bootstrap.servers": bootstrap ?? "", "fetch.wait.max.ms": "50", "linger.ms": "1",
    ])
  }

  /// A name that no other run has used.
  static func name(_ purpose: String) -> String {
    "vigie.test.\(purpose).\(UUID().uuidString.lowercased())"
  }

  /// A new topic.
  static func topic(_ purpose: String, partitions: Int32, _ settings: [String: String] = [:]) throws
    -> String
  {
    let name = name(purpose)
    let outcome = try Admin(properties).createTopics([
      TopicPlan(name, partitions: partitions, replication: 1, settings: settings)
    ])
    try #require(outcome.first?.error == nil)
    return name
  }
}
