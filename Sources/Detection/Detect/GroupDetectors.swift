internal import EventTime
internal import Signals

/// What reads the texts of a group: the index of near-duplicates, and the detectors over it.
package struct TextDetectors: ~Copyable {
  private var index: Held<NearDuplicateIndex>
  package var rumour = Held<RumourDetector?>(nil)
  package var panic = Held<PanicDetector?>(nil)
  package var emerging = Held<EmergingDetector?>(nil)
  private var pane = TextPane()

  package init(index: NearDuplicateIndex) { self.index = Held(index) }

  /// Takes one pane of what the sources brought, and finds the near-duplicates in it.
  mutating func take(_ pane: Pane, _ arrived: inout ArraySlice<SourcePane>) {
    gather(&arrived)
    self.pane.clusters.removeAll(keepingCapacity: true)
    index.value.assign(pane, self.pane.posts, into: &self.pane.clusters)
  }

  /// The taken pane's located posts of one source, each a count of its area: of near-duplicates the
  /// first, of shares none. A short text says little of who copied whom, so each counts.
  func countPosts(of source: Int32, into rows: inout [ValueRow]) {
    for place in pane.posts.rows.indices {
      let row = pane.posts.rows[place]
      guard row.area >= 0, row.source == source else { continue }
      let isShort = row.tokens < TextSignature.minimumTokens
      let counts = isShort ? !row.flags.contains(.repost) : pane.clusters[place].isNew
      if counts { rows.append(ValueRow(cell: row.area, samples: 1, hidden: 0, sum: 0)) }
    }
  }

  /// Steps the pane that was taken.
  mutating func step(_ pane: Pane, into findings: inout [Finding]) {
    rumour.value?.step(pane, self.pane, into: &findings)
    panic.value?.step(pane, self.pane, into: &findings)
    emerging.value?.step(pane, self.pane, into: &findings)
  }

  /// Joins the posts of all sources in canonical order.
  private mutating func gather(_ arrived: inout ArraySlice<SourcePane>) {
    pane.retractions.removeAll(keepingCapacity: true)
    pane.posts.removeAll()
    for place in arrived.indices {
      if arrived.count == 1 {
        swap(&pane.posts, &arrived[place].posts)
      } else {
        pane.posts.append(arrived[place].posts)
      }
      pane.retractions.append(contentsOf: arrived[place].retractions)
    }
    if arrived.count > 1 {
      pane.posts.sort()
      pane.retractions.sort()
    }
  }

  func save(_ prefix: String, into cells: inout StateCells) {
    index.value.save("\(prefix)/index", into: &cells)
    rumour.value?.save("\(prefix)/rumour", into: &cells)
    panic.value?.save("\(prefix)/panic", into: &cells)
    emerging.value?.save("\(prefix)/emerging", into: &cells)
  }

  /// A detector that the state does not know begins afresh.
  mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {
    try index.value.load("\(prefix)/index", cells)
    if cells.holds("\(prefix)/rumour/") { try rumour.value?.load("\(prefix)/rumour", cells) }
    if cells.holds("\(prefix)/panic/") { try panic.value?.load("\(prefix)/panic", cells) }
    if cells.holds("\(prefix)/emerging/") { try emerging.value?.load("\(prefix)/emerging", cells) }
  }
}

/// The detectors of a group that one shard owns; what another shard owns is nil.
package struct GroupDetectors: ~Copyable {
  package var text: TextDetectors?
  private var crowd: Held<CrowdDetector?>
  /// By place in `crowd`'s configuration: the source.
  private let crowdSources: [Int32]
  /// Of them those that speak by steps: a pane without rows is one in which they did not.
  private let isStepped: [Bool]
  /// Of them those of which texts count, not posts.
  private let countsTexts: [Bool]
  private var slices = CrowdPane()

  package init() {
    crowd = Held(nil)
    crowdSources = []
    isStepped = []
    countsTexts = []
  }

  package init(
    text: consuming TextDetectors?, crowd: consuming CrowdDetector?, crowdSources: [CrowdSource]
  ) {
    self.text = text
    self.crowd = Held(crowd)
    self.crowdSources = crowdSources.map(\.source)
    isStepped = crowdSources.map { $0.stepMinutes > 0 }
    countsTexts = crowdSources.map(\.countsTexts)
  }

  var isActive: Bool { text != nil || crowd.value != nil }

  /// Steps one pane of what the sources brought; the ids of posts that were withdrawn, ascending.
  mutating func step(
    _ pane: Pane, _ arrived: inout ArraySlice<SourcePane>, stream: Int32,
    into findings: inout [Finding]
  ) -> [UInt64] {
    let first = findings.count
    text?.take(pane, &arrived)
    if crowd.value != nil { stepCrowd(pane, arrived, into: &findings) }
    text?.step(pane, into: &findings)
    for place in first..<findings.count { findings[place].series.source = stream }
    return arrived.flatMap(\.retractions).sorted()
  }

  private mutating func stepCrowd(
    _ pane: Pane, _ arrived: ArraySlice<SourcePane>, into findings: inout [Finding]
  ) {
    slices.slices.removeAll(keepingCapacity: true)
    for (place, source) in crowdSources.enumerated() {
      var slice = CrowdSlice(source: Int32(place), reported: !isStepped[place])
      if countsTexts[place], text != nil {
        text?.countPosts(of: source, into: &slice.rows)
        slice.reported = slice.reported || !slice.rows.isEmpty
      } else if let brought = arrived.first(where: { $0.source == source }), !brought.values.isEmpty
      {
        slice.rows = brought.values
        slice.reported = true
      }
      slices.slices.append(slice)
    }
    crowd.value?.step(pane, slices, into: &findings)
  }

  /// An operator calls the alert of a detector here a false alarm.
  mutating func takeFalseAlarm(
    _ detector: DetectorKind, series: SeriesKey, item: UInt64, peak: Double
  ) {
    switch detector {
    case .crowd: crowd.value?.takeFalseAlarm(series: series, item: item, peak: peak)
    case .rumour: text?.rumour.value?.takeFalseAlarm(series: series, item: item, peak: peak)
    case .panic: text?.panic.value?.takeFalseAlarm(series: series, item: item, peak: peak)
    case .emerging: text?.emerging.value?.takeFalseAlarm(series: series, item: item, peak: peak)
    default: break
    }
  }

  func save(_ prefix: String, into cells: inout StateCells) {
    text?.save("\(prefix)/text", into: &cells)
    crowd.value?.save("\(prefix)/crowd", into: &cells)
  }

  mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {
    if cells.holds("\(prefix)/text/") { try text?.load("\(prefix)/text", cells) }
    if cells.holds("\(prefix)/crowd/") { try crowd.value?.load("\(prefix)/crowd", cells) }
  }
}
