package import EventTime

/// The time as the pipelines see it: the machine's, or a simulated one.
package protocol PipelineClock: Sendable {
  /// The wall clock, in the time of the events: a demo's runs faster.
  var present: Instant { get }
  /// Nanoseconds that only go forward.
  var monotonicNanoseconds: UInt64 { get }
  /// So much of the wall clock, as `present` counts it.
  func interval(ofNanoseconds nanoseconds: UInt64) -> Interval
}
