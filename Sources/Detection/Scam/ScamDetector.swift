package import EventTime

/// Notices categories, merchants and domains that are reported more than they were, once a day, and
/// domains that were never there, as the reports come in.
///
/// Counts of a day with a half-life of 56 days, learned one day late; windows of 1 to 30 days by the
/// tail of a negative binomial whose dispersion is learned by window; a cumulative sum beside them; the
/// promise by episodes.
///
/// The series of a finding: dimension 64 + the category, with item 0; or dimension 0 and as `item` the
/// hash of the domain, or `merchantItem` of the merchant's.
package struct ScamDetector: Detector, Sendable {
  package typealias Input = ReportPane

  package let source: Int32
  package let configuration: ScamConfiguration
  /// Merchants and domains that were forgotten at their limits.
  package internal(set) var evictedSeries = 0
  package internal(set) var evictedNewDomains = 0

  /// The categories first; a place that was evicted is given to another of its family.
  var series: [ReportSeries] = []
  /// By id and day: `DayWindows.kept` each.
  var counts: [Int32] = []
  var calibration: EpisodeCalibration
  /// Ids by hash; looked up only.
  var merchantIndex: [UInt64: Int32] = [:]
  var domainIndex: [UInt64: Int32] = [:]
  var memory: DomainMemory
  var model = NewDomainModel()
  var newDomains: [NewDomain] = []
  var newIndex: [UInt64: Int32] = [:]
  var firstDay: Int64?
  var day: Int64 = 0
  var nextPane: Int64?
  /// Discounted days that were seen, up to the day before yesterday.
  var exposure = 0.0
  var familyScatter = [Double](
    repeating: ScamConstants.scatterPrior, count: ScamConstants.families * DayWindows.scatterCount)

  package init(source: Int32, configuration: ScamConfiguration) {
    self.source = source
    self.configuration = configuration
    var rules = EpisodeRules.daily
    rules.maximumShape = 0.6
    calibration = EpisodeCalibration(
      rules: rules, promise: (1 - ScamConstants.newPromise) * configuration.falseAlarmsPerWeek,
      seriesTotal: 1)
    for _ in 0..<ScamConstants.families { _ = calibration.addFamily(seriesCount: 1) }
    memory = DomainMemory(limit: configuration.maximumRememberedDomains)
  }

  package var seriesCount: Int { series.count }
  package var rememberedDomains: Int { memory.count }
  package var newDomainCount: Int { newDomains.count }
  package var forgottenDomains: Int { memory.forgotten }

  /// A merchant's item, apart from the domains'.
  package static func merchantItem(_ hash: UInt64) -> UInt64 {
    mix64(hash ^ 0x4D65_7263_6861_6E74)
  }

  var categoryCount: Int { Int(configuration.categories) + 1 }
  var newPromise: Double { ScamConstants.newPromise * configuration.falseAlarmsPerWeek }

  package mutating func step(
    _ pane: Pane, _ input: borrowing ReportPane, into findings: inout [Finding]
  ) {
    precondition(nextPane == nil || nextPane == pane.index, "panes come in order, without gaps")
    nextPane = pane.index + 1
    let today = configuration.zone.localDay(at: configuration.paneLength.start(of: pane))
    if firstDay == nil { begin(today) }
    day = today
    let first = findings.count
    for index in input.rows.indices { take(input.rows[index], input.bytes, pane, &findings) }
    let tomorrow = configuration.zone.localDay(at: configuration.paneLength.end(of: pane))
    if tomorrow > today {
      close(today, pane, into: &findings)
      clear(tomorrow)
    }
    findings.sortByKey(from: first)
  }

  package mutating func takeFalseAlarm(series key: SeriesKey, item: UInt64, peak: Double) {
    guard key.source == source, peak.isFinite else { return }
    if key.dimension >= 64 {
      let id = Int(key.dimension) - 64
      if item == 0, id < min(categoryCount, series.count) { calibration.ended(id, peak: peak) }
    } else if let id = series.indices.first(where: { series[$0].item == item && item != 0 }) {
      // A domain that was an alarm while new is a series too: its peak belongs to the new ones then.
      if series[id].family == .domain, newIndex[item] != nil {
        model.addPeak(peak)
      } else {
        calibration.ended(id, peak: peak)
      }
    } else if newIndex[item] != nil {
      model.addPeak(peak)
    }
  }

  private mutating func begin(_ today: Int64) {
    firstDay = today
    for category in 0..<categoryCount {
      add(
        ReportSeries(
          family: .category, key: UInt64(category), judgedFrom: today + configuration.warmUpDays,
          day: today))
    }
  }

  mutating func add(_ one: ReportSeries) {
    series.append(one)
    counts += [Int32](repeating: 0, count: DayWindows.kept)
    _ = calibration.addSeries(family: one.family.rawValue)
    index(series.count - 1)
  }

  mutating func index(_ id: Int) {
    switch series[id].family {
    case .category: break
    case .merchant: merchantIndex[series[id].key] = Int32(id)
    case .domain: domainIndex[series[id].key] = Int32(id)
    }
  }

  private mutating func take(
    _ row: ReportRow, _ bytes: [UInt8], _ pane: Pane, _ findings: inout [Finding]
  ) {
    let isDeclared = row.category >= 0 && row.category < configuration.categories
    count(isDeclared ? Int(row.category) : Int(configuration.categories))
    if row.merchant != 0 {
      let id = find(.merchant, row.merchant, judgedFrom: judgingStart)
      if id >= 0 {
        count(id)
        label(id, bytes, row.merchantStart, row.merchantCount)
      }
    }
    guard row.domain != 0 else { return }
    let known = memory.note(row.domain, day: day, rememberDays: configuration.rememberDays)
    let id = find(.domain, row.domain, judgedFrom: max(judgingStart, day + ScamConstants.newDays))
    if id >= 0 {
      count(id)
      label(id, bytes, row.domainStart, row.domainCount)
    }
    if known == nil, day >= judgingStart { addNew(row.domain, pane) }
    if let place = newIndex[row.domain] {
      let range = Self.range(row.domainStart, row.domainCount, bytes)
      note(Int(place), bytes[range], pane, &findings)
    }
  }

  private var judgingStart: Int64 { (firstDay ?? 0) + configuration.warmUpDays }

  private mutating func count(_ id: Int) {
    let place = id * DayWindows.kept + DayWindows.slot(day)
    if counts[place] < .max { counts[place] += 1 }
    if series[id].reports < .max { series[id].reports += 1 }
    series[id].lastDay = day
  }

  static func range(_ start: Int32, _ count: Int32, _ bytes: [UInt8]) -> Range<Int> {
    guard start >= 0, count > 0, Int(start) + Int(count) <= bytes.count else { return 0..<0 }
    return Int(start)..<Int(start) + min(Int(count), ScamConstants.labelBytes)
  }

  /// A name enters the state once enough reports have given it.
  private mutating func label(_ id: Int, _ bytes: [UInt8], _ start: Int32, _ count: Int32) {
    guard series[id].label.isEmpty, series[id].reports >= configuration.namedFrom else { return }
    series[id].label = Array(bytes[Self.range(start, count, bytes)])
  }

  /// The id of a series, made if it is new; −1 where the limit is reached and all have an episode.
  private mutating func find(
    _ family: ReportSeries.Family, _ key: UInt64, judgedFrom: Int64
  ) -> Int {
    let isMerchant = family == .merchant
    if let id = isMerchant ? merchantIndex[key] : domainIndex[key] { return Int(id) }
    let held = isMerchant ? merchantIndex.count : domainIndex.count
    let limit = isMerchant ? configuration.maximumMerchants : configuration.maximumDomains
    var one = ReportSeries(family: family, key: key, judgedFrom: judgedFrom, day: day)
    // A domain's counts begin with its first report here; of a merchant all days were seen.
    if family == .domain { one.unlearned = exposure }
    guard held >= limit else {
      add(one)
      return series.count - 1
    }
    let id = longestSilent(family)
    guard id >= 0 else { return -1 }
    evictedSeries += 1
    if isMerchant {
      merchantIndex[series[id].key] = nil
    } else {
      domainIndex[series[id].key] = nil
    }
    series[id] = one
    for slot in 0..<DayWindows.kept { counts[id * DayWindows.kept + slot] = 0 }
    calibration.restart(id)
    index(id)
    return id
  }

  /// The one that was reported least recently, the smallest key among equals.
  private func longestSilent(_ family: ReportSeries.Family) -> Int {
    var best = -1
    for id in series.indices where series[id].family == family && series[id].episode.isQuiet {
      if best >= 0,
        (series[best].lastDay, series[best].key) < (series[id].lastDay, series[id].key)
      {
        continue
      }
      best = id
    }
    return best
  }

  private mutating func clear(_ day: Int64) {
    let slot = DayWindows.slot(day)
    for id in series.indices { counts[id * DayWindows.kept + slot] = 0 }
  }

  /// Stops if the state is not what every step leaves it as. O(state); for tests.
  package func checkInvariants() {
    precondition(counts.count == series.count * DayWindows.kept)
    precondition(calibration.seriesCount == series.count)
    precondition(newIndex.count == newDomains.count)
    precondition(merchantIndex.count <= configuration.maximumMerchants)
    precondition(domainIndex.count <= configuration.maximumDomains)
    precondition(newDomains.count <= configuration.maximumNewDomains)
    precondition(memory.count <= configuration.maximumRememberedDomains)
    for place in newDomains.indices {
      precondition(newIndex[newDomains[place].hash] == Int32(place))
    }
    for id in series.indices {
      precondition(series[id].score.isFinite && series[id].known.isFinite)
      precondition(calibration.threshold(id).isFinite)
    }
  }
}

extension ReportSeries {
  /// As `Finding.item`.
  var item: UInt64 {
    switch family {
    case .category: 0
    case .merchant: ScamDetector.merchantItem(key)
    case .domain: key
    }
  }
}
