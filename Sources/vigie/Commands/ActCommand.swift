import Alerts
import Daemon
import EventTime
import Kafka
import Settings

let actCommand = Command(
  name: "act",
  summary: "Acknowledges, transfers, silences an alert, or closes it as false",
  explanation: """
    Writes one action to the actions' topic, where the daemon takes it: what it changes comes as an
    event of the alert, and what cannot be done goes to the dead letters with the reason. The same
    --id is taken once.

    acknowledge, close-as-false need --alert; transfer needs --alert and --to; note needs --alert and
    --reason. silence needs --reason and --for, and either --alert, for exactly what that alert is
    about, or at least one of --detector, --kind, --source, --dimension, --area, --item: alerts that
    agree in all that is given are recorded and do not ring, at most --severity-at-most. unsilence
    needs --silence, the id of the action that began it. An alert that is closed as false teaches its
    detector.
    """,
  options: [
    CommandOption(
      name: "config", value: "FILE", help: "the configuration, vigie.yaml", isRequired: true),
    CommandOption(
      name: "author", value: "NAME", help: "who does it; it stands in the alert's events",
      isRequired: true),
    CommandOption(name: "alert", value: "ID", help: "the alert's id, 32 hexadecimal digits"),
    CommandOption(name: "to", value: "AUTHORITY", help: "whom the alert is transferred to"),
    CommandOption(name: "reason", value: "TEXT", help: "why, or the note"),
    CommandOption(name: "for", value: "DURATION", help: "how long a silence holds, as 2h or 7d"),
    CommandOption(name: "silence", value: "ID", help: "the silence that ends"),
    CommandOption(name: "detector", value: "NAME", help: "of a silence: only this detector"),
    CommandOption(name: "kind", value: "NAME", help: "of a silence: only this kind"),
    CommandOption(name: "source", value: "NAME", help: "of a silence: only this source or group"),
    CommandOption(
      name: "dimension", value: "NAME", help: "of a silence: only this theme or category=VALUE"),
    CommandOption(name: "area", value: "CODE", help: "of a silence: only this area, or territory"),
    CommandOption(
      name: "item", value: "HEX", help: "of a silence: only this item, 16 hexadecimal digits"),
    CommandOption(
      name: "severity-at-most", value: "N", help: "of a silence: graver alerts ring, 1 to 4"),
    CommandOption(name: "id", value: "ID", help: "of the action; by default a random one"),
  ],
  operand: Command.Operand(
    name: "kind", choices: AlertAction.Kind.allCases.map(\.rawValue), help: "what is done"),
  examples: [
    "vigie act acknowledge --config vigie.yaml --author a.martin --alert 3f…",
    "vigie act silence --config vigie.yaml --author a.martin --source posts --area 69 --for 6h "
      + "--reason 'festival'",
  ],
  run: { (arguments) throws(Failure) in
    let configuration = try Loading.configuration(arguments["config"] ?? "")
    let action = try action(arguments)
    let properties = try Loading.properties(configuration).overridden(by: ["linger.ms": "0"])
    do throws(KafkaError) {
      let producer = try Producer(properties)
      try producer.prepare(topics: [configuration.alerts.actionsTopic])
      try producer.produce(
        topic: configuration.alerts.actionsTopic, key: Array((action.alert ?? action.id).utf8),
        payload: action.json, headers: [RecordHeader("content-type", text: "application/json")])
      try producer.close()
    } catch {
      throw Failure(error)
    }
    Terminal.result(action.id)
  })

private func action(_ arguments: Arguments) throws(Failure) -> AlertAction {
  guard let kind = AlertAction.Kind(rawValue: arguments.operands.first ?? "") else {
    throw .bug("a kind that the table of commands does not have")
  }
  // As JSON writes it: whole milliseconds.
  let now = Instant(microseconds: SystemClock.now().microseconds / 1000 * 1000)
  var random = SystemRandomNumberGenerator()
  var action = AlertAction(
    id: arguments["id"] ?? "act-" + String(random.next(), radix: 16), time: now,
    author: arguments["author"] ?? "", kind: kind)
  action.alert = arguments["alert"]
  action.to = arguments["to"]
  action.reason = arguments["reason"]
  action.silence = arguments["silence"]
  if let text = arguments["for"] {
    guard let seconds = durationSeconds(text), seconds < 1e9 else {
      throw .usage("--for \(text): write a duration as 30m, 2h or 7d", command: "act")
    }
    action.expires = now + Interval(microseconds: Int64(seconds * 1000) * 1000)
  }
  var matcher = AlertAction.Matcher()
  matcher.detector = arguments["detector"]
  matcher.kind = arguments["kind"]
  matcher.source = arguments["source"]
  matcher.dimension = arguments["dimension"]
  matcher.area = arguments["area"]
  matcher.item = arguments["item"]
  if let text = arguments["severity-at-most"] {
    guard let severity = Int(text) else {
      throw .usage("--severity-at-most \(text) is no number", command: "act")
    }
    matcher.severityAtMost = severity
  }
  if matcher != AlertAction.Matcher() { action.matcher = matcher }
  do throws(ActionError) {
    try action.check()
  } catch {
    throw .usage(error.reason, command: "act")
  }
  return action
}
