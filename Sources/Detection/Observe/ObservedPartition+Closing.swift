internal import EventTime
internal import Signals

// From open panes to sums.
extension ObservedPartition {
  /// Sums the panes that the frontier has passed, and drops those that no duplicate can reach.
  mutating func close(with work: inout ObserveWork, into effects: inout ObserveEffects) {
    let open = openPaneAfterClosing(work.configuration)
    if panes.isEmpty || panes[0].pane >= open {
      closedBefore = max(closedBefore, open)
      return
    }
    var place = closedPanes
    while place < panes.count, panes[place].pane < open {
      sum(place, with: &work, into: &effects)
      place += 1
    }
    // Closed panes stay for as long as an id in them can have a duplicate.
    let needed = open.index - work.configuration.dedupePanes
    var kept = 0
    while kept < place, panes[kept].pane.index < needed { kept += 1 }
    if kept > 0 {
      work.spare.append(contentsOf: panes[0..<kept])
      panes.removeFirst(kept)
    }
    closedBefore = max(closedBefore, open)
  }

  private func openPaneAfterClosing(_ configuration: ObserveConfiguration) -> Pane {
    let reached = configuration.paneLength.pane(of: frontier.frontier)
    guard ended, let last = panes.last else { return reached }
    return max(reached, last.pane.next)
  }

  private func sum(
    _ place: Int, with work: inout ObserveWork, into effects: inout ObserveEffects
  ) {
    let held = panes[place]
    let events = held.events
    let earliest = held.pane.index - work.configuration.dedupePanes
    // Panes before this one that may hold an event of the same id.
    let reach = panes[..<place].firstIndex { $0.pane.index >= earliest } ?? place
    work.accumulator.removeAll()
    work.posts.removeAll()
    let readsPosts = work.configuration.readsPosts
    var counted: Int32 = 0
    for position in events.indices {
      let event = events.baseAddress.unsafelyUnwrapped + position
      let id = event.pointee.id
      if event.pointee.isRetraction {
        work.accumulator.addRetraction(id)
        continue
      }
      if event.pointee.outcome == .hidden {
        addHidden(event, place, from: reach, to: &work.accumulator)
        continue
      }
      // A post withdrawn within its own pane never counts: the only rule on retractions that does
      // not depend on how far its partition had come.
      if held.hasRetractions && held.contains(id: id, isRetraction: true) { continue }
      if reach < place && isDuplicate(id, among: reach..<place) { continue }
      counted += 1
      work.accumulator.add(event, partition: partition)
      if readsPosts { work.posts.add(event, row: position) }
      if !work.configuration.reads.isEmpty {
        work.accumulator.extras.add(
          event, partition: partition, reads: work.configuration.reads, list: work.watchList,
          labels: work.labels)
      }
    }
    // After this the pane stays for its ids alone.
    defer { if readsPosts { work.spareDetails.append(held.releaseDetails()) } }
    if counted == 0 && work.accumulator.isEmpty { return }
    effects.appendSums { sums in
      work.accumulator.write(into: &sums)
      work.posts.write(
        events, held.detailBase, source: work.configuration.source, partition: partition,
        into: &sums.posts)
      sums.partition = partition
      sums.pane = held.pane
      sums.events = counted
    }
    work.accumulator.removeAll()
  }

  /// Counts a record without its value, unless it was counted before or its value came after all.
  private func addHidden(
    _ event: UnsafePointer<Signal>, _ place: Int, from reach: Int,
    to accumulator: inout PaneAccumulator
  ) {
    let id = event.pointee.id
    let shown = id & ~Self.hiddenID
    if panes[place].contains(id: shown, isRetraction: false)
      || panes[place].contains(id: shown, isRetraction: true)
      || isDuplicate(id, among: reach..<place) || isDuplicate(shown, among: reach..<place)
    {
      return
    }
    accumulator.extras.addHidden(area: event.pointee.area)
  }

  private func isDuplicate(_ id: UInt64, among earlier: Range<Int>) -> Bool {
    for place in earlier where panes[place].contains(id: id, isRetraction: false) { return true }
    return false
  }
}
