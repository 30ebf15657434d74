import Kafka
import Pipeline
import Settings

let topicsCommand = Command(
  name: "topics",
  summary: "The topics that the configuration needs: shows the plan, or creates them",
  explanation: """
    Input topics are stamped with the time of append, which is the arrival that the stages trust.
    Alerts keep their history in one topic and their present state in a compacted one.
    'plan' also shows the access rights that a broker must grant; 'create' leaves existing topics as
    they are, and says which.
    """,
  options: [
    CommandOption(
      name: "config", value: "FILE", help: "the configuration, vigie.yaml", isRequired: true)
  ],
  operand: Command.Operand(
    name: "plan|create", choices: ["plan", "create"], help: "show what would be made, or make it"),
  run: { (arguments) throws(Failure) in
    let configuration = try Loading.configuration(arguments["config"] ?? "")
    let plans = topicPlans(configuration)
    guard arguments.operands == ["create"] else {
      for plan in plans { Terminal.result(describe(plan)) }
      Terminal.result("")
      for right in accessRights(configuration) { Terminal.result(right) }
      return
    }
    do {
      let admin = try Admin(Loading.properties(configuration))
      try admin.checkReachable()
      var failed: [String] = []
      for outcome in try admin.createTopics(plans) {
        switch outcome.error {
        case nil: Terminal.result("created  \(outcome.name)")
        case .some(let error) where error.code == .topicAlreadyExists:
          Terminal.result("exists   \(outcome.name)")
        case .some(let error):
          Terminal.result("failed   \(outcome.name)")
          failed.append(error.description)
        }
      }
      if !failed.isEmpty { throw Failure.unavailable(failed.joined(separator: "\n")) }
    } catch let error as KafkaError {
      throw Failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw .bug("\(error)")
    }
  })

/// The topics of a configuration, each once.
func topicPlans(_ configuration: Configuration) -> [TopicPlan] {
  let topics = configuration.topics
  let replication = Int32(topics.replicationFactor)
  let hour = 3_600_000
  var plans: [TopicPlan] = []
  var seen: Set<String> = []
  for source in configuration.sources where seen.insert(source.topic).inserted {
    plans.append(
      TopicPlan(
        source.topic, partitions: Int32(topics.inputPartitions), replication: replication,
        settings: [
          "message.timestamp.type": "LogAppendTime",
          "retention.ms": String(topics.inputRetentionHours * hour),
        ]))
  }
  plans.append(
    TopicPlan(
      configuration.alerts.topic, partitions: 1, replication: replication,
      settings: ["retention.ms": String(topics.alertRetentionDays * 24 * hour)]))
  plans.append(
    TopicPlan(
      configuration.alerts.currentTopic, partitions: 1, replication: replication,
      settings: ["cleanup.policy": "compact"]))
  plans.append(
    TopicPlan(
      configuration.deadLetters.topic, partitions: 1, replication: replication,
      settings: ["retention.ms": String(topics.deadLetterRetentionDays * 24 * hour)]))
  return plans
}

private func describe(_ plan: TopicPlan) -> String {
  let settings = plan.settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  return "\(plan.name)  partitions=\(plan.partitions) replication=\(plan.replication) "
    + settings.joined(separator: " ")
}

/// What the daemon must be allowed, in the words of Kafka's authorizer.
private func accessRights(_ configuration: Configuration) -> [String] {
  var rights: [String] = []
  for source in configuration.sources {
    rights.append("allow  READ, DESCRIBE   topic  \(source.topic)")
    rights.append("allow  READ             group  vigie.observe.\(source.name)")
  }
  for topic in [
    configuration.alerts.topic, configuration.alerts.currentTopic, configuration.deadLetters.topic,
  ] {
    rights.append("allow  WRITE, DESCRIBE  topic  \(topic)")
  }
  rights.append("allow  IDEMPOTENT_WRITE cluster")
  return rights
}
