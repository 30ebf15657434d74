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
  private let accumulator: PaneAccumulator
  private var spare: [OpenPane] = []
  /// By raw value of the reason.
  package private(set) var rejectedByReason = [Int64](
    repeating: 0, count: RejectReason.allCases.count)

  package init(configuration: ObserveConfiguration) {
    self.configuration = configuration
    accumulator = PaneAccumulator(layout: configuration.layout)
  }

  /// The partition is ours from now on; `resume` is what its last commit said.
  package mutating func assign(partition: Int32, resume: CommitMetadata? = nil) {
    precondition(position(of: partition) == nil, "partition \(partition) is assigned already")
    var observed = ObservedPartition(partition: partition, resume: resume)
    if let resume {
      observed.closedBefore = configuration.paneLength.pane(of: resume.frontier.frontier)
    }
    partitions.append(observed)
  }

  /// The partition is another's from now on: what was held of it is dropped.
  package mutating func revoke(partition: Int32) {
    guard let index = position(of: partition) else { return }
    spare.append(contentsOf: partitions.remove(at: index).panes)
  }

  /// Takes signals of one partition, in the order of their offsets, and closes the panes that their
  /// frontier passes. How a stream is cut into batches makes no difference.
  package mutating func step(
    _ signals: UnsafeBufferPointer<Signal>, partition: Int32, into effects: inout ObserveEffects
  ) {
    guard let index = position(of: partition) else {
      preconditionFailure("partition \(partition) is not assigned")
    }
    for position in signals.indices {
      take(signals[position], index, into: &effects)
      if partitions[index].panes.count > Self.panesBeforeClosing {
        close(index, into: &effects)
      }
    }
    close(index, into: &effects)
    announce(index, into: &effects)
  }

  /// The clock stands for the next arrival of a partition that was read to its end.
  package mutating func tick(partition: Int32, clock: Instant, into effects: inout ObserveEffects) {
    guard let index = position(of: partition) else { return }
    partitions[index].frontier.arrived(at: clock)
    if clock > partitions[index].clock { partitions[index].clock = clock }
    close(index, into: &effects)
    announce(index, into: &effects)
  }

  /// No more will come: every pane that holds an event closes.
  package mutating func end(partition: Int32, into effects: inout ObserveEffects) {
    guard let index = position(of: partition) else { return }
    partitions[index].ended = true
    close(index, into: &effects)
    announce(index, into: &effects)
  }

  /// What to commit for a partition once the effects so far are out.
  package func commitPoint(partition: Int32, topicID: String) -> CommitPoint? {
    guard let index = position(of: partition) else { return nil }
    let held = partitions[index]
    guard held.position >= 0 else { return nil }
    let offset = held.panes.lazy.map(\.firstOffset).min() ?? .max
    return CommitPoint(
      offset: min(offset, held.position),
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

  /// What became of the records of all partitions that are assigned.
  package var totalCounts: PartitionCounts {
    partitions.reduce(into: PartitionCounts()) { $0 += $1.counts }
  }

  package func counts(partition: Int32) -> PartitionCounts? {
    position(of: partition).map { partitions[$0].counts }
  }

  /// Records stamped earlier than the clock that had stood for them: only there may a live run and
  /// its replay differ.
  package var frontierGuessedTotal: Int64 { partitions.reduce(0) { $0 + $1.guessed } }

  /// Events held in panes that are not closed, over all partitions.
  package var openEvents: Int { partitions.reduce(0) { $0 + $1.panes.reduce(0) { $0 + $1.count } } }

  /// Panes held open within a batch before those that are complete are closed.
  private static let panesBeforeClosing = 64

  private func position(of partition: Int32) -> Int? {
    partitions.firstIndex { $0.partition == partition }
  }

  @inline(__always)
  private mutating func take(
    _ signal: Signal, _ index: Int, into effects: inout ObserveEffects
  ) {
    if signal.offset < partitions[index].position {
      takeAgain(signal, index)
      return
    }
    partitions[index].position = signal.offset + 1
    partitions[index].counts.seen += 1
    if signal.arrival < partitions[index].clock { partitions[index].guessed += 1 }
    partitions[index].frontier.arrived(at: signal.arrival)
    switch signal.outcome {
    case .accepted, .retraction: takeEvent(signal, index, into: &effects)
    case .filtered, .tombstone: partitions[index].counts.filtered += 1
    case .rejected: reject(signal, signal.reason, index, into: &effects)
    }
  }

  @inline(__always)
  private mutating func takeEvent(
    _ signal: Signal, _ index: Int, into effects: inout ObserveEffects
  ) {
    let pane = configuration.paneLength.pane(of: signal.time)
    let closed = configuration.paneLength.pane(of: partitions[index].frontier.frontier)
    guard pane >= closed else {
      partitions[index].counts.late += 1
      reject(signal, .late, index, into: &effects)
      return
    }
    let open = openPane(pane, index)
    let before = open.count
    guard open.insert(signal, limit: configuration.maxEventsPerPane) else {
      reject(signal, .paneFull, index, into: &effects)
      return
    }
    if open.count == before {
      partitions[index].counts.duplicates += 1
    } else if signal.outcome == .retraction {
      partitions[index].counts.retractions += 1
    } else {
      partitions[index].counts.accepted += 1
    }
    if signal.time > partitions[index].lastAccepted { partitions[index].lastAccepted = signal.time }
    partitions[index].frontier.accepted(
      time: signal.time, arrival: signal.arrival, maxDelay: configuration.maxDelay,
      idle: configuration.idle)
  }

  /// Below the position only events of panes that are still needed are taken again: all else there
  /// was handled, dead letters included.
  private mutating func takeAgain(_ signal: Signal, _ index: Int) {
    guard signal.outcome == .accepted || signal.outcome == .retraction else { return }
    let pane = configuration.paneLength.pane(of: signal.time)
    let closed = configuration.paneLength.pane(of: partitions[index].frontier.frontier)
    guard pane.index >= closed.index - configuration.dedupePanes else { return }
    _ = openPane(pane, index).insert(signal, limit: configuration.maxEventsPerPane)
  }

  private mutating func reject(
    _ signal: Signal, _ reason: RejectReason, _ index: Int,
    into effects: inout ObserveEffects
  ) {
    partitions[index].counts.rejected += 1
    rejectedByReason[Int(reason.rawValue)] += 1
    let (offset, arrival) = (signal.offset, signal.arrival)
    effects.deadLetters.append(
      DeadLetter(
        source: configuration.source, partition: partitions[index].partition,
        offset: offset, arrival: arrival, reason: reason))
  }

  @inline(__always)
  private mutating func openPane(_ pane: Pane, _ index: Int) -> OpenPane {
    // Events come nearly in order: the pane is among the last ones.
    var place = partitions[index].panes.count
    while place > 0 {
      let held = partitions[index].panes[place - 1]
      if held.pane == pane { return held }
      if held.pane < pane { break }
      place -= 1
    }
    let fresh = spare.popLast() ?? OpenPane(capacity: 1024)
    fresh.reset(to: pane)
    partitions[index].panes.insert(fresh, at: place)
    return fresh
  }

  private mutating func close(_ index: Int, into effects: inout ObserveEffects) {
    let open = openPaneAfterClosing(index)
    let first = partitions[index].closedPanes
    var place = first
    while place < partitions[index].panes.count, partitions[index].panes[place].pane < open {
      sum(index, place, into: &effects)
      place += 1
    }
    // Closed panes stay for as long as an id in them can have a duplicate.
    let needed = open.index - configuration.dedupePanes
    var kept = 0
    while kept < place, partitions[index].panes[kept].pane.index < needed { kept += 1 }
    if kept > 0 {
      spare.append(contentsOf: partitions[index].panes[0..<kept])
      partitions[index].panes.removeFirst(kept)
    }
    partitions[index].closedBefore = max(partitions[index].closedBefore, open)
  }

  private func openPaneAfterClosing(_ index: Int) -> Pane {
    let reached = configuration.paneLength.pane(of: partitions[index].frontier.frontier)
    guard partitions[index].ended, let last = partitions[index].panes.last else { return reached }
    return max(reached, last.pane.next)
  }

  private mutating func sum(_ index: Int, _ place: Int, into effects: inout ObserveEffects) {
    let held = partitions[index].panes[place]
    let partition = partitions[index].partition
    accumulator.removeAll()
    for position in held.events.indices {
      let id = held.events[position].id
      if held.events[position].outcome == .retraction {
        accumulator.addRetraction(id)
        continue
      }
      // A post withdrawn within its own pane never counts: the only rule on retractions that does
      // not depend on how far its partition had come.
      if held.hasRetractions && held.contains(id: id, isRetraction: true) { continue }
      if place > 0 && isDuplicate(id, of: held.pane, index, before: place) { continue }
      accumulator.add(held.events[position], partition: partition)
    }
    if accumulator.isEmpty { return }
    effects.appendSums { sums in
      accumulator.write(into: &sums)
      sums.partition = partition
      sums.pane = held.pane
    }
    accumulator.removeAll()
  }

  private func isDuplicate(_ id: UInt64, of pane: Pane, _ index: Int, before place: Int) -> Bool {
    for earlier in 0..<place {
      let held = partitions[index].panes[earlier]
      if held.pane.index >= pane.index - configuration.dedupePanes
        && held.contains(id: id, isRetraction: false)
      {
        return true
      }
    }
    return false
  }

  private mutating func announce(_ index: Int, into effects: inout ObserveEffects) {
    let held = partitions[index]
    effects.announcements.append(
      Announcement(
        partition: held.partition, frontier: held.frontier.frontier, openPane: held.closedBefore,
        lastAccepted: held.lastAccepted, lastArrival: held.frontier.lastArrival,
        counts: held.counts, ended: held.ended))
  }
}
