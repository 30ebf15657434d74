import Daemon
import Foundation
import Kafka
import Settings
import Testing

/// What a stage asks of Kafka, each thing once.
struct StageCalls: Sendable {
  var role: AccessRole
  /// The topics that it reads in a group, with the group.
  var inputs: [(topic: String, group: String)]
  /// The topics that it reads without a group: what it restores from, and actions.
  var restored: [String] = []
  /// The topics that it writes within a transaction.
  var written: [String]
  var transactionalID: String

  static func all(_ configuration: Configuration) -> [StageCalls] {
    let names = configuration.topics.internalTopics
    func id(_ role: AccessRole, _ rest: String) -> String {
      configuration.transactionalIDPrefix(role) + rest
    }
    let inputs = configuration.sources.map {
      ($0.topic, configuration.observeGroup($0.name))
    }
    return [
      StageCalls(
        role: .observe, inputs: inputs,
        written: [names.panes, configuration.deadLetters.topic],
        transactionalID: id(.observe, configuration.sources[0].name)),
      StageCalls(
        role: .detect, inputs: [(names.panes, configuration.detectGroup)],
        restored: [names.detectChangelog], written: [names.findings, names.detectChangelog],
        transactionalID: id(.detect, "0")),
      StageCalls(
        role: .alert, inputs: [(names.findings, configuration.alertGroup)],
        restored: [names.alertChangelog, configuration.alerts.actionsTopic],
        written: [
          configuration.alerts.topic, configuration.alerts.currentTopic, names.alertChangelog,
        ], transactionalID: id(.alert, "0")),
    ]
  }

  /// Does all of it, and throws what is refused first.
  func run(_ properties: ClientProperties) throws {
    for topic in restored {
      try TopicReader([topic], from: .beginning, properties: properties).readToEnd { _, _ in }
    }
    let producer = try TransactionalProducer(properties, id: transactionalID)
    try producer.initialise(timeoutMilliseconds: 10_000)
    try producer.producer.prepare(topics: written)
    for input in inputs {
      var owner = Collector()
      owner.commitsOnRevoke = false
      let member = try Consumer(properties, group: input.group)
      defer { try? member.close(&owner, timeoutMilliseconds: 5_000) }
      try member.subscribe([input.topic])
      var refusal: KafkaError?
      try repeating(
        atMostSeconds: 30, "a record of \(input.topic)",
        {
          try owner.round(member)
          refusal = member.takeErrors().first { $0.code.isAuthorizationFailure }
        }, until: { !owner.records.isEmpty || refusal != nil })
      if let refusal { throw refusal }
      let partition = TopicPartition(input.topic, 0)
      _ = try member.committed([partition])
      _ = try member.watermarks(of: [partition])
      try producer.begin()
      do {
        for topic in written {
          try producer.producer.produce(
            topic: topic, partition: 0, key: Array("k".utf8), payload: Array("v".utf8))
        }
        try producer.sendOffsets(
          [PartitionOffset(partition, offset: owner.next[partition] ?? 1)], of: member)
        try producer.commit()
      } catch {
        try? producer.abort(timeoutMilliseconds: 5_000)
        throw error
      }
      // The next round begins where this one did.
      try member.commit([PartitionOffset(partition, offset: 0)])
    }
  }
}
