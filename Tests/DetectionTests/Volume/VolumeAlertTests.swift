import Detection
import EventTime
import Testing

@Suite("Volume: episodes and alerts")
struct VolumeAlertTests {
  /// Two weeks of two a minute.
  private func settled(_ change: (inout VolumeConfiguration) -> Void = { _ in }) -> VolumeFixture {
    var run = VolumeFixture(change)
    var random = TestRandom(state: 99)
    for _ in 0..<14 * 1440 { run.step(random.poisson(2)) }
    run.findings.removeAll()
    return run
  }

  @Test func alertOpensContinuesAndClosesOnce() {
    var run = settled()
    let start = run.pane
    for _ in 0..<60 { run.step(20) }
    for _ in 0..<300 { run.step(2) }
    #expect(run.opened.count == 1 && run.closed.count == 1)
    let opened = run.opened[0]
    let closed = run.closed[0]
    #expect(opened.pane.index - start.index < 3)
    #expect(opened.openedAt == opened.pane && closed.openedAt == opened.pane)
    #expect(opened.score >= opened.threshold && opened.falseAlarmsPerWeek <= 0.050001)
    #expect(closed.peak > opened.peak)
    #expect(closed.since <= opened.pane && closed.episodeCount >= 1200)
    // 30 min of windows to run empty, 30 min of hold.
    let minutes = closed.pane.index - start.index - 60
    #expect(minutes >= 30 && minutes < 120, "closed after \(minutes) min")
    let between = run.findings.filter { $0.pane > opened.pane && $0.pane < closed.pane }
    #expect(between.allSatisfy { $0.phase == .continued } && between.count >= 12)
  }

  @Test func continuedIsSaidWhenItGrowsOrEveryFiveMinutes() {
    var run = settled()
    for _ in 0..<40 { run.step(20) }
    let said = run.findings.filter { $0.phase == .opened || $0.phase == .continued }
    for (before, after) in zip(said, said.dropFirst()) {
      let grew = after.peak >= before.peak + 0.3
      #expect(grew || after.pane.index - before.pane.index >= 5)
    }
  }

  @Test func aWeakEpisodeIsACandidateAndFades() {
    var run = settled { $0.seriesCount = 100_000 }
    run.step(11)
    for _ in 0..<80 { run.step(2) }
    #expect(run.opened.isEmpty)
    #expect(run.findings.first?.phase == .candidate)
    #expect(run.findings.last?.phase == .faded)
    let faded = run.findings.last
    #expect(faded.map { $0.peak >= 3 && $0.peak < $0.threshold } == true)
    #expect(faded.map { $0.pane.index - $0.since.index >= 60 } == true)
  }

  @Test func longWindowsDoNotOpenAgainWhatHasClosed() {
    var run = settled()
    for _ in 0..<240 { run.step(16) }
    for _ in 0..<2 * 1440 { run.step(2) }
    #expect(run.opened.count == 1 && run.closed.count == 1)
  }

  @Test func missingPanesTeachNothingAndCloseNothing() {
    var run = settled()
    for _ in 0..<30 { run.step(20) }
    #expect(run.opened.count == 1)
    for _ in 0..<600 { run.step(0, missing: true) }
    #expect(run.closed.isEmpty)
    let level = run.findings.last?.expected
    for _ in 0..<300 { run.step(2) }
    #expect(run.closed.count == 1)
    #expect(level != nil)
    run.step(400)
    let again = run.opened.last
    #expect(run.opened.count == 2)
    #expect(again.map { abs($0.expected / Double($0.windowMinutes) - 2) < 0.3 } == true)
  }

  @Test func silenceIsLearnedWhereNothingIsMissing() {
    var run = settled()
    for _ in 0..<14 * 1440 { run.step(0) }
    for _ in 0..<3 { run.step(10) }
    let expected = run.opened.first.map { $0.expected / Double($0.windowMinutes) }
    #expect(expected.map { $0 < 0.8 } == true)
  }

  @Test(arguments: [2, 3])
  func fewAuthorsSayNothing(authors: Int) {
    var run = VolumeFixture(hasAuthors: true)
    for minute in 0..<1440 {
      run.step([VolumeFixture.row(1, authors: 0..<1)], authors: [UInt64(minute % 50 + 100)])
    }
    run.findings.removeAll()
    // Then nobody, so that windows up to 10 min hold only those of the burst.
    for _ in 0..<11 { run.step(0) }
    for minute in 0..<10 {
      run.step(
        [VolumeFixture.row(30, authors: 0..<1)], authors: [UInt64(minute % authors)])
    }
    let short = run.findings.filter { $0.windowMinutes <= 10 && $0.score > 0 }
    #expect(short.isEmpty == (authors < 3))
    #expect(short.allSatisfy { $0.distinctAuthors >= 3 })
  }

  @Test func authorsAreCountedUpToSixtyFour() {
    var run = VolumeFixture(promise: 20, hasAuthors: true)
    for _ in 0..<300 { run.step([VolumeFixture.row(1, authors: 0..<1)], authors: [1]) }
    for _ in 0..<3 {
      let tokens = (0..<40).map { UInt64($0 + 10) }
      run.step([VolumeFixture.row(40, authors: 0..<40)], authors: tokens)
    }
    #expect(run.findings.last?.distinctAuthors == 41 || run.findings.last?.distinctAuthors == 40)
    for _ in 0..<6 {
      let tokens = (0..<60).map { UInt64($0 + 1000) }
      run.step([VolumeFixture.row(90, authors: 0..<60)], authors: tokens)
    }
    #expect(run.findings.last.map { $0.distinctAuthors <= 64 && $0.distinctAuthors >= 60 } == true)
  }

  @Test func aKnobOfTwentyHasALowerThresholdThanOne() {
    func threshold(_ promise: Double) -> Double {
      var run = VolumeFixture(promise: promise, series: 50)
      for _ in 0..<10 { run.step(1) }
      for _ in 0..<5 { run.step(60) }
      return run.opened.first?.threshold ?? .infinity
    }
    #expect(threshold(20) < threshold(1))
  }
}
