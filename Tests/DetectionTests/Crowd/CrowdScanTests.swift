import Detection
import EventTime
import Foundation
import Testing

@Suite("Crowd: scan, episodes, promise")
struct CrowdScanTests {
  @Test func aGatheringOpensOnceAndCloses() throws {
    var run = try #require(CrowdFixture(side: 6))
    run.settle(days: 3, rate: 0.5)
    let start = run.pane
    let crowd = run.crowd(20, x: 2, y: 3)
    for _ in 0..<12 { run.step(run.draw(rate: 0.5, extra: crowd)) }
    for _ in 0..<72 { run.step(run.draw(rate: 0.5)) }
    #expect(run.opened.count == 1)
    let opened = try #require(run.opened.first)
    #expect(opened.kind == .gathering && opened.detector == .crowd)
    #expect(opened.pane.index - start.index <= 2)
    #expect(opened.score >= opened.threshold && opened.distinctAuthors == -1)
    #expect((opened.details?[.excess] ?? 0) > 10)
    #expect(opened.series.area == 20)
    #expect(run.findings.filter { $0.phase == .closed }.count == 1)
    #expect(run.findings.allSatisfy { $0.isSound })
  }

  @Test func zonesThatNothingCameToNeedNoScan() throws {
    var found: [[Finding]] = []
    var tests: [Int] = []
    for isFull in [false, true] {
      var run = try #require(CrowdFixture(side: 9) { $0.scansEverything = isFull })
      var sum = 0
      let crowd = run.crowd(4, x: 2, y: 6)
      for pane in 0..<4 * 288 {
        let isHigh = pane > 3 * 288 && pane % 100 < 20
        run.step(run.draw(rate: 0.003, extra: isHigh ? crowd : { _ in 0 }))
        sum += run.detector.lastTests
      }
      found.append(run.findings)
      tests.append(sum)
    }
    #expect(found[0] == found[1])
    #expect(found[0].contains { $0.phase == .opened })
    #expect(tests[0] * 2 < tests[1], "\(tests)")
  }

  @Test func aCityWhoseWeekIsNotKnownKeepsQuiet() throws {
    var run = try #require(CrowdFixture(side: 6))
    for pane in 0..<2 * 288 {
      let hour = Double(pane % 288) / 12
      run.step(run.draw(rate: 0.6 * exp(1.2 * cos(2 * Double.pi * (hour - 15) / 24))))
    }
    #expect(run.opened.isEmpty)
  }

  @Test func rowsInAnyOrderGiveTheSame() throws {
    var found: [[Finding]] = []
    for isReversed in [false, true] {
      var run = try #require(CrowdFixture(side: 5))
      let crowd = run.crowd(10, x: 2, y: 2)
      for pane in 0..<2 * 288 {
        let rows = run.draw(rate: 0.5, extra: pane > 500 ? crowd : { _ in 0 })
        run.step(isReversed ? rows.reversed() : rows)
      }
      found.append(run.findings)
    }
    #expect(found[0] == found[1] && !found[0].isEmpty)
  }

  @Test func summerTimeIsNoAlarm() throws {
    let zone = try TimeZoneRule(name: "Europe/Paris", posix: "CET-1CEST,M3.5.0,M10.5.0/3")
    var run = try #require(CrowdFixture(side: 3, promise: 0.05, zone: zone))
    // Monday 2024-03-04; the clocks change on the 31st.
    let first = Instant(seconds: 1_709_510_400)
    run.pane = run.detector.configuration.paneLength.pane(of: first)
    var alarms = 0
    for pane in 0..<33 * 288 {
      let instant = run.detector.configuration.paneLength.start(of: run.pane)
      let hour = Double(zone.secondsOfDay(at: instant)) / 3600
      let rate = 2 * exp(1.5 * cos(2 * Double.pi * (hour - 15) / 24) - 0.5)
      run.findings.removeAll()
      run.step(run.draw(rate: rate))
      if pane >= 27 * 288 { alarms += run.opened.count }
    }
    #expect(alarms == 0)
  }

  @Test func thresholdsFollowEpisodes() throws {
    func threshold(afterFalseAlarms count: Int) throws -> Double {
      var run = try #require(CrowdFixture(side: 4))
      run.settle(days: 2, rate: 0.5)
      for _ in 0..<count {
        run.detector.takeFalseAlarm(
          series: SeriesKey(source: 0, dimension: 0, area: 5), item: 0, peak: 9)
      }
      run.settle(days: 1, rate: 0.5)
      let crowd = run.crowd(60, x: 1, y: 1, metres: 50)
      for _ in 0..<8 { run.step(run.draw(rate: 0.5, extra: crowd)) }
      return try #require(run.findings.last { $0.phase != .closed }).threshold
    }
    let without = try threshold(afterFalseAlarms: 0)
    let with = try threshold(afterFalseAlarms: 20)
    #expect(with > without + 1, "\(without), then \(with)")
  }

  @Test func placesUnderTheMinimumPopulationAreMerged() throws {
    var run = try #require(
      CrowdFixture(side: 5, population: 300) { $0.minimumPopulation = 1000 })
    run.settle(days: 2, rate: 0.5)
    let crowd = run.crowd(20, x: 2, y: 2, metres: 50)
    for _ in 0..<6 { run.step(run.draw(rate: 0.5, extra: crowd)) }
    let details = try #require(run.opened.first?.details)
    #expect(details.areas.count == 3)
    #expect((details.place?.radiusKm ?? 0) >= 0.25)
  }

  @Test func whatIsMissingTeachesNothingAndClosesNothing() throws {
    var run = try #require(CrowdFixture(side: 4))
    run.settle(days: 3, rate: 1)
    let crowd = run.crowd(30, x: 1, y: 1)
    for _ in 0..<4 { run.step(run.draw(rate: 1, extra: crowd)) }
    #expect(run.opened.count == 1)
    for _ in 0..<100 { run.step([], reported: false) }
    #expect(!run.findings.contains { $0.phase == .closed })
    for _ in 0..<60 { run.step(run.draw(rate: 1)) }
    #expect(run.findings.contains { $0.phase == .closed } && run.opened.count == 1)
  }

  @Test func gridsThatAreTooLargeOrNoPlacesAreRefused() {
    let cell = CrowdCell(latitude: 48, longitude: 2)
    #expect(CrowdGrid(cells: []) == nil)
    #expect(CrowdGrid(cells: [CrowdCell(latitude: 91, longitude: 0)]) == nil)
    #expect(
      CrowdGrid(cells: [CrowdCell](repeating: cell, count: CrowdLimits.cells + 1)) == nil)
    #expect(CrowdGrid(cells: [cell])?.count == 1)
  }
}
