package import EventTime
package import Signals

/// The limits and rules of OBSERVE for one source.
package struct ObserveConfiguration: Sendable, Equatable {
  package var source: Int32
  package var paneLength: PaneLength
  package var maxDelay: Interval
  package var idle: Interval
  /// How long beyond its pane an id is remembered, in whole panes.
  package var dedupePanes: Int64
  /// Events that one pane of one partition holds; what comes beyond is a dead letter.
  package var maxEventsPerPane: Int
  package var layout: SeriesLayout
  /// Text detectors read the source: its posts go into the sums, and its details are kept till then.
  package var readsPosts = false
  /// What is read beside the counts.
  package var reads: RowReads = []

  package init(
    source: Int32, paneLength: PaneLength, maxDelay: Interval, idle: Interval, dedupe: Interval,
    maxEventsPerPane: Int, layout: SeriesLayout
  ) {
    precondition(maxEventsPerPane > 0 && maxEventsPerPane < 1 << 31)
    self.source = source
    self.paneLength = paneLength
    self.maxDelay = maxDelay
    self.idle = idle
    let length = paneLength.microseconds
    dedupePanes = (dedupe.microseconds + length - 1) / length
    self.maxEventsPerPane = maxEventsPerPane
    self.layout = layout
  }
}

/// The first stage, for one source: signals in, sums per pane and partition out.
///
/// It keeps no changelog. What it remembers is a function of what it will read again after a
/// restart: the events of open panes, and of the panes within the reach of deduplication.
///
/// An event is late when its pane is closed, that is, when the frontier has passed the pane's end.
/// (Lateness against the exact frontier would differ after a restart: an event dropped as late in
/// a pane that is still open would be taken when the pane is read again.)
package struct Observe: ~Copyable {
  package let configuration: ObserveConfiguration
  private var partitions: [ObservedPartition] = []
  private var work: ObserveWork
  /// Of partitions that were ours.
  private var departedCounts = PartitionCounts()
  private var departedGuessed: Int64 = 0
  /// By raw value of the reason.
  package var rejectedByReason: [Int64] { work.rejectedByReason }

  /// - Parameters:
  ///   - watchList: what the identifiers of reads are looked up in.
  ///   - labels: the texts of reports' domains and merchants, as the source's decoder fills them.
  package init(
    configuration: ObserveConfiguration, watchList: WatchList = WatchList(),
    labels: ReportLabels? = nil
  ) {
    self.configuration = configuration
    work = ObserveWork(configuration: configuration, watchList: watchList, labels: labels)
  }

  /// Asks the watch list for the identifiers of reads, and blots out those that match nothing: it
  /// comes before anything else sees the signals.
  package func screen(_ signals: UnsafeMutableBufferPointer<Signal>) {
    if configuration.reads.contains(.hits) { work.watchList.screen(signals) }
  }

  /// The partition is ours from now on; `resume` is what its last commit said, and `offset` where it
  /// is read from.
  package mutating func assign(
    partition: Int32, resume: CommitMetadata? = nil, from offset: Int64? = nil
  ) {
    precondition(position(of: partition) == nil, "partition \(partition) is assigned already")
    var observed = ObservedPartition(partition: partition, resume: resume, from: offset)
    if let resume {
      observed.closedBefore = configuration.paneLength.pane(of: resume.frontier.frontier)
    }
    partitions.append(observed)
  }

  /// The partition is another's from now on: what was held of it is dropped.
  package mutating func revoke(partition: Int32) {
    guard let index = position(of: partition) else { return }
    let gone = partitions.remove(at: index)
    departedCounts += gone.counts
    departedGuessed += gone.guessed
    work.spare.append(contentsOf: gone.panes)
  }

  /// Takes signals of one partition, in the order of their offsets, and closes the panes that their
  /// frontier passes. How a stream is cut into batches makes no difference. `details` are those that
  /// the signals point at; without them nothing is read of their texts.
  package mutating func step(
    _ signals: UnsafeBufferPointer<Signal>, details: UnsafeRawBufferPointer? = nil,
    partition: Int32, into effects: inout ObserveEffects
  ) {
    guard let index = position(of: partition) else {
      preconditionFailure("partition \(partition) is not assigned")
    }
    let arena = details?.baseAddress
    partitions[index].take(signals, details: arena, with: &work, into: &effects)
    finish(index, into: &effects)
  }

  /// The clock stands for the next arrival of a partition that was read to its end.
  package mutating func tick(partition: Int32, clock: Instant, into effects: inout ObserveEffects) {
    guard let index = position(of: partition) else { return }
    partitions[index].frontier.arrived(at: clock)
    if clock > partitions[index].clock { partitions[index].clock = clock }
    finish(index, into: &effects)
  }

  /// No more will come: every pane that holds an event closes.
  package mutating func end(partition: Int32, into effects: inout ObserveEffects) {
    guard let index = position(of: partition) else { return }
    partitions[index].ended = true
    finish(index, into: &effects)
  }

  /// What to commit for a partition once the effects so far are out; nil when there is nothing new.
  package func commitPoint(partition: Int32, topicID: String) -> CommitPoint? {
    guard let index = position(of: partition) else { return nil }
    let held = partitions[index]
    guard let offset = held.neededOffset else { return nil }
    return CommitPoint(
      offset: offset,
      metadata: CommitMetadata(
        topicID: topicID, frontier: held.frontier, position: held.position))
  }

  package func frontier(partition: Int32) -> Instant? {
    position(of: partition).map { partitions[$0].frontier.frontier }
  }

  /// The latest arrival that was accepted.
  package func lastArrival(partition: Int32) -> Instant? {
    position(of: partition).map { partitions[$0].frontier.lastArrival }
  }

  /// What became of the records of all partitions, those that are no longer ours included.
  package var totalCounts: PartitionCounts {
    partitions.reduce(into: departedCounts) { $0 += $1.counts }
  }

  package func counts(partition: Int32) -> PartitionCounts? {
    position(of: partition).map { partitions[$0].counts }
  }

  /// Records stamped earlier than the clock that had stood for them: only there may a live run and
  /// its replay differ.
  package var frontierGuessedTotal: Int64 {
    partitions.reduce(departedGuessed) { $0 + $1.guessed }
  }

  /// Posts beyond `PostsBlock.maximumPosts` of their pane and partition, and those whose details
  /// found no room: they count, and are not read.
  package var unreadPostsTotal: Int64 { work.posts.unreadTotal }

  private func position(of partition: Int32) -> Int? {
    partitions.firstIndex { $0.partition == partition }
  }

  /// Closes what the partition's frontier has passed, and says how far it is.
  private mutating func finish(_ index: Int, into effects: inout ObserveEffects) {
    partitions[index].close(with: &work, into: &effects)
    effects.announcements.append(partitions[index].announcement)
  }
}
