import Detection
import EventTime
import Foundation
import Testing

@Suite("Crowd: movement, dispersal, events, state")
struct CrowdFollowingTests {
  @Test(arguments: [0.0, 45, 90, 200])
  func aWalkingCrowdHasItsBearing(bearing: Double) throws {
    var run = try #require(CrowdFixture(side: 13))
    run.settle(days: 1.2, rate: 1)
    let radian = bearing * Double.pi / 180
    for pane in 0..<6 {
      let metres = 1.2 * Double(pane) * 300 - 900
      let crowd = run.crowd(
        60, x: 6 + metres * sin(radian) / 250, y: 6 + metres * cos(radian) / 250)
      run.step(run.draw(rate: 1, extra: crowd))
    }
    #expect(run.opened.count == 1)
    let moving = try #require(run.findings.last { $0.kind == .movement })
    let found = try #require(moving.details?[.bearing])
    let turn = abs(remainder(found - bearing, 360))
    #expect(turn <= 8, "bearing \(found)")
    #expect(abs((moving.details?[.speed] ?? 0) - 1.2) < 0.3)
    #expect((moving.details?[.path] ?? 0) > 300)
  }

  @Test func aStandingCrowdDoesNotMove() throws {
    var run = try #require(CrowdFixture(side: 9))
    run.settle(days: 1.2, rate: 1)
    let crowd = run.crowd(60, x: 4.3, y: 4.6)
    for _ in 0..<12 { run.step(run.draw(rate: 1, extra: crowd)) }
    #expect(run.opened.count == 1)
    #expect(!run.findings.contains { $0.kind == .movement })
  }

  /// It is told by the cell where people are when it opens: not by that where it began to show, nor by
  /// the centre of a zone that holds both.
  @Test(arguments: [40, 31, 49, 0, 76])
  func aGatheringIsKnownByItsFullestCell(cell: Int) throws {
    var run = try #require(CrowdFixture(side: 9))
    run.settle(days: 1.2, rate: 1)
    let beside = cell % 9 == 8 ? cell - 1 : cell + 1
    for pane in 0..<8 {
      run.step(
        run.draw(rate: 1) { place in
          place == beside ? 2 : place == cell && pane > 1 ? 8 : 0
        })
    }
    let opened = try #require(run.opened.first)
    #expect(run.opened.count == 1)
    #expect(opened.series.area == Int32(cell))
    #expect(run.findings.filter { $0.phase == .continued }.allSatisfy { $0.item == opened.item })
  }

  @Test(arguments: [true, false])
  func onlyThoseWhoRunApartDisperse(runsApart: Bool) throws {
    var run = try #require(CrowdFixture(side: 11, paneSeconds: 60))
    run.settle(days: 1.05, rate: 1)
    for _ in 0..<30 { run.step(run.draw(rate: 1, extra: run.crowd(100, x: 5, y: 5))) }
    #expect(run.opened.count == 1)
    for minute in 0..<12 {
      let spread = 150 + 120 * Double(minute + 1)
      let apart = run.crowd(100, x: 5, y: 5, metres: spread)
      run.step(run.draw(rate: 1, extra: runsApart ? apart : { _ in 0 }))
    }
    let said = run.opened.filter { $0.kind == .dispersal }
    #expect(said.count == (runsApart ? 1 : 0))
    #expect(said.allSatisfy { $0.item != run.opened[0].item && $0.isSound })
  }

  private func event(_ factor: Double?) -> AnnouncedEvent {
    let start = VolumeFixture.start + .days(3) + .hours(12)
    return AnnouncedEvent(
      name: "final", cell: 12, start: start, end: start + .hours(3), factor: factor, radiusKm: 0)
  }

  private func run(
    events: [AnnouncedEvent], doubles: Bool = false
  ) throws -> [Finding] {
    var run = try #require(CrowdFixture(side: 5) { $0.events = events })
    run.settle(days: 3, rate: 2)
    let event = event(nil)
    for _ in 0..<288 {
      let now = run.detector.configuration.paneLength.start(of: run.pane)
      let before = Double((event.start - now).microseconds) / 45 / 60e6
      let after = Double((now - event.end).microseconds) / 45 / 60e6
      var extra = 8 * max(0, min(1, 1 - before, 1 - after))
      if doubles, now >= event.start + .hours(1), now < event.end { extra = 30 }
      run.step(run.draw(rate: 2, extra: { $0 == 12 ? extra : 0 }))
    }
    return run.opened
  }

  @Test func anAnnouncedEventIsExpected() throws {
    let unknown = try run(events: [])
    let known = try run(events: [event(4)])
    let unsized = try run(events: [event(nil)])
    #expect(!unknown.isEmpty && known.isEmpty && unsized.isEmpty)
  }

  @Test func moreThanWasAnnouncedIsSeen() throws {
    let found = try run(events: [event(4)], doubles: true)
    #expect(!found.isEmpty && found[0].details?.label == "final")
  }

  private func busy(_ run: inout CrowdFixture, _ pane: Int) -> CrowdPane {
    let isHigh = pane > 300 && pane % 90 < 25
    let extra = isHigh ? run.crowd(12, x: 2 + Double(pane % 90) / 12, y: 2) : { _ in 0 }
    var slices = [CrowdSlice(source: 0, rows: run.draw(rate: 0.4, extra: extra))]
    var presence: [ValueRow] = []
    if pane % 3 == 0 {
      for cell in 0..<run.side * run.side where run.random.uniform() < 0.8 {
        presence.append(
          ValueRow(
            cell: Int32(cell), samples: 1, hidden: 0,
            sum: Int64((200 + 40 * run.random.uniform()) * 1e6)))
      }
    }
    slices.append(CrowdSlice(source: 1, reported: true, rows: presence))
    return CrowdPane(slices: slices)
  }

  private func fresh() throws -> CrowdFixture {
    let sources = [
      CrowdSource(name: "posts"),
      CrowdSource(
        name: "presence", source: 1, mode: .stock, countsSamples: false, stepMinutes: 15,
        secrecyThreshold: 10),
    ]
    return try #require(CrowdFixture(side: 5, sources: sources) { $0.events = [self.event(2)] })
  }

  @Test(arguments: [0, 1, 7, 290, 305, 333, 400, 431])
  func aLoadedDetectorGoesOnToTheLastBit(at cut: Int) throws {
    var run = try fresh()
    var other = try fresh()
    for pane in 0..<480 {
      let input = busy(&run, pane)
      if pane == cut {
        var cells = StateCells()
        run.detector.save("crowd", into: &cells)
        try other.detector.load("crowd", cells)
        var again = StateCells()
        other.detector.save("crowd", into: &again)
        #expect(again.cells == cells.cells)
        other.findings = run.findings
        other.pane = run.pane
      }
      run.step(input)
      if pane >= cut { other.step(input) }
    }
    #expect(run.findings == other.findings && run.findings.contains { $0.phase == .opened })
    var (left, right) = (StateCells(), StateCells())
    run.detector.save("crowd", into: &left)
    other.detector.save("crowd", into: &right)
    #expect(left.cells == right.cells)
    #expect(run.findings.allSatisfy { $0.isSound })
  }

  @Test func damagedStateIsAnErrorAndNoTrap() throws {
    var run = try fresh()
    for pane in 0..<320 { run.step(busy(&run, pane)) }
    var cells = StateCells()
    run.detector.save("crowd", into: &cells)
    for (key, bytes) in cells.cells.sorted(by: { $0.key < $1.key }) {
      var short = cells.cells
      short[key] = Array(bytes.dropLast())
      #expect(throws: StateError.self) {
        var other = try fresh()
        try other.detector.load("crowd", StateCells(short))
      }
    }
    #expect(throws: StateError.self) {
      var other = try #require(CrowdFixture(side: 6))
      try other.detector.load("crowd", cells)
    }
  }
}
