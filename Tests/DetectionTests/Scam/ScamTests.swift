import Detection
import EventTime
import Simulation
import Testing

@Suite("Scam") struct ScamTests {
  /// 70 days: a category of ten a day, a merchant of three, a domain of two that was always there.
  private func settled(
    seed: UInt64 = 1, _ change: (inout ScamConfiguration) -> Void = { _ in }
  ) -> ReportFixture {
    var run = ReportFixture(seed: seed, change)
    for _ in 0..<70 { run.day(usual(&run)) }
    run.findings.removeAll()
    return run
  }

  private func usual(_ run: inout ReportFixture, _ factor: Double = 1) -> [ReportPane] {
    [
      ReportFixture.pane(run.poisson(10 * factor), category: 0),
      ReportFixture.pane(run.poisson(3 * factor), category: 1, merchant: "colis express"),
      ReportFixture.pane(run.poisson(2), category: 2, domain: "example.org"),
    ]
  }

  @Test func aCategoryThatTriplesIsSaid() throws {
    var run = settled()
    for _ in 0..<5 { run.day(usual(&run, 3)) }
    let category = try #require(run.opened.first { $0.kind == .category })
    #expect(category.series == SeriesKey(source: 4, dimension: 64, area: -1) && category.item == 0)
    let merchant = try #require(run.opened.first { $0.kind == .merchant })
    #expect(merchant.item == ScamDetector.merchantItem(hash64("colis express")))
    #expect(merchant.details?.label == "colis express")
    #expect(!run.opened.contains { $0.kind == .newDomain || $0.kind == .domain })
    for _ in 0..<40 { run.day(usual(&run)) }
    #expect(run.findings.count { $0.phase == .closed } == run.opened.count)
    run.detector.checkInvariants()
  }

  @Test func aDomainThatWasNeverThereIsSaidAsItsReportsComeIn() throws {
    var run = settled()
    let start = run.pane
    run.day([
      ReportFixture.pane(4, category: 2, domain: "amende-gouv.example"),
      ReportFixture.pane(4, category: 2, domain: "amende-gouv.example"),
      ReportFixture.pane(4, category: 2, domain: "amende-gouv.example"),
    ])
    let opened = try #require(run.opened.first { $0.kind == .newDomain })
    #expect(opened.item == hash64("amende-gouv.example"))
    #expect(opened.pane.index - start.index <= 10, "within the day, not at midnight")
    #expect(opened.details?.label == "", "eight reports name nobody")
    for _ in 0..<10 { run.day([]) }
    let closed = try #require(run.findings.last { $0.item == opened.item })
    #expect(closed.phase == .closed && closed.details?.label == "amende-gouv.example")
  }

  @Test func aFewReportsOfANewDomainAreNone() {
    var run = settled()
    for day in 0..<30 {
      run.day(usual(&run) + [ReportFixture.pane(2, category: 2, domain: "shop\(day).example")])
    }
    #expect(!run.opened.contains { $0.kind == .newDomain })
    #expect(run.detector.newDomainCount > 20)
  }

  @Test func aKnownDomainIsNotNewAgainWithin400Days() {
    var run = settled()
    for _ in 0..<380 { run.day([]) }
    run.findings.removeAll()
    run.day([ReportFixture.pane(12, category: 2, domain: "example.org")])
    #expect(!run.opened.contains { $0.kind == .newDomain })
    for _ in 0..<420 { run.day([]) }
    run.findings.removeAll()
    run.day([ReportFixture.pane(12, category: 2, domain: "example.org")])
    #expect(run.opened.contains { $0.kind == .newDomain })
  }

  @Test func dispersionDoesNotLearnALastingRise() {
    var run = settled(seed: 6)
    for factor in [3.0, 1, 3] {
      run.findings.removeAll()
      for _ in 0..<25 { run.day(usual(&run, factor)) }
      let isSaid = run.findings.contains { $0.series.dimension == 64 && $0.phase == .opened }
      #expect(isSaid == (factor > 1), "factor \(factor)")
    }
  }

  @Test func limitsHoldAndAreCounted() {
    var run = ReportFixture {
      $0.maximumMerchants = 10
      $0.maximumDomains = 10
      $0.maximumNewDomains = 5
      $0.maximumRememberedDomains = 20
      $0.warmUpDays = 7
    }
    for day in 0..<40 {
      run.day([
        ReportFixture.pane(2, domain: "d\(day).example", merchant: "m\(day)"),
        ReportFixture.pane(1, domain: "e\(day).example", merchant: "n\(day)"),
      ])
      run.detector.checkInvariants()
    }
    #expect(run.detector.evictedSeries == 140 && run.detector.evictedNewDomains > 40)
    #expect(run.detector.forgottenDomains > 0 && run.detector.rememberedDomains <= 20)
  }

  @Test(arguments: [3, 30, 45, 58]) func aRestartAtAnyDayChangesNothing(cut: Int) throws {
    let change: (inout ScamConfiguration) -> Void = {
      $0.warmUpDays = 14
      $0.maximumDomains = 12
    }
    var whole = ReportFixture(seed: 8, change)
    var parts = ReportFixture(seed: 8, change)
    for day in 0..<66 {
      let panes =
        usual(&whole, day > 40 && day < 46 ? 4 : 1)
        + [ReportFixture.pane(day % 7, category: 1, domain: "x\(day).example")]
      whole.day(panes)
      parts.day(panes)
      guard day == cut else { continue }
      // In the middle of a day.
      whole.detector.step(whole.pane, panes[0], into: &whole.findings)
      parts.detector.step(parts.pane, panes[0], into: &parts.findings)
      var cells = StateCells()
      parts.detector.save("s", into: &cells)
      var fresh = ScamDetector(source: 4, configuration: parts.detector.configuration)
      try fresh.load("s", StateCells(cells.cells))
      parts.detector = fresh
      for _ in 1..<24 {
        whole.detector.step(whole.pane.next, ReportPane(), into: &whole.findings)
        parts.detector.step(parts.pane.next, ReportPane(), into: &parts.findings)
        (whole.pane, parts.pane) = (whole.pane.next, parts.pane.next)
      }
      (whole.pane, parts.pane) = (whole.pane.next, parts.pane.next)
    }
    #expect(whole.findings == parts.findings && !whole.opened.isEmpty)
    var (a, b) = (StateCells(), StateCells())
    whole.detector.save("s", into: &a)
    parts.detector.save("s", into: &b)
    #expect(a.cells == b.cells)
  }

  @Test func damagedStateIsAnErrorAndNeverATrap() throws {
    var run = settled()
    run.day(usual(&run))
    var cells = StateCells()
    run.detector.save("s", into: &cells)
    for key in ["s/head", "s/series/0", "s/new", "s/calibration"] {
      let bytes = try #require(cells[key])
      var damaged = cells.cells
      damaged[key] = Array(bytes.dropLast())
      #expect(throws: StateError.self) {
        var fresh = ScamDetector(source: 4, configuration: run.detector.configuration)
        try fresh.load("s", StateCells(damaged))
      }
    }
  }
}
