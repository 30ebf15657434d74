import Detection
import EventTime
import Simulation
import Testing

@Suite("Silence") struct SilenceTests {
  @Test func anOutageIsSaidWhileItLastsAndClosesWithTheNextRecord() throws {
    var run = FeedFixture()
    for _ in 0..<10 * 1440 { run.step(run.poisson(4)) }
    #expect(run.opened.isEmpty)
    let start = run.pane.index
    for _ in 0..<180 { run.step(0) }
    let opened = try #require(run.opened.first)
    #expect(opened.kind == .source && opened.item == SilenceDetector.sourceItem)
    #expect(opened.pane.index - start < 30 && opened.since.index == start)
    #expect(run.findings.filter { $0.phase == .continued }.count <= 3)
    run.step(5)
    let closed = try #require(run.findings.last { $0.item == 0 })
    #expect(closed.phase == .closed && closed.pane.index == start + 180)
    for _ in 0..<2 * 1440 { run.step(run.poisson(4)) }
    #expect(run.opened.count == 1, "what comes after an outage is no partial loss")
    run.detector.checkInvariants()
  }

  @Test(arguments: [15, 60]) func batchesAreNoSilence(minutes: Int64) throws {
    var run = FeedFixture()
    func batch(_ run: inout FeedFixture, days: Int) {
      for _ in 0..<days * 1440 {
        let isDue = run.pane.index % minutes == 0 && run.random.uniform() < 0.98
        run.step(isDue ? 30 + run.poisson(20) : 0)
      }
    }
    batch(&run, days: 14)
    #expect(run.detector.isBatched)
    #expect(abs(run.detector.batchSeconds - Double(60 * minutes)) < 60)
    #expect(run.opened.filter { $0.kind == .source }.isEmpty)
    let start = run.pane.index - run.pane.index % minutes
    while run.opened.filter({ $0.kind == .source }).isEmpty, run.pane.index < start + 1440 {
      run.step(0)
    }
    let opened = try #require(run.opened.last { $0.kind == .source })
    let waited = opened.pane.index - opened.since.index
    #expect(waited >= minutes * 9 / 2 - 1 && waited < minutes * 8, "waited \(waited) min")
    #expect(opened.details?[.batchSeconds] != nil)
  }

  @Test(arguments: [0.02, 0.3, 5.0]) func anEvenStreamHasNoBatches(mean: Double) {
    var run = FeedFixture(seed: 3)
    for _ in 0..<14 * 1440 { run.step(run.poisson(mean)) }
    #expect(!run.detector.isBatched)
    #expect(run.opened.filter { $0.kind == .source }.isEmpty)
  }

  @Test func nightsOfAFeedAreNoSilenceOnceTheyAreKnown() {
    var run = FeedFixture(feeds: 5, seed: 4) { $0.warmUpDays = 8 }
    for minute in 0..<42 * 1440 {
      let isDay = (480..<1200).contains(minute % 1440)
      run.step(isDay ? run.poisson(2) : 0)
    }
    #expect(run.opened.filter { $0.kind == .source }.isEmpty)
    // By day the same hours are one.
    for minute in 0..<1440 {
      run.step((480..<600).contains(minute) ? run.poisson(2) : 0)
    }
    #expect(run.opened.contains { $0.kind == .source })
  }

  @Test func sourceAndConnectorAreToldApart() throws {
    var run = FeedFixture(seed: 5)
    let usual = [Double](repeating: 2, count: 4)
    for _ in 0..<8 * 1440 { run.step(partitions: usual) }
    #expect(run.opened.isEmpty)

    var connector = run
    for _ in 0..<120 { connector.step(partitions: [2, 0, 2, 0]) }
    let some = try #require(connector.opened.first { $0.item == SilenceDetector.connectorItem })
    #expect(some.kind == .connector)
    #expect(!connector.opened.contains { $0.kind == .source })
    #expect(connector.findings.last { $0.kind == .connector }?.details?[.partitions] == 4)
    for _ in 0..<30 { connector.step(partitions: usual) }
    #expect(connector.findings.contains { $0.kind == .connector && $0.phase == .closed })

    var source = run
    for _ in 0..<120 { source.step(partitions: [0, 0, 0, 0]) }
    #expect(source.opened.map(\.kind) == [.source])
  }

  @Test func halfOfTheRecordsMissingIsPartialLoss() throws {
    var run = FeedFixture(seed: 6)
    for _ in 0..<14 * 1440 { run.step(run.poisson(20)) }
    #expect(run.opened.isEmpty)
    let start = run.pane.index
    for _ in 0..<360 { run.step(run.poisson(8)) }
    let opened = try #require(run.opened.first)
    #expect(opened.kind == .partial && opened.item == SilenceDetector.partialItem)
    #expect(opened.pane.index - start < 120)
    #expect(Double(opened.observed) < 0.8 * opened.expected)
  }

  @Test func oneAreaThatIsMissingAmongTheOthersIsSaid() throws {
    var run = FeedFixture(seed: 7)
    let usual = [1.0, 2, 0.5, 4]
    for _ in 0..<10 * 1440 { run.step(areas: usual) }
    #expect(run.opened.isEmpty)
    // All areas have half: none of them is missing.
    var half = run
    for _ in 0..<60 { half.step(areas: usual.map { $0 / 2 }) }
    #expect(!half.opened.contains { $0.kind == .area })
    let start = run.pane.index
    for _ in 0..<90 { run.step(areas: [1, 0, 0.5, 4]) }
    let opened = try #require(run.opened.first { $0.kind == .area })
    #expect(opened.series == SeriesKey(source: 5, dimension: 0, area: 1))
    #expect(opened.pane.index - start < 45)
    #expect(!run.opened.contains { $0.kind == .source || $0.kind == .area && $0.series.area != 1 })
  }

  @Test func othersThatHaveMoreDoNotMakeAnAreaMissing() {
    var run = FeedFixture(seed: 7)
    for _ in 0..<10 * 1440 { run.step(areas: [0.05, 4]) }
    // An incident makes one area write five times as much, while the other is quiet by chance.
    for _ in 0..<60 { run.step(areas: [0, 20]) }
    #expect(!run.findings.contains { $0.kind == .area && $0.series.area == 0 })
  }

  @Test func aFeedThatBecomesSlowIsLearned() {
    var run = FeedFixture(seed: 8)
    for _ in 0..<8 * 1440 { run.step(run.poisson(2)) }
    for _ in 0..<10 * 1440 { run.step(run.pane.index % 120 == 0 ? 200 : 0) }
    let alarms = run.opened.filter { $0.kind == .source }.count
    #expect(alarms >= 1 && alarms < 24, "\(alarms) alarms")
    run.findings.removeAll()
    for _ in 0..<3 * 1440 { run.step(run.pane.index % 120 == 0 ? 200 : 0) }
    #expect(run.opened.filter { $0.kind == .source }.isEmpty)
  }

  @Test func nothingIsSaidOfWhatWasNeverThere() {
    var run = FeedFixture()
    for _ in 0..<20 * 1440 { run.step(0) }
    #expect(run.findings.isEmpty)
    run.step(1)
    for _ in 0..<20 * 1440 { run.step(0) }
    #expect(run.findings.isEmpty)
    run.detector.checkInvariants()
  }

  @Test func limitsHoldAndAreCounted() {
    var run = FeedFixture {
      $0.maximumPartitions = 2
      $0.maximumAreas = 3
    }
    let means = [Double](repeating: 50, count: 5)
    for _ in 0..<10 { run.step(partitions: means, areas: means) }
    run.detector.checkInvariants()
    #expect(run.detector.refusedParts == 10 * (3 + 2))
  }

  @Test(arguments: [700, 7 * 1440 + 13, 8 * 1440 + 40, 8 * 1440 + 200])
  func aRestartAtAnyPaneChangesNothing(cut: Int) throws {
    var whole = FeedFixture(seed: 9)
    var parts = whole
    for minute in 0..<9 * 1440 {
      let hour = minute - 8 * 1440
      let partitions: [Double] =
        (10..<70).contains(hour) ? [0, 0] : (120..<300).contains(hour) ? [3, 0] : [3, 3]
      let areas: [Double] = (400..<500).contains(hour) ? [0, 4] : [2, 4]
      whole.step(partitions: partitions, areas: areas)
      parts.step(partitions: partitions, areas: areas)
      guard minute == cut else { continue }
      var cells = StateCells()
      parts.detector.save("s", into: &cells)
      var fresh = SilenceDetector(source: 5, configuration: parts.detector.configuration)
      try fresh.load("s", StateCells(cells.cells))
      parts.detector = fresh
    }
    #expect(whole.findings == parts.findings && whole.opened.count >= 2)
    var (a, b) = (StateCells(), StateCells())
    whole.detector.save("s", into: &a)
    parts.detector.save("s", into: &b)
    #expect(a.cells == b.cells)
  }

  @Test func aFalseAlarmIsOneOfTheGapsFromThenOn() throws {
    var run = FeedFixture()
    for _ in 0..<8 * 1440 { run.step(run.poisson(1)) }
    let before = try #require(run.detector.limitSeconds)
    for _ in 0..<90 { run.step(0) }
    run.step(1)
    let opened = try #require(run.opened.first)
    run.detector.takeFalseAlarm(series: opened.series, item: opened.item, peak: opened.peak)
    #expect(try #require(run.detector.limitSeconds) > before)
  }
}
