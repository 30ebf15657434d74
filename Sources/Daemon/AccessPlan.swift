package import Kafka
package import Settings

/// Who works with the topics, and needs rights of its own on a broker with an authorizer.
package enum AccessRole: String, Sendable, CaseIterable {
  /// All three stages in one process, with `delivery: at-least-once`.
  case daemon
  /// The stages, with `delivery: exactly-once`.
  case observe, detect, alert
  /// Operators' commands.
  case tail, replay, deadletters, exercise, act
  /// `vigie topics create` and `vigie check --connect`.
  case topics

  /// What it is, in a few words.
  package var title: String {
    switch self {
    case .daemon: "the daemon: vigie run"
    case .observe: "the stage OBSERVE"
    case .detect: "the stage DETECT"
    case .alert: "the stage ALERT"
    case .tail: "vigie tail"
    case .replay: "vigie replay from the topics"
    case .deadletters: "vigie deadletters list and replay"
    case .exercise: "vigie exercise"
    case .act: "vigie act"
    case .topics: "vigie topics create, vigie check --connect"
    }
  }
}

extension Configuration {
  /// The consumer group of a source's OBSERVE.
  package func observeGroup(_ source: String) -> String {
    "\(topics.internalPrefix)observe.\(source)"
  }
  /// The consumer group of DETECT.
  package var detectGroup: String { topics.internalPrefix + "detect" }
  /// The consumer group of ALERT.
  package var alertGroup: String { topics.internalPrefix + "alert" }

  /// What the transactional ids of a stage in this instance begin with, as in `vigie-1.detect.`.
  package func transactionalIDPrefix(_ role: AccessRole) -> String {
    "\(instance).\(role.rawValue)."
  }

  /// The roles that there are with this configuration's delivery, in order.
  package var accessRoles: [AccessRole] {
    let stages: [AccessRole] =
      delivery == .exactlyOnce ? [.observe, .detect, .alert] : [.daemon]
    return stages + [.tail, .replay, .deadletters, .exercise, .act, .topics]
  }

  /// The least that a role must be allowed: without any one of these it does not work.
  ///
  /// Reading and writing include describing. A producer that writes a topic may do so idempotently
  /// without a right of its own from Kafka 2.8 on.
  package func accessRights(_ role: AccessRole) -> [AccessRight] {
    let internals = topics.internalTopics
    let inputs = unique(sources.map(\.topic))
    let readsInputs =
      inputs.map { AccessRight(.read, .topic, $0) }
      + sources.map { AccessRight(.read, .group, observeGroup($0.name)) }
    let id = AccessRight(
      .write, .transactionalID, transactionalIDPrefix(role), isPrefix: true)
    let writesAlerts = [alerts.topic, alerts.currentTopic].map { AccessRight(.write, .topic, $0) }
    switch role {
    case .daemon:
      return readsInputs + writesAlerts + [AccessRight(.write, .topic, deadLetters.topic)]
    case .observe:
      return readsInputs + [
        AccessRight(.write, .topic, internals.panes),
        AccessRight(.write, .topic, deadLetters.topic), id,
      ]
    case .detect:
      return [
        AccessRight(.read, .topic, internals.panes), AccessRight(.read, .group, detectGroup),
        AccessRight(.write, .topic, internals.findings),
        AccessRight(.read, .topic, internals.detectChangelog),
        AccessRight(.write, .topic, internals.detectChangelog), id,
      ]
    case .alert:
      return [
        AccessRight(.read, .topic, internals.findings), AccessRight(.read, .group, alertGroup),
        AccessRight(.read, .topic, internals.alertChangelog),
        AccessRight(.write, .topic, internals.alertChangelog),
        AccessRight(.read, .topic, alerts.actionsTopic),
        AccessRight(.write, .topic, internals.panes),
        AccessRight(.write, .topic, deadLetters.topic),
      ] + writesAlerts + [id]
    case .tail:
      return [AccessRight(.read, .topic, alerts.topic)]
    case .replay:
      return inputs.map { AccessRight(.read, .topic, $0) }
    case .deadletters:
      return ([deadLetters.topic] + inputs).flatMap {
        [AccessRight(.read, .topic, $0), AccessRight(.write, .topic, $0)]
      }
    case .exercise:
      // Between the stages it only looks how far they are, to say where an exercise was lost.
      let between = delivery == .exactlyOnce ? [internals.panes, internals.findings] : []
      return inputs.map { AccessRight(.write, .topic, $0) }
        + [AccessRight(.read, .topic, alerts.topic)]
        + between.map { AccessRight(.describe, .topic, $0) }
    case .act:
      return [AccessRight(.write, .topic, alerts.actionsTopic)]
    case .topics:
      return topicPlans.flatMap { plan in
        [AccessRight.Operation.create, .describe, .describeConfigs].map {
          AccessRight($0, .topic, plan.name)
        }
      }
    }
  }
}

/// The elements, each once, in their order.
private func unique(_ names: [String]) -> [String] {
  var seen: Set<String> = []
  return names.filter { seen.insert($0).inserted }
}
