internal import EventTime
internal import Signals

/// What OBSERVE holds of one input partition.
struct ObservedPartition {
  let partition: Int32
  var frontier: PartitionFrontier
  /// The first offset that has not been handled; −1 before any record.
  var position: Int64
  /// Where the partition was resumed: what lies below is read again.
  let resumed: Int64
  /// The next offset to be read again; −1 while it is unknown.
  var reread: Int64
  /// Ascending; those before `closedBefore` are kept for deduplication alone.
  var panes: [OpenPane] = []
  var closedBefore = Pane(index: .min)
  var lastAccepted = Instant.distantPast
  /// The latest clock that stood for an arrival.
  var clock = Instant.distantPast
  var guessed: Int64 = 0
  var counts = PartitionCounts()
  var ended = false

  init(partition: Int32, resume: CommitMetadata?, from offset: Int64?) {
    self.partition = partition
    frontier = resume?.frontier ?? PartitionFrontier()
    position = resume?.position ?? -1
    resumed = position
    reread = offset ?? -1
  }

  /// The offset to read again from; nil as long as what was committed says it better.
  ///
  /// While the events before the position are being read again, those that are still to come belong
  /// to open panes as much as those that have come.
  var neededOffset: Int64? {
    guard position >= 0 else { return nil }
    let offset = min(panes.lazy.map(\.firstOffset).min() ?? .max, position)
    guard position == resumed, reread < resumed else { return offset }
    return reread < 0 ? nil : min(offset, reread)
  }

  /// How many of `panes` are closed already.
  var closedPanes: Int { panes.firstIndex { $0.pane >= closedBefore } ?? panes.count }

  var announcement: Announcement {
    Announcement(
      partition: partition, frontier: frontier.frontier, openPane: closedBefore,
      lastAccepted: lastAccepted, lastArrival: frontier.lastArrival, counts: counts, ended: ended)
  }

  /// Panes held open within a batch before those that are complete are closed.
  private static let panesBeforeClosing = 64

  /// Takes signals in the order of their offsets; panes close at the end, or when many are open.
  mutating func take(
    _ signals: UnsafeBufferPointer<Signal>, details: UnsafeRawPointer?,
    with work: inout ObserveWork, into effects: inout ObserveEffects
  ) {
    panes.last?.warm(signals)
    var next = 0
    while next < signals.count {
      if signals[next].offset < position {
        takeAgain(signals[next], details: details, with: &work)
        next += 1
      } else if let run = run(signals, from: next, details: details, with: &work) {
        next = run
      } else {
        take(signals[next], details: details, with: &work, into: &effects)
        next += 1
      }
      if panes.count > Self.panesBeforeClosing { close(with: &work, into: &effects) }
    }
  }

  /// Takes the signals from `first` on that are accepted, new and of one pane that stays open, which
  /// nearly all are; where the first of others stands, or nil when `first` is none.
  ///
  /// It does what `take` does for each, with the state in registers and the pane looked up once.
  private mutating func run(
    _ signals: UnsafeBufferPointer<Signal>, from first: Int, details: UnsafeRawPointer?,
    with work: inout ObserveWork
  ) -> Int? {
    let length = work.configuration.paneLength
    let pane = length.pane(of: signals[first].time)
    let (start, end) = (length.start(of: pane), length.end(of: pane))
    guard signals[first].isAccepted, signals[first].arrival >= clock else { return nil }
    // A late event opens no pane.
    var reached = frontier
    reached.arrived(at: signals[first].arrival)
    guard reached.frontier < end else { return nil }
    let open = openPane(pane, with: &work)
    let (maxDelay, idle) = (work.configuration.maxDelay, work.configuration.idle)
    let limit = work.configuration.maxEventsPerPane
    var frontier = frontier
    var position = position
    var lastAccepted = lastAccepted
    let before = open.count
    var next = first
    while next < signals.count {
      let signal = signals.baseAddress.unsafelyUnwrapped + next
      let (offset, time, arrival) = (
        signal.pointee.offset, signal.pointee.time, signal.pointee.arrival
      )
      guard signal.pointee.isAccepted, offset >= position, time >= start, time < end,
        arrival >= clock
      else { break }
      reached = frontier
      reached.arrived(at: arrival)
      guard reached.frontier < end, open.insert(signal, details: details, limit: limit)
      else { break }
      frontier = reached
      frontier.accepted(time: time, arrival: arrival, maxDelay: maxDelay, idle: idle)
      position = offset + 1
      if lastAccepted < time { lastAccepted = time }
      next += 1
    }
    self.frontier = frontier
    self.position = position
    self.lastAccepted = lastAccepted
    let added = Int64(open.count - before)
    counts.seen += Int64(next - first)
    counts.accepted += added
    counts.duplicates += Int64(next - first) - added
    return next > first ? next : nil
  }

  private mutating func take(
    _ signal: Signal, details: UnsafeRawPointer?, with work: inout ObserveWork,
    into effects: inout ObserveEffects
  ) {
    position = signal.offset + 1
    counts.seen += 1
    if signal.arrival < clock { guessed += 1 }
    frontier.arrived(at: signal.arrival)
    switch signal.outcome {
    case .accepted, .retraction:
      takeEvent(signal, details: details, with: &work, into: &effects)
    case .filtered, .tombstone: counts.filtered += 1
    case .hidden:
      counts.filtered += 1
      let length = work.configuration.paneLength
      if length.pane(of: signal.time) >= length.pane(of: frontier.frontier) {
        holdHidden(signal, with: &work)
      }
    case .rejected: reject(signal, signal.reason, with: &work, into: &effects)
    }
  }

  private mutating func takeEvent(
    _ signal: Signal, details: UnsafeRawPointer?, with work: inout ObserveWork,
    into effects: inout ObserveEffects
  ) {
    let length = work.configuration.paneLength
    let pane = length.pane(of: signal.time)
    guard pane >= length.pane(of: frontier.frontier) else {
      counts.late += 1
      reject(signal, .late, with: &work, into: &effects)
      return
    }
    let open = openPane(pane, with: &work)
    let before = open.count
    let isTaken = withUnsafePointer(to: signal) {
      open.insert($0, details: details, limit: work.configuration.maxEventsPerPane)
    }
    guard isTaken else {
      reject(signal, .paneFull, with: &work, into: &effects)
      return
    }
    if open.count == before {
      counts.duplicates += 1
    } else if signal.isRetraction {
      counts.retractions += 1
    } else {
      counts.accepted += 1
    }
    if signal.time > lastAccepted { lastAccepted = signal.time }
    frontier.accepted(
      time: signal.time, arrival: signal.arrival, maxDelay: work.configuration.maxDelay,
      idle: work.configuration.idle)
  }

  /// Below the position only events of panes that are still needed are taken again: all else there
  /// was handled, dead letters included.
  private mutating func takeAgain(
    _ signal: Signal, details: UnsafeRawPointer?, with work: inout ObserveWork
  ) {
    reread = signal.offset + 1
    guard signal.isAccepted || signal.isRetraction || signal.outcome == .hidden else { return }
    let length = work.configuration.paneLength
    let pane = length.pane(of: signal.time)
    let closed = length.pane(of: frontier.frontier)
    guard pane.index >= closed.index - work.configuration.dedupePanes else { return }
    if signal.outcome == .hidden { return holdHidden(signal, with: &work) }
    let open = openPane(pane, with: &work)
    _ = withUnsafePointer(to: signal) {
      open.insert($0, details: details, limit: work.configuration.maxEventsPerPane)
    }
  }

  /// In the ids of counts without their value: one of the same id with its value stands beside it.
  /// Tokens have 48 bits.
  static let hiddenID: UInt64 = 1 << 63

  /// A count without its value moves no frontier, and is no event of its pane; it is held until the
  /// pane closes. Beyond the pane's limit it is left out.
  private mutating func holdHidden(_ signal: Signal, with work: inout ObserveWork) {
    guard work.configuration.reads.contains(.values) else { return }
    let open = openPane(work.configuration.paneLength.pane(of: signal.time), with: &work)
    var held = signal
    held.id |= Self.hiddenID
    _ = withUnsafePointer(to: held) {
      open.insert($0, details: nil, limit: work.configuration.maxEventsPerPane)
    }
  }

  private mutating func reject(
    _ signal: Signal, _ reason: RejectReason, with work: inout ObserveWork,
    into effects: inout ObserveEffects
  ) {
    counts.rejected += 1
    work.rejectedByReason[Int(reason.rawValue)] += 1
    effects.deadLetters.append(
      DeadLetter(
        source: work.configuration.source, partition: partition, offset: signal.offset,
        arrival: signal.arrival, reason: reason))
  }

  private mutating func openPane(_ pane: Pane, with work: inout ObserveWork) -> OpenPane {
    // Events come nearly in order: the pane is among the last ones.
    var place = panes.count
    while place > 0 {
      let held = panes[place - 1]
      if held.pane == pane { return held }
      if held.pane < pane { break }
      place -= 1
    }
    // The next pane holds about as many events as the last one: it need not grow.
    let fresh = work.spare.popLast() ?? OpenPane(capacity: max(1024, panes.last?.count ?? 0))
    fresh.reset(to: pane)
    if work.configuration.readsPosts && pane >= closedBefore {
      fresh.keepDetails(in: work.spareDetails.popLast())
    }
    panes.insert(fresh, at: place)
    return fresh
  }
}
