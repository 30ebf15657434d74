package import EventTime
internal import Pipeline

/// Time that passes only when it is told to. The broker stamps records with it.
package final class SimulatedClock {
  /// Microseconds since the start; it only goes forward.
  package private(set) var elapsedMicroseconds: Int64 = 0
  private let start: Instant

  package init(start: Instant) { self.start = start }

  /// The true time.
  package var now: Instant { start + Interval(microseconds: elapsedMicroseconds) }

  package func advance(microseconds: Int64) {
    precondition(microseconds >= 0, "time goes forward")
    elapsedMicroseconds += microseconds
  }
}

/// The clock of one machine: its wall clock can be wrong and jump, its monotonic one goes on.
///
/// Unchecked: a simulation is one thread, which owns the clock and all that read it.
package final class MachineClock: PipelineClock, @unchecked Sendable {
  private let clock: SimulatedClock
  /// How far the wall clock is ahead of the true time.
  package var wallOffset = Interval.zero

  init(_ clock: SimulatedClock) { self.clock = clock }

  package var present: Instant { clock.now + wallOffset }
  package var monotonicNanoseconds: UInt64 { UInt64(clock.elapsedMicroseconds) * 1000 }
  package func interval(ofNanoseconds nanoseconds: UInt64) -> Interval {
    Interval(microseconds: Int64(nanoseconds / 1000))
  }
}
