internal import EventTime

/// An episode of a series that is judged once a day: the tracker counts days, findings name panes.
struct DailyEpisode: BitwiseCopyable, Sendable {
  private(set) var tracker = EpisodeTracker()
  /// The panes at whose end the episode began and the alert opened.
  private(set) var since = Pane(index: 0)
  private(set) var openedAt = Pane(index: 0)
  /// Records since the episode began.
  private(set) var records: Int64 = 0
  /// The widest window that decides about closing.
  var closingWindow = DayWindows.cumulativeClosing

  static let minutes = 1440.0

  init() {}

  var isOpen: Bool { tracker.phase == .open }
  var isQuiet: Bool { tracker.isQuiet }
  var peak: Double { tracker.peak }

  /// Whether a window of so many days, ending with `day`, began after the last alert closed.
  func fits(days: Int64, day: Int64) -> Bool { day + 1 - days >= tracker.closedAt }

  mutating func advance(
    score: Double, closing: Double, threshold: Double, day: Int64, pane: Pane, records: Int64,
    rules: EpisodeRules
  ) -> Finding.Phase? {
    let wasQuiet = tracker.isQuiet
    let phase = tracker.advance(
      score: score, closing: closing, threshold: threshold, pane: day,
      paneMinutes: Self.minutes, rules: rules)
    if wasQuiet, !tracker.isQuiet {
      since = pane
      self.records = 0
    }
    self.records += records
    if phase == .opened { openedAt = pane }
    return phase
  }

  /// The threshold that holds for this episode.
  func threshold(_ present: Double) -> Double { isOpen ? tracker.openThreshold : present }

  /// The finding's parts that the episode knows.
  func finding(
    _ phase: Finding.Phase, detector: DetectorKind, series: SeriesKey, pane: Pane, score: Double,
    threshold: Double, windowDays: Int64, observed: Int64, expected: Double, chance: Double
  ) -> Finding {
    let wasOpen = phase == .opened || phase == .continued || phase == .closed
    return Finding(
      detector: detector, series: series, pane: pane, phase: phase, score: score, peak: peak,
      threshold: wasOpen ? tracker.openThreshold : threshold,
      windowMinutes: Int32(windowDays * 1440), observed: observed, expected: expected,
      distinctAuthors: -1, episodeCount: records, episodeTexts: 0, falseAlarmsPerWeek: chance,
      since: since, openedAt: wasOpen ? openedAt : pane)
  }

  func save(into writer: inout StateWriter) {
    tracker.save(into: &writer)
    writer.pane(since)
    writer.pane(openedAt)
    writer.signed(records)
    writer.count(DayWindows.scatter[closingWindow])
  }

  init(from reader: inout StateReader) throws(StateError) {
    tracker = try EpisodeTracker(from: &reader)
    since = try reader.plausiblePane("an episode's beginning")
    openedAt = try reader.plausiblePane("an alert's opening")
    records = try reader.integer(in: StateLimits.totals, "an episode's records")
    let scatter = try reader.index(below: DayWindows.scatterCount, "a window")
    closingWindow = (0..<DayWindows.count).last { DayWindows.scatter[$0] == scatter } ?? 0
  }
}

extension EpisodeRules {
  /// Of the detectors that look once a day: an episode from 1.5, seven days apart.
  static var daily: EpisodeRules {
    var rules = EpisodeRules()
    rules.onset = 1.5
    rules.restMinutes = 7 * 1440
    rules.closingMinutes = 2 * 1440
    rules.repeatMinutes = 1440
    rules.minimumThreshold = 1.8
    rules.familyRatePriorEpisodes = 2
    rules.familyRatePriorWeeks = 10
    rules.seriesRatePriorWeeks = 20
    rules.halfLifeDays = 120
    return rules
  }
}

extension [Finding] {
  /// Puts the findings from `first` on into the order of their keys.
  mutating func sortByKey(from first: Int) {
    guard count - first > 1 else { return }
    self[first...].sort { ($0.series, $0.item) < ($1.series, $1.item) }
  }
}
