internal import Alerts
internal import EventTime
internal import Settings

extension SceneWorld {
  /// The labels in the order of their onsets, the judged period first.
  var labels: [IncidentLabel] {
    var labels: [IncidentLabel] = []
    for (index, event) in scenario.events.enumerated() {
      let onset = scenario.start + .minutes(Int64(event.startMinutes))
      labels.append(
        IncidentLabel(
          id: "event-\(index + 1)", kind: IncidentLabel.announcedKind,
          sources: scenario.sources.filter { $0.format.isText || $0.format == .presence }
            .map(\.name),
          areas: [event.area], neighbours: neighbours(of: [event.area]), onset: onset,
          end: onset + .minutes(Int64(event.minutes)), terms: [event.name], factor: event.factor))
    }
    var wording = Xoshiro256(seed: seed, stream: 4)
    for (index, incident) in scenario.incidents.enumerated() {
      let state = SceneState(incident, self, &wording)
      let onset = scenario.start + .minutes(Int64(incident.onsetMinutes))
      let isCrowd = incident.kind == .gathering || incident.kind == .movement
      labels.append(
        IncidentLabel(
          id: "\(incident.kind.rawValue)-\(index + 1)", kind: incident.kind.rawValue,
          detectors: incident.kind.detectors, alsoSeenBy: incident.kind.alsoSeenBy,
          sources: incident.sources, areas: incident.areas,
          neighbours: neighbours(of: incident.areas), onset: onset,
          end: onset + .minutes(Int64(incident.minutes)), terms: terms(incident, index, state),
          size: incident.size,
          factor: isCrowd && shows(incident, on: .presence) ? incident.factor : nil))
    }
    let order = labels.enumerated().sorted {
      ($0.element.onset, $0.offset) < ($1.element.onset, $1.offset)
    }.map(\.element)
    let judged = IncidentLabel(
      id: scenario.name, kind: IncidentLabel.judgedKind, onset: scenario.start, end: scenario.end)
    return [judged] + order
  }

  private func shows(_ incident: ScenarioIncident, on format: ScenarioSource.Format) -> Bool {
    scenario.sources.contains { $0.format == format && incident.sources.contains($0.name) }
  }

  private func neighbours(of areas: [String]) -> [String] {
    let beside = areas.flatMap { territory.neighbours[$0] ?? [] }
    return Set(beside).subtracting(areas).sorted()
  }

  private func terms(
    _ incident: ScenarioIncident, _ index: Int, _ state: SceneState
  ) -> [String] {
    switch incident.kind {
    case .emerging, .domain: [state.term]
    case .scam: [incident.category]
    case .satisfaction: ["\(incident.service + 1)"]
    case .watchlist:
      Set((0..<Int(incident.size.rounded())).map { (index * 31 + $0 / 3) % listedPlates.count })
        .sorted().map { "wl-\($0 + 1)" }
    case .surge: [incident.subject.isEmpty ? "fire" : incident.subject]
    case .rumour:
      [incident.subject].filter { !$0.isEmpty }
        + incident.areas.map { territory.areas[area($0)].communes[0].name }
    case .coordinated, .panic, .gathering, .movement, .outage, .loss: []
    }
  }
}

extension ScenarioIncident.Kind {
  /// Detectors that should see it.
  var detectors: [String] {
    switch self {
    case .rumour, .coordinated: ["rumour"]
    case .panic: ["panic", "volume"]
    case .gathering, .movement: ["crowd", "volume"]
    case .emerging: ["emerging"]
    case .satisfaction: ["satisfaction"]
    case .scam, .domain: ["scam"]
    case .watchlist: ["watchlist"]
    case .outage, .loss: ["silence"]
    case .surge: ["volume"]
    }
  }

  /// Detectors that may see it too, since it is there to be seen.
  var alsoSeenBy: [String] {
    switch self {
    case .rumour, .coordinated: ["volume", "emerging", "panic", "crowd", "situation"]
    case .panic: ["crowd", "rumour", "emerging", "situation"]
    case .gathering, .movement: ["panic", "rumour", "emerging", "situation"]
    case .emerging: ["volume", "rumour", "situation"]
    case .surge: ["panic", "rumour", "crowd", "emerging", "situation"]
    case .satisfaction, .scam, .domain: ["volume", "situation"]
    case .watchlist: ["situation"]
    case .outage, .loss: ["situation"]
    }
  }
}
