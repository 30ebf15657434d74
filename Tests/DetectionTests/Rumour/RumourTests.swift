import Detection
import EventTime
import Signals
import Testing

@Suite("Rumour: what many tell independently")
struct RumourTests {
  @Test func manyTellingsInOnePlaceOpenOneAlert() throws {
    var run = RumourFixture()
    run.live(areas: 50, rounds: 20)
    run.tell(cluster: 77, authors: 1..<301, minutes: 60, area: 7)
    let alert = try #require(run.opened.first)
    #expect(run.opened.count == 1)
    #expect(alert.kind == .organic && alert.item == 77 && alert.series.area == 7)
    #expect(alert.score >= alert.threshold)
    let details = try #require(alert.details)
    #expect(details[.tellings] == Double(alert.observed))
    #expect(details[.areaShare] == 1)
    run.step(minutes: 120)
    #expect(run.findings.last?.phase == .closed)
    #expect(run.findings.last?.series.area == 7)
  }

  /// A viral joke grows faster than any rumour, and nothing is said of it.
  @Test func growthAloneDoesNotOpen() {
    var run = RumourFixture()
    run.tell(cluster: 5, authors: 1..<3001, minutes: 60, themes: 0)
    #expect(run.findings.isEmpty)
  }

  @Test(arguments: [true, false])
  func sharesAndTheSharedLinkAreNoTellings(isShare: Bool) {
    var run = RumourFixture()
    run.post(cluster: 5, author: 0, link: 99)
    run.step()
    run.tell(
      cluster: 5, authors: 1..<1001, minutes: 60, flags: isShare ? .repost : [],
      link: isShare ? 0 : 99)
    #expect(run.opened.isEmpty)
  }

  @Test func shareWithoutTextCountsForItsOriginal() throws {
    var run = RumourFixture()
    let original = run.post(cluster: 5, author: 0)
    run.step()
    for author in 1..<40 {
      run.post(cluster: 0, author: author, themes: 0, flags: .repost, related: original)
    }
    run.tell(cluster: 5, authors: 100..<500, minutes: 30)
    let last = try #require(run.findings.last?.details)
    #expect(last[.shares] == 39)
  }

  @Test func doubtInAnswersIsEvidenceAndNoCondition() throws {
    var run = RumourFixture()
    let original = run.post(cluster: 5, author: 0)
    run.step()
    run.tell(cluster: 5, authors: 1..<40, minutes: 10)
    for author in 40..<46 {
      run.post(
        cluster: 0, author: author, themes: RumourFixture.enquiry, flags: .reply,
        related: original)
    }
    run.post(
      cluster: 0, author: 50, themes: RumourFixture.denial, flags: .reply, related: 123_456)
    run.tell(cluster: 5, authors: 100..<500, minutes: 30)
    let last = try #require(run.findings.last?.details)
    #expect(last[.enquiries] == 6)
    #expect(last[.denials] == nil)
    #expect(run.detector.unattachedReplies == 1)
  }

  @Test func aQuestionInTheFirstTextIsNoEnquiry() throws {
    var run = RumourFixture()
    run.tell(
      cluster: 5, authors: 0..<500, minutes: 30,
      themes: RumourFixture.subject | RumourFixture.enquiry)
    let last = try #require(run.findings.last?.details)
    #expect(last[.enquiries] == nil)
  }

  @Test func oneAuthorIsOneTellingHoweverOften() {
    var run = RumourFixture()
    for _ in 0..<500 {
      for author in 0..<4 { run.post(cluster: 5, author: author) }
      run.step()
    }
    #expect(run.findings.isEmpty)
  }

  @Test func orderWithinAPaneDoesNotMatter() {
    func run(shuffled: Bool) -> [Finding] {
      var run = RumourFixture()
      var number = 0
      for _ in 0..<60 {
        for _ in 0..<12 {
          run.post(
            cluster: UInt64(1 + number % 2), author: number, area: Int32(number % 3),
            second: Double(number % 9))
          number += 1
        }
        if shuffled {
          run.input.posts.rows.reverse()
          run.input.clusters.reverse()
        }
        run.step()
      }
      return run.findings
    }
    let findings = run(shuffled: false)
    #expect(!findings.isEmpty)
    #expect(findings == run(shuffled: true))
  }

  @Test func aFalseAlarmRaisesWhatTheNextOneMustReach() throws {
    func threshold(isFalse: Bool) throws -> Double {
      var configuration = RumourFixture.configuration()
      configuration.falseAlarmsPerWeek = 5
      var run = RumourFixture(configuration)
      run.live(areas: 50, rounds: 20)
      run.tell(cluster: 5, authors: 0..<300, minutes: 20, area: 7)
      let alert = try #require(run.opened.first)
      if isFalse {
        for _ in 0..<50 {
          run.detector.takeFalseAlarm(series: alert.series, item: alert.item, peak: alert.peak)
        }
      }
      run.step(minutes: 60)
      return run.detector.threshold
    }
    #expect(try threshold(isFalse: true) > threshold(isFalse: false))
  }

  @Test func atTheLimitTheLeastRecentlyUsedCandidateGoes() {
    var configuration = RumourFixture.configuration()
    configuration.maximumClusters = 10
    var run = RumourFixture(configuration)
    for cluster in 1...12 { run.post(cluster: UInt64(cluster), author: cluster) }
    run.step()
    #expect(run.detector.candidateCount == 10)
    #expect(run.detector.evictedClusters == 2)
  }
}
