import EventTime
import Testing

@Suite("The frontier of a partition")
struct PartitionFrontierTests {
  let maxDelay = Interval.seconds(20)
  let idle = Interval.seconds(60)

  func at(_ seconds: Int64) -> Instant { Instant(seconds: 1_000_000 + seconds) }

  func frontier(after events: [(time: Int64, arrival: Int64)]) -> PartitionFrontier {
    var frontier = PartitionFrontier()
    for event in events {
      frontier.arrived(at: at(event.arrival))
      frontier.accepted(
        time: at(event.time), arrival: at(event.arrival), maxDelay: maxDelay, idle: idle)
    }
    return frontier
  }

  @Test func followsTheLargestEventTimeMinusTheDelay() {
    #expect(frontier(after: [(0, 0), (30, 30), (25, 31)]).frontier == at(10))
  }

  @Test func clockThatRunsAheadCannotPushItBeyondTheArrival() {
    #expect(frontier(after: [(0, 0), (290, 1)]).frontier == at(-19))
  }

  @Test func silenceAddsWhatItExceedsIdleByOnce() {
    var silent = frontier(after: [(0, 0)])
    silent.arrived(at: at(60))
    #expect(silent.frontier == at(-20))
    silent.arrived(at: at(100))
    #expect(silent.frontier == at(20))
    // The same arrival again adds nothing: no running total of gaps.
    silent.arrived(at: at(100))
    #expect(silent.frontier == at(20))
  }

  @Test func nextEventAnchorsItAgainAfterASilence() {
    var feed = frontier(after: [(0, 0)])
    feed.arrived(at: at(200))
    #expect(feed.frontier == at(120))
    feed.accepted(time: at(200), arrival: at(200), maxDelay: maxDelay, idle: idle)
    #expect(feed.frontier == at(180))
    feed.arrived(at: at(250))
    #expect(feed.frontier == at(180), "a gap shorter than idle moves nothing")
  }

  @Test func delayedFeedIsNotHurriedBySteadyArrivals() {
    // Events reach the log an hour late, one a second.
    var feed = PartitionFrontier()
    for second in 0..<600 {
      feed.arrived(at: at(Int64(second) + 3600))
      #expect(feed.frontier <= at(Int64(second)))
      feed.accepted(
        time: at(Int64(second)), arrival: at(Int64(second) + 3600), maxDelay: maxDelay, idle: idle)
    }
    #expect(feed.frontier == at(579))
  }

  @Test func nothingMovesItBeforeTheFirstEvent() {
    var feed = PartitionFrontier()
    feed.arrived(at: at(1_000_000))
    #expect(!feed.isAnchored)
  }
}

@Suite("Panes")
struct PaneTests {
  @Test func negativeInstantsRoundDown() {
    let length = PaneLength.standard
    #expect(length.pane(of: Instant(microseconds: -1)) == Pane(index: -1))
    #expect(length.pane(of: Instant(microseconds: 0)) == Pane(index: 0))
    #expect(length.pane(of: Instant(microseconds: -10_000_000)) == Pane(index: -1))
    #expect(length.end(of: Pane(index: -1)) == Instant(microseconds: 0))
  }

  @Test(arguments: [(7, false), (0, false), (-10, false), (7200, false), (10, true), (3600, true)])
  func lengthDividesAnHour(seconds: Int64, isValid: Bool) {
    #expect((PaneLength(seconds: seconds) != nil) == isValid)
  }
}
