import Alerts
import Detection
import EventTime
import Testing

/// A stage of two streams, and what it says, as comparable text.
struct ActionStage {
  static let names = [
    SourceNames(
      source: "posts", dimensions: ["all", "flood", "fire"], areas: ["01", "02", "13", "69", "75"],
      terms: []),
    SourceNames(source: "city", dimensions: ["all"], areas: ["01", "02", "13", "69"], terms: []),
  ]
  static var configuration: AlertConfiguration {
    var configuration = AlertStageTests.configuration
    configuration.names = names
    configuration.silenceLimit = 3
    return configuration
  }

  var stage = AlertStage(configuration: configuration)
  var changes: [AlertChange] = []

  static let start = PaneLength.standard.start(of: Pane(index: 0))

  mutating func step(_ pane: PaneFindings) { stage.step(pane, mode: .replay, into: &changes) }

  mutating func take(_ action: AlertAction, now: Instant = start) -> ActionOutcome {
    stage.take(action, now: now, into: &changes)
  }

  /// A fresh stage with the same state.
  mutating func restart() throws {
    var cells = StateCells()
    stage.save(names: Self.names, into: &cells)
    var fresh = AlertStage(configuration: Self.configuration)
    #expect(try fresh.load(cells, names: Self.names).isWhole)
    fresh.checkInvariants()
    var again = StateCells()
    fresh.save(names: Self.names, into: &again)
    #expect(again.cells == cells.cells)
    stage = fresh
  }

  var story: [String] {
    changes.map { change in
      let told =
        switch change.suppression {
        case nil: ""
        case .silenced(let id): " silenced by \(id)"
        case .sameFamily: " beside another"
        case .floodGuard: " in a flood"
        }
      return "\(change.pane.index) \(change.state.rawValue) \(change.severity)"
        + (change.cause.map { " by \($0.id)" } ?? "") + told + (change.isErasure ? " erased" : "")
    }
  }

  static func action(
    _ kind: AlertAction.Kind, _ id: String, alert: String? = nil,
    _ change: (inout AlertAction) -> Void = { _ in }
  ) -> AlertAction {
    var action = AlertAction(id: id, time: start, author: "a.martin", kind: kind)
    action.alert = alert
    change(&action)
    return action
  }

  static func silence(
    _ id: String, untilPane pane: Int64, alert: String? = nil,
    _ change: (inout AlertAction.Matcher) -> Void = { _ in }
  ) -> AlertAction {
    action(.silence, id, alert: alert) {
      $0.reason = "festival"
      $0.expires = PaneLength.standard.end(of: Pane(index: pane))
      guard alert == nil else { return }
      var matcher = AlertAction.Matcher()
      change(&matcher)
      $0.matcher = matcher
    }
  }

  static func opened(
    _ pane: Int64, area: Int32 = 3, rate: Double = 0.5, item: UInt64 = 0, source: Int32 = 0,
    detector: DetectorKind = .volume, kind: FindingKind = .more, _ phase: Finding.Phase = .opened,
    details: FindingDetails? = nil
  ) -> PaneFindings {
    var finding = AlertStageTests.finding(phase, pane: pane, rate: rate, area: area, source: source)
    finding.series.dimension = source == 0 ? 1 : 0
    finding.detector = detector
    finding.kind = kind
    finding.item = item
    finding.details = details
    return AlertStageTests.pane(pane, [finding], source: source)
  }

  var firstID: String { changes[0].alertID(names: Self.names) }
}

@Suite("Operators' actions")
struct AlertActionTests {
  @Test func alertIsAcknowledgedTransferredAndNoted() throws {
    var held = ActionStage()
    held.step(ActionStage.opened(1))
    let id = held.firstID
    #expect(held.take(ActionStage.action(.acknowledge, "a", alert: id)) == .taken(nil))
    try held.restart()
    let transfer = ActionStage.action(.transfer, "b", alert: id) { $0.to = "prefecture 69" }
    #expect(held.take(transfer) == .taken(nil))
    #expect(
      held.take(ActionStage.action(.note, "c", alert: id) { $0.reason = "seen" }) == .taken(nil))
    // What it says later still says who has it.
    held.step(ActionStage.opened(200, rate: 0.001, .continued))
    #expect(
      held.story == [
        "1 opened 1", "1 acknowledged 1 by a", "1 transferred 1 by b", "1 transferred 1 by c",
        "200 updated 4",
      ])
    #expect(held.changes[4].handling.acknowledgedBy == "a.martin")
    #expect(held.changes[4].handling.transferredTo == "prefecture 69")
    #expect(held.changes[4].cause == nil)
  }

  @Test func falseAlarmClosesAndGoesBackToItsDetector() {
    var held = ActionStage()
    held.step(ActionStage.opened(1, item: 7, detector: .rumour, kind: .organic))
    let outcome = held.take(ActionStage.action(.closeAsFalse, "a", alert: held.firstID))
    #expect(
      outcome
        == .taken(
          FalseAlarm(
            detector: .rumour, kind: .organic,
            series: SeriesKey(source: 0, dimension: 1, area: 3), item: 7, peak: 5)))
    // What its detector still says of it opens nothing.
    held.step(ActionStage.opened(2, item: 7, detector: .rumour, kind: .organic, .continued))
    held.step(ActionStage.opened(3, item: 7, detector: .rumour, kind: .organic, .closed))
    #expect(held.story == ["1 opened 1", "1 closed 1 by a"])
    #expect(held.stage.openCount == 0)
  }

  @Test func actionIsTakenOnceAlsoAfterARestart() throws {
    var held = ActionStage()
    held.step(ActionStage.opened(1))
    let action = ActionStage.action(.acknowledge, "a", alert: held.firstID)
    #expect(held.take(action) == .taken(nil))
    #expect(held.take(action) == .repeated)
    try held.restart()
    #expect(held.take(action) == .repeated)
    #expect(held.changes.count == 2)
  }

  @Test func tenThousandActionsAreRememberedAndTheFirstIsForgotten() throws {
    var held = ActionStage()
    held.step(ActionStage.opened(1))
    let id = held.firstID
    for number in 0...10_000 {
      #expect(held.take(ActionStage.action(.acknowledge, "\(number)", alert: id)) == .taken(nil))
    }
    try held.restart()
    #expect(held.take(ActionStage.action(.acknowledge, "1", alert: id)) == .repeated)
    #expect(held.take(ActionStage.action(.acknowledge, "10000", alert: id)) == .repeated)
    #expect(held.take(ActionStage.action(.acknowledge, "0", alert: id)) == .taken(nil))
  }

  @Test func whatCannotBeDoneIsRefusedAndCanComeAgain() {
    var held = ActionStage()
    let strange = String(repeating: "0", count: 32)
    let action = ActionStage.action(.acknowledge, "a", alert: strange)
    #expect(held.take(action) == .refused(.unknownAlert))
    #expect(held.take(action) == .refused(.unknownAlert))
    #expect(
      held.take(ActionStage.action(.unsilence, "b") { $0.silence = "none" })
        == .refused(.unknownSilence))
    #expect(
      held.take(ActionStage.silence("c", untilPane: 9) { $0.area = "no such" })
        == .refused(.unknownName))
    let late = PaneLength.standard.end(of: Pane(index: 10))
    #expect(
      held.take(ActionStage.silence("d", untilPane: 9) { $0.area = "69" }, now: late)
        == .refused(.expired))
    for id in ["e", "f", "g"] {
      #expect(held.take(ActionStage.silence(id, untilPane: 9) { $0.area = "69" }) == .taken(nil))
    }
    #expect(
      held.take(ActionStage.silence("h", untilPane: 9) { $0.area = "69" })
        == .refused(.tooManySilences))
    // Those that are over make room.
    #expect(
      held.take(ActionStage.silence("h", untilPane: 90) { $0.area = "69" }, now: late)
        == .taken(nil))
    #expect(held.changes.isEmpty)
  }

  @Test func silencedAlertIsRecordedAndRingsWhenTheSilenceExpires() throws {
    var held = ActionStage()
    #expect(
      held.take(
        ActionStage.silence("s", untilPane: 100) {
          $0.source = "posts"
          $0.area = "69"
        }) == .taken(nil))
    try held.restart()
    held.step(ActionStage.opened(1, area: 3))
    held.step(ActionStage.opened(2, area: 4))
    try held.restart()
    held.step(ActionStage.opened(99, area: 3, .continued))
    held.step(ActionStage.opened(100, area: 3, .continued))
    #expect(
      held.story == ["1 opened 1 silenced by s", "2 opened 1", "100 updated 1"])
  }

  @Test func graverAlertRingsInSpiteOfASilence() {
    var held = ActionStage()
    _ = held.take(
      ActionStage.silence("s", untilPane: 1000) {
        $0.detector = "volume"
        $0.severityAtMost = 2
      })
    held.step(ActionStage.opened(1))
    held.step(ActionStage.opened(2, rate: 0.001, .continued))
    #expect(held.story == ["1 opened 1 silenced by s", "2 updated 4"])
  }

  @Test func silenceOfAnAlertIsOfExactlyWhatItIsAbout() {
    var held = ActionStage()
    held.step(ActionStage.opened(1, item: 7, detector: .rumour, kind: .coordinated))
    let id = held.firstID
    #expect(held.take(ActionStage.silence("s", untilPane: 1000, alert: id)) == .taken(nil))
    held.step(ActionStage.opened(2, item: 8, detector: .rumour, kind: .coordinated))
    held.step(ActionStage.opened(3, item: 7, detector: .rumour, kind: .coordinated, .closed))
    held.step(ActionStage.opened(4, item: 7, detector: .rumour, kind: .coordinated))
    #expect(
      held.take(ActionStage.action(.unsilence, "u") { $0.silence = "s" }) == .taken(nil))
    #expect(
      held.story == [
        "1 opened 2", "1 updated 2 by s silenced by s", "2 opened 2",
        "3 closed 2 silenced by s", "4 opened 2 silenced by s", "4 updated 2 by u",
      ])
  }
}

@Suite("What a silent source means for alerts")
struct AlertStaleTests {
  static func silence(_ pane: Int64, _ phase: Finding.Phase, kind: FindingKind = .source)
    -> PaneFindings
  {
    ActionStage.opened(pane, area: -1, detector: .silence, kind: kind, phase)
  }

  @Test(arguments: [FindingKind.source, .connector])
  func missingDataNeverClosesAndNewDataRenews(kind: FindingKind) throws {
    var held = ActionStage()
    held.step(ActionStage.opened(1, area: 3))
    held.step(ActionStage.opened(1, source: 1))
    held.step(ActionStage.opened(2, area: 4, rate: 0.05))
    held.step(Self.silence(5, .opened, kind: kind))
    try held.restart()
    held.step(ActionStage.opened(6, area: 3, .closed))
    held.step(ActionStage.opened(7, area: 4, rate: 0.05, .continued))
    try held.restart()
    held.step(Self.silence(9, .closed, kind: kind))
    #expect(
      held.story == [
        "1 opened 1", "1 opened 1", "2 opened 2", "5 opened 3", "5 stale 1", "5 stale 2",
        "9 closed 3", "9 closed 1", "9 updated 2",
      ])
    #expect(held.stage.openCount == 2)
  }

  @Test func alertThatComesBackDuringASilenceIsNotClosed() {
    var held = ActionStage()
    held.step(ActionStage.opened(1))
    held.step(Self.silence(5, .opened))
    held.step(ActionStage.opened(6, .closed))
    held.step(ActionStage.opened(7, .opened))
    held.step(Self.silence(9, .closed))
    #expect(
      held.story == ["1 opened 1", "5 opened 3", "5 stale 1", "9 closed 3", "9 updated 1"])
  }

  @Test(arguments: [FindingKind.partial, .area])
  func partOfTheDataLeavesTheOthersAsTheyAre(kind: FindingKind) {
    var held = ActionStage()
    held.step(ActionStage.opened(1))
    held.step(Self.silence(5, .opened, kind: kind))
    #expect(held.story == ["1 opened 1", "5 opened 2"])
  }

  @Test func excerptGoesWithThePostItIsOf() throws {
    var details = FindingDetails()
    details.excerpt = "on me dit que … le pont"
    details.excerptPost = 42
    details.samples = [
      SourcedSample(
        source: 0,
        sample: Sample(time: ActionStage.start, id: 9, offset: 1, partition: 0))
    ]
    var held = ActionStage()
    held.step(ActionStage.opened(1, item: 7, detector: .rumour, kind: .organic, details: details))
    try held.restart()
    var retraction = AlertStageTests.pane(2, [])
    retraction.retractions = [5, 42]
    held.step(retraction)
    #expect(held.story == ["1 opened 1", "1 opened 1 erased"])
    #expect(held.changes[0].finding.details?.excerpt != nil)
    #expect(held.changes[1].finding.details?.excerpt == nil)
    #expect(held.changes[1].finding.details?.samples.count == 1)
  }

  @Test func excerptThatItsDetectorTookBackIsErased() {
    var details = FindingDetails()
    details.excerpt = "on me dit que … le pont"
    var held = ActionStage()
    held.step(ActionStage.opened(1, item: 7, detector: .rumour, kind: .organic, details: details))
    held.step(
      ActionStage.opened(
        2, item: 7, detector: .rumour, kind: .organic, .continued, details: FindingDetails()))
    #expect(held.story == ["1 opened 1", "2 opened 1 erased"])
  }
}

@Suite("What an alert is called")
struct AlertSubjectTests {
  @Test(arguments: [
    (DetectorKind.volume, FindingKind.more, UInt64(0), "", "posts/flood/69"),
    (.rumour, .organic, 7, "", "posts/rumour/organic/0000000000000007/69"),
    (.panic, .panic, 0, "", "posts/panic/flood/69"),
    (.scam, .newDomain, 7, "exemple.fr", "posts/scam/new-domain/exemple.fr/69"),
    (.scam, .newDomain, 7, "", "posts/scam/new-domain/0000000000000007/69"),
    (.watchlist, .match, 255, "file 2026/42", "posts/watchlist/match/00000000000000ff/69"),
  ])
  func subjectNamesTheStreamAndTheThing(
    detector: DetectorKind, kind: FindingKind, item: UInt64, label: String, expected: String
  ) {
    let key = AlertKey(
      detector: detector, kind: kind, series: SeriesKey(source: 0, dimension: 1, area: 3),
      item: item, openedAt: Pane(index: 1))
    #expect(AlertNames.subject(key, label: label, names: ActionStage.names) == expected)
  }

  @Test func alertsOfDifferentItemsAreNoFamily() {
    var held = ActionStage()
    for item in [UInt64(1), 2] {
      held.step(ActionStage.opened(1, item: item, detector: .rumour, kind: .organic))
    }
    #expect(held.story == ["1 opened 1", "1 opened 1"])
  }

  @Test func labelThatComesLaterDoesNotChangeTheAlert() {
    var held = ActionStage()
    held.step(ActionStage.opened(1, item: 7, detector: .scam, kind: .newDomain))
    var details = FindingDetails()
    details.label = "exemple.fr"
    held.step(
      ActionStage.opened(
        2, rate: 0.001, item: 7, detector: .scam, kind: .newDomain, .continued, details: details))
    #expect(held.changes.count == 2)
    #expect(held.changes[1].alertID(names: ActionStage.names) == held.firstID)
  }
}
