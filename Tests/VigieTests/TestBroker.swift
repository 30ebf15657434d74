import Foundation
import Kafka
import Testing

/// A broker for commands that are run as processes: the embedded one of this process, or a real one.
enum TestBroker: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case embedded, real

  static let bootstrap = ProcessInfo.processInfo.environment["VIGIE_TEST_BOOTSTRAP"]

  /// Without `VIGIE_TEST_BOOTSTRAP` only the embedded one.
  static var present: [TestBroker] { bootstrap == nil ? [.embedded] : allCases }

  var testDescription: String { rawValue }
}

/// Topics of one test, with names of their own, and a configuration that names them.
final class TopicSet {
  let configuration: SmallConfiguration
  let input: String
  let alerts: String
  let deadLetters: String
  let panes: String
  let findings: String
  private let embedded: EmbeddedBroker?
  private let properties: ClientProperties

  /// - Parameter isExactlyOnce: whether there are topics between the stages.
  init(_ broker: TestBroker, isExactlyOnce: Bool = false) throws {
    let prefix = "vigie.test.\(UUID().uuidString.lowercased())"
    panes = "\(prefix).between.panes"
    findings = "\(prefix).between.findings"
    (input, alerts, deadLetters) = ("\(prefix).in", "\(prefix).alerts", "\(prefix).letters")
    embedded = broker == .embedded ? try EmbeddedBroker() : nil
    let bootstrap = embedded?.bootstrapServers ?? TestBroker.bootstrap ?? ""
    properties = ClientProperties([
      "bootstrap.servers": bootstrap, "fetch.wait.max.ms": "20", "linger.ms": "1",
    ])
    configuration = try SmallConfiguration(
      main: """
        language: en
        broker: { bootstrap: "\(bootstrap)", properties: { fetch.wait.max.ms: 20 } }
        alerts: { topic: \(alerts), currentTopic: \(prefix).current, actionsTopic: \(prefix).actions }
        deadLetters: { topic: \(deadLetters) }
        topics: { internalPrefix: \(prefix).between. }
        privacy: { key: { file: posts.yaml } }
        delivery: \(isExactlyOnce ? "exactly-once" : "at-least-once")
        """, source: "posts:\n  topic: \(input)\n  id: /id\n  time: /ts\n  text: /text\n")
    let between = isExactlyOnce ? [panes, findings] : []
    for topic in [input, alerts, deadLetters] + between {
      if let embedded {
        try embedded.createTopic(topic, partitions: 1)
      } else {
        let plan = TopicPlan(topic, partitions: 1, replication: 1)
        let outcome = try Admin(properties).createTopics([plan])
        try #require(outcome.first?.error == nil)
      }
    }
  }

  func write(
    _ topic: String, _ payload: String, key: String = "key", headers: [RecordHeader] = []
  ) throws {
    let producer = try Producer(properties)
    try producer.produce(
      topic: topic, partition: 0, key: Array(key.utf8), payload: Array(payload.utf8),
      headers: headers)
    try producer.close()
  }

  /// A dead letter about a record of the input.
  func writeLetter(offset: Int, _ reason: String, partition: Int = 0) throws {
    try write(
      deadLetters,
      #"{"arrival":"2026-03-02T08:00:00.000Z","offset":\#(offset),"partition":\#(partition),"#
        + #""reason":"\#(reason)","source":"posts","topic":"\#(input)"}"#)
  }

  struct Record: Sendable {
    var key: String?
    var payload: String
    var headers: [String: String]
  }

  /// All records of a topic up to now.
  func records(_ topic: String) throws -> [Record] {
    let consumer = try Consumer(properties, group: nil)
    defer { consumer.close() }
    try consumer.assign([PartitionStart(TopicPartition(topic, 0), at: .beginning)])
    var records: [Record] = []
    var isOver = false
    let deadline = ContinuousClock.now + .seconds(30)
    while !isOver {
      try #require(ContinuousClock.now < deadline, "reading \(topic) took too long")
      try consumer.poll()
      consumer.consume(0, max: 100) { batch in
        for place in 0..<batch.count { records.append(Record(batch[place])) }
        isOver = batch.endOffset != nil
      }
      if !isOver { consumer.wait(timeoutMilliseconds: 20) }
    }
    return records
  }

  /// Runs a command on this configuration.
  func vigie(_ words: String...) async throws -> Ended {
    try await Program(
      VigieProcess.binary, words + ["--config", configuration.path]
    ).ended(limit: 120)
  }
}

extension TopicSet.Record {
  init(_ message: Message) {
    key = message.key.map { String(decoding: $0, as: UTF8.self) }
    payload = message.payload.map { String(decoding: $0, as: UTF8.self) } ?? ""
    headers = Dictionary(
      message.headers.map { ($0.name, String(decoding: $0.value ?? [], as: UTF8.self)) },
      uniquingKeysWith: { _, last in last })
  }
}
