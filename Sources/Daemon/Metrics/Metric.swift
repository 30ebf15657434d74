internal import Synchronization

/// A total that only grows. Updated without a lock or an allocation, from any thread.
package final class Counter: Sendable {
  private let total = Atomic<UInt64>(0)

  init() {}

  package var value: UInt64 { total.load(ordering: .relaxed) }

  /// `count` is not negative.
  package func add(_ count: Int = 1) {
    precondition(count >= 0, "a counter does not go down")
    total.wrappingAdd(UInt64(count), ordering: .relaxed)
  }

  /// Follows a total that somebody else keeps; a smaller one than before changes nothing.
  package func raise(to value: Int) {
    precondition(value >= 0, "a counter is not negative")
    total.max(UInt64(value), ordering: .relaxed)
  }
}

/// A value that goes up and down. Updated without a lock or an allocation, from any thread.
package final class Gauge: Sendable {
  private let bits = Atomic<UInt64>(0)

  init() {}

  package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

  package func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
  package func set(_ value: Int) { set(Double(value)) }
  package func add(_ difference: Double) { addAtomically(difference, to: bits) }
}

/// How often a value fell below each of some fixed bounds, and the sum of all.
///
/// Updated without a lock or an allocation, from any thread. Who reads the sum first and the counts
/// then never misses the count of what is in the sum.
///
/// `@unchecked` because of the pointer: it is set once, what it points to are atomics, and it is
/// freed with the last reference.
package final class Histogram: @unchecked Sendable {
  /// Upper bounds, inclusive, ascending.
  let bounds: [Double]
  /// One a bound, and one for all that is larger.
  private let buckets: UnsafeMutablePointer<Atomic<UInt64>>
  private let sumBits = Atomic<UInt64>(0)

  init(bounds: [Double]) {
    self.bounds = bounds
    buckets = .allocate(capacity: bounds.count + 1)
    for index in 0...bounds.count { (buckets + index).initialize(to: Atomic(0)) }
  }

  deinit {
    buckets.deinitialize(count: bounds.count + 1)
    buckets.deallocate()
  }

  /// Notes one value, not negative and no NaN. O(bounds).
  package func observe(_ value: Double) {
    precondition(value >= 0, "a histogram takes no negative value and no NaN")
    var index = 0
    while index < bounds.count, value > bounds[index] { index += 1 }
    buckets[index].wrappingAdd(1, ordering: .relaxed)
    addAtomically(value, to: sumBits)
  }

  package var sum: Double { Double(bitPattern: sumBits.load(ordering: .acquiring)) }
  package var count: UInt64 { cumulativeCounts.last ?? 0 }

  /// How many values were at most each bound; the last one counts all.
  package var cumulativeCounts: [UInt64] {
    var sum: UInt64 = 0
    return (0...bounds.count).map { index in
      sum += buckets[index].load(ordering: .relaxed)
      return sum
    }
  }

  /// Of times of work: 100 µs to 10 s, in seconds.
  package static let stepBounds = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]
  /// Of times that people wait: 0.1 s to an hour, in seconds.
  package static let delayBounds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 900, 3600]
}

/// Adds to a number that is kept as its bits.
private func addAtomically(_ difference: Double, to bits: borrowing Atomic<UInt64>) {
  var old = bits.load(ordering: .relaxed)
  while true {
    let new = (Double(bitPattern: old) + difference).bitPattern
    let (exchanged, original) = bits.weakCompareExchange(
      expected: old, desired: new, ordering: .acquiringAndReleasing)
    if exchanged { return }
    old = original
  }
}
