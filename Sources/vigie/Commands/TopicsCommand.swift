import Daemon
import Kafka
import Settings

let topicsCommand = Command(
  name: "topics",
  summary: "The topics that the configuration needs, and who may do what with them",
  explanation: """
    Input topics are stamped with the time of append, which is the arrival that the stages trust.
    Alerts keep their history in one topic and their present state in a compacted one. With
    delivery: exactly-once the stages hand on their work and keep their state in topics too.

    'plan' shows the topics and the access rights that a broker with an authorizer must grant; it
    asks no broker. 'create' makes the topics, leaves existing ones as they are, and says which.
    'rights' shows the rights alone: each stage and each command for operators has its own, so that
    each may have a user of its own. They are the least: without any one of them something fails.
    Transactional ids begin with this configuration's instance: grant them for every instance.

    --format kafka-acls prints lines for Kafka's own tool, to be pasted. --principal says who gets
    the rights; {role} in it stands for the role's name. With mutual TLS the principal is the
    certificate's subject, as in 'User:CN=vigie-{role}'.
    """,
  options: [
    CommandOption(
      name: "config", value: "FILE", help: "the configuration, vigie.yaml", isRequired: true),
    CommandOption(
      name: "format", value: "table|kafka-acls", help: "how the rights are shown",
      fallback: "table"),
    CommandOption(
      name: "principal", value: "NAME", help: "who gets them", fallback: "User:vigie-{role}"),
  ],
  operand: Command.Operand(
    name: "plan|create|rights", choices: ["plan", "create", "rights"],
    help: "show what would be made and granted, make the topics, or show the rights alone"),
  examples: [
    "vigie topics plan --config /etc/vigie/vigie.yaml",
    "vigie topics rights --config /etc/vigie/vigie.yaml --format kafka-acls > rights.sh",
  ],
  run: { (arguments) throws(Failure) in
    let configuration = try Loading.configuration(arguments["config"] ?? "")
    guard let format = AccessListing.Format(rawValue: arguments["format"] ?? "") else {
      throw .usage("--format is table or kafka-acls", command: "topics")
    }
    let principal = arguments["principal"] ?? ""
    guard principal.contains(":"), !principal.contains("'") else {
      throw .usage("--principal \(principal): write it as User:NAME", command: "topics")
    }
    let rights = AccessListing(configuration, principal: principal)
    switch arguments.operands.first {
    case "create":
      try create(configuration)
    case "plan":
      let comment = format == .kafkaACLs ? "# " : ""
      for plan in configuration.topicPlans { Terminal.result(comment + describe(plan)) }
      Terminal.result("")
      show(rights, of: configuration.accessRoles, as: format)
    case _:
      show(rights, of: configuration.accessRoles, as: format)
    }
  })

private func show(
  _ rights: AccessListing, of roles: [AccessRole], as format: AccessListing.Format
) {
  for role in roles {
    for line in rights.lines(role, as: format) { Terminal.result(line) }
  }
}

private func create(_ configuration: Configuration) throws(Failure) {
  do {
    let admin = try Admin(Loading.properties(configuration))
    try admin.checkReachable()
    var failed: [String] = []
    for outcome in try admin.createTopics(configuration.topicPlans) {
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
}

private func describe(_ plan: TopicPlan) -> String {
  let settings = plan.settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  return "\(plan.name)  partitions=\(plan.partitions) replication=\(plan.replication) "
    + settings.joined(separator: " ")
}
