internal import Glibc
package import EventTime

/// A labelled truth: what happened where and when, and on which source it shows.
package struct Incident: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// A crowd takes fright: cries for help and fear, each in other words.
    case panic
    /// One story of rising water that is copied on and on.
    case flood

    /// The theme that its posts belong to.
    package var theme: String { rawValue }
  }

  package var kind: Kind
  /// The code of its area.
  package var area: String
  package var onset: Instant
  /// Nothing of it is posted from here on.
  package var end: Instant
  /// The name of the source.
  package var source: String
  /// Its rate at the height, as a multiple of what the area's residents usually post there.
  package var factor: Double

  package init(
    kind: Kind, area: String, onset: Instant, end: Instant, source: String, factor: Double
  ) {
    precondition(onset < end, "an incident ends after its onset")
    self.kind = kind
    self.area = area
    self.onset = onset
    self.end = end
    self.source = source
    self.factor = factor
  }

  /// Its strength at `instant`, in 0…1: a rise, a plateau, an exponential decay to under 2 %.
  ///
  /// A panic rises within a twelfth of its length, a story within a quarter.
  func strength(at instant: Instant) -> Double {
    guard instant >= onset && instant < end else { return 0 }
    let share =
      Double((instant - onset).microseconds) / Double((end - onset).microseconds)
    return Self.strength(share: share, rise: kind == .panic ? 1.0 / 12 : 0.25)
  }

  /// The strength after `share` of its length, in 0…1, of what rises for `rise` of it.
  static func strength(share: Double, rise: Double) -> Double {
    let decay = 0.6
    if share < rise { return share / rise }
    if share < decay { return 1 }
    return exp(-4 * (share - decay) / (1 - decay))
  }
}
