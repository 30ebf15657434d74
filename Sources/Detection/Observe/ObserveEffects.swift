package import EventTime
package import Signals

/// A record that could not be used, by its place and the reason. The stages never fill `payload`.
package struct DeadLetter: Sendable, Equatable {
  package var source: Int32
  package var partition: Int32
  package var offset: Int64
  package var arrival: Instant
  package var reason: RejectReason
  /// What the edge adds where the configuration asks for it: the record itself.
  package var payload: [UInt8]?
}

/// What OBSERVE wants done, in order: sums before the announcement that closes their panes.
///
/// Kept by the caller from step to step, so that its storage is reused.
package struct ObserveEffects: Sendable {
  private var sums: [PaneSums] = []
  /// How many of the sums are of this step.
  package private(set) var sumCount = 0
  package var announcements: [Announcement] = []
  package var deadLetters: [DeadLetter] = []

  package init() {}

  package mutating func removeAll() {
    sumCount = 0
    announcements.removeAll(keepingCapacity: true)
    deadLetters.removeAll(keepingCapacity: true)
  }

  package subscript(index: Int) -> PaneSums {
    _read {
      precondition(index < sumCount)
      yield sums[index]
    }
  }

  /// Hands over the sums at `index` for others, whose storage is used again.
  package mutating func exchange(_ index: Int, with other: inout PaneSums) {
    precondition(index < sumCount)
    swap(&sums[index], &other)
  }

  mutating func appendSums(_ write: (inout PaneSums) -> Void) {
    if sumCount == sums.count { sums.append(PaneSums()) }
    write(&sums[sumCount])
    sumCount += 1
  }
}
