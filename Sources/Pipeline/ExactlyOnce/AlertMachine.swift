package import Alerts
package import Detection
package import EventTime

/// ALERT: what the shards found goes pane by pane into the lives of alerts.
package struct AlertMachine: Sendable {
  package private(set) var inbox: FindingsInbox
  package private(set) var stage: AlertStage
  /// By source: it has reached the present, and what was quiet until then is told.
  private var reachedPresent: Set<Int32> = []

  package init(shards: Int, configuration: AlertConfiguration) {
    inbox = FindingsInbox(shards: shards)
    stage = AlertStage(configuration: configuration)
  }

  /// Takes what one shard says of one source, nothing at all when it holds nothing yet; `present`
  /// decides about what is caught up on quietly.
  package mutating func take(
    source: Int32, shard: Int32, panes: [PaneFindings], frontier: Pane?, present: Instant,
    into changes: inout [AlertChange]
  ) {
    for pane in panes { inbox.take(pane) }
    if let frontier {
      inbox.take(frontier: frontier, source: source, shard: Int(shard))
    } else if panes.isEmpty {
      inbox.hearEmpty(source: source, shard: Int(shard))
    }
    inbox.pass(source: source) { findings in
      stage.step(
        findings, mode: stage.mode(of: findings.pane, present: present), into: &changes)
    }
    announce(source, present, into: &changes)
  }

  /// Steps situations as far as all `streams` are. One that was found empty holds nobody up; one of
  /// which nothing is known yet does, whatever the clock says: the same history, the same situations.
  package mutating func stepSituations(
    streams: [Int32], present: Instant, into changes: inout [AlertChange]
  ) {
    var until: Pane?
    for stream in streams where !inbox.isEmpty(source: stream) {
      guard let frontier = inbox.frontier(source: stream) else { return }
      until = min(until ?? frontier, frontier)
    }
    guard let until else { return }
    let rules = stage.configuration
    stage.stepSituations(
      before: until, mode: { rules.mode(of: $0, present: present) }, into: &changes)
  }

  /// Takes an operator's action.
  package mutating func take(
    _ action: AlertAction, now: Instant, into changes: inout [AlertChange]
  ) -> ActionOutcome {
    stage.take(action, now: now, into: &changes)
  }

  /// What opened quietly is told once its source has reached the present.
  private mutating func announce(
    _ source: Int32, _ present: Instant, into changes: inout [AlertChange]
  ) {
    guard let stepped = inbox.frontier(source: source) else { return }
    let last = Pane(index: stepped.index - 1)
    guard stage.mode(of: last, present: present) == .live else {
      reachedPresent.remove(source)
      return
    }
    guard reachedPresent.insert(source).inserted else { return }
    stage.announceQuiet(source: source, pane: last, into: &changes)
  }

  package func frontiers(sources: Int) -> [(source: Int, pane: Pane)] {
    (0..<sources).compactMap { index in
      inbox.frontier(source: Int32(index)).map { (index, $0) }
    }
  }

  package func save(names: [SourceNames], into cells: inout StateCells) {
    inbox.save(names: names, into: &cells)
    stage.save(names: names, into: &cells)
  }

  /// - Parameter isListed: whether the present configuration still watches a series; an alert of one
  ///   that it does not would never close.
  package mutating func load(
    _ cells: StateCells, names: [SourceNames], isListed: (SeriesKey) -> Bool
  ) throws(StateError) -> [LoadReport] {
    [
      try inbox.load(cells, names: names),
      try stage.load(cells, names: names, isListed: isListed),
    ]
  }
}

extension LoadReport {
  /// What was in the state and is no longer configured.
  var dropped: [String] {
    droppedSources + droppedDimensions + droppedAreas + droppedAlerts
      + (droppedOthers ? ["detectors other than volume"] : [])
  }
}
