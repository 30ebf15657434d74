package import EventTime

/// What is counted apart from what: one source, one dimension (a theme or a category), one area.
@frozen
package struct SeriesKey: Hashable, Comparable, Sendable, BitwiseCopyable {
  package var source: Int32
  /// Dense index: the theme's, or 64 + the category's.
  package var dimension: Int32
  /// Dense index of the area; −1 is the whole territory.
  package var area: Int32

  @inlinable
  package init(source: Int32, dimension: Int32, area: Int32) {
    self.source = source
    self.dimension = dimension
    self.area = area
  }

  @inlinable
  package static func < (a: SeriesKey, b: SeriesKey) -> Bool {
    (a.source, a.dimension, a.area) < (b.source, b.dimension, b.area)
  }
}

/// The sum of one (dimension, area) of a source over one pane, all partitions together.
@frozen
package struct SeriesCount: BitwiseCopyable, Sendable {
  package var dimension: Int32
  package var area: Int32
  package var count: Int32
  /// Texts that are different from each other within the pane, at most `count`.
  package var distinctTexts: Int32
  /// This row's tokens of distinct authors (the 64 smallest) stand in `authors[start..<end]`.
  package var authorsStart: Int32
  package var authorsEnd: Int32

  @inlinable
  package init(
    dimension: Int32, area: Int32, count: Int32, distinctTexts: Int32,
    authorsStart: Int32, authorsEnd: Int32
  ) {
    self.dimension = dimension
    self.area = area
    self.count = count
    self.distinctTexts = distinctTexts
    self.authorsStart = authorsStart
    self.authorsEnd = authorsEnd
  }
}

package enum DetectorKind: String, Sendable, CaseIterable {
  case volume, rumour, panic, crowd, emerging, satisfaction, scam, watchlist, silence, situation
}

extension Finding {
  /// The order of findings within a pane: by detector, series, kind and item.
  package static func precedes(_ a: Finding, _ b: Finding) -> Bool {
    (a.detector.rawValue, a.series, a.kind.rawValue, a.item)
      < (b.detector.rawValue, b.series, b.kind.rawValue, b.item)
  }
}

/// What a detector says about one series at the end of one pane.
package struct Finding: Sendable, Equatable {
  package enum Phase: UInt8, Sendable {
    /// The score passed 3 but not the threshold.
    case candidate
    /// The score reached the threshold: an alert opens.
    case opened
    /// An open alert grew by 0.3 or five minutes went by.
    case continued
    /// Below the closing threshold for the hold time: the alert closes.
    case closed
    /// A candidate's episode ended without an alert.
    case faded
  }
  package var detector: DetectorKind
  /// What of its detector it is.
  package var kind = FindingKind.more
  package var series: SeriesKey
  /// What it is about where that is no series alone: a token of a cluster, a term, a domain, an entry
  /// of a list; 0 where the series says it all. One alert is open for each (detector, series, item).
  package var item: UInt64 = 0
  package var pane: Pane
  package var phase: Phase
  /// Surprise now, −log10 p.
  package var score: Double
  /// The highest since the episode began.
  package var peak: Double
  /// What the score had to reach.
  package var threshold: Double
  /// The window that says most, in minutes.
  package var windowMinutes: Int32
  package var observed: Int64
  package var expected: Double
  /// Distinct authors in that window, exact up to 64; −1 for a source without authors.
  package var distinctAuthors: Int32
  /// Signals and different texts since the episode began.
  package var episodeCount: Int64
  package var episodeTexts: Int64
  /// Chance alarms a week, over all series of the detector, at a score as high as the peak.
  package var falseAlarmsPerWeek: Double
  /// The pane in which the episode began.
  package var since: Pane
  /// The pane in which the alert opened; `pane` itself before that.
  package var openedAt: Pane
  /// What there is to say beside the numbers; nil where they say it all.
  package var details: FindingDetails?

  package init(
    detector: DetectorKind, series: SeriesKey, pane: Pane, phase: Phase, score: Double,
    peak: Double, threshold: Double, windowMinutes: Int32, observed: Int64, expected: Double,
    distinctAuthors: Int32, episodeCount: Int64, episodeTexts: Int64, falseAlarmsPerWeek: Double,
    since: Pane, openedAt: Pane
  ) {
    self.detector = detector
    self.series = series
    self.pane = pane
    self.phase = phase
    self.score = score
    self.peak = peak
    self.threshold = threshold
    self.windowMinutes = windowMinutes
    self.observed = observed
    self.expected = expected
    self.distinctAuthors = distinctAuthors
    self.episodeCount = episodeCount
    self.episodeTexts = episodeTexts
    self.falseAlarmsPerWeek = falseAlarmsPerWeek
    self.since = since
    self.openedAt = openedAt
  }
}
