internal import EventTime
internal import Glibc

extension CrowdSourceState {
  /// Ends the slice that lasts until `tick`, if one does: levels, events and dispersions learn.
  ///
  /// - Parameter isFrozen: cells whose zone is surprising: they teach their dispersion nothing.
  mutating func learn(
    tick: Int64, geometry: CrowdGeometry, isFrozen: [Bool], grid: CrowdGrid,
    plan: CrowdEventPlan
  ) {
    guard floorModulo(tick, sliceTicks) == 0 else { return }
    if sliceObserved > 0 {
      learnEvents(plan)
      learnDispersions(
        tick: tick, geometry: geometry, isFrozen: isFrozen, grid: grid, plan: plan)
      learnLevels(geometry, plan)
    }
    for cell in 0..<cellCount {
      sliceCounts[cell] = 0
      sliceExposures[cell] = 0
      sliceIsWhole[cell] = true
    }
    sliceObserved = 0
  }

  /// What the slice had of a cell, and what was expected: means, of a gauge.
  func slice(_ cell: Int) -> (count: Double, exposure: Double) {
    guard sliceObserved > 0 else { return (0, 0) }
    let scale = source.mode == .flow ? 1 : 1 / sliceObserved
    return (sliceCounts[cell] * scale, sliceExposures[cell] * scale)
  }

  /// A cell in an announced event: nothing of it is usual.
  private func isInEvent(_ cell: Int, _ plan: CrowdEventPlan) -> Bool {
    guard !plan.entries.isEmpty else { return false }
    let place = Int(plan.places[cell])
    return place >= 0 && eventFactors[place] > 0
  }

  private mutating func learnEvents(_ plan: CrowdEventPlan) {
    guard !plan.entries.isEmpty else { return }
    for (index, entry) in plan.entries.enumerated() {
      var seen = 0.0
      var expected = 0.0
      for place in entry.places where eventOwners[place] == Int32(index) {
        guard eventFactors[place] > 0 else { continue }
        let cell = Int(plan.cells[place])
        guard isDeclared[cell] else { continue }
        let slice = slice(cell)
        seen += slice.count
        expected += levels[cell] * slice.exposure
      }
      guard expected > 0 else { continue }
      // Exposures already hold the correction; what was announced is without it.
      expected /= events[index].correction(prior: entry.prior)
      events[index].learn(seen: seen, expected: expected, minutes: sliceObserved)
    }
  }

  private mutating func learnLevels(_ geometry: CrowdGeometry, _ plan: CrowdEventPlan) {
    let minutes = Double(sliceTicks) * geometry.tickMinutes
    let decay = exp2(-minutes / CrowdConstants.levelHalfLifeMinutes)
    let flat = source.mode == .flow ? sliceObserved : 1
    for cell in 0..<cellCount where isDeclared[cell] {
      counts[cell] *= decay
      levelExposures[cell] *= decay
      guard !isInEvent(cell, plan) else { continue }
      let slice = slice(cell)
      let mean = levels[cell] * slice.exposure
      let deviation = (mean + CrowdConstants.learnedVariance * mean * mean).squareRoot()
      let learned = min(slice.count, mean + CrowdConstants.learnedDeviations * deviation + 1)
      counts[cell] += learned
      levelExposures[cell] += slice.exposure
      setLevel(cell)
      hourCounts[cell] += learned
      hourMinutes[cell] += flat
    }
  }

  private mutating func learnDispersions(
    tick: Int64, geometry: CrowdGeometry, isFrozen: [Bool], grid: CrowdGrid,
    plan: CrowdEventPlan
  ) {
    let windows = CrowdConstants.windowCount
    let index = floorDivide(tick, sliceTicks)
    let sliceMinutes = Double(sliceTicks) * geometry.tickMinutes
    for w in 0..<windows {
      guard let scale = scale(w, tick: tick, geometry: geometry) else { continue }
      let minutes = CrowdConstants.windowMinutes[w]
      let interval = max(1, Int64(minutes / 4 / sliceMinutes))
      guard floorModulo(index, interval) == 0 else { continue }
      let start = geometry.slot(tick - geometry.windowTicks[w])
      let decay = exp2(
        -Double(interval) * sliceMinutes / CrowdConstants.dispersionHalfLifeMinutes)
      for cell in 0..<cellCount where isDeclared[cell] && !isFrozen[cell] {
        guard sliceIsWhole[cell], !isInEvent(cell, plan) else { continue }
        let zone = Int(grid.cells[cell].zone)
        guard isWarm(zone) else { continue }
        let look = window(cell, w, start: start, scale: scale, plan: plan)
        guard look.w == 0 else { continue }
        let levelVariance = 1 / (counts[cell] + CrowdConstants.levelPrior)
        let place = cell * windows + w
        let variance =
          dispersions[place].value + levelVariance + profileVariance(zone)
        dispersions[place].learn(
          count: look.x, expected: look.y, variance: variance, levelVariance: levelVariance,
          decay: decay,
          family: familyDispersion[Int(grid.cells[cell].family) * windows + w])
      }
    }
  }

  /// What a window's totals are multiplied with: 1 of a flow, 1/minutes of a gauge; nil where the
  /// window is shorter than the step or too little of it was observed.
  func scale(_ w: Int, tick: Int64, geometry: CrowdGeometry) -> Double? {
    let ticks = geometry.windowTicks[w]
    guard ticks > 0, ticks >= stepTicks else { return nil }
    let minutes = observed - observedRing[geometry.slot(tick - ticks)]
    let full = Double(ticks / stepTicks) * stepMinutes
    guard minutes > 0, minutes >= CrowdConstants.minimumObservedShare * full else { return nil }
    return source.mode == .flow ? 1 : 1 / minutes
  }

  /// Ends the local hours that `instant` no longer belongs to.
  mutating func endHours(at instant: Instant, grid: CrowdGrid) {
    var hasEnded = false
    var isTerritory = false
    for index in localTimes.indices {
      let bin = Int(localTimes[index].minuteOfWeek(instant) / 60)
      guard bin != localTimes[index].bin else { continue }
      hasEnded = true
      if index == 0 { isTerritory = true }
      learnHour(zone: index, grid: grid)
      localTimes[index].complete()
      localTimes[index].enter(instant)
    }
    guard hasEnded else { return }
    // One decay an hour, however many local times there are.
    let decay =
      isTerritory ? exp2(-1 / (CrowdConstants.profileHalfLifeWeeks * 168)) : 1
    for index in profiles.indices { profiles[index].refresh(decay: decay) }
    shareDispersions(grid)
    refreshRates(at: instant, grid: grid)
  }

  private mutating func learnHour(zone: Int, grid: CrowdGrid) {
    let bin = localTimes[zone].bin
    // An hour of the week comes round once a week.
    let decay = Float(exp2(-1 / CrowdConstants.profileHalfLifeWeeks))
    let windows = CrowdConstants.windowCount
    for cell in 0..<cellCount where Int(grid.cells[cell].zone) == zone {
      let minutes = hourMinutes[cell]
      guard minutes > 0 else { continue }
      let seen = hourCounts[cell]
      hourCounts[cell] = 0
      hourMinutes[cell] = 0
      let flat = levels[cell] * minutes
      let family = Int(grid.cells[cell].family)
      let dispersion = dispersions[cell * windows + windows - 1].value
      let weight = 1 / (1 + dispersion * flat * profiles[family].table[bin])
      let place = cell * Self.hours + bin
      profileSeen[place] = profileSeen[place] * decay + Float(weight * seen)
      profileExpected[place] = profileExpected[place] * decay + Float(weight * flat)
      profiles[family].learn(bin: bin, seen: seen, expected: flat, weight: weight)
    }
  }

  /// The families' dispersion anew: geometric means over their cells, those that know most first.
  private mutating func shareDispersions(_ grid: CrowdGrid) {
    let windows = CrowdConstants.windowCount
    let prior = CrowdConstants.dispersionPriorWeight
    var weights = [Double](repeating: 1, count: familyDispersion.count)
    for index in familyDispersion.indices {
      familyDispersion[index] = log(CrowdConstants.dispersionPrior)
    }
    for cell in 0..<cellCount where isDeclared[cell] {
      let base = Int(grid.cells[cell].family) * windows
      for w in 0..<windows {
        let known = dispersions[cell * windows + w]
        let weight = known.weight / (known.weight + prior)
        familyDispersion[base + w] += weight * log(known.value)
        weights[base + w] += weight
      }
    }
    for index in familyDispersion.indices {
      familyDispersion[index] = exp(familyDispersion[index] / weights[index])
    }
  }
}
