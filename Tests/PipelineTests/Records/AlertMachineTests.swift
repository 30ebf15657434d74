import Alerts
import Detection
import EventTime
import Pipeline
import Testing

@Suite("Situations wait for all streams")
struct AlertMachineTests {
  static let streams: [Int32] = [0, 1]

  /// Two sources, two shards, one area.
  static func machine() -> AlertMachine {
    var configuration = AlertConfiguration(paneLength: .standard, falseAlarmsPerWeek: 1)
    configuration.names = ["posts", "reports"].map {
      SourceNames(source: $0, dimensions: ["all"], areas: ["01"], terms: [])
    }
    configuration.situation = SituationConfiguration(neighbours: [[]])
    return AlertMachine(shards: 2, configuration: configuration)
  }

  static func findings(_ detector: DetectorKind, source: Int32, pane: Int64) -> PaneFindings {
    var finding = Finding(
      detector: detector, series: SeriesKey(source: source, dimension: 0, area: 0),
      pane: Pane(index: pane), phase: .opened, score: 9, peak: 9, threshold: 5, windowMinutes: 10,
      observed: 12, expected: 2, distinctAuthors: 12, episodeCount: 12, episodeTexts: 12,
      falseAlarmsPerWeek: 0.0001, since: Pane(index: pane), openedAt: Pane(index: pane))
    finding.kind = FindingKind(rawValue: detector.rawValue)
    return PaneFindings(
      source: source, pane: Pane(index: pane), missing: false,
      findings: [EvidencedFinding(finding: finding, evidence: SeriesEvidence())], retractions: [])
  }

  /// What the first source says, and then `rest`; situations are stepped after every message.
  static func situations(_ rest: (inout AlertMachine, inout [AlertChange]) -> Void) -> Int {
    var machine = machine()
    var changes: [AlertChange] = []
    let present = PaneLength.standard.start(of: Pane(index: 1_000_000))
    for shard in [Int32(0), 1] {
      let panes =
        shard == 0
        ? [
          findings(.panic, source: 0, pane: 170_000_010),
          findings(.volume, source: 0, pane: 170_000_011),
        ] : []
      machine.take(
        source: 0, shard: shard, panes: panes, frontier: Pane(index: 170_000_100),
        present: present, into: &changes)
      machine.stepSituations(streams: streams, present: present, into: &changes)
    }
    #expect(!changes.isEmpty, "alerts of the source itself wait for nobody")
    rest(&machine, &changes)
    machine.stepSituations(streams: streams, present: present, into: &changes)
    return changes.count { $0.key.detector == .situation && $0.state == .opened }
  }

  static func say(_ shard: Int32, _ frontier: Pane?, _ machine: inout AlertMachine) {
    var changes: [AlertChange] = []
    machine.take(
      source: 1, shard: shard, panes: [], frontier: frontier, present: .distantPast, into: &changes)
  }

  @Test func aStreamThatIsNotKnownHoldsThemUp() {
    #expect(Self.situations { _, _ in } == 0)
    #expect(Self.situations { machine, _ in Self.say(0, nil, &machine) } == 0)
  }

  @Test func aStreamThatIsEmptyHoldsNobodyUp() {
    let opened = Self.situations { machine, _ in
      Self.say(0, nil, &machine)
      Self.say(1, nil, &machine)
    }
    #expect(opened == 1)
  }

  @Test func aStreamThatBeganHoldsThemUpAgain() {
    let opened = Self.situations { machine, _ in
      Self.say(0, nil, &machine)
      Self.say(1, nil, &machine)
      Self.say(0, Pane(index: 170_000_005), &machine)
    }
    #expect(opened == 0)
  }

  @Test func theyGoAsFarAsTheSlowest() {
    for (slowest, expected) in [(Int64(170_000_009), 0), (170_000_050, 1)] {
      let opened = Self.situations { machine, _ in
        Self.say(0, Pane(index: slowest), &machine)
        Self.say(1, Pane(index: 170_000_060), &machine)
      }
      #expect(opened == expected)
    }
  }

  @Test func whatIsEmptyIsKeptInTheState() throws {
    var machine = Self.machine()
    Self.say(0, nil, &machine)
    Self.say(1, nil, &machine)
    var cells = StateCells()
    let names = ["posts", "reports"].map {
      SourceNames(source: $0, dimensions: ["all"], areas: ["01"], terms: [])
    }
    machine.save(names: names, into: &cells)
    var restored = Self.machine()
    _ = try restored.load(cells, names: names) { _ in true }
    #expect(restored.inbox.isEmpty(source: 1))
    #expect(!restored.inbox.isEmpty(source: 0))
  }
}
