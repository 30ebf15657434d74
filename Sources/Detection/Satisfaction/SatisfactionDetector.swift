package import EventTime

/// Notices services, in areas and in all, that people rate worse than they did, once a day.
///
/// Shares of good and bad answers with a half-life of 56 days, learned one day late; windows of 1 to
/// 30 days by the tail of a binomial whose trials hang together, the correlation learned by window; a
/// cumulative sum beside them; the promise by episodes. The total is tested against what its services
/// usually get, so that it does not alarm when only others answer.
///
/// The series of a finding: dimension 0, the area, and as `item` the service's index + 1; 0 is all
/// services. Judged at local midnight only: within a day nothing is said.
package struct SatisfactionDetector: Detector, Sendable {
  package typealias Input = RatingPane

  package let source: Int32
  package let configuration: SatisfactionConfiguration
  /// Rows of services in areas beyond `maximumSeries`; they count for the service and the total.
  package internal(set) var refusedRows = 0

  /// The total first, then the services in their order, then services in areas as they came.
  var series: [RatingSeries] = []
  /// By id, day and class: `DayWindows.kept` × 3 each.
  var counts: [Int32] = []
  var calibration: EpisodeCalibration
  /// Index by service and area of the third family; looked up only.
  var areaIndex: [UInt64: Int32] = [:]
  /// The local day of the last pane, nil before the first.
  var day: Int64?
  var nextPane: Int64?
  /// The first local day.
  var start: Int64?
  /// Correlation by family and window, pooled over the family's series.
  var familyScatter = [Double](
    repeating: SatisfactionConstants.scatterPrior,
    count: SatisfactionConstants.families * DayWindows.scatterCount)

  static let perSeries = DayWindows.kept * 3

  package init(source: Int32, configuration: SatisfactionConfiguration) {
    self.source = source
    self.configuration = configuration
    calibration = EpisodeCalibration(
      rules: .daily, promise: configuration.falseAlarmsPerWeek, seriesTotal: 1)
    for _ in 0..<SatisfactionConstants.families { _ = calibration.addFamily(seriesCount: 1) }
  }

  package var seriesCount: Int { series.count }

  /// Services that are told apart, the others as one; none where the source names none.
  var components: Int { configuration.services > 0 ? Int(configuration.services) + 1 : 0 }

  package mutating func step(
    _ pane: Pane, _ input: borrowing RatingPane, into findings: inout [Finding]
  ) {
    precondition(nextPane == nil || nextPane == pane.index, "panes come in order, without gaps")
    nextPane = pane.index + 1
    let today = configuration.zone.localDay(at: configuration.paneLength.start(of: pane))
    if day == nil { begin(today) }
    day = today
    for index in input.rows.indices { take(input.rows[index], today) }
    let tomorrow = configuration.zone.localDay(at: configuration.paneLength.end(of: pane))
    if tomorrow > today {
      let first = findings.count
      close(today, pane, into: &findings)
      findings.sortByKey(from: first)
      clear(tomorrow)
    }
  }

  package mutating func takeFalseAlarm(series key: SeriesKey, item: UInt64, peak: Double) {
    guard key.source == source, peak.isFinite, item <= UInt64(Int32.max) else { return }
    let service = Int32(item) - 1
    if let id = find(service: service, area: key.area) { calibration.ended(id, peak: peak) }
  }

  private mutating func begin(_ today: Int64) {
    start = today
    add(RatingSeries(service: -1, area: -1, firstDay: today))
    for service in 0..<components {
      add(RatingSeries(service: Int32(service), area: -1, firstDay: today))
    }
  }

  mutating func add(_ one: RatingSeries) {
    series.append(one)
    counts += [Int32](repeating: 0, count: Self.perSeries)
    _ = calibration.addSeries(family: one.family.rawValue)
    if one.area >= 0 { areaIndex[Self.key(one.service, one.area)] = Int32(series.count - 1) }
  }

  static func key(_ service: Int32, _ area: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: service)) << 32 | UInt64(UInt32(bitPattern: area))
  }

  func find(service: Int32, area: Int32) -> Int? {
    guard area < 0 else { return areaIndex[Self.key(service, area)].map(Int.init) }
    let id = Int(service) + 1
    return id >= 0 && id <= components && id < series.count ? id : nil
  }

  private mutating func take(_ row: RatingRow, _ today: Int64) {
    guard row.count > 0, row.category >= 0, Int(row.category) < configuration.classes.count else {
      return
    }
    let kind = configuration.classes[Int(row.category)]
    guard kind != .none else { return }
    let place = DayWindows.slot(today) * 3 + Int(kind.rawValue)
    count(0, place, row.count)
    var service: Int32 = -1
    if components > 0 {
      let isDeclared = row.service >= 0 && row.service < configuration.services
      service = isDeclared ? row.service : configuration.services
      count(Int(service) + 1, place, row.count)
    }
    guard configuration.byArea, row.area >= 0 else { return }
    if let id = areaIndex[Self.key(service, row.area)] {
      count(Int(id), place, row.count)
    } else if series.count - 1 - components < configuration.maximumSeries {
      add(RatingSeries(service: service, area: row.area, firstDay: today))
      count(series.count - 1, place, row.count)
    } else {
      refusedRows += 1
    }
  }

  private mutating func count(_ id: Int, _ place: Int, _ more: Int32) {
    let index = id * Self.perSeries + place
    let (sum, overflows) = counts[index].addingReportingOverflow(more)
    counts[index] = overflows ? .max : sum
    // A service is as old as its first rating.
    if series[id].area < 0, series[id].known.total == 0, let day, !hasRatings(id) {
      series[id].firstDay = day
    }
  }

  private func hasRatings(_ id: Int) -> Bool {
    let today = day.map(DayWindows.slot) ?? 0
    for slot in 0..<DayWindows.kept where slot != today {
      if answers(id, slot: slot).total > 0 { return true }
    }
    return false
  }

  func answers(_ id: Int, slot: Int) -> Answers {
    let base = id * Self.perSeries + slot * 3
    return Answers(
      good: Double(counts[base]), medium: Double(counts[base + 1]), bad: Double(counts[base + 2]))
  }

  private mutating func clear(_ day: Int64) {
    let slot = DayWindows.slot(day)
    for id in series.indices {
      for place in 0..<3 { counts[id * Self.perSeries + slot * 3 + place] = 0 }
    }
  }

  /// Stops if the state is not what every step leaves it as. O(state); for tests.
  package func checkInvariants() {
    precondition(counts.count == series.count * Self.perSeries)
    precondition(calibration.seriesCount == series.count)
    precondition(counts.allSatisfy { $0 >= 0 })
    precondition(areaIndex.count == max(0, series.count - 1 - components))
    for id in series.indices {
      let one = series[id]
      precondition(find(service: one.service, area: one.area) == id)
      precondition(one.score.isFinite && one.score >= 0 && one.known.total.isFinite)
      precondition((0...SatisfactionConstants.cumulativeLimit).contains(one.cumulative))
      precondition(calibration.threshold(id).isFinite)
    }
  }
}
