import Alerts
import Detection
import EventTime
import Testing

@Suite("The life of an alert")
struct AlertStageTests {
  static let configuration = AlertConfiguration(
    paneLength: .standard, falseAlarmsPerWeek: 1)

  /// Panes of ten seconds: six a minute.
  static func finding(
    _ phase: Finding.Phase, pane: Int64, peak: Double = 5, rate: Double = 0.5, area: Int32 = 3,
    dimension: Int32 = 1, observed: Int64 = 30, source: Int32 = 0
  ) -> Finding {
    Finding(
      detector: .volume, series: SeriesKey(source: source, dimension: dimension, area: area),
      pane: Pane(index: pane), phase: phase, score: peak, peak: peak, threshold: 4,
      windowMinutes: 3, observed: observed, expected: 2, distinctAuthors: 12, episodeCount: 30,
      episodeTexts: 20, falseAlarmsPerWeek: rate, since: Pane(index: pane),
      openedAt: Pane(index: pane))
  }

  static func pane(
    _ index: Int64, _ findings: [Finding], missing: Bool = false, source: Int32 = 0
  ) -> PaneFindings {
    PaneFindings(
      source: source, pane: Pane(index: index), missing: missing,
      findings: findings.map { EvidencedFinding(finding: $0, evidence: SeriesEvidence()) },
      retractions: [])
  }

  /// Steps panes, and tells each change as `pane state severity area`.
  static func story(
    _ panes: [PaneFindings], _ configuration: AlertConfiguration = configuration
  ) -> [String] {
    var stage = AlertStage(configuration: configuration)
    var changes: [AlertChange] = []
    for pane in panes { stage.step(pane, mode: .replay, into: &changes) }
    return changes.map { change in
      let silent = change.suppression == nil ? "" : " silent"
      return "\(change.pane.index) \(change.state.rawValue) \(change.severity) "
        + "a\(change.key.series.area)\(silent)"
    }
  }

  @Test func opensOnceAndCloses() {
    #expect(
      Self.story([
        Self.pane(1, [Self.finding(.candidate, pane: 1)]),
        Self.pane(2, [Self.finding(.opened, pane: 2)]),
        Self.pane(3, [Self.finding(.opened, pane: 3)]),
        Self.pane(9, [Self.finding(.closed, pane: 9)]),
        Self.pane(10, [Self.finding(.closed, pane: 10)]),
      ]) == ["2 opened 1 a3", "9 closed 1 a3"])
  }

  @Test func isToldAgainOnRealChangeOnly() {
    #expect(
      Self.story([
        Self.pane(0, [Self.finding(.opened, pane: 0, peak: 5)]),
        // More, but at once: nothing.
        Self.pane(6, [Self.finding(.continued, pane: 6, peak: 8)]),
        // Ten minutes later, and a quarter more.
        Self.pane(60, [Self.finding(.continued, pane: 60, peak: 8)]),
        // Long after, but hardly more.
        Self.pane(200, [Self.finding(.continued, pane: 200, peak: 9)]),
        // Graver: at once.
        Self.pane(201, [Self.finding(.continued, pane: 201, peak: 12, rate: 0.005)]),
        // Less grave: severity never falls while it is open.
        Self.pane(300, [Self.finding(.continued, pane: 300, peak: 12, rate: 0.5)]),
      ]) == ["0 opened 1 a3", "60 updated 1 a3", "201 updated 3 a3"])
  }

  @Test func commonShockRingsOnce() {
    #expect(
      Self.story([
        Self.pane(
          0, [Self.finding(.opened, pane: 0, area: -1), Self.finding(.opened, pane: 0, area: 3)]),
        Self.pane(5, [Self.finding(.opened, pane: 5, area: 4)]),
        // Another theme is another family.
        Self.pane(6, [Self.finding(.opened, pane: 6, area: 3, dimension: 2)]),
      ]) == [
        "0 opened 1 a3", "0 opened 1 a-1 silent", "5 opened 1 a4 silent", "6 opened 1 a3",
      ])
  }

  @Test func graverOneOfTheFamilyRingsAllTheSame() {
    let story = Self.story([
      Self.pane(0, [Self.finding(.opened, pane: 0, area: 3)]),
      Self.pane(5, [Self.finding(.opened, pane: 5, area: 4)]),
      Self.pane(9, [Self.finding(.continued, pane: 9, peak: 9, rate: 0.0001, area: 4)]),
    ])
    #expect(story == ["0 opened 1 a3", "5 opened 1 a4 silent", "9 updated 4 a4"])
  }

  @Test func territoryIsSilentBesideAnAreaThatExplainsIt() {
    let story = Self.story([
      Self.pane(0, [Self.finding(.opened, pane: 0, area: 3, observed: 30)]),
      Self.pane(
        5, [Self.finding(.opened, pane: 5, rate: 0.0001, area: -1, observed: 40)]),
      Self.pane(
        6, [Self.finding(.continued, pane: 6, rate: 0.0001, area: -1, observed: 400)]),
    ])
    #expect(story == ["0 opened 1 a3", "5 opened 4 a-1 silent", "6 updated 4 a-1"])
  }

  @Test func hourLaterItIsAnotherMatter() {
    #expect(
      Self.story([
        Self.pane(0, [Self.finding(.opened, pane: 0, area: 3)]),
        Self.pane(361, [Self.finding(.opened, pane: 361, area: 4)]),
      ]) == ["0 opened 1 a3", "361 opened 1 a4"])
  }

  @Test func floodGuardNeverMutesASevereOne() {
    var configuration = Self.configuration
    configuration.alertsPerMinute = 2
    let findings = (0..<4).map {
      Self.finding(.opened, pane: 0, dimension: Int32($0))
    }
    let severe = Self.finding(.opened, pane: 1, rate: 0.001, dimension: 9)
    #expect(
      Self.story([Self.pane(0, findings), Self.pane(1, [severe])], configuration) == [
        "0 opened 1 a3", "0 opened 1 a3", "0 opened 1 a3 silent", "0 opened 1 a3 silent",
        "1 opened 4 a3",
      ])
  }

  @Test func missingDataMakesItStaleAndNewDataRenewsIt() {
    #expect(
      Self.story([
        Self.pane(0, [Self.finding(.opened, pane: 0)]),
        Self.pane(1, [], missing: true), Self.pane(2, [], missing: true),
        Self.pane(3, [Self.finding(.continued, pane: 3)]),
      ]) == ["0 opened 1 a3", "1 stale 1 a3", "3 updated 1 a3"])
  }

  @Test func whatOpensWhileCatchingUpIsToldOnceWhenThePresentIsReached() {
    var stage = AlertStage(configuration: Self.configuration)
    var changes: [AlertChange] = []
    let present = PaneLength.standard.end(of: Pane(index: 1000))
    #expect(stage.mode(of: Pane(index: 900), present: present) == .catchUp)
    #expect(stage.mode(of: Pane(index: 995), present: present) == .live)
    stage.step(
      Self.pane(900, [Self.finding(.opened, pane: 900)]), mode: .catchUp, into: &changes)
    stage.step(
      Self.pane(
        901, [Self.finding(.opened, pane: 901, dimension: 2)]), mode: .catchUp, into: &changes)
    stage.step(
      Self.pane(
        950, [Self.finding(.closed, pane: 950, dimension: 2)]), mode: .catchUp, into: &changes)
    changes.removeAll()
    stage.announceQuiet(source: 0, pane: Pane(index: 999), into: &changes)
    stage.announceQuiet(source: 0, pane: Pane(index: 1000), into: &changes)
    #expect(changes.count == 1)
    #expect(changes.first?.isAnnouncement == true)
    #expect(changes.first?.mode == .live)
    #expect(changes.first?.key.series.dimension == 1)
  }

  @Test(arguments: [
    (0.9, 30, 1), (0.1, 30, 2), (0.01, 30, 3), (0.001, 30, 4), (0.001, 5, 3), (1e-9, 21, 3),
  ])
  func severityFollowsItsTable(rate: Double, observed: Int64, level: Int) {
    let finding = Self.finding(.opened, pane: 0, rate: rate, observed: observed)
    #expect(Severity.level(of: finding, promise: 1) == level)
  }
}
