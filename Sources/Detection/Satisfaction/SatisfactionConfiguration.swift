package import EventTime

/// The ratings of one source in one pane, of all partitions.
package struct RatingPane: Sendable, Equatable {
  package var rows: [RatingRow] = []
  package init(rows: [RatingRow] = []) { self.rows = rows }
}

/// How good an answer is.
package enum RatingClass: UInt8, Sendable, BitwiseCopyable {
  case good, medium, bad
  /// Not counted.
  case none
}

/// What an operator decides about `satisfaction`, for one source.
package struct SatisfactionConfiguration: Sendable, Equatable {
  /// - `falseAlarmsPerWeek` (number, default 1, 0.01…1000): chance alarms a week over all series.
  package var falseAlarmsPerWeek = 1.0
  /// - `minimumRatings` (integer, default 5, 1…1000): a window with fewer says nothing.
  package var minimumRatings = 5
  /// - `warmUpDays` (integer, default 28, 7…365): a series younger than this is only learned.
  package var warmUpDays: Int64 = 28
  /// - `maximumSeries` (integer, default 5000, 1…100000): services in areas that are watched; at the
  ///   limit new ones count for their service and the total alone, and the rows are counted.
  package var maximumSeries = 5000
  /// - `areas` (boolean, default true): whether a service in each area is a series.
  package var byArea = true

  /// Services that the source declares; the next index is all others. 0: the source names none.
  package var services: Int32
  /// By index of the category; one beyond the list is not counted.
  package var classes: [RatingClass]
  /// Days are closed at its midnight.
  package var zone: TimeZoneRule
  package var paneLength: PaneLength

  package init(
    services: Int32, classes: [RatingClass], zone: TimeZoneRule = .utc,
    paneLength: PaneLength = .standard
  ) {
    precondition(services >= 0)
    self.services = services
    self.classes = classes
    self.zone = zone
    self.paneLength = paneLength
  }
}

extension FindingKind {
  /// `satisfaction`: good ratings fell, or bad ones rose.
  package static let fall = FindingKind(rawValue: "fall")
}

extension Measure {
  /// Shares of the good and the bad answers in the window, and what they usually are.
  package static let good = Measure(rawValue: "good")
  package static let bad = Measure(rawValue: "bad")
  package static let usualGood = Measure(rawValue: "usualGood")
  package static let usualBad = Measure(rawValue: "usualBad")
  /// Change of the good share within the services, and by other services answering.
  package static let within = Measure(rawValue: "within")
  package static let mix = Measure(rawValue: "mix")
  /// Ratings in the window.
  package static let ratings = Measure(rawValue: "ratings")
}

/// The numbers of `satisfaction` that nobody has to set.
enum SatisfactionConstants {
  static let shareHalfLifeDays = 56.0
  /// Ratings' worth of the wider series' shares in a series' own.
  static let sharePrior = 20.0
  static let freezeScore = 4.0
  static let freezeDays = 30.0

  static let scatterHalfLifeDays = 120.0
  static let scatterPrior = 0.01
  /// Pairs of ratings' worth of the family's correlation in a series' own.
  static let scatterUnits = 4000.0
  static let minimumScatter = 0.0005
  static let trimmedVariances = 25.0
  static let scatterHoldScore = 2.5
  static let scatterHoldDays = 60.0

  /// The fall that the cumulative sum waits for: by 0.15, or to 0.3 of what is usual.
  static let fall = 0.15
  static let leastShare = 0.3
  static let cumulativeLimit = 27.6

  static let families = 3
}
