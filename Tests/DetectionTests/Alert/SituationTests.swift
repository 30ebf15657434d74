import Alerts
import Detection
import EventTime
import Testing

/// Streams of findings over eight areas in a row, each touching the next.
struct SituationHistory {
  static let areas = (1...8).map { "0\($0)" }
  static let names = ["posts", "people", "reports"].map {
    SourceNames(source: $0, dimensions: ["all"], areas: areas, terms: [])
  }
  static var configuration: AlertConfiguration {
    var configuration = AlertConfiguration(paneLength: .standard, falseAlarmsPerWeek: 1)
    configuration.names = names
    let last = Int32(areas.count) - 1
    configuration.situation = SituationConfiguration(
      neighbours: (0...last).map { area in
        [area - 1, area + 1].filter { (0...last).contains($0) }
      })
    return configuration
  }

  static func finding(
    _ source: Int32, _ pane: Int64, area: Int32, rate: Double,
    phase: Finding.Phase = .candidate, detector: DetectorKind = .panic, terms: [String] = [],
    item: UInt64 = 0, openedAt: Int64? = nil
  ) -> Finding {
    var finding = Finding(
      detector: detector, series: SeriesKey(source: source, dimension: 0, area: area),
      pane: Pane(index: pane), phase: phase, score: 4, peak: 4, threshold: 5, windowMinutes: 10,
      observed: 12, expected: 2, distinctAuthors: 12, episodeCount: 12, episodeTexts: 12,
      falseAlarmsPerWeek: rate, since: Pane(index: openedAt ?? pane),
      openedAt: Pane(index: openedAt ?? pane))
    finding.kind = FindingKind(rawValue: detector.rawValue)
    finding.item = item
    if !terms.isEmpty {
      var details = FindingDetails()
      details.terms = terms
      finding.details = details
    }
    return finding
  }

  /// Steps findings, stream by stream in the order given, then situations up to `until`.
  static func run(
    _ findings: [Finding], streams: [Int32] = [0, 1, 2], until: Int64, stepwise: Bool = false
  ) throws -> (changes: [AlertChange], stage: AlertStage) {
    var stage = AlertStage(configuration: configuration)
    var changes: [AlertChange] = []
    func step(_ pane: Int64, _ stream: Int32) {
      let here = findings.filter { $0.pane.index == pane && $0.series.source == stream }
      guard !here.isEmpty else { return }
      stage.step(
        AlertStageTests.pane(pane, here, source: stream), mode: .replay, into: &changes)
    }
    func situations(_ pane: Int64) {
      stage.stepSituations(before: Pane(index: pane), mode: { _ in .replay }, into: &changes)
    }
    if stepwise {
      for pane in 0..<until {
        for stream in streams { step(pane, stream) }
        situations(pane + 1)
        var cells = StateCells()
        stage.save(names: names, into: &cells)
        var fresh = AlertStage(configuration: configuration)
        #expect(try fresh.load(cells, names: names).isWhole)
        stage = fresh
      }
    } else {
      for stream in streams {
        for pane in 0..<until { step(pane, stream) }
      }
      situations(until)
    }
    return (changes, stage)
  }

  static func story(_ changes: [AlertChange]) -> [String] {
    changes.filter { $0.key.detector == .situation }.map { change in
      let measures = change.finding.details?.sortedMeasures.map(\.value) ?? []
      return "\(change.pane.index) \(change.state.rawValue) \(change.severity) "
        + "a\(change.key.series.area) \(measures.map { Int($0) }) \(change.members.count)"
        + " \(change.finding.peak.bitPattern) \(change.finding.falseAlarmsPerWeek.bitPattern)"
    }
  }

  static func places(_ changes: [AlertChange]) -> [String] {
    changes.filter { $0.key.detector == .situation }.map {
      "\($0.pane.index) \($0.state.rawValue) a\($0.key.series.area)"
    }
  }
}

@Suite("Situations")
struct SituationTests {
  typealias History = SituationHistory

  @Test func oneWeakSignIsNone() throws {
    let run = try History.run(
      [History.finding(0, 10, area: 3, rate: 5)], until: 400)
    #expect(run.changes.isEmpty)
  }

  @Test func twoWeakSignsOfDifferentSourcesNearEachOtherOpenOne() throws {
    let run = try History.run(
      [
        History.finding(0, 10, area: 3, rate: 3),
        History.finding(1, 20, area: 4, rate: 5, detector: .volume),
      ], until: 2000)
    #expect(History.places(run.changes) == ["20 opened a3", "910 closed a3"])
    #expect(run.changes[0].finding.details?[.situationSigns] == 2)
    #expect(run.changes[0].finding.details?[.situationDetectors] == 2)
    #expect(run.changes[0].finding.details?.areas == [4])
    #expect(run.changes[0].severity == 2)
  }

  @Test(arguments: [
    // Too far in space, too late, of one detector and source, and of other things.
    [
      SituationHistory.finding(0, 10, area: 3, rate: 3),
      SituationHistory.finding(1, 20, area: 5, rate: 5, detector: .volume),
    ],
    [
      SituationHistory.finding(0, 10, area: 3, rate: 3),
      SituationHistory.finding(1, 740, area: 4, rate: 5, detector: .volume),
    ],
    [
      SituationHistory.finding(0, 10, area: 3, rate: 3),
      SituationHistory.finding(0, 20, area: 4, rate: 5),
    ],
    [
      SituationHistory.finding(0, 10, area: 3, rate: 3, terms: ["feu"]),
      SituationHistory.finding(1, 20, area: 4, rate: 5, detector: .volume, terms: ["crue"]),
    ],
    [
      SituationHistory.finding(0, 10, area: 3, rate: 3),
      SituationHistory.finding(1, 20, area: -1, rate: 5, detector: .volume),
    ],
  ])
  func signsThatAreNotNearDoNotJoin(findings: [Finding]) throws {
    #expect(try History.run(findings, until: 2000).changes.isEmpty)
  }

  @Test func whatTheWholeTerritorySaysJoinsByItsTerms() throws {
    let run = try History.run(
      [
        History.finding(0, 10, area: 3, rate: 3, terms: ["pont", "crue"]),
        History.finding(1, 20, area: -1, rate: 5, detector: .emerging, terms: ["crue"], item: 9),
      ], until: 400)
    #expect(History.places(run.changes) == ["20 opened a3"])
  }

  @Test(arguments: [(0.001, false), (300, false), (5, true)])
  func besideAnAlertItTakesAnotherSignThatIsRare(rate: Double, opens: Bool) throws {
    let isThere = rate > 0.001
    let run = try History.run(
      [History.finding(0, 10, area: 3, rate: 0.001, phase: .opened)]
        + (isThere ? [History.finding(1, 20, area: 3, rate: rate, detector: .volume)] : []),
      until: 100)
    #expect(History.places(run.changes) == (opens ? ["20 opened a3"] : []))
  }

  /// A strong sign at one place, and one beside it that is still there when the first has long gone.
  private static func lasting(_ last: [Finding]) -> [Finding] {
    [History.finding(0, 10, area: 3, rate: 0.001)]
      + stride(from: Int64(20), to: 2000, by: 300).map {
        History.finding(1, $0, area: 4, rate: 0.01, detector: .volume, openedAt: 20)
      } + last
  }

  @Test func whatWasToldOpensNoOtherBesideIt() throws {
    let places = History.places(try History.run(Self.lasting([]), until: 2500).changes)
    #expect(places.first == "10 opened a3")
    #expect(places.filter { $0.contains("opened") }.count == 1, "\(places)")
  }

  @Test func whatHasBecomeTenTimesAsRareIsNewsAgain() throws {
    let rarer = History.finding(1, 1800, area: 4, rate: 0.0005, detector: .volume, openedAt: 20)
    let places = History.places(try History.run(Self.lasting([rarer]), until: 2500).changes)
    #expect(places.contains("1800 opened a4"), "\(places)")
  }

  @Test func whatStirsAfterAnAlertHasNothingOfItsRarity() throws {
    let run = try History.run(
      [
        History.finding(0, 10, area: 3, rate: 1e-30, phase: .opened),
        History.finding(0, 400, area: 3, rate: 5),
      ], until: 700)
    #expect(History.places(run.changes).isEmpty)
  }

  @Test func agreementIsNotRequiredToOpen() throws {
    let run = try History.run(
      [History.finding(0, 10, area: 3, rate: 0.001)], until: 100)
    #expect(History.places(run.changes) == ["10 opened a3"])
  }

  @Test func itNamesItsMembers() throws {
    let run = try History.run(
      [
        History.finding(0, 10, area: 3, rate: 0.5, phase: .opened),
        History.finding(1, 20, area: 3, rate: 3, detector: .volume),
        History.finding(
          0, 200, area: 3, rate: 0.0001, phase: .continued, openedAt: 10),
      ], until: 150)
    let alert = try #require(run.changes.first { $0.key.detector == .panic })
    let situation = try #require(run.changes.first { $0.key.detector == .situation })
    #expect(situation.members == [alert.alertID(names: History.names)])
    #expect(situation.finding.details?[.situationGravest] == 2)
  }

  /// A history with many signs in it.
  static var crowded: [Finding] {
    var random = SituationRandom(state: 7)
    var findings: [Finding] = []
    for pane in stride(from: Int64(0), to: 3000, by: 3) {
      let source = Int32(random.below(3))
      let area = Int32(random.below(9)) - 1
      let detector = [DetectorKind.panic, .volume, .emerging][random.below(3)]
      let rate = [300.0, 100, 30, 10, 3, 1, 0.1][random.below(7)]
      let terms = [[], ["crue"], ["feu"], ["crue", "pont"]][random.below(4)]
      let phase: Finding.Phase = random.below(20) == 0 ? .opened : .candidate
      findings.append(
        History.finding(
          source, pane, area: area, rate: rate, phase: phase, detector: detector, terms: terms))
    }
    return findings
  }

  @Test func theSameWhateverTheOrderOfTheSources() throws {
    let findings = Self.crowded
    let told = History.story(try History.run(findings, until: 3500).changes)
    #expect(told.count > 20)
    for order in [[Int32(2), 1, 0], [1, 2, 0]] {
      let run = try History.run(findings, streams: order, until: 3500)
      #expect(History.story(run.changes) == told)
      #expect(run.stage.lateSignsTotal == 0)
    }
  }

  @Test func theSameAfterARestartAtEveryPane() throws {
    let findings = Self.crowded.filter { $0.pane.index < 1000 }
    let told = History.story(try History.run(findings, until: 1200).changes)
    #expect(told.count > 5)
    let run = try History.run(findings, until: 1200, stepwise: true)
    #expect(History.story(run.changes) == told)
  }

  @Test func signThatComesForASteppedPaneIsCounted() throws {
    var run = try History.run([History.finding(0, 10, area: 3, rate: 3)], until: 100)
    run.stage.step(
      AlertStageTests.pane(
        50, [History.finding(1, 50, area: 3, rate: 3, detector: .volume)], source: 1),
      mode: .replay, into: &run.changes)
    #expect(run.stage.lateSignsTotal == 1)
    run.stage.stepSituations(
      before: Pane(index: 200), mode: { _ in .replay }, into: &run.changes)
    #expect(run.changes.isEmpty)
  }
}

/// Random values by a seed: SplitMix64 (Steele, Lea & Flood 2014).
private struct SituationRandom {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Int(mix64(state) % UInt64(bound))
  }
}
