/// The time up to which one input partition is taken to be complete (a watermark), which follows
/// from the partition's own records alone and is therefore the same in every run.
///
/// Call `arrived` before each record, of whatever kind, and `accepted` after each event that
/// counts. Silence longer than `idle` moves the frontier on by what it is longer, once; the next
/// event anchors it again. A clock that runs ahead cannot push it beyond the arrivals.
@frozen @usableFromInline
package struct PartitionFrontier: Equatable, Sendable, BitwiseCopyable {
  /// The frontier; `distantPast` before the first accepted event.
  @usableFromInline package internal(set) var frontier = Instant.distantPast
  /// The latest arrival of an accepted event.
  @usableFromInline package internal(set) var lastArrival = Instant.distantPast
  /// What an arrival must exceed the frontier by for the silence before it to move the frontier.
  @usableFromInline package internal(set) var slack = Interval(microseconds: 1 << 61)

  package init() {}

  /// A frontier as it was committed.
  package init(frontier: Instant, lastArrival: Instant, slack: Interval) {
    self.frontier = frontier
    self.lastArrival = lastArrival
    self.slack = slack
  }

  /// Whether an event has been accepted: before that the partition holds nobody up.
  package var isAnchored: Bool { frontier != .distantPast }

  /// A record arrives, or the clock stands for one.
  @inlinable
  package mutating func arrived(at arrival: Instant) {
    let reached = arrival - slack
    if reached > frontier { frontier = reached }
  }

  /// The event that arrived is taken.
  @inlinable
  package mutating func accepted(
    time: Instant, arrival: Instant, maxDelay: Interval, idle: Interval
  ) {
    let reached = min(time, arrival) - maxDelay
    if reached > frontier { frontier = reached }
    if arrival > lastArrival { lastArrival = arrival }
    slack = (lastArrival + idle) - frontier
  }
}
