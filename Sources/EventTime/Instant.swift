/// A moment, in microseconds since 1970-01-01T00:00:00Z; leap seconds are not counted.
@frozen @usableFromInline
package struct Instant: Comparable, Hashable, Sendable, BitwiseCopyable {
  @usableFromInline package var microseconds: Int64

  @inlinable
  package init(microseconds: Int64) { self.microseconds = microseconds }

  /// The moment `seconds` after the epoch.
  @inlinable
  package init(seconds: Int64) { self.microseconds = seconds * 1_000_000 }

  /// The earliest moment that can be represented: before every record.
  @inlinable package static var distantPast: Instant { Instant(microseconds: -(1 << 60)) }
  /// The latest moment that can be represented: after every record.
  @inlinable package static var distantFuture: Instant { Instant(microseconds: 1 << 60) }

  @inlinable
  package static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }
  @inlinable
  package static func + (a: Instant, b: Interval) -> Instant {
    Instant(microseconds: a.microseconds + b.microseconds)
  }
  @inlinable
  package static func - (a: Instant, b: Interval) -> Instant {
    Instant(microseconds: a.microseconds - b.microseconds)
  }
  @inlinable
  package static func - (a: Instant, b: Instant) -> Interval {
    Interval(microseconds: a.microseconds - b.microseconds)
  }
}

/// A length of time in microseconds; it may be negative.
@frozen @usableFromInline
package struct Interval: Comparable, Hashable, Sendable, BitwiseCopyable {
  @usableFromInline package var microseconds: Int64

  @inlinable
  package init(microseconds: Int64) { self.microseconds = microseconds }

  @inlinable package static var zero: Interval { Interval(microseconds: 0) }
  @inlinable package static func seconds(_ seconds: Int64) -> Interval {
    Interval(microseconds: seconds * 1_000_000)
  }
  @inlinable package static func minutes(_ minutes: Int64) -> Interval { seconds(minutes * 60) }
  @inlinable package static func hours(_ hours: Int64) -> Interval { seconds(hours * 3600) }
  @inlinable package static func days(_ days: Int64) -> Interval { seconds(days * 86_400) }

  @inlinable
  package static func < (a: Interval, b: Interval) -> Bool { a.microseconds < b.microseconds }
  @inlinable
  package static func + (a: Interval, b: Interval) -> Interval {
    Interval(microseconds: a.microseconds + b.microseconds)
  }
  @inlinable
  package static func - (a: Interval, b: Interval) -> Interval {
    Interval(microseconds: a.microseconds - b.microseconds)
  }
}
