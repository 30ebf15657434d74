package import Alerts
package import EventTime

/// The third stage: findings in, the lives of alerts out.
///
/// Opens, updates on real change only, closes; groups a family's alerts; stays quiet while catching
/// up. Findings of one source come pane by pane, in order; sources do not wait for each other.
package struct AlertStage: Sendable {
  package let configuration: AlertConfiguration
  /// Ascending by key.
  var open: [OpenAlert] = []
  var openings: [OpeningCount] = []

  var silences: [AlertSilence] = []
  var actions = ActionMemory()
  /// Nil: they are not looked for.
  var situations: SituationDetector?
  /// Signs of panes that not all streams have passed, ascending by pane.
  var waiting: [WaitingSigns] = []
  /// Signs that came for panes that were stepped already.
  package internal(set) var lateSignsTotal: Int64 = 0

  struct OpenAlert: Sendable {
    /// Its place in the state, from opening to close: the lowest that was free.
    let slot: Int
    var change: AlertChange
    var reportedPeak: Double
    var reportedAt: Pane
    /// Opened while catching up and not told since.
    var isQuiet: Bool
    /// Its detector saw its end while the source was silent: it is told when data come again.
    var isOver = false
  }

  /// Openings of one source in the current minute of its event time.
  struct OpeningCount: Sendable {
    var source: Int32
    var minute: Int64
    var count: Int
  }

  package init(configuration: AlertConfiguration) {
    self.configuration = configuration
    situations = configuration.situation.map {
      SituationDetector(configuration: $0, paneLength: configuration.paneLength)
    }
  }

  /// Alerts that are open now, those that do not ring among them.
  package var openCount: Int { open.count }

  /// Steps one pane of one source. `mode` is `replay` for history; live, it is chosen by the age of
  /// the pane against `present`.
  package mutating func step(
    _ findings: PaneFindings, mode: AlertEvent.Mode, into changes: inout [AlertChange]
  ) {
    retract(findings, mode, into: &changes)
    let sorted = findings.findings.sorted { Self.key($0.finding) < Self.key($1.finding) }
    keepSigns(of: sorted, pane: findings.pane)
    // Whether data came in this pane is settled before anything is concluded from them.
    for found in sorted where found.finding.isEndOfSilence {
      take(found, mode, into: &changes)
      if !isSilent(findings.source) { renew(findings, mode, into: &changes) }
    }
    for found in sorted where !found.finding.isEndOfSilence { take(found, mode, into: &changes) }
    if findings.missing || sorted.contains(where: { $0.finding.isStartOfSilence }) {
      becomeStale(findings, mode, into: &changes)
    }
  }

  mutating func take(
    _ found: EvidencedFinding, _ mode: AlertEvent.Mode, into changes: inout [AlertChange]
  ) {
    switch found.finding.phase {
    case .opened: opened(found, mode, into: &changes)
    case .continued: continued(found, mode, into: &changes)
    case .closed: closed(found, mode, into: &changes)
    case .candidate, .faded: break
    }
  }

  /// The mode of a live pane: quiet when it is older than `announceWithin`.
  package func mode(of pane: Pane, present: Instant) -> AlertEvent.Mode {
    configuration.mode(of: pane, present: present)
  }

  /// The source has reached the present: what opened quietly and is still open is told now, once.
  package mutating func announceQuiet(
    source: Int32, pane: Pane, into changes: inout [AlertChange]
  ) {
    for index in open.indices where open[index].isQuiet {
      guard open[index].change.key.series.source == source else { continue }
      open[index].isQuiet = false
      open[index].change.mode = .live
      var change = open[index].change
      change.state = .updated
      change.pane = pane
      change.isAnnouncement = true
      changes.append(change)
    }
  }

  private mutating func opened(
    _ found: EvidencedFinding, _ mode: AlertEvent.Mode, into changes: inout [AlertChange]
  ) {
    let finding = found.finding
    if index(of: finding) != nil {
      continued(found, mode, into: &changes)
      return
    }
    let key = Self.key(finding)
    let severity = severity(of: finding)
    var change = AlertChange(
      key: key, state: .opened, pane: finding.pane, severity: severity, finding: finding,
      evidence: found.evidence, mode: mode, suppression: nil, isAnnouncement: false)
    change.label = finding.details?.label ?? ""
    change.suppression = suppression(of: change, isOpening: true)
    let place = open.firstIndex { key < $0.change.key } ?? open.count
    open.insert(
      OpenAlert(
        slot: freeSlot, change: change, reportedPeak: finding.peak, reportedAt: finding.pane,
        isQuiet: mode == .catchUp), at: place)
    changes.append(change)
  }

  private mutating func continued(
    _ found: EvidencedFinding, _ mode: AlertEvent.Mode, into changes: inout [AlertChange]
  ) {
    guard let index = index(of: found.finding) else { return }
    let before = open[index].change
    var change = before
    let isSilent = found.finding.detector != .silence && self.isSilent(before.key.series.source)
    change.take(found, mode)
    change.state = isSilent ? .stale : .updated
    change.severity = max(before.severity, severity(of: found.finding))
    open[index].isOver = false
    if before.suppression != nil {
      change.suppression = suppression(of: change, isOpening: false)
    }
    let isReal =
      hasGrown(open[index], found.finding) || change.severity != before.severity
      || change.suppression != before.suppression || (before.state == .stale && !isSilent)
    if isReal {
      open[index].reportedPeak = max(open[index].reportedPeak, found.finding.peak)
      open[index].reportedAt = found.finding.pane
      changes.append(change)
    } else {
      // What was reported stays what the record says; the evidence follows.
      change.state = before.state
    }
    open[index].change = change
    if !isReal && before.finding.details?.excerpt != nil && found.finding.details?.excerpt == nil {
      tellErasure(index, into: &changes)
    }
  }

  func severity(of finding: Finding) -> Int {
    Severity.level(of: finding, promise: configuration.promise(of: finding.detector))
  }

  private func hasGrown(_ alert: OpenAlert, _ finding: Finding) -> Bool {
    let step = max(1, configuration.updateGrowth * alert.reportedPeak)
    let elapsed = finding.pane.index - alert.reportedAt.index
    return finding.peak >= alert.reportedPeak + step
      && elapsed * configuration.paneLength.microseconds >= configuration.updateAfter.microseconds
  }

  private mutating func closed(
    _ found: EvidencedFinding, _ mode: AlertEvent.Mode, into changes: inout [AlertChange]
  ) {
    guard let index = index(of: found.finding) else { return }
    open[index].change.take(found, mode)
    if found.finding.detector != .silence && isSilent(found.finding.series.source) {
      // Missing data never closes.
      open[index].isOver = true
      return
    }
    var change = open.remove(at: index).change
    change.state = .closed
    changes.append(change)
  }

  /// The lowest slot that no open alert has.
  private var freeSlot: Int {
    let taken = Set(open.map(\.slot))
    return (0...open.count).first { !taken.contains($0) } ?? open.count
  }

  static func key(_ finding: Finding) -> AlertKey {
    AlertKey(
      detector: finding.detector, kind: finding.kind, series: finding.series, item: finding.item,
      openedAt: finding.pane)
  }

  /// Whether an alert says all that another of its family would. The whole territory adds to one of
  /// its areas only what happens elsewhere, so its greater significance alone is no news.
  private static func covers(_ leader: AlertChange, _ other: AlertChange) -> Bool {
    if leader.severity >= other.severity { return true }
    guard leader.key.series.area >= 0, other.key.series.area < 0 else { return false }
    return 2 * excess(leader.finding) >= excess(other.finding)
  }

  private static func excess(_ finding: Finding) -> Double {
    Double(finding.observed) - finding.expected
  }

  func index(of finding: Finding) -> Int? {
    open.firstIndex { $0.change.key.isOpen(of: finding) }
  }

  /// An alert is silent where an operator silences it; beside an open one of its family that opened
  /// first, within the grouping time, and covers it; and in a flood of openings, unless it is severe.
  mutating func suppression(of change: AlertChange, isOpening: Bool) -> Suppression? {
    if let silence = silence(of: change) { return .silenced(by: silence.id) }
    let paneMicroseconds = configuration.paneLength.microseconds
    let reach = configuration.groupWithin.microseconds / paneMicroseconds
    for other in open {
      let key = other.change.key
      guard key.isFamily(of: change.key), key.series != change.key.series else { continue }
      if other.change.suppression == nil && key < change.key
        && change.key.openedAt.index - key.openedAt.index <= reach
        && Self.covers(other.change, change)
      {
        return .sameFamily(key)
      }
    }
    // A situation is of no one source, and what it says does not depend on how they interleave.
    if change.key.detector == .situation { return nil }
    guard isOpening else {
      return change.suppression == .floodGuard && change.severity < 3 ? .floodGuard : nil
    }
    let minute = change.pane.index * paneMicroseconds / 60_000_000
    let source = change.key.series.source
    let place = openings.firstIndex { $0.source == source } ?? openings.count
    if place == openings.count {
      openings.append(OpeningCount(source: source, minute: minute, count: 0))
    }
    if openings[place].minute != minute {
      openings[place].minute = minute
      openings[place].count = 0
    }
    openings[place].count += 1
    let isFlood = openings[place].count > configuration.alertsPerMinute
    return isFlood && change.severity < 3 ? .floodGuard : nil
  }
}
