internal import EventTime

/// What OBSERVE holds of one input partition.
struct ObservedPartition {
  let partition: Int32
  var frontier: PartitionFrontier
  /// The first offset that has not been handled; −1 before any record.
  var position: Int64
  /// Ascending; those before `closedBefore` are kept for deduplication alone.
  var panes: [OpenPane] = []
  var closedBefore = Pane(index: .min)
  var lastAccepted = Instant.distantPast
  /// The latest clock that stood for an arrival.
  var clock = Instant.distantPast
  var guessed: Int64 = 0
  var counts = PartitionCounts()
  var ended = false

  init(partition: Int32, resume: CommitMetadata?) {
    self.partition = partition
    frontier = resume?.frontier ?? PartitionFrontier()
    position = resume?.position ?? -1
  }

  /// How many of `panes` are closed already.
  var closedPanes: Int { panes.firstIndex { $0.pane >= closedBefore } ?? panes.count }
}
