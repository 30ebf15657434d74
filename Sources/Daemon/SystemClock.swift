package import EventTime
internal import Pipeline
internal import Glibc

/// The machine's clocks: the one place where the daemon reads them.
package enum SystemClock {
  /// The wall clock.
  package static func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  /// Nanoseconds that only go forward.
  @Sendable
  package static func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Processor time of all threads since the process's beginning, in seconds.
  package static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// The clock of a run: the wall's, or one that runs faster from a given moment on.
package struct RunClock: Sendable {
  private let origin: Instant
  private let started: UInt64
  private let speed: Double

  /// The wall's clock.
  package init() {
    self.init(from: SystemClock.now(), speed: 1)
  }

  /// A clock that shows `origin` now and then runs `speed` times as fast as the wall's.
  package init(from origin: Instant, speed: Double) {
    self.origin = origin
    self.speed = speed
    started = SystemClock.monotonicNanoseconds()
  }

  package var now: Instant {
    let elapsed = Double(SystemClock.monotonicNanoseconds() - started) / 1000 * speed
    return Instant(microseconds: origin.microseconds + Int64(elapsed))
  }

  /// `seconds` of the wall's clock as this one counts them.
  package func interval(ofWallSeconds seconds: Double) -> Interval {
    Interval(microseconds: Int64(seconds * speed * 1e6))
  }
}

extension RunClock: PipelineClock {
  package var present: Instant { now }
  package var monotonicNanoseconds: UInt64 { SystemClock.monotonicNanoseconds() }
  package func interval(ofNanoseconds nanoseconds: UInt64) -> Interval {
    Interval(microseconds: Int64(Double(nanoseconds) / 1000 * speed))
  }
}
