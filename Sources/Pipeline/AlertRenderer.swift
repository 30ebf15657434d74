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
    let subject = change.subject(names: assembly.names)
    let alertID = change.alertID(names: assembly.names)
    let state = change.state
    let end = length.end(of: change.pane)
    let opened = length.end(of: change.key.openedAt)
    // What an operator did is known when it was done.
    let time = change.cause.map { max(end, $0.time) } ?? end
    let duration = state == .closed ? (time - opened).microseconds / 1_000_000 : nil as Int64?
    let evidence = evidence(change)
    let words = words(change, evidence, duration)
    var event = AlertEvent(
      id: eventID(change, alertID), alertID: alertID, site: assembly.configuration.site,
      subject: subject, time: time, state: state, detector: finding.detector.rawValue,
      kind: finding.kind.rawValue, severity: change.severity,
      confidence: Severity.confidence(of: finding),
      urgency: Severity.urgency(of: finding, severity: change.severity, state: state),
      area: area(finding), firstSeen: length.start(of: finding.since),
      windowStart: end - .minutes(Int64(finding.windowMinutes)), windowEnd: end, lastSeen: end,
      peak: finding.peak, expires: time + Self.expiry, durationSeconds: duration,
      headline: words.headline, explanation: words.explanation, evidence: evidence,
      provenance: AlertEvent.Provenance(
        configHash: assembly.configurationHash, version: version,
        inputFrontiers: Dictionary(
          uniqueKeysWithValues: frontiers.map {
            (assembly.names[$0.source].source, length.start(of: $0.pane))
          })),
      suppressedBy: suppressedBy(change), mode: change.mode)
    event.certainty = Severity.certainty(of: finding)
    event.handling = change.handling
    event.action = change.cause
    event.isErasure = change.isErasure
    return event
  }

  private func eventID(_ change: AlertChange, _ alertID: String) -> String {
    if let action = change.cause { return AlertEvent.eventID(alertID: alertID, action: action.id) }
    if change.isErasure {
      return AlertEvent.eventID(alertID: alertID, action: "erased \(change.pane.index)")
    }
    return change.isAnnouncement
      ? AlertEvent.eventID(alertID: alertID, action: "announced")
      : AlertEvent.eventID(alertID: alertID, pane: change.pane, state: change.state)
  }

  /// A source, or what a group of sources is called.
  private func title(ofStream stream: Int32) -> String { assembly.names[Int(stream)].source }

  /// Nil: a group of sources, or none that is configured.
  private func source(_ stream: Int32) -> SourceSpec? {
    let sources = assembly.configuration.sources
    return sources.indices.contains(Int(stream)) ? sources[Int(stream)] : nil
  }

  /// The sources whose data an alert of a stream stands on.
  private func sources(of finding: Finding) -> [String] {
    let named = (finding.details?.sources ?? []).compactMap { source($0)?.name }
    if !named.isEmpty { return named }
    if let source = source(finding.series.source) { return [source.name] }
    let group = Int(finding.series.source) - assembly.configuration.sources.count
    let members = assembly.groups.indices.contains(group) ? assembly.groups[group].sources : []
    let names = members.compactMap { source($0)?.name }
    return names.isEmpty ? [title(ofStream: finding.series.source)] : names
  }

  private func area(_ finding: Finding) -> AlertEvent.Area? {
    let index = finding.series.area
    let place = finding.details?.place
    guard index >= 0 else { return nil }
    let area = assembly.territory.areas[Int(index)]
    return AlertEvent.Area(
      code: area.code, name: area.name, latitude: place?.latitude ?? area.latitude,
      longitude: place?.longitude ?? area.longitude,
      radiusKm: place.flatMap { $0.radiusKm > 0 ? $0.radiusKm : nil })
  }

  /// Whether terms, excerpts and references may be shown: without authors in the source nobody can
  /// tell that k people said it. An entry of the watch list is known by its reference alone.
  private func isShown(_ finding: Finding) -> Bool {
    finding.detector == .watchlist
      || Int(finding.distinctAuthors) >= assembly.configuration.privacy.minimumAuthors
  }

  private func evidence(_ change: AlertChange) -> AlertEvent.Evidence {
    let finding = change.finding
    let isShown = isShown(finding)
    let all = Double(max(1, finding.episodeCount))
    // A detector that does not look at texts has none to repeat.
    let repeated =
      finding.episodeTexts <= 0 ? 0 : max(0, 1 - Double(finding.episodeTexts) / all)
    var terms = finding.details?.terms ?? []
    if terms.isEmpty {
      terms = change.evidence.topTerms(limit: Self.shownTerms).map { assembly.lexicon.termText($0) }
    }
    var evidence = AlertEvent.Evidence(
      observed: max(0, finding.observed), expected: max(0, finding.expected),
      score: max(0, finding.score), pValue: max(Self.leastPValue, pow(10, -max(0, finding.score))),
      falseAlarmsPerWeek: finding.falseAlarmsPerWeek,
      distinctAuthors: finding.distinctAuthors < 0 ? nil : Int(finding.distinctAuthors),
      duplicateRatio: repeated, topTerms: isShown ? Array(terms.prefix(Self.shownTerms)) : [],
      sources: sources(of: finding), sampleRefs: isShown ? references(change) : [])
    for (measure, value) in finding.details?.sortedMeasures ?? [] {
      evidence.measures[measure.rawValue] = value
    }
    evidence.members = change.members
    evidence.excerpt = isShown ? finding.details?.excerpt : nil
    return evidence
  }

  private func references(_ change: AlertChange) -> [AlertEvent.SampleRef] {
    let samples =
      change.finding.details?.samples.map { ($0.source, $0.sample) }
      ?? change.evidence.latestSamples.map { (change.key.series.source, $0) }
    return samples.compactMap { stream, sample in
      source(stream).map {
        AlertEvent.SampleRef(
          topic: $0.topic, partition: sample.partition, offset: sample.offset)
      }
    }
  }

  private func words(
    _ change: AlertChange, _ evidence: AlertEvent.Evidence, _ duration: Int64?
  ) -> (headline: AlertEvent.Words, explanation: AlertEvent.Words) {
    let finding = change.finding
    let base = facts(change, evidence, duration)
    if finding.detector == .volume { return (base.headline, base.explanation) }
    // What a new topic is called are people's words.
    let isNamed = finding.detector != .emerging || isShown(finding)
    let facts = DetectorFacts(
      detector: finding.detector.rawValue, kind: finding.kind.rawValue,
      label: isNamed ? finding.details?.label ?? "" : "", measures: evidence.measures, base: base)
    return (facts.headline, facts.explanation)
  }

  /// The facts that the alert's words are made of.
  private func facts(
    _ change: AlertChange, _ evidence: AlertEvent.Evidence, _ duration: Int64?
  ) -> VolumeFacts {
    let finding = change.finding
    let series = finding.series
    let kind = source(series.source)?.kind.rawValue ?? "post"
    let area = series.area < 0 ? nil : assembly.territory.areas[Int(series.area)]
    let zone = area.flatMap { assembly.configuration.timeZones.rule(named: $0.zone) }
    let length = assembly.configuration.paneLength
    return VolumeFacts(
      state: change.state, counted: VolumeFacts.Counted(rawValue: kind) ?? .post,
      source: title(ofStream: series.source), theme: title(series), areaName: area?.name,
      observed: evidence.observed, expected: evidence.expected,
      windowMinutes: max(1, Int(finding.windowMinutes)), score: evidence.score,
      falseAlarmsPerWeek: finding.falseAlarmsPerWeek, distinctAuthors: evidence.distinctAuthors,
      duplicateRatio: evidence.duplicateRatio, topTerms: evidence.topTerms,
      since: length.start(of: finding.since), time: length.end(of: change.pane),
      durationSeconds: duration, zone: zone ?? assembly.configuration.timeZone)
  }

  /// What the series counts, in words; nil when it counts everything.
  private func title(_ series: SeriesKey) -> AlertEvent.Words? {
    let dimension = Int(series.dimension)
    if dimension == 0 { return nil }
    if dimension < assembly.themes.count {
      let theme = assembly.themes[dimension]
      return AlertEvent.Words(fr: theme.titleFrench, en: theme.titleEnglish)
    }
    let dimensions = assembly.names[Int(series.source)].dimensions
    let whole = dimensions.indices.contains(dimension) ? dimensions[dimension] : ""
    let name = String(whole.drop { $0 != "=" }.dropFirst())
    return AlertEvent.Words(fr: name, en: name)
  }

  private func suppressedBy(_ change: AlertChange) -> String? {
    switch change.suppression {
    case .sameFamily(let key):
      AlertEvent.alertID(
        detector: key.detector.rawValue,
        key: AlertNames.subject(key, label: change.label, names: assembly.names),
        openingPane: key.openedAt)
    case .floodGuard: "flood-guard"
    case .silenced(let id): "silence:\(id)"
    case nil: nil
    }
  }
}
