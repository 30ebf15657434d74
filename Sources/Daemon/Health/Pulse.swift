internal import Synchronization

/// A thread's sign of life: it beats once a turn, and is taken for hung when it does not for longer
/// than its limit.
///
/// A beat is two stores, without a lock or an allocation. One thread beats; any may look.
package final class Pulse: Sendable {
  package let name: String
  package let limitSeconds: Double
  private let clock: @Sendable () -> UInt64
  /// Monotonic nanoseconds.
  private let last: Atomic<UInt64>
  private let deadline: Atomic<UInt64>
  private let isOver = Atomic<Bool>(false)

  init(name: String, limitSeconds: Double, clock: @escaping @Sendable () -> UInt64) {
    precondition(limitSeconds > 0)
    self.name = name
    self.limitSeconds = limitSeconds
    self.clock = clock
    let now = clock()
    last = Atomic(now)
    deadline = Atomic(now + UInt64(limitSeconds * 1e9))
  }

  /// The thread has turned.
  package func beat() { beat(thenSilentFor: limitSeconds) }

  /// The thread begins something that may take this long, as the end of a transaction; until then it
  /// is not taken for hung. The next beat ends this.
  package func beat(thenSilentFor seconds: Double) {
    let now = clock()
    last.store(now, ordering: .relaxed)
    deadline.store(now + UInt64(max(seconds, limitSeconds) * 1e9), ordering: .relaxed)
  }

  /// The thread has ended in order, and is not waited for any more.
  package func end() { isOver.store(true, ordering: .relaxed) }

  /// Seconds since the last beat, where that is longer than allowed.
  func overdueSeconds(at now: UInt64) -> Double? {
    guard !isOver.load(ordering: .relaxed), now > deadline.load(ordering: .relaxed) else {
      return nil
    }
    return silentSeconds(at: now)
  }

  func silentSeconds(at now: UInt64) -> Double {
    let last = last.load(ordering: .relaxed)
    return now > last ? Double(now - last) / 1e9 : 0
  }

  var hasEnded: Bool { isOver.load(ordering: .relaxed) }
}
