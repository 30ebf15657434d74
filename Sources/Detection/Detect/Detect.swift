package import EventTime
internal import Statistics

/// The second stage, for one source: sums per pane and partition in, findings out.
///
/// A pane is stepped when every partition of the roster has closed it; it begins at the first pane
/// that holds anything. One source never waits for another.
package struct Detect: ~Copyable {
  package let source: Int32
  let paneLength: PaneLength
  var volume: Held<VolumeDetector>
  /// The others, as far as this shard owns them.
  var others: SourceDetectors
  var roster: [RosterEntry] = []
  /// Sums of panes that are not stepped, ascending by pane.
  var pending: [PaneSums] = []
  private var spare: [PaneSums] = []
  var accumulator: PaneAccumulator
  let layout: SeriesLayout
  var nextPane: Pane?
  private var merged = PaneSums()
  private var counts: [SeriesCount] = []
  private var found: [Finding] = []
  /// Those of `volume`.
  private var followable: [Finding] = []
  var evidence: [SeriesEvidence]
  var evidenceOf: [Int32]
  /// Of the series that are in an episode; few at any time.
  var episodes: [EpisodeTexts] = []
  /// What its panes bring to the source's group goes into the effects; otherwise it is dropped.
  package var handsOver = false
  /// Sums that came for panes that were stepped already: of partitions that joined.
  package internal(set) var joinedLateTotal: Int64 = 0

  /// A partition that the source's panes wait for.
  struct RosterEntry {
    var partition: Int32
    var openPane: Pane
    var anchored: Bool
    var ended: Bool
  }

  package init(
    source: Int32, paneLength: PaneLength, layout: SeriesLayout, volume: consuming VolumeDetector,
    others: consuming SourceDetectors = SourceDetectors()
  ) {
    self.source = source
    self.paneLength = paneLength
    self.layout = layout
    self.volume = Held(volume)
    self.others = others
    accumulator = PaneAccumulator(layout: layout)
    evidence = []
    evidenceOf = [Int32](repeating: -1, count: layout.dimensions * (layout.areas + 1))
  }

  package var seriesCount: Int { volume.value.seriesCount }

  /// The partition is in the roster: no pane is stepped before it has closed it.
  package mutating func join(partition: Int32) {
    guard !roster.contains(where: { $0.partition == partition }) else { return }
    roster.append(
      RosterEntry(partition: partition, openPane: Pane(index: .min), anchored: false, ended: false))
  }

  /// The partition holds nobody up any more: it was found empty to its end, or is gone.
  package mutating func leave(partition: Int32) {
    roster.removeAll { $0.partition == partition }
  }

  /// Takes everything that OBSERVE says in one step: the sums are moved out of `effects`.
  package mutating func take(_ effects: inout ObserveEffects) {
    for index in 0..<effects.sumCount {
      var sums = spare.popLast() ?? PaneSums()
      effects.exchange(index, with: &sums)
      take(sums)
    }
    for announcement in effects.announcements { take(announcement) }
  }

  /// Takes the sums of one closed pane of one partition.
  package mutating func take(_ sums: consuming PaneSums) {
    if let nextPane, sums.pane < nextPane {
      joinedLateTotal += 1
      return
    }
    var place = pending.count
    while place > 0, pending[place - 1].pane > sums.pane { place -= 1 }
    pending.insert(sums, at: place)
  }

  /// Takes what a partition says of its frontier; an unknown partition joins with its first event.
  package mutating func take(_ announcement: Announcement) {
    if announcement.frontier != .distantPast { join(partition: announcement.partition) }
    guard let index = roster.firstIndex(where: { $0.partition == announcement.partition }) else {
      return
    }
    roster[index].openPane = max(roster[index].openPane, announcement.openPane)
    roster[index].anchored = announcement.frontier != .distantPast
    roster[index].ended = announcement.ended
  }

  /// Every partition of the roster was read to its end, and no more will come.
  package var isEnded: Bool { !roster.isEmpty && roster.allSatisfy(\.ended) }

  /// Whether a partition is known.
  package var isEmpty: Bool { roster.isEmpty }

  /// Every pane before this one is closed by the whole roster; nil while a partition is unknown.
  package var closedBefore: Pane? {
    if roster.isEmpty { return nil }
    var smallest: Pane?
    for entry in roster where !entry.ended {
      if !entry.anchored { return nil }
      smallest = min(smallest ?? entry.openPane, entry.openPane)
    }
    if let smallest { return smallest }
    // All have ended: the last pane that holds anything closes, and no clock runs on.
    return pending.last.map { max($0.pane.next, nextPane ?? $0.pane) } ?? nextPane
  }

  /// Steps every pane that is closed, in order, those without anything too.
  package mutating func step(into effects: inout DetectEffects) {
    guard let until = closedBefore else { return }
    var pane: Pane
    if let nextPane {
      pane = nextPane
    } else {
      guard let first = pending.first?.pane, first < until else { return }
      pane = first
    }
    guard pane < until else { return }
    while pane < until {
      step(pane, into: &effects)
      pane = pane.next
    }
    nextPane = pane
    effects.frontier = pane
  }

  private mutating func step(_ pane: Pane, into effects: inout DetectEffects) {
    counts.removeAll(keepingCapacity: true)
    found.removeAll(keepingCapacity: true)
    let feed = merge(pane)
    let isMissing = others.isSilent(pane, feed, into: &found)
    var author: Int32 = 0
    var text = 0
    for row in merged.rows {
      text += Int(row.texts)
      let different =
        row.texts == 0
        ? Int64(row.count)
        : BottomK.estimatedSize(count: row.texts, largest: merged.texts[text - 1])
      counts.append(
        SeriesCount(
          dimension: row.dimension, area: row.area, count: row.count,
          distinctTexts: Int32(min(Int64(row.count), different)), authorsStart: author,
          authorsEnd: author + row.authors))
      author += row.authors
    }
    followable.removeAll(keepingCapacity: true)
    volume.value.step(
      pane: pane, counts: counts, authors: merged.authors, missing: isMissing, into: &followable)
    followEpisodes()
    found.append(contentsOf: followable)
    others.step(pane, &merged.extras, isMissing: isMissing, into: &found)
    learnEvidence(of: pane)
    if handsOver { handOver(pane, into: &effects) }
    effects.stepped += 1
    if found.isEmpty && merged.retractions.isEmpty { return }
    found.sort(by: Finding.precedes)
    effects.panes.append(
      PaneFindings(
        source: source, pane: pane, missing: isMissing,
        findings: found.map {
          EvidencedFinding(
            finding: $0,
            evidence: $0.detector == .volume ? evidence(of: $0.series) : SeriesEvidence())
        }, retractions: merged.retractions))
  }

  private mutating func handOver(_ pane: Pane, into effects: inout DetectEffects) {
    var brought = SourcePane(source: source, pane: pane)
    swap(&brought.posts, &merged.posts)
    swap(&brought.values, &merged.extras.values)
    brought.retractions = merged.retractions
    if !brought.isEmpty { effects.sourcePanes.append(brought) }
  }

  /// Counts the different texts of each episode, from the pane of its first finding to its end.
  private mutating func followEpisodes() {
    if followable.isEmpty && episodes.isEmpty { return }
    for finding in followable
    where !episodes.contains(where: { $0.slot == slot(of: finding.series) }) {
      episodes.append(EpisodeTexts(slot: slot(of: finding.series)))
    }
    var text = 0
    for row in merged.rows {
      let end = text + Int(row.texts)
      let slot = self.slot(dimension: row.dimension, area: row.area)
      if let place = episodes.firstIndex(where: { $0.slot == slot }) {
        episodes[place].add(merged.texts[text..<end])
      }
      text = end
    }
    for index in followable.indices {
      let slot = slot(of: followable[index].series)
      guard let place = episodes.firstIndex(where: { $0.slot == slot }) else { continue }
      let distinct = episodes[place].count
      // A source without texts has none to repeat.
      if distinct > 0 {
        followable[index].episodeTexts = min(distinct, followable[index].episodeCount)
      }
      if followable[index].phase == .closed || followable[index].phase == .faded {
        episodes.remove(at: place)
      }
    }
  }

  private func slot(of series: SeriesKey) -> Int {
    slot(dimension: series.dimension, area: series.area)
  }

  func slot(dimension: Int32, area: Int32) -> Int {
    Int(dimension) * (layout.areas + 1) + Int(area) + 1
  }

  private mutating func learnEvidence(of pane: Pane) {
    let slot = evidenceSlot(of: pane)
    for row in merged.rows {
      let place = evidencePlace(dimension: row.dimension, area: row.area)
      evidence[place].age(to: slot)
      evidence[place].add(sample: row.sample)
    }
    for entry in merged.terms {
      let row = merged.rows[Int(entry.row)]
      let place = evidencePlace(dimension: row.dimension, area: row.area)
      evidence[place].add(term: entry.term, count: entry.count)
    }
    for id in merged.retractions {
      for place in evidence.indices { evidence[place].remove(id: id) }
    }
  }

  /// The half hour of a pane, for the ageing of evidence.
  func evidenceSlot(of pane: Pane) -> Int64 {
    pane.index / max(1, 1_800_000_000 / paneLength.microseconds)
  }

  private mutating func evidencePlace(dimension: Int32, area: Int32) -> Int {
    let slot = self.slot(dimension: dimension, area: area)
    if evidenceOf[slot] < 0 {
      evidenceOf[slot] = Int32(evidence.count)
      evidence.append(SeriesEvidence())
    }
    return Int(evidenceOf[slot])
  }

  private func evidence(of series: SeriesKey) -> SeriesEvidence {
    let place = evidenceOf[slot(of: series)]
    return place < 0 ? SeriesEvidence() : evidence[Int(place)]
  }

  /// Joins the sums of all partitions for one pane; what came of the source, in all.
  private mutating func merge(_ pane: Pane) -> FeedPane {
    merged.removeAll()
    var taken = 0
    while taken < pending.count, pending[taken].pane == pane { taken += 1 }
    if taken == 0 { return FeedPane() }
    var feed = feed(taken)
    if taken == 1 {
      swap(&merged, &pending[0])
    } else {
      for index in 0..<taken { accumulator.merge(pending[index]) }
      accumulator.write(into: &merged)
      accumulator.removeAll()
      for index in 0..<taken where !pending[index].posts.isEmpty {
        merged.posts.append(pending[index].posts)
      }
      merged.posts.sort()
    }
    if others.tellsSilence {
      // Theme `all` comes first, and counts every signal with a place.
      for row in merged.rows.prefix(while: { $0.dimension == 0 }) where row.area >= 0 {
        feed.areas.append(FeedPane.Part(row.area, Int64(row.count)))
      }
    }
    // No more storage is kept than a source with many partitions needs.
    if spare.count < Self.spareLimit { spare.append(contentsOf: pending[0..<taken]) }
    pending.removeFirst(taken)
    return feed
  }

  /// What the first sums that wait say of how much came, by partition.
  private func feed(_ taken: Int) -> FeedPane {
    var feed = FeedPane()
    for sums in pending[0..<taken] {
      let count = Int64(sums.events)
      feed.count += count
      if let place = feed.partitions.firstIndex(where: { $0.index == sums.partition }) {
        feed.partitions[place].count += count
      } else {
        let place =
          feed.partitions.firstIndex { $0.index > sums.partition } ?? feed.partitions.count
        feed.partitions.insert(FeedPane.Part(sums.partition, count), at: place)
      }
    }
    return feed
  }

  /// An operator calls the alert of a detector of this source a false alarm.
  package mutating func takeFalseAlarm(
    _ detector: DetectorKind, series: SeriesKey, item: UInt64, peak: Double
  ) {
    if detector == .volume {
      volume.value.takeFalseAlarm(series: series, peak: peak)
    } else {
      others.takeFalseAlarm(detector, series: series, item: item, peak: peak)
    }
  }

  /// Emptied sums that are kept for their storage.
  private static let spareLimit = 64
}
