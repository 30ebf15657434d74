import Detection
import EventTime
import Testing

/// Results depend on the counts alone.
@Suite("Volume: same history, same findings")
struct VolumePurityTests {
  /// Five days of 12 series in 3 dimensions, with a burst; by minute.
  private static func history() -> [[SeriesCount]] {
    var random = TestRandom(state: 77)
    return (0..<5 * 1440).map { minute in
      var rows: [SeriesCount] = []
      for dimension: Int32 in 0..<3 {
        for area: Int32 in -1..<3 {
          let burst = minute > 6000 && minute < 6060 && dimension == 1 && area == 2
          let count = random.poisson(burst ? 12 : 0.2 * Double(area + 2))
          if count > 0 { rows.append(VolumeFixture.row(count, dimension: dimension, area: area)) }
        }
      }
      return rows
    }
  }

  private static func findings(
    _ history: [[SeriesCount]], prelude: [SeriesCount] = []
  ) -> [Finding] {
    var run = VolumeFixture(promise: 5, series: 12)
    run.step(prelude)
    for rows in history { run.step(rows) }
    run.detector.checkInvariants()
    return run.findings
  }

  @Test func copiesMadeAtAnyPaneGoOnAlike() {
    let history = VolumePurityTests.history()
    var run = VolumeFixture(promise: 5, series: 12)
    var copy = run
    for (minute, rows) in history.enumerated() {
      run.step(rows)
      copy.step(rows)
      if minute % 997 == 0 { copy = run }
    }
    #expect(!run.findings.isEmpty)
    #expect(run.findings == copy.findings)
  }

  @Test func theOrderInWhichSeriesWereFirstSeenIsForgotten() {
    let history = VolumePurityTests.history()
    // Rows of zero make the series in another order and change nothing else.
    let ascending = (0..<12).map { index in
      VolumeFixture.row(0, dimension: Int32(index / 4), area: Int32(index % 4) - 1)
    }
    let a = VolumePurityTests.findings(history, prelude: ascending)
    let b = VolumePurityTests.findings(history, prelude: ascending.reversed())
    #expect(!a.isEmpty)
    #expect(a == b)
  }

  @Test func findingsOfAPaneComeByKey() {
    let findings = VolumePurityTests.findings(VolumePurityTests.history())
    for (a, b) in zip(findings, findings.dropFirst()) {
      #expect(a.pane < b.pane || (a.pane == b.pane && a.series < b.series))
    }
  }

  @Test func skippingEmptyPanesIsSteppingThroughThem() {
    var stepped = VolumeFixture(promise: 20)
    var skipped = stepped
    for run in 0..<4 {
      for minute in 0..<200 {
        stepped.step(minute % 3 + (run == 3 && minute > 100 ? 30 : 0))
        skipped.step(minute % 3 + (run == 3 && minute > 100 ? 30 : 0))
      }
      for _ in 0..<5000 { stepped.step(0) }
      let next = Pane(index: skipped.pane.index + 5000)
      skipped.detector.skip(to: next, missing: false, into: &skipped.findings)
      skipped.pane = next
    }
    #expect(!stepped.opened.isEmpty)
    #expect(stepped.findings == skipped.findings)
  }

  @Test func atTheLimitTheLongestSilentSeriesGoes() {
    var run = VolumeFixture { $0.maximumSeries = 4 }
    for area: Int32 in 0..<4 { run.step([VolumeFixture.row(1, area: area)]) }
    run.step([VolumeFixture.row(1, area: 0)])
    run.step([VolumeFixture.row(1, area: 9)])
    #expect(run.detector.evictedSeries == 1 && run.detector.seriesCount == 4)
    run.detector.checkInvariants()
    // Area 1 went; area 0 is still known.
    run.step([VolumeFixture.row(1, area: 0)])
    #expect(run.detector.evictedSeries == 1)
    run.step([VolumeFixture.row(1, area: 1)])
    #expect(run.detector.evictedSeries == 2)
    for _ in 0..<120 { run.step(0) }
    run.detector.checkInvariants()
  }
}
