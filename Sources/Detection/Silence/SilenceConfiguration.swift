package import EventTime

/// What came of one source in one pane: the numbers that tell whether it still delivers.
package struct FeedPane: Sendable, Equatable {
  package struct Part: Sendable, Equatable, BitwiseCopyable {
    /// Number of the partition, or dense index of the area.
    package var index: Int32
    package var count: Int64
    package init(_ index: Int32, _ count: Int64) {
      self.index = index
      self.count = count
    }
  }
  /// Signals of all partitions.
  package var count: Int64
  /// Ascending; a partition that brought nothing may be left out.
  package var partitions: [Part]
  /// Ascending; signals with a place.
  package var areas: [Part]

  package init(count: Int64 = 0, partitions: [Part] = [], areas: [Part] = []) {
    self.count = count
    self.partitions = partitions
    self.areas = areas
  }
}

/// What an operator decides about `silence`, for one source.
package struct SilenceConfiguration: Sendable, Equatable {
  /// - `falseAlarmsPerWeek` (number, default 1, 0.01…1000): chance alarms a week over all sources,
  ///   for gaps; and as many for partial loss and areas.
  package var falseAlarmsPerWeek = 1.0
  /// - `warmUpDays` (number, default 3, 0.1…60): how long is only learned.
  package var warmUpDays = 3.0
  /// - `minimumSeconds` (integer, default 60, 1…86400): no shorter silence is said.
  package var minimumSeconds = 60
  /// - `partial` (boolean, default true): whether less than usual is said.
  package var seesPartialLoss = true
  /// - `areas` (boolean, default true): whether one area that is missing is said.
  package var seesAreas = true
  /// - `maximumPartitions` (integer, default 256, 1…4096), `maximumAreas` (integer, default 512,
  ///   1…10000): further ones count for the source alone, and are counted.
  package var maximumPartitions = 256
  package var maximumAreas = 512

  /// N of the promise for gaps: sources, and partitions of those that have several.
  package var feedCount: Int
  /// N of the promise for partial loss and areas: sources and areas.
  package var seriesCount: Int
  package var zone: TimeZoneRule
  package var paneLength: PaneLength

  package init(
    feedCount: Int, seriesCount: Int, zone: TimeZoneRule = .utc, paneLength: PaneLength = .standard
  ) {
    precondition(feedCount > 0 && seriesCount > 0)
    self.feedCount = feedCount
    self.seriesCount = seriesCount
    self.zone = zone
    self.paneLength = paneLength
  }
}

extension FindingKind {
  /// `silence`: the whole source, some of its partitions.
  package static let source = FindingKind(rawValue: "source")
  package static let connector = FindingKind(rawValue: "connector")
  /// `silence`: the source brings less than usual; one area is missing.
  package static let partial = FindingKind(rawValue: "partial")
  package static let area = FindingKind(rawValue: "area")
}

extension Measure {
  /// Seconds since the last record, and after which a silence is said.
  package static let silentSeconds = Measure(rawValue: "silentSeconds")
  package static let limitSeconds = Measure(rawValue: "limitSeconds")
  /// The usual gap between batches, where a feed brings such.
  package static let batchSeconds = Measure(rawValue: "batchSeconds")
  package static let silentPartitions = Measure(rawValue: "silentPartitions")
  package static let partitions = Measure(rawValue: "partitions")
}

/// The numbers of `silence` that nobody has to set.
enum SilenceConstants {
  // Gaps.
  static let gapHalfLifeDays = 14.0
  static let tailShare = 0.05
  static let fewestExcesses = 30.0
  static let mostExcesses = 300.0
  /// Gaps without which nothing is said.
  static let fewestGaps = 10.0
  static let maximumShape = 0.6
  static let priorPoints = 100
  /// The tail of gaps in units of their mean excess, as feeds in common have it.
  static let priorShape = 0.15
  static let priorScale = 0.85
  /// Mean excess at least, in panes.
  static let minimumExcess = 0.6
  static let familyRatePrior = 1.0

  // Batches.
  static let batchFactor = 4.5
  /// Gaps are alike if this part of them, weighted by roots, lies around their median.
  static let batchShare = 0.7
  static let batchStay = 0.55
  static let batchBelow = 0.6
  static let batchAbove = 1.5
  static let batchLeastPanes = 3.0
  static let batchLeastGaps = 6.0

  // Occupancy.
  static let occupancyHalfLifeDays = 28.0
  static let occupancyPrior = 30.0
  static let awakeShare = 0.1

  /// The third alarmed gap in a row is learned: a lasting change.
  static let learnedAlarms = 3

  // Partial loss.
  static let levelHalfLifeDays = 7.0
  static let scatterHalfLifeDays = 14.0
  static let scatterUnits = 62.5
  static let scatterPrior = 0.1
  static let minimumScatter = 0.0005
  static let trimmedVariances = 25.0
  static let scatterHoldScore = 2.5
  static let scatterHoldMinutes = 14.0 * 1440
  static let freezeScore = 5.0
  static let freezeMinutes = 1440.0
  static let minimumExpected = 5.0
  static let profileVariance = 0.02

  // Areas.
  static let areaOthersPrior = 20.0
  static let areaMinutes = 60
}
