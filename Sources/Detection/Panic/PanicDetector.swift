package import EventTime

/// `panic`: posts of fear, flight and calls for help, by area and for the territory (DETECTORS, panic).
///
/// For 5, 15 and 60 minutes it asks two questions at once: are markers a larger share of the posts
/// than usual at this hour (beta-binomial, so that markers may cluster), and are they more than usual
/// (negative binomial)? A text that is copied counts once; of texts under five words those of one
/// author do. Time goes in ticks of a minute, or of a pane where that is longer; series with new
/// markers are looked at in every pane.
package struct PanicDetector: Sendable, Detector {
  package let configuration: PanicConfiguration
  /// By area; the last is the territory.
  var series: [PanicSeries] = []
  var clocks: [PanicClock] = []
  var calibration: EpisodeCalibration
  var languages: LanguageTable
  var copies = RestMemory(entries: PanicConstants.restEntries)
  var shortTexts = RestMemory(entries: PanicConstants.restEntries)
  /// Dispersion that the areas share, by window.
  var familyDispersions = InlineArray<3, Double>(repeating: VolumeConstants.dispersionPrior)
  /// Ticks that were completed.
  var ticks: Int64 = 0
  var minutesOfDay = 0.0
  /// Series with markers in the present pane.
  var touched: [Int32] = []
  var isTouched: [Bool]

  let tickPanes: Int64
  let tickMinutes: Double
  /// Windows in ticks.
  let windowTicks: InlineArray<3, Int64>

  package init(configuration: PanicConfiguration) {
    self.configuration = configuration
    let seconds = configuration.paneLength.seconds
    tickPanes = max(1, 60 / seconds)
    tickMinutes = Double(tickPanes * seconds) / 60
    var windowTicks = InlineArray<3, Int64>(repeating: 1)
    for w in 0..<PanicConstants.windowCount {
      let ticks = (Double(PanicConstants.windowMinutes[w]) / tickMinutes).rounded()
      windowTicks[w] = max(1, Int64(ticks))
    }
    self.windowTicks = windowTicks
    languages = LanguageTable(listed: configuration.languages)
    let count = configuration.areaCount + 1
    calibration = EpisodeCalibration(
      rules: PanicConstants.episodeRules, promise: configuration.falseAlarmsPerWeek,
      seriesTotal: count)
    isTouched = [Bool](repeating: false, count: count)
    let areas = calibration.addFamily(seriesCount: max(1, configuration.areaCount))
    let territory = calibration.addFamily(seriesCount: 1)
    let ring = max(1, Int(windowTicks[PanicConstants.windowCount - 1]))
    for index in 0..<count {
      let zone = configuration.zone(of: index)
      var clock = clocks.firstIndex { $0.zone == zone }
      if clock == nil {
        clocks.append(PanicClock(zone: zone))
        clock = clocks.count - 1
      }
      let isTerritory = index == configuration.areaCount
      series.append(
        PanicSeries(
          area: isTerritory ? -1 : Int32(index), clock: clock ?? 0, ringTicks: ring))
      _ = calibration.addSeries(family: isTerritory ? territory : areas)
    }
  }

  /// Posts by language, the last day's weighing most: what is read of the stream and what is not.
  package var coverage: [LanguageCoverage] { languages.rows }

  package mutating func step(
    _ pane: Pane, _ input: borrowing TextPane, into findings: inout [Finding]
  ) {
    guard configuration.markers != 0 else { return }
    let tick = floorDivide(pane.index, tickPanes)
    withdraw(input.retractions)
    count(input, tick: tick)
    let intoTick = floorModulo(pane.index, tickPanes) + 1
    let elapsed = Double(intoTick) * configuration.paneLength.minutes
    moveClocks(pane)
    if intoTick == tickPanes {
      for id in series.indices { look(id, pane, tick, elapsed, into: &findings) }
      learn()
      ticks += 1
    } else {
      touched.sort()
      for id in touched.map(Int.init) {
        guard series[id].postSums[2] < PanicConstants.largeWindow else { continue }
        look(id, pane, tick, elapsed, into: &findings)
      }
    }
    for id in touched { isTouched[Int(id)] = false }
    touched.removeAll(keepingCapacity: true)
  }

  package mutating func takeFalseAlarm(series key: SeriesKey, item: UInt64, peak: Double) {
    guard key.source == configuration.source, key.dimension == configuration.dimension,
      let id = id(of: key.area)
    else { return }
    calibration.ended(id, peak: peak)
  }

  func id(of area: Int32) -> Int? {
    if area == -1 { return configuration.areaCount }
    return area >= 0 && Int(area) < configuration.areaCount ? Int(area) : nil
  }

  private mutating func withdraw(_ posts: [UInt64]) {
    guard !posts.isEmpty else { return }
    for id in series.indices where !series[id].samples.isEmpty {
      series[id].samples.removeAll { posts.contains($0.sample.id) }
    }
  }

  private mutating func moveClocks(_ pane: Pane) {
    // The first instant of the pane: a pane lies within one local hour but for odd zones.
    let start = configuration.paneLength.start(of: pane)
    for index in clocks.indices {
      guard clocks[index].move(to: start) else { continue }
      enterHour(clock: index, previous: clocks[index].previousHour)
    }
  }
}

/// A local time that some series keep: the hour of its day.
struct PanicClock: Sendable {
  let zone: TimeZoneRule
  /// −1 before the first pane.
  var hour = -1
  var previousHour = -1
  var minutesIntoHour = 0.0

  init(zone: TimeZoneRule) { self.zone = zone }

  /// Whether an hour ended.
  mutating func move(to instant: Instant) -> Bool {
    let seconds = zone.secondsOfDay(at: instant)
    let now = Int(seconds / 3600)
    minutesIntoHour = Double(seconds % 3600) / 60
    guard now != hour else { return false }
    previousHour = hour
    hour = now
    return previousHour >= 0
  }
}

extension PanicDetector {
  /// What an area's surprise must reach, −1 for the territory's; nil for an area that is none.
  package func threshold(area: Int32) -> Double? { id(of: area).map { calibration.threshold($0) } }

  /// Markers that count in an area's longest window before the present tick.
  package func windowMarkers(area: Int32) -> Int64 {
    id(of: area).map { series[$0].markerSums[PanicConstants.windowCount - 1] } ?? 0
  }

  /// Share of markers that is usual in an area at its present hour.
  package func usualShare(area: Int32) -> Double {
    guard let id = id(of: area) else { return 0 }
    return series[id].shares[max(0, clocks[series[id].clock].hour)]
  }
}
