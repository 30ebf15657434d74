package import Alerts
package import EventTime

/// Signs of one pane that not all streams have passed yet.
struct WaitingSigns: Sendable {
  var pane: Pane
  var signs: [SituationSign]
}

// Situations join what all streams say: they are stepped apart, at the pace of the slowest.
extension AlertStage {
  /// Situations that are open, and those that could not open at the limit.
  package var openSituations: Int { situations?.openCount ?? 0 }
  package var refusedSituationsTotal: Int64 { situations?.refusedTotal ?? 0 }

  private func terms(of source: Int32) -> [String] {
    configuration.names.indices.contains(Int(source))
      ? configuration.names[Int(source)].terms : []
  }

  mutating func keepSigns(of found: [EvidencedFinding], pane: Pane) {
    guard let situations else { return }
    let signs = found.compactMap { entry in
      SituationSign(
        entry, severity: severity(of: entry.finding),
        terms: terms(of: entry.finding.series.source))
    }
    if signs.isEmpty { return }
    if let next = situations.nextPane, pane < next {
      lateSignsTotal += Int64(signs.count)
      return
    }
    var (place, end) = (0, waiting.count)
    while place < end {
      let middle = (place + end) / 2
      if waiting[middle].pane < pane { place = middle + 1 } else { end = middle }
    }
    if place < waiting.count, waiting[place].pane == pane {
      waiting[place].signs += signs
    } else {
      waiting.insert(WaitingSigns(pane: pane, signs: signs), at: place)
    }
  }

  /// Steps situations over every pane before `until`, which all streams must have passed.
  ///
  /// - Parameter mode: of a pane, as for `step`.
  package mutating func stepSituations(
    before until: Pane, mode: (Pane) -> AlertEvent.Mode, into changes: inout [AlertChange]
  ) {
    guard let begin = situations?.nextPane ?? waiting.first?.pane else { return }
    var pane = begin
    var taken = 0
    var found: [SituationDetector.Found] = []
    while pane < until {
      var signs: [SituationSign] = []
      if taken < waiting.count, waiting[taken].pane == pane {
        signs = waiting[taken].signs
        taken += 1
      }
      found.removeAll(keepingCapacity: true)
      situations?.step(pane, signs, into: &found)
      for one in found { tell(one, mode(pane), into: &changes) }
      pane = pane.next
    }
    waiting.removeFirst(taken)
  }

  /// As an alert of its own. It alone says who its members are: they go on at the pace of their own
  /// stream, and what they say must not depend on how far ahead of the slowest that is.
  private mutating func tell(
    _ found: SituationDetector.Found, _ mode: AlertEvent.Mode, into changes: inout [AlertChange]
  ) {
    let finding = found.finding
    let before = changes.count
    let members = found.members.map { member in
      AlertEvent.alertID(
        detector: member.key.detector.rawValue,
        key: AlertNames.subject(member.key, label: member.label, names: configuration.names),
        openingPane: member.key.openedAt)
    }.sorted()
    let known = index(of: finding).map { open[$0].change.members } ?? []
    let all = Set(known + members).sorted()
    take(
      EvidencedFinding(finding: finding, evidence: SeriesEvidence()), mode, into: &changes)
    if let held = index(of: finding) { open[held].change.members = all }
    for index in before..<changes.count { changes[index].members = all }
  }
}
