package import EventTime
internal import Glibc
internal import Statistics

/// Notices series of one source whose counts are more than chance, calibrated to a promise.
///
/// A level per series times a weekly profile of its family gives what to expect in windows of 1 min
/// to 24 h; the forecast is negative binomial with a dispersion learned per window length. Surprise
/// is −log10 of the upper tail; the threshold follows daily from the episodes of past surprise, so
/// that chance opens `falseAlarmsPerWeek` alerts over all series. A value: equal steps give equal
/// findings, whatever happened between them.
package struct VolumeDetector: Sendable {
  package let source: Int32
  package let configuration: VolumeConfiguration
  /// Series that were forgotten because there were more than `maximumSeries`.
  package internal(set) var evictedSeries = 0
  /// Rows without a series: at the limit, and every series had an alert or an episode.
  package internal(set) var refusedRows = 0

  var geometry: WindowGeometry
  var table: SeriesTable
  var series: [SeriesState] = []
  /// Running totals of each series, `geometry.stride` slots by id.
  var ladders: [UInt32] = []
  /// By id, `VolumeConstants.dispersionCount` each: of every window, then of the fast filter's.
  var dispersions: [Dispersion] = []
  /// The last authors of each series, newest first: token · 2¹⁶ + ring boundary; 64 by id.
  var authors: [UInt64] = []
  /// Ids by key: sums over series go in this order.
  var order: [Int32] = []
  var orderIsStale = false
  /// Ids with an episode or alert, in no order that matters.
  var watched: [Int32] = []

  var localTimes: [LocalTime] = []
  /// What every series' learning reads of them, copied once a tick: they hold references.
  var localLooks: [LocalLook] = []
  /// Index into `localTimes` by area + 1; beyond the list the territory's.
  var localTimeOfArea: [Int32] = []
  /// The first stands for all dimensions that were never seen.
  var families: [FamilyState] = []
  /// Geometric means of the series' dispersion, `VolumeConstants.dispersionCount` by family.
  var familyDispersion: [Double] = []
  var familyDispersionWeights: [Double] = []
  /// By family, then local time.
  var exposures: [Exposure] = []
  var exposureRings: [Double] = []
  var observedRing: [Int64] = []

  /// The boundary at the end of the last pane, nil before the first.
  var boundary: Int64?
  /// Panes seen that were not missing.
  var observedPanes: Int64 = 0
  var observedInTick: Int64 = 0
  var fastExposure = 0.0
  /// Weeks observed, discounted like the episodes.
  var weeks = 0.0
  var observedInDay: Int64 = 0
  /// What of each window was observed enough, at the present boundary.
  var isObserved = WindowGeometry.Each<Bool>(repeating: false)
  var scores = WindowGeometry.Each<Double>(repeating: 0)
  var expectations = WindowGeometry.Each<Double>(repeating: 0)
  let decays: Decays

  package init(source: Int32, configuration: VolumeConfiguration) {
    self.source = source
    self.configuration = configuration
    geometry = WindowGeometry(configuration.paneLength)
    table = SeriesTable(limit: configuration.maximumSeries)
    decays = Decays(geometry)
    observedRing = [Int64](repeating: 0, count: geometry.stride)
    let last = max(configuration.zones.count, configuration.calendars.count)
    for area in -1..<Int32(last) {
      let zone = configuration.zone(of: area)
      let calendar = configuration.calendar(of: area)
      var index = localTimes.firstIndex { $0.zone == zone && $0.calendar == calendar }
      if index == nil {
        index = localTimes.count
        let isListed = calendar >= 0 && Int(calendar) < configuration.holidays.count
        let holidays = isListed ? configuration.holidays[Int(calendar)] : nil
        localTimes.append(LocalTime(zone: zone, calendar: calendar, holidays: holidays))
      }
      localTimeOfArea.append(Int32(index ?? 0))
    }
    families.append(FamilyState(dimension: .min))
    for _ in 0..<VolumeConstants.dispersionCount {
      familyDispersion.append(VolumeConstants.dispersionPrior)
      familyDispersionWeights.append(1)
    }
    exposures = [Exposure](repeating: Exposure(), count: localTimes.count)
    exposureRings = [Double](repeating: 0, count: localTimes.count * geometry.stride)
  }

  package var seriesCount: Int { series.count }

  /// Takes the sums of one pane; panes come in order and without gaps, also the empty ones.
  ///
  /// - Parameters:
  ///   - counts: one row per series that has anything, ascending by (dimension, area).
  ///   - authors: tokens of 48 bits that the rows' ranges point into.
  ///   - missing: the source's data of this pane did not come: nothing is learned from it, its rows
  ///     are left aside, no alert closes and none opens.
  ///   - findings: new ones are appended, by key.
  package mutating func step(
    pane: Pane, counts: [SeriesCount], authors tokens: [UInt64], missing: Bool,
    into findings: inout [Finding]
  ) {
    if boundary == nil { begin(at: pane) }
    precondition(boundary == pane.index, "panes come in order, without gaps")
    let end = pane.index + 1
    boundary = end
    geometry.move(to: end)
    expose(missing: missing, end: end)
    let firstFinding = findings.count
    if !missing {
      let inTick = Int32(floorModulo(pane.index, geometry.tickPanes))
      for row in counts {
        let id = find(row, pane: pane.index)
        guard id >= 0 else { continue }
        take(row, tokens, id: id, pane: pane.index, inTick: inTick)
        score(id)
        judge(id, row, pane: pane, into: &findings)
      }
      watch(pane: pane, into: &findings)
    }
    if floorModulo(end, geometry.tickPanes) == 0 { tick(end: end) }
    if findings.count - firstFinding > 1 {
      findings[firstFinding...].sort { $0.series < $1.series }
    }
  }

  /// Steps through the empty panes before `pane`, and does nothing before the first step.
  package mutating func skip(to pane: Pane, missing: Bool, into findings: inout [Finding]) {
    guard var next = boundary else { return }
    while next < pane.index {
      step(
        pane: Pane(index: next), counts: [], authors: [], missing: missing, into: &findings)
      next += 1
    }
  }

  private mutating func begin(at pane: Pane) {
    boundary = pane.index
    let start = configuration.paneLength.start(of: pane)
    for index in localTimes.indices { localTimes[index].enter(start) }
    for index in exposures.indices {
      exposures[index].rate = profileRate(family: 0, localTime: index, at: start)
    }
  }

  /// Moves every family's exposure and the rings of boundaries on by one pane.
  private mutating func expose(missing: Bool, end: Int64) {
    let minutes = geometry.paneMinutes
    if !missing {
      observedPanes += 1
      observedInTick += 1
      observedInDay += 1
      for index in exposures.indices {
        exposures[index].total += exposures[index].rate * minutes
      }
    }
    let stride = geometry.stride
    for level in 0..<WindowGeometry.levelCount {
      let slot = geometry.writes[level]
      guard slot >= 0 else { continue }
      observedRing[slot] = observedPanes
      for index in exposures.indices {
        exposureRings[index * stride + slot] = exposures[index].total
      }
    }
    let enough =
      Double(observedPanes) * minutes >= configuration.minimumExposureMinutes
    for w in 0..<VolumeConstants.windowCount {
      let observed = Double(observedPanes - observedRing[geometry.starts[w]])
      let needed = VolumeConstants.minimumObservedShare * Double(geometry.windowPanes[w])
      isObserved[w] = enough && w >= geometry.firstWindow && observed >= needed
    }
  }

  /// Takes a row's count and authors into the series' memory.
  private mutating func take(
    _ row: SeriesCount, _ tokens: [UInt64], id: Int, pane: Int64, inTick: Int32
  ) {
    fillRings(id, upTo: inTick, tickStart: pane - Int64(inTick))
    if configuration.hasAuthors {
      remember(tokens, Int(row.authorsStart)..<Int(row.authorsEnd), id: id, pane: pane)
    }
    let count = UInt32(max(0, row.count))
    series[id].total &+= count
    series[id].tickCount &+= count
    series[id].lastPane = pane
    series[id].filled = inTick + 1
    let base = id * geometry.stride
    for level in 0..<WindowGeometry.fineLevels where geometry.writes[level] >= 0 {
      ladders[base + geometry.writes[level]] = series[id].total
    }
  }

  /// Writes the running total at the boundaries of the tick's panes that the series sat out.
  private mutating func fillRings(_ id: Int, upTo inTick: Int32, tickStart: Int64) {
    var pane = series[id].filled
    let total = series[id].total
    let base = id * geometry.stride
    while pane < inTick {
      for level in 0..<WindowGeometry.fineLevels {
        let slot = geometry.slot(level, at: tickStart + Int64(pane) + 1)
        if slot >= 0 { ladders[base + slot] = total }
      }
      pane += 1
    }
  }

  /// The profile of a family in a local time at `instant`, a minute.
  func profileRate(family: Int, localTime: Int, at instant: Instant) -> Double {
    let local = localTimes[localTime]
    let profile = families[family].profile
    let value = profile.value(minuteOfWeek: local.minuteOfWeek(instant))
    return local.isHoliday ? value * profile.holidayFactor : value
  }
}

extension VolumeDetector {
  /// The row's series, made if it is new; −1 if there is no room for it.
  private mutating func find(_ row: SeriesCount, pane: Int64) -> Int {
    let key = SeriesTable.key(row.dimension, row.area)
    let known = table.find(key)
    return known >= 0 ? known : makeSeries(key, row, pane: pane)
  }

  private mutating func makeSeries(_ key: UInt64, _ row: SeriesCount, pane: Int64) -> Int {
    let family = findFamily(row.dimension)
    let local = localTime(ofArea: row.area)
    var state = SeriesState(
      dimension: row.dimension, area: row.area, family: Int32(family),
      exposure: Int32(family * localTimes.count) + local, localTime: local, pane: pane)
    state.threshold = threshold(of: state)
    state.setLevels(
      exposure: exposures[Int(state.exposure)].discounted, fastExposure: fastExposure)
    orderIsStale = true
    if table.isFull {
      let id = longestSilent()
      guard id >= 0 else {
        refusedRows += 1
        return -1
      }
      evictedSeries += 1
      table.reassign(id, to: key)
      series[id] = state
      let base = id * geometry.stride
      for slot in 0..<geometry.stride { ladders[base + slot] = 0 }
      startDispersion(id, family: family)
      return id
    }
    let id = table.insert(key)
    series.append(state)
    order.append(Int32(id))
    for _ in 0..<geometry.stride { ladders.append(0) }
    for _ in 0..<VolumeConstants.dispersionCount { dispersions.append(Dispersion()) }
    startDispersion(id, family: family)
    if configuration.hasAuthors {
      for _ in 0..<AuthorMemory.capacity { authors.append(0) }
    }
    return id
  }

  /// Index of the local time of an area; −1 is the territory.
  func localTime(ofArea area: Int32) -> Int32 {
    let place = Int(max(-1, area)) + 1
    return place < localTimeOfArea.count ? localTimeOfArea[place] : localTimeOfArea[0]
  }

  /// A new series scatters as its family does.
  private mutating func startDispersion(_ id: Int, family: Int) {
    let count = VolumeConstants.dispersionCount
    for w in 0..<count {
      dispersions[id * count + w] = Dispersion()
      dispersions[id * count + w].value = familyDispersion[family * count + w]
    }
  }

  /// The family of a dimension; a new one is what a family that never saw anything is by now.
  private mutating func findFamily(_ dimension: Int32) -> Int {
    for index in families.indices where families[index].dimension == dimension { return index }
    var family = FamilyState(dimension: dimension)
    family.rate = families[0].rate
    family.tail = families[0].tail
    families.append(family)
    for index in 0..<VolumeConstants.dispersionCount {
      familyDispersion.append(familyDispersion[index])
      familyDispersionWeights.append(familyDispersionWeights[index])
    }
    let stride = geometry.stride
    for index in localTimes.indices {
      exposures.append(exposures[index])
      for slot in 0..<stride { exposureRings.append(exposureRings[index * stride + slot]) }
    }
    return families.count - 1
  }

  /// The id that was silent for longest, the smallest key among equals, −1 if all are watched.
  private func longestSilent() -> Int {
    var best = -1
    for id in series.indices where !series[id].isWatched {
      if best >= 0 {
        if series[id].lastPane > series[best].lastPane { continue }
        let isEqual = series[id].lastPane == series[best].lastPane
        if isEqual, table.key(of: id) > table.key(of: best) { continue }
      }
      best = id
    }
    return best
  }
}
