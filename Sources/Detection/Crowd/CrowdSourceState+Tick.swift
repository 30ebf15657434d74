internal import EventTime
internal import Glibc

extension CrowdSourceState {
  /// Ends the tick that lasts until `tick`: a step that ends with it is counted, rings move on.
  ///
  /// True if the source was observed in it.
  mutating func advance(
    to tick: Int64, at instant: Instant, geometry: CrowdGeometry, paneMinutes: Double,
    grid: CrowdGrid, plan: CrowdEventPlan
  ) -> Bool {
    var wasObserved = false
    if floorModulo(tick, stepTicks) == 0 {
      // The middle of the step stands for all of it.
      let middle = instant - Interval(microseconds: Int64(stepMinutes * 30_000_000))
      if ratesAreStale(at: middle) { refreshRates(at: middle, grid: grid) }
      followEvents(at: middle, plan: plan)
      var minutes = min(stepMinutes, Double(reportedPanes) * paneMinutes)
      if isGauge { minutes = touched.isEmpty ? 0 : stepMinutes }
      if minutes > 0 {
        wasObserved = true
        countStep(minutes: minutes, at: middle, grid: grid, plan: plan)
        for zone in localTimes.indices { localTimes[zone].observe(minutes: minutes) }
      }
      observed += minutes
      sliceObserved += minutes
      reportedPanes = 0
    }
    let slot = geometry.slot(tick)
    let base = slot * cellCount
    totalRing.copy(totals, to: base)
    exposureRing.copy(exposures, to: base)
    let places = eventExposures.count
    for place in 0..<places { eventRing[slot * places + place] = eventExposures[place] }
    observedRing[slot] = observed
    return wasObserved
  }

  /// What the events add to each place at `instant`; the one that began last is followed.
  private mutating func followEvents(at instant: Instant, plan: CrowdEventPlan) {
    guard !plan.entries.isEmpty else { return }
    for place in eventFactors.indices { eventFactors[place] = 0 }
    for (index, entry) in plan.entries.enumerated() {
      let shape = entry.shape(at: instant)
      guard shape > 0 else { continue }
      for (place, weight) in zip(entry.places, entry.weights) {
        eventFactors[place] += entry.factor * shape * weight
        eventOwners[place] = Int32(index)
      }
    }
  }

  private mutating func countStep(
    minutes: Double, at middle: Instant, grid: CrowdGrid, plan: CrowdEventPlan
  ) {
    var shares: [Double] = []
    for local in localTimes {
      let position = local.minuteOfWeek(middle) / 60 - 0.5
      shares.append(position - floor(position))
    }
    for cell in touched where !isDeclared[Int(cell)] { declare(Int(cell), minutes, shares, grid) }
    let isFlow = source.mode == .flow
    for cell in 0..<cellCount where isDeclared[cell] {
      let share = shares[Int(grid.cells[cell].zone)]
      let rate = ratesBelow[cell] + share * (ratesAbove[cell] - ratesBelow[cell])
      var exposure = rate * minutes
      let place = plan.entries.isEmpty ? -1 : Int(plan.places[cell])
      var mean = levels[cell] * (isFlow ? exposure : rate)
      if place >= 0, eventFactors[place] > 0 {
        exposure *= 1 + eventFactors[place]
        eventExposures[place] += exposure
        mean *= (1 + eventFactors[place]) * correction(place, plan)
        sliceExposures[cell] += exposure * correction(place, plan)
      } else {
        exposures[cell] += exposure
        sliceExposures[cell] += exposure
      }
      let value = value(of: cell, mean: max(1e-9, mean))
      let amount = isFlow ? value : value * minutes
      totals[cell] += amount
      sliceCounts[cell] += amount
    }
    for cell in touched {
      sums[Int(cell)] = 0
      samples[Int(cell)] = 0
      hidden[Int(cell)] = 0
    }
    touched.removeAll(keepingCapacity: true)
  }

  /// What the step says of a cell; what it hides is taken at its mean below the threshold, never as
  /// none.
  private mutating func value(of cell: Int, mean: Double) -> Double {
    let threshold = source.secrecyThreshold
    let samples = samples[cell]
    let hidden = hidden[cell]
    let isHidden = threshold > 0 && (hidden > 0 || samples == 0)
    if isHidden { sliceIsWhole[cell] = false }
    let sum = Double(sums[cell]) / 1_000_000
    switch source.mode {
    case .flow:
      let shown = source.countsSamples ? Double(samples) : max(0, sum)
      guard isHidden else { return shown }
      let records = Double(max(1, samples + hidden))
      let each = hiddenCount(mean: mean / records, threshold: threshold)
      return shown + Double(max(1, hidden)) * each
    case .stock:
      if samples > 0 {
        return source.countsSamples ? Double(samples) : max(0, sum / Double(samples))
      }
      // A gauge that is not hidden but silent stays where it is expected.
      return threshold > 0 ? hiddenCount(mean: mean, threshold: threshold) : mean
    }
  }

  /// A cell that a numeric source speaks of for the first time begins at what it says.
  private mutating func declare(
    _ cell: Int, _ minutes: Double, _ shares: [Double], _ grid: CrowdGrid
  ) {
    isDeclared[cell] = true
    let share = shares[Int(grid.cells[cell].zone)]
    let rate = ratesBelow[cell] + share * (ratesAbove[cell] - ratesBelow[cell])
    let exposure = source.mode == .flow ? rate * minutes : rate
    var first = Double(sums[cell]) / 1_000_000
    if source.countsSamples { first = Double(samples[cell]) }
    if samples[cell] == 0 { first = 0.5 * Double(source.secrecyThreshold) }
    if source.mode == .stock, samples[cell] > 1, !source.countsSamples {
      first /= Double(samples[cell])
    }
    counts[cell] = max(0, first)
    levelExposures[cell] = exposure
    setLevel(cell)
  }

  func setLevel(ofCounts counts: Double, exposure: Double) -> Double {
    (counts + CrowdConstants.levelPrior) / (exposure + CrowdConstants.levelPrior)
  }

  mutating func setLevel(_ cell: Int) {
    levels[cell] = setLevel(ofCounts: counts[cell], exposure: levelExposures[cell])
  }

  /// Every window of the marked cells, by (cell, source, window).
  func look(
    at isLookedAt: [Bool], tick: Int64, geometry: CrowdGeometry, plan: CrowdEventPlan, place: Int,
    of sources: Int, into looks: inout [SIMD4<Double>]
  ) {
    let windows = CrowdConstants.windowCount
    for w in 0..<windows {
      guard let scale = scale(w, tick: tick, geometry: geometry) else { continue }
      let start = geometry.slot(tick - geometry.windowTicks[w])
      for cell in 0..<cellCount where isLookedAt[cell] {
        looks[(cell * sources + place) * windows + w] = window(
          cell, w, start: start, scale: scale, plan: plan)
      }
    }
  }

  /// What the slice that ends has beyond the expected, cell by cell, in metres from `origin`.
  func sliceExcess(_ origin: Int, grid: CrowdGrid) -> [CrowdExcess] {
    var cells: [CrowdExcess] = []
    cells.reserveCapacity(cellCount)
    for cell in 0..<cellCount where isDeclared[cell] {
      let place = grid.offset(of: cell, from: origin)
      let slice = slice(cell)
      cells.append(
        CrowdExcess(
          east: place.east, north: place.north, count: slice.count,
          mean: levels[cell] * slice.exposure))
    }
    return cells
  }

  /// How many deviations the slice that ends has beyond the expected in these cells.
  func sliceDeviations(_ cells: ArraySlice<Int32>) -> Double {
    var excess = 0.0
    var scatter = 1e-9
    for cell in cells {
      let slice = slice(Int(cell))
      excess += slice.count - levels[Int(cell)] * slice.exposure
      scatter += slice.count
    }
    return excess / scatter.squareRoot()
  }

  /// The window of a cell that ends at the boundary `slot` and began at `start`: count, mean,
  /// variance beyond Poisson's that is the cell's own, and the deviation that it shares with its
  /// neighbours.
  @inline(__always)
  func window(
    _ cell: Int, _ w: Int, start: Int, scale: Double, plan: CrowdEventPlan
  ) -> SIMD4<Double> {
    guard isDeclared[cell] else { return .zero }
    let base = start * cellCount + cell
    let count = (totals[cell] - totalRing[base]) * scale
    let exposure = exposures[cell] - exposureRing[base]
    let level = levels[cell] * scale
    var mean = level * exposure
    var shared = 0.0
    if !plan.entries.isEmpty {
      let place = Int(plan.places[cell])
      if place >= 0, eventOwners[place] >= 0 {
        let owner = Int(eventOwners[place])
        let prior = plan.entries[owner].prior
        let inEvent = eventExposures[place] - eventRing[start * eventExposures.count + place]
        let extra = level * inEvent * events[owner].correction(prior: prior)
        shared = extra * events[owner].variance(prior: prior).squareRoot()
        mean += extra
      }
    }
    mean = max(CrowdConstants.minimumExpected, mean)
    let variance =
      dispersions[cell * CrowdConstants.windowCount + w].value
      + 1 / (counts[cell] + CrowdConstants.levelPrior)
    return SIMD4(count, mean, variance * mean * mean, shared)
  }
}

extension [Double] {
  /// Writes all of `values` from `start` on.
  fileprivate mutating func copy(_ values: [Double], to start: Int) {
    var span = mutableSpan
    for place in values.indices { span[start + place] = values[place] }
  }
}
