import Kafka
import Testing

@Suite(.ownThread) struct AdminTests {
  @Test func metadataListsBrokersTopicsAndPartitions() throws {
    let broker = try EmbeddedBroker(brokers: 2)
    try broker.createTopic("one", partitions: 3)
    let metadata = try Admin(broker.properties).metadata()
    #expect(metadata.brokers.map(\.id).sorted() == [1, 2])
    #expect(metadata.topics["one"]?.partitions.map(\.id) == [0, 1, 2])
    #expect(metadata.topics["one"]?.error == nil)
    // Asking must not create.
    #expect(metadata.topics["two"] == nil)
    #expect(try Admin(broker.properties).metadata().topics.keys.sorted() == ["one"])
  }

  @Test(arguments: ["127.0.0.1:1", "nobody.invalid:9092"])
  func anUnreachableBrokerIsAnErrorInTime(server: String) throws {
    let admin = try Admin(ClientProperties(["bootstrap.servers": server]))
    let before = monotonicSeconds()
    let error = #expect(throws: KafkaError.self) {
      try admin.checkReachable(timeoutMilliseconds: 1_500)
    }
    #expect(monotonicSeconds() - before < 4)
    #expect(error?.isRetriable == true)
    #expect(error?.isFatal == false)
    #expect(error?.reason.contains("no answer from \(server) within 1500 ms") == true)
    // Why, in librdkafka's words: refused, or no such host.
    let words = error?.reason.split(separator: ":") ?? []
    #expect(words.count > 2)
  }

  @Test func aBrokerThatIsBackIsReachedAgain() throws {
    let broker = try EmbeddedBroker()
    let admin = try Admin(
      broker.properties.overridden(by: ["reconnect.backoff.max.ms": "100"]))
    try admin.checkReachable()
    broker.takeDown()
    #expect(throws: KafkaError.self) { try admin.checkReachable(timeoutMilliseconds: 300) }
    broker.bringUp()
    try admin.checkReachable()
  }

  @Test func administeringAnUnreachableBrokerIsBoundedToo() throws {
    let admin = try Admin(ClientProperties(["bootstrap.servers": "127.0.0.1:1"]))
    let before = monotonicSeconds()
    let error = #expect(throws: KafkaError.self) {
      _ = try admin.createTopics([TopicPlan("t", partitions: 1)], timeoutMilliseconds: 1_000)
    }
    #expect(monotonicSeconds() - before < 4)
    #expect(error?.code == .timedOut)
    #expect(error?.reason.contains("127.0.0.1:1") == true)
  }

  @Test func aPlanThatCannotBeIsRefusedHere() throws {
    let admin = try Admin(ClientProperties(["bootstrap.servers": "127.0.0.1:1"]))
    let error = #expect(throws: KafkaError.self) {
      _ = try admin.createTopics([TopicPlan("t", partitions: -7)])
    }
    #expect(error?.code == .invalidArgument)
    #expect(error?.reason.hasPrefix("topic t: ") == true)
  }
}
