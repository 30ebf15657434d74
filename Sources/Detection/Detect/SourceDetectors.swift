internal import EventTime

/// The detectors of one source beside `volume`, those of one shard: what another shard owns is nil.
package struct SourceDetectors: ~Copyable {
  /// Runs in every shard: each must know what is missing.
  package var silence = Held<SilenceDetector?>(nil)
  /// Whether this shard is the one that tells of silence.
  package var tellsSilence = false
  package var satisfaction = Held<SatisfactionDetector?>(nil)
  package var scam = Held<ScamDetector?>(nil)
  package var watchList = Held<WatchListDetector?>(nil)
  private var silences: [Finding] = []
  private var ratings = RatingPane()
  private var reports = ReportPane()
  private var hits = HitPane()

  package init() {}

  /// Steps the gaps; whether the feed is missing.
  mutating func isSilent(_ pane: Pane, _ feed: FeedPane, into findings: inout [Finding]) -> Bool {
    silences.removeAll(keepingCapacity: true)
    silence.value?.step(pane, feed, into: &silences)
    if tellsSilence { findings.append(contentsOf: silences) }
    return silence.value?.isSilent ?? false
  }

  /// Steps what reads rows of its own; they are moved out of `merged`.
  mutating func step(
    _ pane: Pane, _ rows: inout PaneRows, isMissing: Bool, into findings: inout [Finding]
  ) {
    if satisfaction.value != nil {
      swap(&ratings.rows, &rows.ratings)
      satisfaction.value?.step(pane, ratings, into: &findings)
    }
    if scam.value != nil {
      swap(&reports.rows, &rows.reports)
      swap(&reports.bytes, &rows.bytes)
      scam.value?.step(pane, reports, into: &findings)
    }
    if watchList.value != nil {
      swap(&hits.hits, &rows.hits)
      hits.isMissing = isMissing
      watchList.value?.step(pane, hits, into: &findings)
    }
  }

  /// An operator calls the alert of a detector here a false alarm.
  mutating func takeFalseAlarm(
    _ detector: DetectorKind, series: SeriesKey, item: UInt64, peak: Double
  ) {
    switch detector {
    case .silence: silence.value?.takeFalseAlarm(series: series, item: item, peak: peak)
    case .satisfaction: satisfaction.value?.takeFalseAlarm(series: series, item: item, peak: peak)
    case .scam: scam.value?.takeFalseAlarm(series: series, item: item, peak: peak)
    case .watchlist: watchList.value?.takeFalseAlarm(series: series, item: item, peak: peak)
    default: break
    }
  }

  func save(_ prefix: String, into cells: inout StateCells) {
    silence.value?.save("\(prefix)/silence", into: &cells)
    satisfaction.value?.save("\(prefix)/satisfaction", into: &cells)
    scam.value?.save("\(prefix)/scam", into: &cells)
    watchList.value?.save("\(prefix)/watchlist", into: &cells)
  }

  /// A detector that the state does not know begins afresh.
  mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {
    func isThere(_ name: String) -> Bool { cells.holds("\(prefix)/\(name)/") }
    if isThere("silence") { try silence.value?.load("\(prefix)/silence", cells) }
    if isThere("satisfaction") { try satisfaction.value?.load("\(prefix)/satisfaction", cells) }
    if isThere("scam") { try scam.value?.load("\(prefix)/scam", cells) }
    if isThere("watchlist") { try watchList.value?.load("\(prefix)/watchlist", cells) }
  }
}
