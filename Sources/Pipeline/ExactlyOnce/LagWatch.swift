internal import Alerts
internal import Detection
internal import EventTime

/// Notices that a source's data do not come through our own stages, and says so as an alert: a dead
/// OBSERVE must not look like a quiet night.
struct LagWatch {
  /// By source index: how far behind the present its panes may be, and for how long.
  private let limits: [Interval]
  private let names: [String]
  /// Since when, on the monotonic clock, a source has been behind.
  private var behindSince: [Int: UInt64] = [:]
  /// Alerts that are open: when they were opened.
  private(set) var open: [String: Instant] = [:]

  struct Change {
    var source: String
    var openedAt: Instant
    var reached: Instant
    var now: Instant
    var isClosed: Bool
  }

  init(names: [String], limits: [Interval]) {
    self.names = names
    self.limits = limits
  }

  /// - Parameters:
  ///   - frontiers: by source, the time before which its panes are stepped; nil before the first.
  ///   - isCurrent: this stage itself has read all there is, so that the lag is not its own.
  mutating func look(
    frontiers: [Instant?], isCurrent: Bool, _ environment: PipelineEnvironment
  ) -> [Change] {
    let now = environment.clock.present
    let monotonic = environment.clock.monotonicNanoseconds
    var changes: [Change] = []
    for (index, name) in names.enumerated() {
      guard let reached = frontiers[index] else { continue }
      guard now - limits[index] > reached else {
        behindSince[index] = nil
        if let opened = open.removeValue(forKey: name) {
          changes.append(
            Change(source: name, openedAt: opened, reached: reached, now: now, isClosed: true))
        }
        continue
      }
      guard isCurrent, open[name] == nil else { continue }
      // Whoever has just started may be catching up: it has as long again.
      let since = behindSince[index] ?? monotonic
      behindSince[index] = since
      guard environment.clock.interval(ofNanoseconds: monotonic - since) >= limits[index] else {
        continue
      }
      open[name] = now
      changes.append(
        Change(source: name, openedAt: now, reached: reached, now: now, isClosed: false))
    }
    return changes
  }

  static let cell = "operations/lag"

  func save(into cells: inout StateCells) {
    cells.write(Self.cell) { writer in
      writer.count(open.count)
      for (name, opened) in open.sorted(by: { $0.key < $1.key }) {
        writer.text(name)
        writer.instant(opened)
      }
    }
  }

  mutating func load(_ cells: StateCells) throws(StateError) {
    open = try cells.read(Self.cell) { (reader) throws(StateError) in
      var open: [String: Instant] = [:]
      for _ in 0..<(try reader.count(elementBytes: 2)) {
        let name = try reader.text()
        open[name] = try reader.instant()
      }
      return open
    }
  }
}

extension LagWatch.Change {
  /// The alert's event: detector `silence`, cause our own stages, severity 3.
  func event(site: String, version: String, configHash: String) -> AlertEvent {
    let subject = "ops/lag/\(source)"
    let alertID = AlertEvent.alertID(
      detector: "silence", key: subject,
      openingPane: Pane(index: openedAt.microseconds / 1_000_000))
    let behind = (now - reached).microseconds / 1_000_000
    let facts = LagFacts(
      source: source, reached: reached, behindSeconds: behind, isClosed: isClosed)
    let state: AlertEvent.State = isClosed ? .closed : .opened
    return AlertEvent(
      id: AlertEvent.eventID(
        alertID: alertID, action: "\(state.rawValue) \(now.microseconds)"),
      alertID: alertID, site: site, subject: subject, time: now, state: state,
      detector: "silence", kind: "own-lag", severity: 3, confidence: 1,
      urgency: isClosed ? .past : .immediate, area: nil, firstSeen: reached, windowStart: reached,
      windowEnd: now, lastSeen: now, peak: 0, expires: now + .hours(2),
      durationSeconds: isClosed ? (now - openedAt).microseconds / 1_000_000 : nil,
      headline: facts.headline, explanation: facts.explanation,
      evidence: AlertEvent.Evidence(
        observed: 0, expected: 0, score: 0, pValue: 1, falseAlarmsPerWeek: 0,
        distinctAuthors: nil, duplicateRatio: 0, topTerms: [], sources: [source],
        sampleRefs: []),
      provenance: AlertEvent.Provenance(
        configHash: configHash, version: version, inputFrontiers: [source: reached]),
      suppressedBy: nil, mode: .live)
  }
}
