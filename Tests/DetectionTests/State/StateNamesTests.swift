import Detection
import EventTime
import Testing

@Suite("State: a changed configuration keeps what has the same name")
struct StateNamesTests {
  static let changed = SourceNames(
    source: "posts", dimensions: ["all", "drought", "fire", "flood"],
    areas: ["Z", "D", "C", "B", "A"], terms: ["smoke", "dust", "water"])

  @Test func renumberedThereAndBackTheCellsAreTheSame() throws {
    let cells = StateDamageTests.cells
    var report = LoadReport()
    let layout = StateHistory.layout(of: Self.changed)
    let stages = try Stages(
      restoring: cells, StateHistory.detect(Self.changed, layout: layout), names: Self.changed,
      report: &report)
    // What counts by the numbers of areas and themes begins afresh, and it is said.
    var expected = LoadReport()
    expected.droppedOthers = true
    #expect(report == expected)
    let other = stages.saved(names: Self.changed)
    #expect(other["posts/volume/series/0"] != cells["posts/volume/series/0"])
    #expect(other.cells.count == cells.cells.count)
    let back = StateCells(other.cells)
    let again = try Stages(restoring: back, report: &report)
    #expect(again.saved().cells == cells.cells)
  }

  /// The indexes are others, and what is said is the same.
  @Test func renumberedItGoesOnAlike() throws {
    let cells = StateDamageTests.cells
    var report = LoadReport()
    var same = try Stages(restoring: cells, report: &report)
    var renumbered = try Stages(
      restoring: cells, StateHistory.detect(Self.changed), names: Self.changed, report: &report)
    let plain = Self.run(&same, names: StateHistory.names)
    let other = Self.run(&renumbered, names: Self.changed)
    #expect(plain.contains { $0.contains("closed") })
    #expect(plain == other)
  }

  @Test func whatIsGoneIsLeftOutAndNamed() throws {
    let names = SourceNames(
      source: "posts", dimensions: ["all", "", "fire"], areas: ["A", "B", "D"], terms: ["smoke"])
    var report = LoadReport()
    let stages = try Stages(
      restoring: StateDamageTests.cells, StateHistory.detect(names), names: names, report: &report)
    #expect(report.droppedDimensions == ["flood"])
    #expect(report.droppedAreas == ["C"])
    #expect(report.droppedTerms == 1)
    // `flood` was in one area and the whole; of the other two themes that area goes.
    #expect(report.droppedSeries == 4)
    #expect(report.droppedAlerts.contains { $0.hasPrefix("posts/flood/") })
    #expect(!report.isWhole)
    var again = LoadReport()
    _ = try Stages(
      restoring: stages.saved(names: names), StateHistory.detect(names), names: names,
      report: &again)
    #expect(again == LoadReport())
  }

  @Test func seriesThatAreNoLongerListedGo() throws {
    let layout = StateHistory.layout(of: StateHistory.names, areas: false)
    var report = LoadReport()
    var detect = StateHistory.detect(layout: layout)
    report = try detect.load(StateDamageTests.cells, names: StateHistory.names)
    #expect(report.droppedSeries >= 8 && report.droppedDimensions.isEmpty)
    detect.checkInvariants()
  }

  @Test func beyondThePresentLimitTheLongestSilentGo() throws {
    var detect = StateHistory.detect { $0.maximumSeries = 8 }
    let report = try detect.load(StateDamageTests.cells, names: StateHistory.names)
    #expect(report.evictedSeries > 0)
    detect.checkInvariants()
  }

  @Test func localTimesComeAndGo() throws {
    let paris = try TimeZoneRule(name: "Europe/Paris", posix: "CET-1CEST,M3.5.0,M10.5.0/3")
    func detect(_ zones: [TimeZoneRule], holidays: [Int32] = []) -> Detect {
      StateHistory.detect {
        $0.zones = zones
        $0.territoryZone = paris
        $0.holidays = [HolidayCalendar(days: holidays)]
        $0.territoryCalendar = 0
      }
    }
    var wide = detect([paris, .utc, paris, paris])
    var report = try wide.load(StateDamageTests.cells, names: StateHistory.names)
    #expect(report.droppedLocalTimes == 0)
    wide.checkInvariants()
    var cells = StateCells()
    wide.save(names: StateHistory.names, into: &cells)
    var narrow = detect([], holidays: [19_800])
    report = try narrow.load(cells, names: StateHistory.names)
    // Universal time and Paris without a calendar, of the areas.
    #expect(report.droppedLocalTimes == 2)
    narrow.checkInvariants()
    var same = detect([paris, .utc, paris, paris])
    report = try same.load(cells, names: StateHistory.names)
    #expect(report == LoadReport())
    var again = StateCells()
    same.save(names: StateHistory.names, into: &again)
    #expect(again.cells == cells.cells)
  }

  @Test func otherPanesAreIncompatibleAndNoStateIsNew() throws {
    var detect = WideSource.fresh(StateHistory.names)
    #expect(throws: StateError.self) {
      _ = try detect.load(StateDamageTests.cells, names: StateHistory.names)
    }
    var fresh = StateHistory.detect()
    #expect(try fresh.load(StateCells(), names: StateHistory.names).isNew)
  }

  private static func run(_ stages: inout Stages, names: SourceNames) -> [String] {
    var history = StateHistory(seed: 5, names: names)
    history.skip(to: 2 * 1440 + 9 * 60 + 16)
    var effects = ObserveEffects()
    for _ in 0..<300 {
      for partition in history.partitionsNow {
        history.advance(partition, &effects)
        stages.take(effects)
      }
      history.endMinute()
    }
    return stages.changes.map { change in
      let series = change.key.series
      let area = series.area < 0 ? "" : names.areas[Int(series.area)]
      return
        "\(names.dimensions[Int(series.dimension)])/\(area) \(change.pane.index) \(change.state)"
        + " \(Int(change.finding.score * 1e6)) \(change.evidence.latestSamples)"
    }.sorted()
  }
}
