import Foundation
import Kafka
import Testing

/// TLS, passwords and access rights, on a Kafka of this suite's own with certificates made for it.
@Suite(
  .serialized, .ownThread, .secureBroker,
  .enabled(if: SecureBroker.missing == nil, "\(SecureBroker.missing ?? ""): skipped"))
struct SecurityTests {
  let broker: SecureBroker

  init() throws { broker = try #require(SecureBroker.current) }

  /// How a client shows who it is.
  enum WayIn: String, CaseIterable, Sendable {
    case mutualTLS, passwordOverTLS

    func properties(_ broker: SecureBroker) -> ClientProperties {
      switch self {
      case .mutualTLS: broker.mutualTLS("client")
      case .passwordOverTLS:
        broker.password(SecureBroker.administrator.user, SecureBroker.administrator.password)
      }
    }
  }

  @Test(arguments: WayIn.allCases)
  func everyClientGetsIn(by way: WayIn) throws {
    let properties = way.properties(broker)
    let admin = try Admin(properties)
    try admin.checkReachable()
    let topic = "in.\(way.rawValue)"
    #expect(
      try admin.createTopics([TopicPlan(topic, partitions: 1, replication: 1)])
        == [TopicOutcome(name: topic, error: nil)])
    let producer = try Producer(properties)
    try producer.produce(topic: topic, key: nil, payload: Array("plain".utf8))
    try producer.close()
    var owner = Collector()
    owner.commitsOnRevoke = false
    let member = try Consumer(properties, group: topic)
    try member.subscribe([topic])
    try repeating(
      atMostSeconds: 30, "the record", { try owner.round(member) },
      until: { owner.records.count == 1 })
    let transactions = try TransactionalProducer(properties, id: topic)
    try transactions.initialise()
    try transactions.begin()
    try transactions.producer.produce(topic: topic, key: nil, payload: Array("together".utf8))
    try transactions.sendOffsets(
      [PartitionOffset(TopicPartition(topic, 0), offset: 1, metadata: "m")], of: member)
    try transactions.commit()
    #expect(try member.committed([TopicPartition(topic, 0)]).map(\.metadata) == ["m"])
    try member.close(&owner)
    #expect(try readAll(properties, topic).map(\.payload) == ["plain", "together"])
  }

  /// What is wrong with a client, and what it is told.
  struct Refusal: Sendable, CustomTestStringConvertible {
    var name: String
    var code: KafkaError.Code
    var says: String
    var properties: @Sendable (SecureBroker) -> ClientProperties
    var testDescription: String { name }
  }

  static let refusals = [
    Refusal(name: "authority that did not sign", code: .tls, says: "certificate verify failed") {
      $0.mutualTLS("client", authority: "other")
    },
    Refusal(
      name: "no certificate", code: .tls, says: "the broker wants a certificate from us"
    ) { $0.mutualTLS(nil) },
    Refusal(
      name: "certificate of a stranger", code: .tls, says: "does not take our certificate"
    ) {
      $0.mutualTLS("stranger")
    },
    Refusal(name: "wrong password", code: .authentication, says: "Authentication failed") {
      $0.password("observe", "wrong-password")
    },
    Refusal(name: "unknown user", code: .authentication, says: "Authentication failed") {
      $0.password("nobody")
    },
    Refusal(name: "mechanism that is not on", code: .authentication, says: "SCRAM-SHA-512") {
      $0.password("observe", mechanism: "SCRAM-SHA-512")
    },
  ]

  @Test(arguments: refusals)
  func whoIsRefusedReadsWhy(_ refusal: Refusal) throws {
    let properties = refusal.properties(broker)
    func check(_ error: KafkaError?, _ client: String) {
      #expect(error?.code == refusal.code, "\(client): \(String(describing: error))")
      #expect(error?.reason.contains(refusal.says) == true, "\(client): \(error?.reason ?? "")")
      for secret in ["wrong-password", SecureBroker.password] {
        #expect(error?.reason.contains(secret) != true)
      }
    }
    check(
      #expect(throws: KafkaError.self) {
        try Admin(properties).checkReachable(timeoutMilliseconds: 2_000)
      }, "admin")
    let producer = try Producer(properties)
    var seen: [KafkaError] = []
    try repeating(
      atMostSeconds: 20, "the producer's error",
      {
        producer.poll(timeoutMilliseconds: 100)
        seen += producer.takeErrors()
      }, until: { seen.contains { $0.code == refusal.code } })
    check(seen.first { $0.code == refusal.code }, "producer")
    let consumer = try Consumer(properties, group: "refused")
    try consumer.subscribe(["in.mutualTLS"])
    var owner = Collector()
    seen = []
    try repeating(
      atMostSeconds: 20, "the consumer's error",
      {
        try owner.round(consumer)
        seen += consumer.takeErrors()
      }, until: { seen.contains { $0.code == refusal.code } })
    check(seen.first { $0.code == refusal.code }, "consumer")
    try? consumer.close(&owner, timeoutMilliseconds: 2_000)
    let transactions = try TransactionalProducer(properties, id: "refused")
    let error = #expect(throws: KafkaError.self) {
      try transactions.initialise(timeoutMilliseconds: 2_000)
    }
    #expect(error?.reason.contains(refusal.says) == true, "transactions: \(error?.reason ?? "")")
  }

  /// The right password over SCRAM, which librdkafka before 2.6.1 gets wrong against Kafka 4.
  @Test func scramWorksOrNamesTheCauseAndTheWaysOut() throws {
    let made = broker.run(
      """
      "$KAFKA" users --bootstrap-server "$BOOTSTRAP" --alter --entity-type users \
        --entity-name \(SecureBroker.scramUser) \
        --add-config 'SCRAM-SHA-256=[password=\(SecureBroker.password)]'
      """)
    try #require(made.status == 0, "\(made.words)")
    let properties = broker.password(SecureBroker.scramUser, mechanism: "SCRAM-SHA-256")
    guard !LibraryVersion.current.speaksSCRAMToKafka4 else {
      try Admin(properties).checkReachable()
      return
    }
    func check(_ error: KafkaError?) {
      #expect(error?.code == .authentication)
      for part in [
        "librdkafka \(LibraryVersion.current)", "issue 4895", "PLAIN over TLS", "mutual TLS",
        "2.6.1",
      ] {
        #expect(error?.reason.contains(part) == true, "\(error?.reason ?? "")")
      }
    }
    check(
      #expect(throws: KafkaError.self) {
        try Admin(properties).checkReachable(timeoutMilliseconds: 4_000)
      })
    let consumer = try Consumer(properties, group: "scram")
    try consumer.subscribe(["in.mutualTLS"])
    var owner = Collector()
    var seen: [KafkaError] = []
    try repeating(
      atMostSeconds: 20, "the consumer's error",
      {
        try owner.round(consumer)
        seen += consumer.takeErrors()
      }, until: { seen.contains { $0.code == .authentication } })
    check(seen.first { $0.code == .authentication })
    try? consumer.close(&owner, timeoutMilliseconds: 2_000)
  }
}
