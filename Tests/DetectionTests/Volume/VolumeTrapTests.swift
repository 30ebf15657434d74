import Detection
import EventTime
import Testing

/// The traps that STATISTICS names, each met once while the method was tried.
@Suite("Volume: traps")
struct VolumeTrapTests {
  @Test func sevenPanesOfFiveThenFiftySpeak() {
    var run = VolumeFixture()
    for _ in 0..<7 { run.step(5) }
    #expect(run.findings.isEmpty)
    run.step(50)
    #expect(run.opened.count == 1)
    let score = run.opened.first?.score ?? 0
    #expect(score > 7 && score < 14, "score \(score)")
    #expect(run.opened.first?.observed == 50)
  }

  @Test func oneCountThenAOneSaysNothing() {
    var run = VolumeFixture(promise: 20)
    run.step(4)
    for _ in 0..<600 { run.step(0) }
    run.step(1)
    for _ in 0..<60 { run.step(0) }
    #expect(run.opened.isEmpty)
  }

  @Test func nothingIsSaidBeforeFiveMinutesOfExposure() {
    var run = VolumeFixture(promise: 1000)
    for _ in 0..<3 { run.step(1) }
    run.step(500)
    #expect(run.findings.isEmpty)
  }

  @Test(arguments: [0, 1, 3, 700_000])
  func everythingStaysFinite(count: Int) {
    var run = VolumeFixture()
    var random = TestRandom(state: 5)
    for minute in 0..<4000 {
      run.step(minute % 500 < 20 ? count : random.poisson(0.3))
      run.detector.checkInvariants()
    }
    for finding in run.findings {
      #expect(finding.score.isFinite && finding.expected.isFinite && finding.threshold.isFinite)
      #expect(finding.falseAlarmsPerWeek.isFinite && finding.peak >= 0)
    }
  }

  @Test func aLastingChangeIsLearnedAndItsAlertCloses() {
    var run = VolumeFixture()
    var random = TestRandom(state: 11)
    for _ in 0..<14 * 1440 { run.step(random.poisson(2)) }
    #expect(run.opened.isEmpty)
    for _ in 0..<42 * 1440 { run.step(random.poisson(6)) }
    #expect(run.opened.first.map { $0.expected < 4 * Double($0.windowMinutes) } == true)
    #expect(run.closed.count == run.opened.count, "the alert closes once the change is learned")
    let before = run.opened.count
    for _ in 0..<7 * 1440 { run.step(random.poisson(6)) }
    #expect(run.opened.count == before, "the new level is usual")
  }

  @Test func aSpikeDoesNotBecomeItsOwnReference() {
    var run = VolumeFixture()
    var random = TestRandom(state: 3)
    for _ in 0..<14 * 1440 { run.step(random.poisson(2)) }
    for _ in 0..<120 { run.step(random.poisson(40)) }
    for _ in 0..<2 * 1440 { run.step(random.poisson(2)) }
    #expect(run.opened.count == 1 && run.closed.count == 1)
    for _ in 0..<120 { run.step(random.poisson(40)) }
    #expect(run.opened.count == 2)
    let first = run.opened[0]
    let second = run.opened[1]
    let rate = { (finding: Finding) in finding.expected / Double(finding.windowMinutes) }
    #expect(rate(second) < 1.2 * rate(first))
  }

  @Test func theFirstDayIsQuietThoughTheDayHasARhythm() {
    var run = VolumeFixture(promise: 1, series: 200)
    var random = TestRandom(state: 8)
    var rows: [SeriesCount] = []
    for minute in 0..<1440 {
      rows.removeAll(keepingCapacity: true)
      let hour = minute / 60
      let shape = hour < 6 ? 0.2 : hour < 9 ? 1 : hour < 17 ? 1.4 : hour < 22 ? 2.0 : 0.6
      for area in 0..<200 {
        let count = random.poisson(shape * (area % 4 == 0 ? 2 : 0.1))
        if count > 0 { rows.append(VolumeFixture.row(count, area: Int32(area))) }
      }
      run.step(rows)
    }
    #expect(run.opened.isEmpty)
  }

  @Test func tenSecondPanesMakeAboutTheSameEpisodes() {
    var episodes: [Int] = []
    for seconds in [60, 10] as [Int64] {
      var run = VolumeFixture(paneSeconds: seconds, promise: 0.01, series: 40)
      var random = TestRandom(state: 21)
      let perMinute = Int(60 / seconds)
      var rows: [SeriesCount] = []
      for _ in 0..<2 * 1440 * perMinute {
        rows.removeAll(keepingCapacity: true)
        for area in 0..<40 {
          let count = random.poisson(0.4 / Double(perMinute))
          if count > 0 { rows.append(VolumeFixture.row(count, area: Int32(area))) }
        }
        run.step(rows)
      }
      episodes.append(run.findings.count { $0.phase == .faded })
      #expect(run.opened.isEmpty)
    }
    #expect(episodes[0] > 20)
    // Windows that slide by 10 s see more chances, most of all in sparse counts as these.
    let ratio = Double(episodes[1]) / Double(episodes[0])
    #expect(ratio > 1 && ratio < 4, "episodes \(episodes)")
  }
}
