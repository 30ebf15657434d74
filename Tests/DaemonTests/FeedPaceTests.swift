import Daemon
import EventTime
import Testing

@Suite struct FeedPaceTests {
  private static let start = Instant(seconds: 1_772_000_000)

  private func seconds(_ due: UInt64) -> Double { Double(due) / 1e9 }

  @Test(arguments: [0.5, 1, 60])
  func recordIsDueAsMuchLaterAsItsTimeBySpeed(speed: Double) {
    var pace = FeedPace(speed: speed)
    #expect(pace.due(Self.start, now: 7_000_000_000) == 7_000_000_000)
    #expect(seconds(pace.due(Self.start + .seconds(30), now: 7_500_000_000)) == 7 + 30 / speed)
    #expect(seconds(pace.due(Self.start + .seconds(90), now: 8_000_000_000)) == 7 + 90 / speed)
  }

  @Test func whatIsBehindTheFirstIsDueAtOnce() {
    var pace = FeedPace(speed: 60)
    #expect(pace.due(Self.start, now: 100) == 100)
    #expect(pace.due(Self.start - .seconds(5), now: 2_000) == 100)
  }

  @Test func oneClockThatRanAheadIsNotWaitedFor() {
    var pace = FeedPace(speed: 1)
    _ = pace.due(Self.start, now: 0)
    #expect(pace.due(Self.start + .days(400), now: 50) == 50)
    #expect(seconds(pace.due(Self.start + .seconds(2), now: 60)) == 2)
  }

  @Test func gapThatTheNextRecordConfirmsIsJumpedOver() {
    var pace = FeedPace(speed: 1)
    _ = pace.due(Self.start, now: 0)
    let later = Self.start + .days(3)
    #expect(pace.due(later, now: 1_000_000_000) == 1_000_000_000)
    #expect(pace.due(later + .seconds(1), now: 1_000_000_000) == 1_000_000_000)
    #expect(seconds(pace.due(later + .seconds(4), now: 1_000_000_000)) == 4)
  }
}
