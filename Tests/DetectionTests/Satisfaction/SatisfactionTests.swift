import Detection
import EventTime
import Simulation
import Testing

@Suite("Satisfaction") struct SatisfactionTests {
  /// 80 days of three services.
  private func settled(seed: UInt64 = 1, good: Double = 0.7) -> RatingFixture {
    var run = RatingFixture(seed: seed)
    for _ in 0..<80 {
      let rows = (0..<3).flatMap { run.rows(Int32($0), 60, good: good) }
      run.day(rows)
    }
    return run
  }

  @Test func aFallOfOneServiceIsSaidForItAndClosesAfterIt() throws {
    var run = settled()
    run.findings.removeAll()
    for _ in 0..<6 {
      run.day(run.rows(0, 60, good: 0.4) + run.rows(1, 60, good: 0.7) + run.rows(2, 60, good: 0.7))
    }
    let opened = try #require(run.opened.first { $0.item == 1 })
    #expect(opened.kind == .fall && opened.series == SeriesKey(source: 3, dimension: 0, area: -1))
    #expect(!run.opened.contains { $0.item == 2 || $0.item == 3 })
    let details = try #require(opened.details)
    let good = try #require(details[.good])
    let usual = try #require(details[.usualGood])
    #expect(good < 0.55 && abs(usual - 0.7) < 0.05)
    #expect(opened.score >= opened.threshold && opened.falseAlarmsPerWeek <= 0.06)
    for _ in 0..<30 {
      run.day((0..<3).flatMap { run.rows(Int32($0), 60, good: 0.7) })
    }
    #expect(run.findings.filter { $0.item == 1 && $0.phase == .closed }.count == 1)
    #expect(run.opened.filter { $0.item == 1 }.count == 1)
    run.detector.checkInvariants()
  }

  @Test func aFallOf15PointsWithinIsEstimatedAsSuch() throws {
    var run = settled(seed: 4)
    run.findings.removeAll()
    for _ in 0..<7 { run.day((0..<3).flatMap { run.rows(Int32($0), 60, good: 0.55) }) }
    let said = try #require(
      run.findings.last { $0.item == 0 && $0.details?[.within] != nil })
    let within = try #require(said.details?[.within])
    #expect(within > -0.18 && within < -0.10, "within \(within)")
  }

  @Test func aCampaignThatOnlyChangesWhoAnswersIsNoFall() throws {
    var run = RatingFixture(seed: 7)
    let usual = [0.85, 0.7, 0.45]
    for _ in 0..<80 { run.day((0..<3).flatMap { run.rows(Int32($0), 60, good: usual[$0]) }) }
    run.findings.removeAll()
    // Users of the service that is rated worst are asked to answer: ten times as many do.
    for _ in 0..<14 {
      run.day((0..<3).flatMap { run.rows(Int32($0), $0 == 2 ? 600 : 60, good: usual[$0]) })
    }
    #expect(run.opened.isEmpty)
    // Then all fall: the total says what is within, and what is mix.
    for _ in 0..<4 {
      run.day((0..<3).flatMap { run.rows(Int32($0), $0 == 2 ? 600 : 60, good: usual[$0] - 0.2) })
    }
    let total = try #require(run.opened.first { $0.item == 0 }?.details)
    let mix = try #require(total[.mix])
    let within = try #require(total[.within])
    #expect(mix < -0.03 && within < -0.05 && within > -0.25, "mix \(mix), within \(within)")
  }

  @Test func aServiceThatAppearsIsNoAlarm() {
    var run = settled(seed: 9)
    run.findings.removeAll()
    // Declared but never rated so far: the others' place takes it.
    for _ in 0..<60 {
      let rows = (0..<3).flatMap { run.rows(Int32($0), 60, good: 0.7) }
      run.day(rows + run.rows(3, 80, good: 0.3))
    }
    #expect(!run.opened.contains { $0.item == 4 || $0.item == 0 })
    for _ in 0..<8 {
      let rows = (0..<3).flatMap { run.rows(Int32($0), 60, good: 0.7) }
      run.day(rows + run.rows(3, 80, good: 0.02))
    }
    #expect(run.opened.contains { $0.item == 4 })
  }

  @Test func dispersionDoesNotLearnALastingShift() {
    var run = settled(seed: 12)
    // Three weeks of a lasting fall, then a good month, then the same fall again: still seen.
    for fall in [0.25, 0, 0.25] {
      run.findings.removeAll()
      for _ in 0..<28 {
        run.day(
          run.rows(0, 60, good: 0.7 - fall) + run.rows(1, 60, good: 0.7)
            + run.rows(2, 60, good: 0.7))
      }
      #expect(run.opened.contains { $0.item == 1 } == (fall > 0), "fall \(fall)")
    }
  }

  @Test func emptyDaysAndUnknownAnswersSayNothing() {
    var run = settled(seed: 3)
    run.findings.removeAll()
    for _ in 0..<200 { run.day([]) }
    for _ in 0..<10 {
      run.day([
        RatingRow(service: 0, area: 2, category: 3, count: 50),
        RatingRow(service: 0, area: 2, category: 9, count: 50),
      ])
    }
    #expect(run.opened.isEmpty)
    run.detector.checkInvariants()
    for finding in run.findings { #expect(finding.score.isFinite && finding.threshold.isFinite) }
  }

  @Test func daysOf23And25HoursAreOneDayEach() throws {
    let paris = try TimeZoneRule(name: "Europe/Paris", posix: "CET-1CEST,M3.5.0,M10.5.0/3")
    // From 2024-03-25T00:00 local to 2024-11-01: days close 23, 24 and 25 panes apart.
    var run = RatingFixture(seed: 2, zone: paris) { $0.warmUpDays = 7 }
    run.pane = Pane(index: 19_807 * 24 - 1)
    var closes: [Int64] = []
    for _ in 0..<280 * 24 {
      let before = run.findings.count
      // Everything is rated badly on and off, so that every day has something to say.
      let week = (run.pane.index / 168) % 2 == 0
      let rows = run.rows(0, 12, good: week ? 0.9 : 0.05)
      run.detector.step(run.pane, RatingPane(rows: rows), into: &run.findings)
      if run.findings.count > before { closes.append(run.pane.index) }
      run.pane = run.pane.next
    }
    let offsets = Set(closes.map { ($0 + 1) % 24 })
    #expect(offsets == [22, 23], "UTC hours of the closes: \(offsets)")
    run.detector.checkInvariants()
  }

  @Test func areasBeyondTheLimitCountForTheirService() {
    var run = RatingFixture(services: 0) { $0.maximumSeries = 2 }
    for _ in 0..<3 {
      run.day((0..<4).map { RatingRow(service: -1, area: $0, category: 0, count: 5) })
    }
    #expect(run.detector.seriesCount == 3 && run.detector.refusedRows == 6)
    run.detector.checkInvariants()
  }

  @Test(arguments: [5, 29, 47, 61]) func aRestartAtAnyDayChangesNothing(cut: Int) throws {
    var whole = RatingFixture(seed: 21) { $0.warmUpDays = 14 }
    var parts = RatingFixture(seed: 21) { $0.warmUpDays = 14 }
    for day in 0..<70 {
      let good = day > 40 && day < 50 ? 0.3 : 0.7
      let rows = (0..<3).flatMap { whole.rows(Int32($0), 40, good: good, area: Int32(day % 3)) }
      if day == cut {
        // In the middle of a day.
        for _ in 0..<13 {
          whole.detector.step(whole.pane, RatingPane(rows: rows), into: &whole.findings)
          parts.detector.step(parts.pane, RatingPane(rows: rows), into: &parts.findings)
          (whole.pane, parts.pane) = (whole.pane.next, parts.pane.next)
        }
        var cells = StateCells()
        parts.detector.save("s", into: &cells)
        var fresh = SatisfactionDetector(
          source: 3, configuration: parts.detector.configuration)
        try fresh.load("s", StateCells(cells.cells))
        parts.detector = fresh
        whole.day([], hours: 11)
        parts.day([], hours: 11)
      } else {
        whole.day(rows)
        parts.day(rows)
      }
    }
    #expect(whole.findings == parts.findings && !whole.opened.isEmpty)
    var (a, b) = (StateCells(), StateCells())
    whole.detector.save("s", into: &a)
    parts.detector.save("s", into: &b)
    #expect(a.cells == b.cells)
  }

  @Test func aFalseAlarmRaisesTheThreshold() throws {
    var run = settled(seed: 5)
    run.findings.removeAll()
    for _ in 0..<6 {
      run.day(run.rows(0, 60, good: 0.4) + run.rows(1, 60, good: 0.7) + run.rows(2, 60, good: 0.7))
    }
    let opened = try #require(run.opened.first { $0.item == 1 })
    var told = run
    for _ in 0..<5 {
      told.detector.takeFalseAlarm(series: opened.series, item: opened.item, peak: opened.peak)
    }
    told.detector.takeFalseAlarm(series: opened.series, item: 77, peak: opened.peak)
    func threshold(_ run: inout RatingFixture) -> Double? {
      for _ in 0..<40 { run.day((0..<3).flatMap { run.rows(Int32($0), 60, good: 0.7) }) }
      run.findings.removeAll()
      for _ in 0..<8 { run.day((0..<3).flatMap { run.rows(Int32($0), 60, good: 0.35) }) }
      return run.opened.first { $0.item == 1 }?.threshold
    }
    let before = try #require(threshold(&run))
    let after = try #require(threshold(&told))
    #expect(after > before)
  }
}
