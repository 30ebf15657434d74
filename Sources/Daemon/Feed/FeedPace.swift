package import EventTime

/// When a record of history is due again, at so many times the pace of its event time.
///
/// The first time is due at once, and everything else as much later as its event time is, divided by
/// `speed`. What lies behind what was reached is due at once. So is a first record more than a day
/// ahead of what was reached: it is a bad clock more often than a gap, and nobody waits a day divided
/// by `speed` for it. A second one that far ahead confirms the gap, which is then jumped over.
package struct FeedPace: Sendable {
  /// A jump forward longer than this is not waited for.
  package static let jump = Interval.days(1)

  package let speed: Double
  /// The event time that was due at `originNanoseconds`.
  private var origin: Instant?
  private var originNanoseconds: UInt64 = 0
  private var reached = Instant.distantPast
  private var hasJumped = false

  /// - Parameter speed: seconds of event time a second, above 0.
  package init(speed: Double) {
    precondition(speed > 0 && speed.isFinite, "a pace is above 0")
    self.speed = speed
  }

  /// When the record of `time` is due, on the clock of `now`.
  package mutating func due(_ time: Instant, now: UInt64) -> UInt64 {
    guard let origin else {
      restart(at: time, now)
      return now
    }
    if time > reached + Self.jump {
      guard hasJumped else {
        hasJumped = true
        return now
      }
      restart(at: time, now)
      return now
    }
    hasJumped = false
    reached = max(reached, time)
    let elapsed = max(0, Double((time - origin).microseconds)) * 1000 / speed
    return originNanoseconds + UInt64(elapsed)
  }

  private mutating func restart(at time: Instant, _ now: UInt64) {
    origin = time
    originNanoseconds = now
    reached = time
    hasJumped = false
  }
}
