package import EventTime

/// What OBSERVE says of a partition beside its sums: how far it is complete, and what it saw.
package struct Announcement: Sendable, Equatable {
  package var partition: Int32
  /// The partition's frontier, exact; `distantPast` before its first accepted event.
  package var frontier: Instant
  /// Every pane before this one is closed.
  package var openPane: Pane
  /// The latest event time that was accepted.
  package var lastAccepted: Instant
  /// The latest arrival that was accepted.
  package var lastArrival: Instant
  package var counts: PartitionCounts
  /// The partition was read to its end and no more will come: it holds nobody up.
  package var ended: Bool

  package init(
    partition: Int32, frontier: Instant, openPane: Pane, lastAccepted: Instant,
    lastArrival: Instant, counts: PartitionCounts, ended: Bool
  ) {
    self.partition = partition
    self.frontier = frontier
    self.openPane = openPane
    self.lastAccepted = lastAccepted
    self.lastArrival = lastArrival
    self.counts = counts
    self.ended = ended
  }
}

/// Records of a partition by what became of them, since its assignment.
package struct PartitionCounts: Sendable, Equatable, BitwiseCopyable {
  package var seen: Int64 = 0
  package var accepted: Int64 = 0
  package var filtered: Int64 = 0
  package var duplicates: Int64 = 0
  package var retractions: Int64 = 0
  package var rejected: Int64 = 0
  package var late: Int64 = 0

  package init() {}

  package static func += (a: inout PartitionCounts, b: PartitionCounts) {
    a.seen += b.seen
    a.accepted += b.accepted
    a.filtered += b.filtered
    a.duplicates += b.duplicates
    a.retractions += b.retractions
    a.rejected += b.rejected
    a.late += b.late
  }
}
