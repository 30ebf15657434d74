package import EventTime

/// The reports of one source in one pane, of all partitions, by (time, id).
package struct ReportPane: Sendable, Equatable {
  package var rows: [ReportRow] = []
  /// Texts of the rows' domains and merchants.
  package var bytes: [UInt8] = []
  package init(rows: [ReportRow] = [], bytes: [UInt8] = []) {
    self.rows = rows
    self.bytes = bytes
  }
}

/// What an operator decides about `scam`, for one source.
package struct ScamConfiguration: Sendable, Equatable {
  /// - `falseAlarmsPerWeek` (number, default 1, 0.01…1000): chance alarms a week over all series;
  ///   half of them is for domains that were never there.
  package var falseAlarmsPerWeek = 1.0
  /// - `minimumReports` (integer, default 3, 1…1000): a window with fewer says nothing.
  package var minimumReports = 3
  /// - `warmUpDays` (integer, default 28, 7…365): how long is only learned.
  package var warmUpDays: Int64 = 28
  /// - `minimumAuthors` (integer, default 10, 1…1000): reports from which on a domain or a merchant
  ///   is named.
  package var namedFrom: Int32 = 10
  /// - `maximumMerchants`, `maximumDomains` (integer, default 2500, 1…100000): of each, those reported
  ///   least recently are forgotten, and counted.
  package var maximumMerchants = 2500
  package var maximumDomains = 2500
  /// - `maximumNewDomains` (integer, default 20000, 1…1000000): domains in their first 28 days.
  package var maximumNewDomains = 20_000
  /// - `maximumRememberedDomains` (integer, default 1000000, 1000…16000000): domains that were there;
  ///   at the limit the tenth that was not seen for longest is forgotten, and counted.
  package var maximumRememberedDomains = 1_000_000
  /// - `rememberDays` (integer, default 400, 30…3650): how long a domain was there.
  package var rememberDays: Int64 = 400
  /// - `newDomainShare` (number, default 0.01, 0.0001…0.5): of the honest new domains so many are
  ///   said, at most.
  package var newDomainShare = 0.01

  /// Categories that the source declares; the next index is all others.
  package var categories: Int32
  /// Days are closed at its midnight.
  package var zone: TimeZoneRule
  package var paneLength: PaneLength

  package init(
    categories: Int32, zone: TimeZoneRule = .utc, paneLength: PaneLength = .standard
  ) {
    precondition(categories >= 0)
    self.categories = categories
    self.zone = zone
    self.paneLength = paneLength
  }
}

extension FindingKind {
  /// `scam`: more reports of a category, a merchant, a domain.
  package static let category = FindingKind(rawValue: "category")
  package static let merchant = FindingKind(rawValue: "merchant")
  package static let domain = FindingKind(rawValue: "domain")
  /// `scam`: a domain that was never there, and is reported more than new ones are.
  package static let newDomain = FindingKind(rawValue: "new-domain")
}

extension Measure {
  /// Reports a day, in the window and usually.
  package static let perDay = Measure(rawValue: "perDay")
  package static let usualPerDay = Measure(rawValue: "usualPerDay")
  /// Days since the first report of a domain.
  package static let ageDays = Measure(rawValue: "ageDays")
}

/// The numbers of `scam` that nobody has to set.
enum ScamConstants {
  static let levelHalfLifeDays = 56.0
  /// Pseudo-reports and pseudo-days of a level.
  static let levelPrior = 0.3
  static let exposurePrior = 1.0
  static let freezeScore = 4.0
  static let freezeDays = 30.0
  static let minimumExpected = 0.001

  static let scatterHalfLifeDays = 60.0
  static let scatterUnits = 15.0
  static let scatterPrior = 0.1
  static let minimumScatter = 0.0005
  static let trimmedVariances = 25.0
  static let scatterHoldScore = 2.5
  static let scatterHoldDays = 60.0

  /// The rise that the cumulative sum waits for, and its limit.
  static let rise = 3.0
  static let cumulativeLimit = 13.8
  static let cumulativeVariance = 0.1

  static let families = 3
  static let labelBytes = 80

  /// Days for which a domain is new.
  static let newDays: Int64 = 28
  /// Of the promise, for domains that were never there.
  static let newPromise = 0.5
  /// How long without a report until an alert of a new domain closes.
  static let newClosingMinutes = 3 * 1440.0
  /// New domains' worth of what is assumed of them.
  static let newPrior = 5.0
  static let newMeanPrior = 0.1
  static let newVariancePrior = 2.0
  static let newHalfLifeDays = 180.0
  static let newAgeVariance = 0.3
}
