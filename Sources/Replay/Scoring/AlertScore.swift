package import Alerts
package import EventTime

/// Alerts held against what truly happened.
///
/// An alert tells an incident when it opened from five minutes before its onset until its end and a
/// grace, in its area, in one that touches it or for the whole territory, and when its detector is one
/// that should or may see it. Among several incidents it tells the one whose onset is nearest. What
/// tells none, and no announced event, is false; only alerts that opened in the judged period and that
/// called somebody count so.
package struct AlertScore: Sendable, Equatable {
  package struct Rules: Sendable, Equatable {
    /// How long before the label's onset an alert may open.
    package var early = Interval.minutes(5)
    /// How long after the end.
    package var grace = Interval.minutes(30)
    /// The same for what is judged by the day.
    package var dailyGrace = Interval.hours(26)
    package init() {}

    func grace(_ label: IncidentLabel) -> Interval {
      label.detectors.contains { $0 == "satisfaction" || $0 == "scam" }
        ? max(grace, dailyGrace) : grace
    }
  }

  package struct Found: Sendable, Equatable {
    package var label: IncidentLabel
    /// Alerts that tell it, the earliest first.
    package var alerts: [AlertOpening]
    /// The first by a detector that should see it, or else the first of all; nil when it was missed.
    package var first: AlertOpening? {
      alerts.first { label.detectors.contains($0.detector) } ?? alerts.first
    }
    /// From onset to the first alert; negative when that came before.
    package var delay: Interval? { first.map { $0.opened - label.onset } }
  }

  package struct DetectorTally: Sendable, Equatable {
    package var detector: String
    package var alerts = 0
    /// Alerts that tell an incident, and that are false.
    package var telling = 0
    package var falseAlerts = 0
    /// Incidents that it told.
    package var incidents = 0
    /// Incidents that it should see.
    package var expected = 0
  }

  /// By onset.
  package private(set) var incidents: [Found] = []
  package private(set) var falseAlerts: [AlertOpening] = []
  /// Alerts that told an announced event and no incident.
  package private(set) var announced: [AlertOpening] = []
  /// Alerts that nobody was called for, and that tell nothing.
  package private(set) var silent: [AlertOpening] = []
  /// Alerts outside of the judged period that tell nothing.
  package private(set) var outside: [AlertOpening] = []
  /// By name.
  package private(set) var detectors: [DetectorTally] = []

  package init(alerts: [AlertOpening], labels: [IncidentLabel], rules: Rules = Rules()) {
    let judged = labels.first { $0.kind == IncidentLabel.judgedKind }
    let events = labels.filter { $0.kind == IncidentLabel.announcedKind }
    incidents = labels.filter(\.isIncident).enumerated().sorted {
      ($0.element.onset, $0.offset) < ($1.element.onset, $1.offset)
    }.map { Found(label: $0.element, alerts: []) }
    let sorted = alerts.sorted { ($0.opened, $0.id) < ($1.opened, $1.id) }
    for alert in sorted {
      let nearest = incidents.indices.filter { Self.tells(alert, incidents[$0].label, rules) }
        .min { a, b in
          Self.distance(alert, incidents[a].label) < Self.distance(alert, incidents[b].label)
        }
      if let nearest {
        incidents[nearest].alerts.append(alert)
      } else if alert.isSuppressed || alert.isQuiet {
        silent.append(alert)
      } else if let judged, alert.opened < judged.onset || alert.opened >= judged.end {
        outside.append(alert)
      } else if events.contains(where: { Self.isThere(alert, $0, rules) }) {
        announced.append(alert)
      } else {
        falseAlerts.append(alert)
      }
    }
    tally(sorted)
  }

  package var foundCount: Int { incidents.count { !$0.alerts.isEmpty } }

  /// Unlike detectors first: one that should see the incident is nearer than one that may.
  private static func distance(_ alert: AlertOpening, _ label: IncidentLabel) -> (Int, Int64) {
    (
      label.detectors.contains(alert.detector) ? 0 : 1,
      abs((alert.opened - label.onset).microseconds)
    )
  }

  private static func tells(
    _ alert: AlertOpening, _ label: IncidentLabel, _ rules: Rules
  ) -> Bool {
    let isFamily =
      label.detectors.contains(alert.detector) || label.alsoSeenBy.contains(alert.detector)
    guard isFamily, isThere(alert, label, rules) else { return false }
    // A feed that is silent is a matter of the source, wherever it is.
    guard alert.detector == "silence", !alert.sources.isEmpty, !label.sources.isEmpty else {
      return true
    }
    return alert.sources.contains { label.sources.contains($0) }
  }

  /// Whether an alert is of the time and place of a label.
  private static func isThere(
    _ alert: AlertOpening, _ label: IncidentLabel, _ rules: Rules
  ) -> Bool {
    guard alert.opened >= label.onset - rules.early,
      alert.opened <= label.end + rules.grace(label)
    else { return false }
    guard !alert.areas.isEmpty, !label.areas.isEmpty else { return true }
    return alert.areas.contains { label.areas.contains($0) || label.neighbours.contains($0) }
  }

  private mutating func tally(_ alerts: [AlertOpening]) {
    let names = Set(alerts.map(\.detector) + incidents.flatMap(\.label.detectors)).sorted()
    detectors = names.map { name in
      var tally = DetectorTally(detector: name)
      tally.alerts = alerts.count { $0.detector == name }
      tally.falseAlerts = falseAlerts.count { $0.detector == name }
      for found in incidents {
        let telling = found.alerts.count { $0.detector == name }
        tally.telling += telling
        if telling > 0 { tally.incidents += 1 }
        if found.label.detectors.contains(name) { tally.expected += 1 }
      }
      return tally
    }
  }
}
