import Detection
import EventTime
import Testing

@Suite("Panic: the same history, the same findings")
struct PanicStateTests {
  private static func history(_ panes: Int) -> [TextPane] {
    var writer = PanicFixture(areas: 3, paneSeconds: 30)
    var random = TestRandom(state: 42)
    return (0..<panes).map { index in
      let share = index % 400 > 360 ? 0.6 : 0.06
      for _ in 0..<random.poisson(4) {
        writer.post(
          marker: random.uniform() < share, area: Int32(random.bits() % 4) - 1,
          language: random.uniform() < 0.8 ? PanicFixture.french : PanicFixture.italian,
          tokens: UInt16(random.bits() % 12), author: random.bits() % 500,
          cluster: PostCluster(id: random.bits() % 800, size: Int32(1 + random.bits() % 3)))
      }
      if random.uniform() < 0.1 { writer.open.retractions = writer.open.posts.rows.map(\.id) }
      defer {
        writer.pane = writer.pane.next
        writer.open = TextPane()
      }
      return writer.open
    }
  }

  @Test(arguments: [1, 97, 400])
  func restoredAtAnyPaneItGoesOnToTheLastBit(every interval: Int) throws {
    let panes = Self.history(1500)
    var whole = PanicFixture(areas: 3, paneSeconds: 30)
    var parted = PanicFixture(areas: 3, paneSeconds: 30)
    for (index, pane) in panes.enumerated() {
      whole.open = pane
      whole.step()
      parted.open = pane
      parted.step()
      if index % interval == 0, interval > 1 || index > 1480 {
        var cells = StateCells()
        parted.detector.save("p", into: &cells)
        var fresh = PanicFixture(areas: 3, paneSeconds: 30)
        try fresh.detector.load("p", cells)
        parted.detector = fresh.detector
      }
    }
    #expect(!whole.findings.isEmpty && whole.findings == parted.findings)
    var (a, b) = (StateCells(), StateCells())
    whole.detector.save("p", into: &a)
    parted.detector.save("p", into: &b)
    #expect(a.cells == b.cells)
  }

  @Test func anotherConfigurationIsRefused() {
    var cells = StateCells()
    PanicFixture(areas: 3).detector.save("p", into: &cells)
    var other = PanicFixture(areas: 4)
    #expect(throws: StateError.self) { try other.detector.load("p", cells) }
    #expect(throws: StateError.self) { try other.detector.load("q", cells) }
  }

  @Test func extremesStayFinite() {
    var run = PanicFixture()
    for minute in 0..<200 {
      let posts = minute % 50 == 0 ? 20_000 : minute % 7 == 0 ? 1 : 0
      run.step(posts: posts, markers: minute % 100 == 0 ? posts : 0)
    }
    #expect(!run.findings.isEmpty)
    for finding in run.findings {
      let details = finding.details?.sortedMeasures.map(\.value) ?? []
      for value in [finding.score, finding.peak, finding.expected, finding.falseAlarmsPerWeek]
        + details
      {
        #expect(value.isFinite && value >= 0)
      }
    }
  }

  @Test func withoutAPanicThemeNothingIsSaid() {
    var run = PanicFixture { $0.markers = 0 }
    for _ in 0..<100 { run.step(posts: 20, markers: 20) }
    #expect(run.findings.isEmpty)
  }

  @Test func anOperatorsFalseAlarmRaisesTheThreshold() throws {
    func peakAfter(falseAlarms: Int) -> Double {
      var run = PanicFixture()
      for _ in 0..<falseAlarms {
        run.detector.takeFalseAlarm(
          series: SeriesKey(source: 3, dimension: 5, area: 0), item: 0, peak: 9)
      }
      var random = TestRandom(state: 9)
      run.usual(minutes: 1500, &random)
      return run.detector.threshold(area: 0) ?? 0
    }
    #expect(peakAfter(falseAlarms: 6) > peakAfter(falseAlarms: 0) + 0.3)
    var run = PanicFixture()
    run.detector.takeFalseAlarm(
      series: SeriesKey(source: 9, dimension: 5, area: 0), item: 0, peak: 9)
    #expect(run.detector.threshold(area: 7) == nil)
  }
}
