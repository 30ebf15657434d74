/// What is kept about people, and what is shown.
package struct PrivacySettings: Sendable, Equatable {
  /// Of the keyed hashes of authors and posts. Without one, `run` takes a random key that ends with
  /// the process, and `replay` a fixed one.
  package var key: Secret?
  /// Distinct authors from which excerpts, terms and references are shown.
  package var minimumAuthors: Int

  /// The fewest bytes of a key.
  package static let keyBytes = 16

  init(_ s: inout Section) {
    key = s.declare(
      "key", "{environment: NAME} or {file: PATH}", default: "none",
      "Key of pseudonyms, at least \(Self.keyBytes) bytes; none: one that ends with the process.")?
      .secret()
    minimumAuthors = s.integer(
      "minimumAuthors", default: 10, in: 1...64,
      "Distinct authors from which excerpts, terms and references are shown.")
  }
}

/// How alerts are published.
package struct AlertSettings: Sendable, Equatable {
  package var topic: String
  package var currentTopic: String
  package var actionsTopic: String
  package var announceWithinMinutes: Int
  /// How far behind the present a source may be, beyond its own delays, before that is an alert.
  package var lagMinutes: Int

  init(_ s: inout Section) {
    topic = s.text(
      "topic", default: "vigie.alerts", as: .topic, "History of all alert events.", .operation)
    currentTopic = s.text(
      "currentTopic", default: "vigie.alerts.current", as: .topic,
      "Compacted: the last event of each open alert.", .operation)
    actionsTopic = s.text(
      "actionsTopic", default: "vigie.actions", as: .topic,
      "What operators do with alerts, as vigie act writes it.", .operation)
    announceWithinMinutes = s.integer(
      "announceWithinMinutes", default: 10, in: 1...1440,
      "What opens in an older pane is mode catch-up, and quiet.")
    lagMinutes = s.integer(
      "lagMinutes", default: 5, in: 1...1440,
      "A source that our own stages leave this far behind the present is an alert.", .operation)
  }
}

/// What happens to records that cannot be taken.
package struct DeadLetterSettings: Sendable, Equatable {
  package var topic: String
  package var withPayload: Bool

  init(_ s: inout Section) {
    topic = s.text(
      "topic", default: "vigie.deadletters", as: .topic, "Rejected records, with the reason.",
      .operation)
    withPayload = s.boolean(
      "withPayload", default: false,
      "Whether they hold the payload, and with it personal data, besides the reference.",
      .operation)
  }
}

/// What `vigie topics` plans and creates.
package struct TopicSettings: Sendable, Equatable {
  package var inputPartitions: Int
  package var replicationFactor: Int
  package var inputRetentionHours: Int
  package var alertRetentionDays: Int
  package var deadLetterRetentionDays: Int
  /// Before the names of the topics between the stages.
  package var internalPrefix: String
  package var internalRetentionHours: Int

  init(_ s: inout Section) {
    inputPartitions = s.integer(
      "inputPartitions", default: 8, in: 1...1000, "Partitions of a source's topic.", .operation)
    replicationFactor = s.integer(
      "replicationFactor", default: 3, in: 1...9, "Brokers that hold each partition.", .operation)
    inputRetentionHours = s.integer(
      "inputRetentionHours", default: 72, in: 1...8760, "How long input is kept.", .operation)
    alertRetentionDays = s.integer(
      "alertRetentionDays", default: 365, in: 1...3650, "How long alert history is kept.",
      .operation)
    deadLetterRetentionDays = s.integer(
      "deadLetterRetentionDays", default: 14, in: 1...365, "How long dead letters are kept.",
      .operation)
    internalPrefix = s.text(
      "internalPrefix", default: "vigie.", as: .topic,
      "Begins the names of the topics between the stages, as in vigie.panes.", .operation)
    internalRetentionHours = s.integer(
      "internalRetentionHours", default: 72, in: 1...8760,
      "How long panes and findings are kept, and words without order with them.", .operation)
    let longest = internalTopics.all.map(\.utf8.count).max() ?? 0
    if longest > TextRule.topicByteLimit {
      s.fail(
        .outOfRange, at: "internalPrefix",
        "\(s.path).internalPrefix: it makes names of \(longest) bytes",
        suggestion: "a topic's name has at most \(TextRule.topicByteLimit)")
    }
  }

  /// The topics between the stages, and those of their state.
  package var internalTopics: InternalTopics { InternalTopics(prefix: internalPrefix) }
}

/// The topics that only Vigie reads and writes, when the stages work through Kafka.
package struct InternalTopics: Sendable, Equatable {
  /// From OBSERVE to DETECT: one partition a shard.
  package var panes: String
  /// From DETECT to ALERT: one partition.
  package var findings: String
  /// State of DETECT, compacted: one partition a shard.
  package var detectChangelog: String
  /// State of ALERT, compacted: one partition.
  package var alertChangelog: String

  package init(prefix: String) {
    panes = prefix + "panes"
    findings = prefix + "findings"
    detectChangelog = prefix + "detect.changelog"
    alertChangelog = prefix + "alert.changelog"
  }

  package var all: [String] { [panes, findings, detectChangelog, alertChangelog] }
}
