package import Kafka
package import Settings

extension Configuration {
  /// Milliseconds of an hour.
  private static var hour: Int { 3_600_000 }

  /// The topics that this configuration needs, each once: what `vigie topics create` makes.
  ///
  /// Those between the stages are among them where delivery is exactly once; otherwise the stages
  /// work within one process.
  package var topicPlans: [TopicPlan] {
    var plans = inputTopicPlans
    if delivery == .exactlyOnce { plans += internalTopicPlans }
    return plans + outputTopicPlans
  }

  private func plan(_ name: String, partitions: Int, _ settings: [String: String]) -> TopicPlan {
    TopicPlan(
      name, partitions: Int32(partitions), replication: Int32(topics.replicationFactor),
      settings: settings)
  }

  private var inputTopicPlans: [TopicPlan] {
    var seen: Set<String> = []
    return sources.filter { seen.insert($0.topic).inserted }.map { source in
      plan(
        source.topic, partitions: topics.inputPartitions,
        [
          "message.timestamp.type": "LogAppendTime",
          "retention.ms": String(topics.inputRetentionHours * Self.hour),
        ])
    }
  }

  /// What the stages hand on, and what they remember.
  private var internalTopicPlans: [TopicPlan] {
    let names = topics.internalTopics
    // A record may be as long as one of the input, with what the protocol adds to it.
    let longest = String(2 * max(limits.maxRecordBytes, 1 << 20))
    let passing = [
      "cleanup.policy": "delete", "compression.type": "producer", "max.message.bytes": longest,
      "retention.ms": String(topics.internalRetentionHours * Self.hour),
    ]
    // A restore reads all of it: small segments, cleaned as soon as half of them is out of date,
    // keep it near the size of the state.
    let remembering = [
      "cleanup.policy": "compact", "compression.type": "producer", "max.message.bytes": longest,
      "segment.bytes": String(64 << 20), "min.cleanable.dirty.ratio": "0.5",
    ]
    return [
      plan(names.panes, partitions: shards, passing),
      plan(names.findings, partitions: 1, passing),
      plan(names.detectChangelog, partitions: shards, remembering),
      plan(names.alertChangelog, partitions: 1, remembering),
    ]
  }

  private var outputTopicPlans: [TopicPlan] {
    [
      plan(
        alerts.topic, partitions: 1,
        ["retention.ms": String(topics.alertRetentionDays * 24 * Self.hour)]),
      plan(alerts.currentTopic, partitions: 1, ["cleanup.policy": "compact"]),
      plan(
        alerts.actionsTopic, partitions: 1,
        ["retention.ms": String(topics.alertRetentionDays * 24 * Self.hour)]),
      plan(
        deadLetters.topic, partitions: 1,
        ["retention.ms": String(topics.deadLetterRetentionDays * 24 * Self.hour)]),
    ]
  }
}
