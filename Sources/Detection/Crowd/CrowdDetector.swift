package import EventTime
internal import Glibc
internal import Statistics

/// More people in a place than usual: a scan over the cells of a grid with their nearest neighbours,
/// over windows of 5 to 120 minutes that end now, of several sources each and together.
///
/// Each source has its own level, profile of the week and dispersion in each cell. Episodes of high
/// scores, merged over 1.5 km and 2 h, are calibrated to the promise. An open gathering is followed:
/// does it move, does it run apart. Announced events are expected. Ticks are minutes, or panes where
/// those are longer; between them panes only add up.
package struct CrowdDetector: Detector, Sendable {
  package let configuration: CrowdConfiguration
  let geometry: CrowdGeometry
  let plan: CrowdEventPlan
  let rules = CrowdConstants.episodeRules
  /// By cell: the one that it is shown as.
  let shownAs: [Int32]

  var boundary: Int64?
  var sources: [CrowdSourceState]
  var calibration: EpisodeCalibration
  /// In the order in which they began.
  var episodes: [CrowdEpisode] = []
  /// By cell: ticks before this do not open again what has closed here.
  var closedAt: [Int64]
  /// By cell: the highest score since the last slice, and how long it has been high.
  var surprise: [Double]
  var freezeMinutes: [Double]
  var isFrozen: [Bool]
  /// Ticks in which anything was observed, and those of them since the day began.
  var observedTicks: Int64 = 0
  var observedInDay: Int64 = 0
  /// Rows that name no cell of the grid or no source, and episodes beyond the limit.
  package internal(set) var refusedRows = 0
  package internal(set) var refusedEpisodes = 0

  // What a tick uses until it ends.
  var scan: CrowdScan
  var scores: [CrowdScore]
  var centres: [Int32] = []
  var touchedCells: [Int32] = []
  var isTouched: [Bool]
  var isCentre: [Bool]
  var isLookedAt: [Bool]
  /// Tests of the last tick: (centres) × sources × zones × windows.
  package internal(set) var lastTests = 0

  /// The configuration must hold 1…`CrowdLimits.sources` sources of different names with steps of at
  /// most an hour, and at most `CrowdLimits.events` events in cells of its grid.
  package init(_ configuration: CrowdConfiguration) {
    let count = configuration.grid.count
    precondition((1...CrowdLimits.sources).contains(configuration.sources.count))
    precondition(configuration.sources.allSatisfy { (0...60).contains($0.stepMinutes) })
    precondition(configuration.falseAlarmsPerWeek > 0)
    self.configuration = configuration
    let geometry = CrowdGeometry(configuration.paneLength)
    self.geometry = geometry
    let plan = CrowdEventPlan(configuration.events, grid: configuration.grid)
    self.plan = plan
    shownAs = Self.shown(configuration)
    sources = configuration.sources.map {
      CrowdSourceState($0, grid: configuration.grid, geometry: geometry, plan: plan)
    }
    calibration = Self.calibration(configuration)
    closedAt = [Int64](repeating: .min, count: count)
    surprise = [Double](repeating: 0, count: count)
    freezeMinutes = surprise
    isFrozen = [Bool](repeating: false, count: count)
    isTouched = isFrozen
    isCentre = isFrozen
    isLookedAt = isFrozen
    scores = [CrowdScore](repeating: CrowdScore(), count: count)
    scan = CrowdScan(
      sources: configuration.sources.count, cells: count, zones: configuration.grid.zones.count)
  }

  static func calibration(_ configuration: CrowdConfiguration) -> EpisodeCalibration {
    let grid = configuration.grid
    var calibration = EpisodeCalibration(
      rules: CrowdConstants.episodeRules, promise: configuration.falseAlarmsPerWeek,
      seriesTotal: grid.count)
    for family in 0..<grid.familyCount {
      let cells = grid.cells.count { Int($0.family) == family }
      _ = calibration.addFamily(seriesCount: max(1, cells))
    }
    for cell in grid.cells { _ = calibration.addSeries(family: Int(cell.family)) }
    return calibration
  }

  package mutating func step(
    _ pane: Pane, _ input: borrowing CrowdPane, into findings: inout [Finding]
  ) {
    if boundary == nil { begin(at: pane) }
    precondition(boundary == pane.index, "panes come in order, without gaps")
    boundary = pane.index + 1
    for slice in input.slices {
      guard sources.indices.contains(Int(slice.source)) else {
        refusedRows += slice.rows.count
        continue
      }
      refusedRows += sources[Int(slice.source)].take(slice, pane: pane.index)
    }
    if floorModulo(pane.index + 1, geometry.tickPanes) == 0 {
      tick(pane, into: &findings)
    }
  }

  package mutating func takeFalseAlarm(series: SeriesKey, item: UInt64, peak: Double) {
    guard series.source == configuration.seriesSource,
      series.dimension == configuration.seriesDimension,
      configuration.grid.cells.indices.contains(Int(series.area)), peak.isFinite,
      item & Self.dispersalItem == 0
    else { return }
    calibration.ended(Int(series.area), peak: peak)
  }

  private mutating func begin(at pane: Pane) {
    boundary = pane.index
    let start = configuration.paneLength.start(of: pane)
    for index in sources.indices { sources[index].begin(at: start, grid: configuration.grid) }
  }

  private mutating func tick(_ pane: Pane, into findings: inout [Finding]) {
    let end = configuration.paneLength.end(of: pane)
    let tick = floorDivide(pane.index + 1, geometry.tickPanes)
    collectTouched(tick)
    var isObserved = false
    for index in sources.indices {
      let wasObserved = sources[index].advance(
        to: tick, at: end, geometry: geometry, paneMinutes: configuration.paneLength.minutes,
        grid: configuration.grid, plan: plan)
      let isWithinStep =
        sources[index].isGauge
        && sources[index].observed
          - sources[index].observedRing[
            geometry.slot(tick - min(sources[index].stepTicks, Int64(geometry.ring - 1)))] > 0
      isObserved = isObserved || wasObserved || isWithinStep
    }
    if isObserved {
      observedTicks += 1
      observedInDay += 1
      scanZones(tick)
      let isSlice =
        floorModulo(tick, geometry.ticks(minutes: CrowdConstants.sliceMinutes)) == 0
      judge(tick, pane, isSlice: isSlice, into: &findings)
      if isSlice { freeze() }
    }
    forgetTouched()
    for index in sources.indices {
      sources[index].learn(
        tick: tick, geometry: geometry, isFrozen: isFrozen, grid: configuration.grid, plan: plan)
      sources[index].endHours(at: end, grid: configuration.grid)
    }
    endDay(at: end, before: configuration.paneLength.start(of: pane))
  }

  /// At midnight in the first time zone the thresholds are computed anew.
  private mutating func endDay(at end: Instant, before start: Instant) {
    let zone = configuration.grid.zones[0]
    guard zone.localDay(at: end) > zone.localDay(at: start), observedInDay > 0 else { return }
    let days = Double(observedInDay) * geometry.tickMinutes / 1440
    observedInDay = 0
    calibration.learn(days: min(days, 1.5))
  }

  /// A slice ends: cells whose zones were surprising do not teach what is usual scatter, for a day.
  private mutating func freeze() {
    let minutes =
      Double(geometry.ticks(minutes: CrowdConstants.sliceMinutes)) * geometry.tickMinutes
    for cell in surprise.indices {
      if surprise[cell] > CrowdConstants.freezeScore {
        freezeMinutes[cell] = min(
          CrowdConstants.freezeMinutes, freezeMinutes[cell] + minutes)
        isFrozen[cell] = freezeMinutes[cell] < CrowdConstants.freezeMinutes
      } else {
        freezeMinutes[cell] = max(
          0, freezeMinutes[cell] - CrowdConstants.freezeRecovery * minutes)
        isFrozen[cell] = false
      }
      surprise[cell] = 0
    }
  }
}
