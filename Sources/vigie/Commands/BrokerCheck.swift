import Daemon
import Kafka
import Settings

/// `vigie check --connect`: the broker's topics against the plan.
struct BrokerCheck {
  private let configuration: Configuration
  /// Settings that change what comes out, or whether state survives, with what goes wrong.
  private static let watched = [
    "message.timestamp.type": "arrivals are the producers' clocks",
    "cleanup.policy": "what is kept is not what Vigie reads again",
  ]

  init(_ configuration: Configuration) { self.configuration = configuration }

  /// Says what would surprise; throws what would stop the daemon.
  func run() throws(Failure) {
    var errors: [String] = []
    do {
      let admin = try Admin(Loading.properties(configuration))
      let found = try admin.metadata().topics
      Terminal.result("broker: \(configuration.broker.bootstrap) answers")
      for plan in configuration.topicPlans {
        guard let topic = found[plan.name] else {
          Terminal.say("warning: topic \(plan.name) is not there: vigie topics create")
          continue
        }
        try compareSettings(of: plan, with: admin)
        if let error = partitionError(of: plan, present: topic.partitions.count) {
          errors.append(error)
        }
        Terminal.result("topic \(plan.name): \(topic.partitions.count) partitions")
      }
    } catch let error as KafkaError {
      throw Failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw .bug("\(error)")
    }
    if !errors.isEmpty { throw .configuration(errors.joined(separator: "\n")) }
  }

  /// Between the stages the number of partitions is part of the meaning; elsewhere it is free.
  private func partitionError(of plan: TopicPlan, present: Int) -> String? {
    let names = configuration.topics.internalTopics
    guard names.all.contains(plan.name), present != Int(plan.partitions) else { return nil }
    let isSharded = [names.panes, names.detectChangelog].contains(plan.name)
    return isSharded
      ? "\(configuration.path): shards is \(configuration.shards), but topic \(plan.name) has "
        + "\(present) partitions: set shards to \(present), or take another topics.internalPrefix"
      : "topic \(plan.name) has \(present) partitions, and must have \(plan.partitions)"
  }

  private func compareSettings(of plan: TopicPlan, with admin: Admin) throws(KafkaError) {
    let wanted = plan.settings.filter { Self.watched[$0.key] != nil }
    guard !wanted.isEmpty else { return }
    let present = try admin.settings(ofTopics: [plan.name])[plan.name] ?? [:]
    for (name, value) in wanted.sorted(by: { $0.key < $1.key }) {
      guard let actual = present[name], actual != value else { continue }
      Terminal.say(
        "warning: topic \(plan.name) has \(name)=\(actual): \(Self.watched[name] ?? ""); "
          + "\(value) is better")
    }
  }
}
