import EventTime
import Replay

let scoreAlertsCommand = Command(
  name: "score-alerts",
  summary: "Holds alerts against what truly happened: what was told, how soon, what was false",
  explanation: """
    Reads the alert events that vigie replay writes and the labels that vigie simulate writes beside
    its streams; labels of real history may have the same form, of which id, kind, onset and end are
    needed, and detectors, sources, areas and neighbours are taken.

    An alert tells an incident when it opened between five minutes before its onset and its end and a
    grace, in its area, one beside it or the whole territory, and when its detector is one that should
    or may see it. What tells no incident and no announced event is false, unless it was suppressed,
    or opened outside of the judged period. What is judged by the day has a grace of 26 hours.

    The exit code is 0 whatever the score.
    """,
  options: [
    CommandOption(
      name: "alerts", value: "PATH", help: "alert events, one a line; plain, .gz, .zst, or -",
      isRequired: true),
    CommandOption(
      name: "incidents", value: "PATH", help: "the labels, one a line", isRequired: true),
    CommandOption(
      name: "grace", value: "DURATION", help: "how long after its end an incident may be told",
      fallback: "30m"),
    CommandOption(name: "json", value: nil, help: "one JSON object instead of tables"),
  ],
  examples: [
    "vigie replay --config Config/vigie.yaml --input bluesky=city/bluesky.ndjson --alerts a.ndjson",
    "vigie score-alerts --alerts a.ndjson --incidents city/incidents.ndjson",
  ],
  run: { (arguments) throws(Failure) in
    guard let grace = durationSeconds(arguments["grace"] ?? ""), grace < 1e7 else {
      throw .usage(
        "--grace \(arguments["grace"] ?? ""): write it as 30m or 2h", command: "score-alerts")
    }
    do throws(ReplayError) {
      let labels = try readIncidentLabels(path: arguments["incidents"] ?? "")
      let log = try AlertLog(path: arguments["alerts"] ?? "-")
      for line in log.badLines.prefix(5) { Terminal.say("line \(line): no alert event") }
      var rules = AlertScore.Rules()
      rules.grace = Interval(microseconds: Int64(grace * 1e6))
      let score = AlertScore(alerts: log.alerts, labels: labels, rules: rules)
      Terminal.result(
        arguments.has("json") ? String(decoding: score.json(), as: UTF8.self) : score.table)
    } catch {
      throw Failure(error)
    }
  })
