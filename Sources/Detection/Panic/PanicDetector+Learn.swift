internal import Glibc

extension PanicDetector {
  /// Ends a tick: what is not surprising is learned, and the windows move on.
  mutating func learn() {
    let levelDecay = exp2(-tickMinutes / PanicConstants.levelHalfLifeMinutes)
    let coverageDecay = exp2(-tickMinutes / PanicConstants.coverageHalfLifeMinutes)
    for id in series.indices {
      let isFrozen = freeze(id)
      if !isFrozen { learn(id, levelDecay: levelDecay) }
      series[id].knownPosts =
        series[id].knownPosts * coverageDecay + Double(series[id].known)
      series[id].coveredPosts =
        series[id].coveredPosts * coverageDecay + Double(series[id].covered)
      roll(id)
    }
    languages.endTick(decay: coverageDecay)
    minutesOfDay += tickMinutes
    if minutesOfDay >= 1440 {
      calibration.learn(days: minutesOfDay / 1440)
      minutesOfDay = 0
    }
  }

  /// Whether the tick is too surprising to learn from. What lasts longer than 12 hours is learned
  /// after all, and the right to ignore it comes back at half the pace.
  private mutating func freeze(_ id: Int) -> Bool {
    let score = series[id].score
    var isFrozen = false
    if score > PanicConstants.freezeScore {
      isFrozen = series[id].freeze < PanicConstants.freezeMinutes
      series[id].freeze = min(PanicConstants.freezeMinutes, series[id].freeze + tickMinutes)
    } else {
      series[id].freeze = max(
        0, series[id].freeze - PanicConstants.recovery * tickMinutes)
    }
    return isFrozen
  }

  /// The same for dispersions alone, at a lower score and for two days.
  private mutating func holdsDispersion(_ id: Int) -> Bool {
    if series[id].score > PanicConstants.holdScore {
      let holds = series[id].hold < PanicConstants.holdMinutes
      series[id].hold = min(PanicConstants.holdMinutes, series[id].hold + tickMinutes)
      return holds
    }
    series[id].hold = max(0, series[id].hold - PanicConstants.recovery * tickMinutes)
    return false
  }

  private mutating func learn(_ id: Int, levelDecay: Double) {
    let clock = clocks[series[id].clock]
    let hour = clock.hour
    let posts = Double(series[id].posts)
    let markers = Double(series[id].markers)
    let level = series[id].level
    series[id].visit.posts += posts
    series[id].visit.markers += markers
    series[id].visit.expected += level * tickMinutes
    series[id].visit.minutes += tickMinutes
    series[id].block.posts += posts
    series[id].block.markers += markers
    series[id].block.expected += posts * series[id].shares[hour]
    series[id].block.minutes += tickMinutes
    let holds = holdsDispersion(id)
    if series[id].block.minutes >= PanicConstants.correlationMinutes {
      if !holds {
        let block = series[id].block
        series[id].correlation.learn(
          posts: block.posts, markers: block.markers, expected: block.expected,
          decay: exp2(-block.minutes / PanicConstants.correlationHalfLifeMinutes))
      }
      series[id].block = PanicHour()
    }
    if !holds { learnDispersions(id, hour: hour) }
    series[id].counts = series[id].counts * levelDecay + markers
    series[id].exposure =
      series[id].exposure * levelDecay + series[id].profile[hour] * tickMinutes
  }

  private mutating func learnDispersions(_ id: Int, hour: Int) {
    let intoHour = clocks[series[id].clock].minutesIntoHour + configuration.paneLength.minutes
    let isTerritory = id == configuration.areaCount
    for w in 0..<PanicConstants.windowCount {
      let nominal = Double(PanicConstants.intervalMinutes[w]) / tickMinutes
      let interval = max(1, Int64(nominal.rounded()))
      guard (ticks + 1) % interval == 0, ticks + 1 >= windowTicks[w] else { continue }
      let minutes = Double(windowTicks[w]) * tickMinutes
      let usual = series[id].usual(minutes: minutes, intoHour: intoHour, hour: hour)
      let levelVariance = series[id].levelVariance
      let variance = series[id].variance(w, hour: hour)
      series[id].dispersions[w].learn(
        count: Double(series[id].markerSums[w] + Int64(series[id].markers)),
        expected: usual.markers, variance: variance, levelVariance: levelVariance,
        decay: exp2(
          -Double(interval) * tickMinutes / PanicConstants.dispersionHalfLifeMinutes),
        family: isTerritory ? VolumeConstants.dispersionPrior : familyDispersions[w])
    }
  }

  /// Moves the windows on by a tick.
  private mutating func roll(_ id: Int) {
    let size = Int64(series[id].postRing.count)
    let slot = Int(ticks % size)
    for w in 0..<PanicConstants.windowCount {
      // A window is the present tick and `windowTicks` − 1 before it.
      let length = windowTicks[w] - 1
      if ticks - length >= 0 {
        let leaving = Int((ticks - length) % size)
        if length > 0 {
          series[id].postSums[w] -= Int64(series[id].postRing[leaving])
          series[id].markerSums[w] -= Int64(series[id].markerRing[leaving])
        }
      }
      if length > 0 {
        series[id].postSums[w] += Int64(series[id].posts)
        series[id].markerSums[w] += Int64(series[id].markers)
      }
    }
    series[id].postRing[slot] = series[id].posts
    series[id].markerRing[slot] = series[id].markers
    series[id].posts = 0
    series[id].markers = 0
    series[id].known = 0
    series[id].covered = 0
  }

  /// Takes the visit of an hour in that ended, and derives what is usual: the territory's first, to
  /// which the areas are shrunk.
  mutating func enterHour(clock: Int, previous hour: Int) {
    let order = [configuration.areaCount] + Array(0..<configuration.areaCount)
    for id in order where series[id].clock == clock {
      let visit = series[id].visit
      series[id].hours[hour].take(visit)
      let decay = exp2(-1 / (24 * PanicConstants.visitHalfLife))
      series[id].allPosts = series[id].allPosts * decay + visit.posts
      series[id].allMarkers = series[id].allMarkers * decay + visit.markers
      series[id].visit = PanicHour()
    }
    settleFamilyDispersion()
    settle(clock: clock)
  }

  /// Shares and profiles of the series that keep a local time.
  func settled(_ id: Int) -> PanicSeries {
    var state = series[id]
    if id == configuration.areaCount {
      state.settle(share: PanicConstants.usualShare, profile: nil)
    } else {
      let territory = series[configuration.areaCount]
      let prior = PanicConstants.sharePrior
      let share =
        (territory.allMarkers + prior * PanicConstants.usualShare) / (territory.allPosts + prior)
      state.settle(
        share: share,
        profile: territory.clock == state.clock ? territory.profile : nil)
    }
    return state
  }

  private mutating func settle(clock: Int) {
    let territory = configuration.areaCount
    if series[territory].clock == clock { series[territory] = settled(territory) }
    for id in 0..<territory where series[id].clock == clock { series[id] = settled(id) }
  }

  /// Pools the areas' dispersions by window, with one unit of the prior.
  private mutating func settleFamilyDispersion() {
    for w in 0..<PanicConstants.windowCount {
      let prior = VolumeConstants.dispersionPriorWeight
      var excess = prior * VolumeConstants.dispersionPrior
      var weight = prior
      for id in 0..<configuration.areaCount {
        excess += series[id].dispersions[w].excess
        weight += series[id].dispersions[w].weight
      }
      familyDispersions[w] = max(VolumeConstants.minimumDispersion, excess / weight)
    }
  }
}
