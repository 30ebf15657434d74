/// A fixed slice of event time, by its number since the epoch: the unit of everything.
///
/// Pane `i` of length Δ holds the instants in [iΔ, (i + 1)Δ).
@frozen @usableFromInline
package struct Pane: Comparable, Hashable, Sendable, BitwiseCopyable {
  @usableFromInline package var index: Int64

  @inlinable
  package init(index: Int64) { self.index = index }

  @inlinable
  package static func < (a: Pane, b: Pane) -> Bool { a.index < b.index }

  @inlinable package var next: Pane { Pane(index: index + 1) }
}

/// The length of every pane; it divides an hour, so that panes line up with minutes and hours.
@frozen @usableFromInline
package struct PaneLength: Hashable, Sendable, BitwiseCopyable {
  @usableFromInline package let microseconds: Int64

  /// A length of whole seconds that divides an hour: 1, 2, 5, 10, 30, 60 …; nil for any other.
  package init?(seconds: Int64) {
    guard seconds > 0, 3600 % seconds == 0 else { return nil }
    microseconds = seconds * 1_000_000
  }

  private init(microseconds: Int64) { self.microseconds = microseconds }

  /// Ten seconds, the default.
  package static var standard: PaneLength { PaneLength(microseconds: 10_000_000) }

  package var seconds: Int64 { microseconds / 1_000_000 }
  package var minutes: Double { Double(microseconds) / 60_000_000 }

  /// The pane that holds `instant`; negative instants round down too.
  @inlinable
  package func pane(of instant: Instant) -> Pane {
    let quotient = instant.microseconds / microseconds
    let below = instant.microseconds % microseconds < 0
    return Pane(index: below ? quotient - 1 : quotient)
  }

  @inlinable
  package func start(of pane: Pane) -> Instant { Instant(microseconds: pane.index * microseconds) }
  @inlinable
  package func end(of pane: Pane) -> Instant {
    Instant(microseconds: (pane.index + 1) * microseconds)
  }
}
