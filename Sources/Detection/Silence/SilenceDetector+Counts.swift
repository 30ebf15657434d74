internal import EventTime
internal import Glibc

extension SilenceDetector {
  /// The minutes that end with this pane; a pane of several minutes is shared out among them.
  mutating func endMinutes(_ pane: Pane, _ bin: Int, into findings: inout [Finding]) {
    let parts = max(1, configuration.paneLength.seconds / 60)
    let isObserved = !gaps.isOpen
    let rest = pendingCount % parts
    for part in 0..<parts {
      let count = pendingCount / parts + (part < rest ? 1 : 0)
      let look = low.step(count: count, bin: bin, isObserved: isObserved)
      let isLast = part == parts - 1
      for id in areas.indices {
        let area = areas[id].step(low, look: look, isObserved: isObserved)
        if isLast { judgeArea(id, area, pane, into: &findings) }
      }
      if isLast { judgePartial(look, count: pendingCount, pane, into: &findings) }
    }
    pendingCount = 0
  }

  /// Whether the last gap is longer than most: a silence may have begun, which is not partial.
  private var mayBeSilent: Bool {
    gaps.isOpen || Double(gaps.awake) > 1.5 * gaps.clock.base
  }

  private mutating func judgePartial(
    _ look: LowCounts.Look, count: Int64, _ pane: Pane, into findings: inout [Finding]
  ) {
    guard configuration.seesPartialLoss, isWarm else { return }
    let wasQuiet = partial.isQuiet
    let score = mayBeSilent ? 0 : look.score
    let threshold = calibration.threshold(0)
    let phase = partial.advance(
      score: score, closing: gaps.isOpen ? 0 : look.score, threshold: threshold,
      pane: pane.index, paneMinutes: configuration.paneLength.minutes, rules: calibration.rules)
    if wasQuiet { partialSignals = 0 }
    partialSignals += count
    guard let phase else { return }
    if phase == .faded { calibration.ended(0, peak: partial.peak) }
    var finding = finding(
      phase, partial, pane, score: score, threshold: threshold,
      minutes: Int64(LowCounts.windows[look.window]), id: 0)
    finding.kind = .partial
    finding.item = Self.partialItem
    finding.observed = Int64(look.seen)
    finding.expected = look.expected
    finding.episodeCount = partialSignals
    findings.append(finding)
  }

  private mutating func judgeArea(
    _ id: Int, _ look: AreaCounts.Look, _ pane: Pane, into findings: inout [Finding]
  ) {
    guard isWarm else { return }
    let score = mayBeSilent ? 0 : look.score
    let threshold = calibration.threshold(id + 1)
    let phase = areas[id].tracker.advance(
      score: score, closing: gaps.isOpen ? 0 : look.score, threshold: threshold,
      pane: pane.index, paneMinutes: configuration.paneLength.minutes, rules: calibration.rules)
    guard let phase else { return }
    if phase == .faded { calibration.ended(id + 1, peak: areas[id].tracker.peak) }
    var finding = finding(
      phase, areas[id].tracker, pane, score: score, threshold: threshold,
      minutes: look.minutes, id: id + 1)
    finding.kind = .area
    finding.series.area = areas[id].area
    finding.expected = look.expected
    findings.append(finding)
  }

  private func finding(
    _ phase: Finding.Phase, _ tracker: EpisodeTracker, _ pane: Pane, score: Double,
    threshold: Double, minutes: Int64, id: Int
  ) -> Finding {
    let isAlarm = phase == .opened || phase == .continued || phase == .closed
    return Finding(
      detector: .silence, series: SeriesKey(source: source, dimension: 0, area: -1), pane: pane,
      phase: phase, score: score, peak: tracker.peak,
      threshold: isAlarm ? tracker.openThreshold : threshold,
      windowMinutes: Int32(max(1, minutes)), observed: 0, expected: 0, distinctAuthors: -1,
      episodeCount: 0, episodeTexts: 0,
      falseAlarmsPerWeek: calibration.chanceAlarms(id, score: tracker.peak),
      since: Pane(index: tracker.since),
      openedAt: isAlarm ? Pane(index: tracker.openedAt) : pane)
  }
}
