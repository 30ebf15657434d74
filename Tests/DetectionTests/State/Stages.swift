import Alerts
import Detection
import EventTime
import Testing

/// DETECT, the inbox and ALERT behind each other, and what they say, as comparable text.
struct Stages: ~Copyable {
  var detect: Detect
  var inbox = FindingsInbox(shards: 1)
  var alerts: AlertStage
  private(set) var lines: [String] = []
  private(set) var changes: [AlertChange] = []
  private var effects = DetectEffects()

  static var configuration: AlertConfiguration {
    var configuration = AlertConfiguration(
      paneLength: StateHistory.paneLength, falseAlarmsPerWeek: 5)
    configuration.alertsPerMinute = 2
    return configuration
  }

  init(_ detect: consuming Detect = StateHistory.detect()) {
    self.detect = detect
    alerts = AlertStage(configuration: Self.configuration)
  }

  /// Loads `cells` into fresh machines.
  init(
    restoring cells: StateCells, _ detect: consuming Detect = StateHistory.detect(),
    names: SourceNames = StateHistory.names, report: inout LoadReport
  ) throws(StateError) {
    self.init(detect)
    report = try self.detect.load(cells, names: names)
    _ = try inbox.load(cells, names: [names])
    let ofAlerts = try alerts.load(cells, names: [names])
    report.droppedAlerts = ofAlerts.droppedAlerts
    checkInvariants()
  }

  /// What was said before the restart.
  mutating func resume(lines: [String]) { self.lines = lines }

  func checkInvariants() {
    detect.checkInvariants()
    inbox.checkInvariants()
    alerts.checkInvariants()
  }

  func saved(names: SourceNames = StateHistory.names) -> StateCells {
    var cells = StateCells()
    detect.save(names: names, into: &cells)
    inbox.save(names: [names], into: &cells)
    alerts.save(names: [names], into: &cells)
    return cells
  }

  /// Takes what OBSERVE said; findings wait in the inbox while `holds`.
  mutating func take(_ observed: ObserveEffects, holds: Bool = false) {
    var observed = observed
    detect.take(&observed)
    effects.removeAll()
    detect.step(into: &effects)
    for panes in effects.panes { inbox.take(panes) }
    if let frontier = effects.frontier { inbox.take(frontier: frontier, source: 0, shard: 0) }
    if holds { return }
    var passed: [PaneFindings] = []
    inbox.pass(source: 0) { passed.append($0) }
    var changes: [AlertChange] = []
    for findings in passed {
      for found in findings.findings {
        lines.append(
          "\(found.finding) \(found.evidence.topTerms(limit: 8)) \(found.evidence.latestSamples)")
      }
      alerts.step(findings, mode: .live, into: &changes)
    }
    self.changes += changes
    for change in changes {
      lines.append(
        "\(change.key) \(change.state) \(change.severity) \(String(describing: change.suppression))"
          + " \(change.finding.score.bitPattern) \(change.evidence.latestSamples)")
    }
  }
}
