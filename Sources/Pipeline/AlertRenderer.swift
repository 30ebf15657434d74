package import Alerts
package import Detection
package import EventTime
internal import Glibc
internal import Signals

/// Gives an alert's change the names that people and other tools know: areas, themes, topics.
package struct AlertRenderer: Sendable {
  /// An alert that is told no more is not to be believed longer than this after its last event.
  package static let expiry = Interval.hours(2)
  /// Terms and references shown at most.
  static let shownTerms = 3
  /// The least p-value that is written.
  static let leastPValue = 1e-300

  private let assembly: Assembly
  private let version: String

  package init(assembly: Assembly, version: String) {
    self.assembly = assembly
    self.version = version
  }

  /// The event to publish. `frontiers` holds, by source, the pane before which it is stepped.
  package func event(_ change: AlertChange, frontiers: [(source: Int, pane: Pane)]) -> AlertEvent {
    let length = assembly.configuration.paneLength
    let finding = change.finding
    let source = assembly.configuration.sources[Int(finding.series.source)]
    let subject = self.subject(of: finding.series)
    let alertID = AlertEvent.alertID(
      detector: finding.detector.rawValue, key: subject, openingPane: change.key.openedAt)
    let state = change.state
    let end = length.end(of: change.pane)
    let windowStart = end - .minutes(Int64(finding.windowMinutes))
    let opened = length.end(of: change.key.openedAt)
    // Without authors in the source nobody can tell that k people said it: nothing is shown.
    let isShown =
      Int(finding.distinctAuthors) >= assembly.configuration.privacy.minimumAuthors
    let duration =
      state == .closed ? (end - opened).microseconds / 1_000_000 : nil as Int64?
    let facts = self.facts(change, state, duration, isShown)
    return AlertEvent(
      id: change.isAnnouncement
        ? AlertEvent.eventID(alertID: alertID, action: "announced")
        : AlertEvent.eventID(alertID: alertID, pane: change.pane, state: state),
      alertID: alertID, site: assembly.configuration.site, subject: subject, time: end,
      state: state, detector: finding.detector.rawValue, kind: finding.detector.rawValue,
      severity: change.severity, confidence: Severity.confidence(of: finding),
      urgency: state == .closed ? .past : change.severity >= 3 ? .immediate : .expected,
      area: area(finding.series.area), firstSeen: length.start(of: finding.since),
      windowStart: windowStart, windowEnd: end, lastSeen: end, peak: finding.peak,
      expires: end + Self.expiry,
      durationSeconds: duration, headline: facts.headline, explanation: facts.explanation,
      evidence: evidence(change, source.name, source.topic, isShown),
      provenance: AlertEvent.Provenance(
        configHash: assembly.configurationHash, version: version,
        inputFrontiers: Dictionary(
          uniqueKeysWithValues: frontiers.map {
            (assembly.configuration.sources[$0.source].name, length.start(of: $0.pane))
          })),
      situation: nil, suppressedBy: suppressedBy(change.suppression), mode: change.mode)
  }

  /// `SOURCE/DIMENSION/AREA`: `bluesky/flood/67`, `bluesky/all/territory`.
  package func subject(of series: SeriesKey) -> String {
    let source = assembly.configuration.sources[Int(series.source)].name
    let area = series.area < 0 ? "territory" : assembly.territory.areas[Int(series.area)].code
    return "\(source)/\(dimensionName(series))/\(area)"
  }

  private func dimensionName(_ series: SeriesKey) -> String {
    let dimension = Int(series.dimension)
    if dimension < SeriesLayout.themes { return assembly.themes[dimension].name }
    let values =
      assembly.configuration.sources[Int(series.source)].category?.values ?? []
    let category = dimension - SeriesLayout.themes
    return "category=" + (category < values.count ? values[category] : "other")
  }

  private func area(_ index: Int32) -> AlertEvent.Area? {
    guard index >= 0 else { return nil }
    let area = assembly.territory.areas[Int(index)]
    return AlertEvent.Area(
      code: area.code, name: area.name, latitude: area.latitude, longitude: area.longitude)
  }

  private func evidence(
    _ change: AlertChange, _ source: String, _ topic: String, _ isShown: Bool
  ) -> AlertEvent.Evidence {
    let finding = change.finding
    let all = Double(max(1, finding.episodeCount))
    let terms = change.evidence.topTerms(limit: Self.shownTerms)
    return AlertEvent.Evidence(
      observed: finding.observed, expected: finding.expected, score: finding.score,
      pValue: max(Self.leastPValue, pow(10, -finding.score)),
      falseAlarmsPerWeek: finding.falseAlarmsPerWeek,
      distinctAuthors: finding.distinctAuthors < 0 ? nil : Int(finding.distinctAuthors),
      duplicateRatio: max(0, 1 - Double(finding.episodeTexts) / all),
      topTerms: isShown ? terms.map { assembly.lexicon.termText($0) } : [], sources: [source],
      sampleRefs: isShown
        ? change.evidence.latestSamples.map {
          AlertEvent.SampleRef(topic: topic, partition: $0.partition, offset: $0.offset)
        } : [])
  }

  /// The facts that the alert's words are made of.
  private func facts(
    _ change: AlertChange, _ state: AlertEvent.State, _ duration: Int64?, _ isShown: Bool
  ) -> VolumeFacts {
    let finding = change.finding
    let series = finding.series
    let source = assembly.configuration.sources[Int(series.source)]
    let evidence = self.evidence(change, source.name, source.topic, isShown)
    let area = series.area < 0 ? nil : assembly.territory.areas[Int(series.area)]
    let zone = area.flatMap { assembly.configuration.timeZones.rule(named: $0.zone) }
    let length = assembly.configuration.paneLength
    return VolumeFacts(
      state: state, counted: VolumeFacts.Counted(rawValue: source.kind.rawValue) ?? .post,
      source: source.name, theme: title(series), areaName: area?.name,
      observed: finding.observed, expected: finding.expected,
      windowMinutes: Int(finding.windowMinutes), score: finding.score,
      falseAlarmsPerWeek: finding.falseAlarmsPerWeek, distinctAuthors: evidence.distinctAuthors,
      duplicateRatio: evidence.duplicateRatio, topTerms: evidence.topTerms,
      since: length.start(of: finding.since), time: length.end(of: change.pane),
      durationSeconds: duration, zone: zone ?? assembly.configuration.timeZone)
  }

  /// What the series counts, in words; nil when it counts everything.
  private func title(_ series: SeriesKey) -> AlertEvent.Words? {
    let dimension = Int(series.dimension)
    if dimension == 0 { return nil }
    if dimension < SeriesLayout.themes {
      let theme = assembly.themes[dimension]
      return AlertEvent.Words(fr: theme.titleFrench, en: theme.titleEnglish)
    }
    let name = String(dimensionName(series).drop { $0 != "=" }.dropFirst())
    return AlertEvent.Words(fr: name, en: name)
  }

  private func suppressedBy(_ suppression: Suppression?) -> String? {
    switch suppression {
    case .sameFamily(let key):
      AlertEvent.alertID(
        detector: key.detector.rawValue, key: subject(of: key.series), openingPane: key.openedAt)
    case .floodGuard: "flood-guard"
    case .silenced(let action): action
    case nil: nil
    }
  }
}
