internal import EventTime

/// The detectors of one source beside `volume`, those of one shard: what another shard owns is nil.
package struct SourceDetectors: ~Copyable {
  private var heldSilence = Held<SilenceDetector?>(nil)
  /// Whether this shard is the one that tells of silence.
  package var tellsSilence = false
  private var heldSatisfaction = Held<SatisfactionDetector?>(nil)
  private var heldScam = Held<ScamDetector?>(nil)
  private var heldWatchList = Held<WatchListDetector?>(nil)
  private var silences: [Finding] = []
  private var ratings = RatingPane()
  private var reports = ReportPane()
  private var hits = HitPane()

  package init() {}

  /// Runs in every shard: each must know what is missing.
  package var silence: SilenceDetector? {
    _read { yield heldSilence.value }
    _modify { yield &heldSilence.value }
  }

  package var satisfaction: SatisfactionDetector? {
    _read { yield heldSatisfaction.value }
    _modify { yield &heldSatisfaction.value }
  }

  package var scam: ScamDetector? {
    _read { yield heldScam.value }
    _modify { yield &heldScam.value }
  }

  package var watchList: WatchListDetector? {
    _read { yield heldWatchList.value }
    _modify { yield &heldWatchList.value }
  }

  /// Steps the gaps; whether the feed is missing.
  mutating func isSilent(_ pane: Pane, _ feed: FeedPane, into findings: inout [Finding]) -> Bool {
    silences.removeAll(keepingCapacity: true)
    heldSilence.value?.step(pane, feed, into: &silences)
    if tellsSilence { findings.append(contentsOf: silences) }
    return silence?.isSilent ?? false
  }

  /// Steps what reads rows of its own; they are moved out of `merged`.
  mutating func step(
    _ pane: Pane, _ rows: inout PaneRows, isMissing: Bool, into findings: inout [Finding]
  ) {
    if satisfaction != nil {
      swap(&ratings.rows, &rows.ratings)
      heldSatisfaction.value?.step(pane, ratings, into: &findings)
    }
    if scam != nil {
      swap(&reports.rows, &rows.reports)
      swap(&reports.bytes, &rows.bytes)
      heldScam.value?.step(pane, reports, into: &findings)
    }
    if watchList != nil {
      swap(&hits.hits, &rows.hits)
      hits.isMissing = isMissing
      heldWatchList.value?.step(pane, hits, into: &findings)
    }
  }

  /// An operator calls the alert of a detector here a false alarm.
  mutating func takeFalseAlarm(
    _ detector: DetectorKind, series: SeriesKey, item: UInt64, peak: Double
  ) {
    switch detector {
    case .silence: silence?.takeFalseAlarm(series: series, item: item, peak: peak)
    case .satisfaction: satisfaction?.takeFalseAlarm(series: series, item: item, peak: peak)
    case .scam: scam?.takeFalseAlarm(series: series, item: item, peak: peak)
    case .watchlist: watchList?.takeFalseAlarm(series: series, item: item, peak: peak)
    default: break
    }
  }

  func save(_ prefix: String, into cells: inout StateCells) {
    silence?.save("\(prefix)/silence", into: &cells)
    satisfaction?.save("\(prefix)/satisfaction", into: &cells)
    scam?.save("\(prefix)/scam", into: &cells)
    watchList?.save("\(prefix)/watchlist", into: &cells)
  }

  /// A detector that the state does not know begins afresh.
  mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {
    func isThere(_ name: String) -> Bool { cells.holds("\(prefix)/\(name)/") }
    if isThere("silence") { try silence?.load("\(prefix)/silence", cells) }
    if isThere("satisfaction") { try satisfaction?.load("\(prefix)/satisfaction", cells) }
    if isThere("scam") { try scam?.load("\(prefix)/scam", cells) }
    if isThere("watchlist") { try watchList?.load("\(prefix)/watchlist", cells) }
  }
}
