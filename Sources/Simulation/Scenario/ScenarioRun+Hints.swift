internal import EventTime
package import Settings

extension ScenarioRun {
  /// A YAML text: the announced events as `Config/detectors/crowd.yaml` takes them under `events`, and
  /// in comments how to replay what stands in `directory`, and how to score it.
  package func hints(directory: String) -> String {
    var text = "# Of the simulated scenario '\(scenario.name)'. Replay it with:\n"
    text += "#   vigie replay --config VIGIE.yaml"
    for source in scenario.sources {
      text += " \\\n#     --input \(source.name)=\(directory)/\(source.name).ndjson"
    }
    text += " \\\n#     --alerts alerts.ndjson\n"
    text +=
      "#   vigie score-alerts --alerts alerts.ndjson --incidents \(directory)/incidents.ndjson\n"
    text +=
      "# VIGIE.yaml names these sources, the time zone \(scenario.zone.name) and the territory\n"
    text += "# '\(scenario.territory)'. Detectors learn until \(scenario.start.rfc3339).\n"
    text += "sources: [\(scenario.sources.map(\.name).joined(separator: ", "))]\n"
    guard !scenario.events.isEmpty else { return text + "events: []\n" }
    text += "# For Config/detectors/crowd.yaml.\nevents:\n"
    for event in scenario.events {
      let start = scenario.start + .minutes(Int64(event.startMinutes))
      let end = start + .minutes(Int64(event.minutes))
      text += "  - { name: \(Self.quoted(event.name)), area: \"\(event.area)\","
      text += " start: \(Self.moment(start)), end: \(Self.moment(end)), factor: \(event.factor) }\n"
    }
    return text
  }

  private static func quoted(_ text: String) -> String {
    "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }

  /// `2026-03-03T18:00:00Z`.
  private static func moment(_ instant: Instant) -> String { "\(instant.rfc3339.prefix(19))Z" }
}

extension Scenario {
  /// About how many records all its sources have, for a bar that shows progress.
  package var expectedRecords: Int64 {
    Int64(
      sources.reduce(0.0) { sum, source in
        if source.format == .presence {
          let steps = Double(hours + source.warmupDays * 24) * 3600 / Double(source.stepSeconds)
          return sum + steps * Double(source.places)
        }
        let hours = Double(hours) + Double(source.warmupDays * 24) * source.warmupRate
        return sum + source.recordsPerHour * hours
      })
  }
}
