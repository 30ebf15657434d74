package import EventTime

/// The second stage for a group of sources whose posts and places are looked at together.
///
/// A pane of the group is stepped when every source of it has stepped that pane; a source that was
/// found empty, or has ended, holds nobody up. It begins at the first pane that holds anything.
package struct GroupDetect: ~Copyable {
  /// The group's index among the streams: it stands behind the sources.
  package let stream: Int32
  let paneLength: PaneLength
  var members: [Member]
  /// Panes of the members that wait, ascending by pane, then source.
  var pending: [SourcePane] = []
  var nextPane: Pane?
  var detectors: GroupDetectors
  private var found: [Finding] = []
  /// The frontier that was told last, in this process.
  private var told: Pane?

  /// A source of the group, and how far it is stepped.
  struct Member: Sendable {
    let source: Int32
    /// It is known what the source holds: before that the group waits for it.
    var isHeard = false
    var isEnded = false
    var steppedBefore: Pane?
  }

  package init(
    stream: Int32, sources: [Int32], paneLength: PaneLength, detectors: consuming GroupDetectors
  ) {
    self.stream = stream
    self.paneLength = paneLength
    members = sources.sorted().map { Member(source: $0) }
    self.detectors = detectors
  }

  /// Whether it has anything to do with what its sources bring, or only says how far they are.
  package var isActive: Bool { detectors.isActive }

  package func holds(source: Int32) -> Bool { members.contains { $0.source == source } }

  /// The source's partitions are known; without any that holds a record it is `isEmpty`.
  package mutating func hear(source: Int32, isEmpty: Bool) {
    guard let place = place(of: source) else { return }
    members[place].isHeard = true
    if members[place].steppedBefore == nil { members[place].isEnded = isEmpty }
  }

  /// How far a source is stepped: every pane before `pane`. What has ended holds nobody up.
  package mutating func advance(source: Int32, before pane: Pane?, isEnded: Bool) {
    guard let place = place(of: source) else { return }
    if let pane { members[place].steppedBefore = max(members[place].steppedBefore ?? pane, pane) }
    if members[place].steppedBefore != nil || isEnded { members[place].isHeard = true }
    members[place].isEnded = isEnded
  }

  /// Takes what a source's pane brings; panes that were stepped already are left aside.
  package mutating func take(_ arrived: consuming SourcePane) {
    guard detectors.isActive else { return }
    if let nextPane, arrived.pane < nextPane { return }
    let key = (arrived.pane, arrived.source)
    var place = pending.count
    while place > 0, (pending[place - 1].pane, pending[place - 1].source) > key { place -= 1 }
    pending.insert(arrived, at: place)
  }

  /// Of every source it is known that it holds nothing yet.
  package var isEmpty: Bool {
    members.allSatisfy { $0.isHeard && $0.isEnded && $0.steppedBefore == nil }
  }

  /// No more comes of any source.
  package var isEnded: Bool { !members.isEmpty && members.allSatisfy(\.isEnded) }

  /// Every pane before this one is stepped by all sources; nil while one is unknown.
  var closedBefore: Pane? {
    var smallest: Pane?
    var largest = nextPane
    for member in members {
      guard member.isHeard else { return nil }
      if let stepped = member.steppedBefore { largest = max(largest ?? stepped, stepped) }
      if member.isEnded { continue }
      guard let stepped = member.steppedBefore else { return nil }
      smallest = min(smallest ?? stepped, stepped)
    }
    return smallest ?? largest
  }

  /// Steps every pane that is closed, in order.
  package mutating func step(into effects: inout DetectEffects) {
    guard let until = closedBefore else { return }
    if let pane = nextPane ?? pending.first?.pane {
      var pane = pane
      while pane < until {
        step(pane, into: &effects)
        pane = pane.next
      }
      nextPane = max(nextPane ?? pane, pane)
    }
    guard until > told ?? Pane(index: .min) else { return }
    told = until
    effects.frontier = until
  }

  private mutating func step(_ pane: Pane, into effects: inout DetectEffects) {
    effects.stepped += 1
    guard detectors.isActive else { return }
    var taken = 0
    while taken < pending.count, pending[taken].pane == pane { taken += 1 }
    found.removeAll(keepingCapacity: true)
    var arrived = pending[0..<taken]
    pending.removeFirst(taken)
    let retractions = detectors.step(pane, &arrived, stream: stream, into: &found)
    if found.isEmpty && retractions.isEmpty { return }
    found.sort(by: Finding.precedes)
    effects.panes.append(
      PaneFindings(
        source: stream, pane: pane, missing: false,
        findings: found.map { EvidencedFinding(finding: $0, evidence: SeriesEvidence()) },
        retractions: retractions))
  }

  /// An operator calls the alert of a detector of the group a false alarm.
  package mutating func takeFalseAlarm(
    _ detector: DetectorKind, series: SeriesKey, item: UInt64, peak: Double
  ) {
    detectors.takeFalseAlarm(detector, series: series, item: item, peak: peak)
  }

  private func place(of source: Int32) -> Int? {
    members.firstIndex { $0.source == source }
  }
}
