import Detection
import EventTime
import Testing

@Suite("Emerging: the same history, the same findings")
struct EmergingStateTests {
  private static func fixture() -> EmergingFixture {
    EmergingFixture(paneSeconds: 30) {
      $0.warmUpHours = 1
      $0.maximumTerms = 1000
    }
  }

  private static func history(_ panes: Int) -> [TextPane] {
    var writer = fixture()
    var random = TestRandom(state: 17)
    return (0..<panes).map { index in
      for _ in 0..<random.poisson(4) {
        let words = (0..<4).map { _ in "w\(Int(600 * random.uniform() * random.uniform()))" }
        writer.post(
          Array(Set(words)).sorted(), area: Int32(random.bits() % 11) - 1,
          author: random.bits() % 300,
          cluster: PostCluster(id: 1 + random.bits() % 4000, size: Int32(1 + random.bits() % 2)))
      }
      if index % 150 > 140 {
        for _ in 0..<4 { writer.post(["#burst\(index / 150)", "crise"], area: 2) }
      }
      if random.uniform() < 0.1 { writer.open.retractions = writer.open.posts.rows.map(\.id) }
      defer {
        writer.pane = writer.pane.next
        writer.open = TextPane()
      }
      return writer.open
    }
  }

  @Test(arguments: [1, 97, 200])
  func restoredAtAnyPaneItGoesOnToTheLastBit(every interval: Int) throws {
    let panes = Self.history(900)
    var whole = Self.fixture()
    var parted = Self.fixture()
    for (index, pane) in panes.enumerated() {
      whole.open = pane
      whole.step()
      parted.open = pane
      parted.step()
      if index % interval == 0, interval > 1 || (741..<756).contains(index) {
        var cells = StateCells()
        parted.detector.save("e", into: &cells)
        var fresh = Self.fixture()
        try fresh.detector.load("e", cells)
        fresh.detector.checkInvariants()
        parted.detector = fresh.detector
      }
    }
    #expect(!whole.opened.isEmpty && whole.findings == parted.findings)
    var (a, b) = (StateCells(), StateCells())
    whole.detector.save("e", into: &a)
    parted.detector.save("e", into: &b)
    #expect(a.cells == b.cells)
  }

  @Test func anotherConfigurationIsRefused() {
    var cells = StateCells()
    EmergingFixture().detector.save("e", into: &cells)
    var other = EmergingFixture { $0.maximumTerms = 1000 }
    #expect(throws: StateError.self) { try other.detector.load("e", cells) }
  }

  @Test func extremesStayFinite() {
    var run = EmergingFixture(paneSeconds: 3600) { $0.warmUpHours = 1 }
    for hour in 0..<40 {
      for _ in 0..<10 { run.post(["usual"]) }
      let posts = hour == 35 ? 70_000 : hour % 2
      for _ in 0..<posts { run.post(["everything", "#everything"]) }
      run.step()
    }
    #expect(!run.findings.isEmpty)
    for finding in run.findings {
      for value in [finding.score, finding.peak, finding.expected, finding.falseAlarmsPerWeek] {
        #expect(value.isFinite && value >= 0)
      }
    }
  }

  @Test func episodesWithoutAnAlertAndFalseAlarmsCalibrate() {
    var run = EmergingFixture { $0.warmUpHours = 1 }
    #expect(run.detector.threshold == 6)
    var random = TestRandom(state: 30)
    for day in 0..<16 {
      for _ in 0..<3 {
        run.detector.takeFalseAlarm(
          series: SeriesKey(source: 4, dimension: 0, area: -1), item: 1, peak: 9)
      }
      run.usual(minutes: 1440, perMinute: 1, &random)
      if day < 13 { #expect(run.detector.threshold == 6) }
    }
    // 48 episodes in about two weeks, all of peak 9: one a week is above them.
    #expect(run.detector.threshold > 8)
  }
}
