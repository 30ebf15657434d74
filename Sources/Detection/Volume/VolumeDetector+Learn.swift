internal import EventTime
internal import Glibc

/// Decays of one step each, computed once.
struct Decays: Sendable {
  let level: Double
  let fastLevel: Double
  let profileHour: Double
  /// By window, from one look at its dispersion to the next.
  let dispersion: WindowGeometry.Each<Double>

  init(_ geometry: WindowGeometry) {
    level = exp2(-geometry.tickMinutes / VolumeConstants.levelHalfLifeMinutes)
    fastLevel = exp2(-geometry.tickMinutes / VolumeConstants.fastHalfLifeMinutes)
    profileHour = exp2(-1 / VolumeConstants.profileHalfLifeHours)
    var decays = WindowGeometry.Each<Double>(repeating: 1)
    for w in 0..<VolumeConstants.windowCount {
      let minutes = Double(geometry.intervalTicks[w]) * geometry.tickMinutes
      decays[w] = exp2(-minutes / VolumeConstants.dispersionHalfLifeMinutes)
    }
    dispersion = decays
  }
}

extension VolumeDetector {
  /// Once a minute: every series learns; hours and days end.
  mutating func tick(end: Int64) {
    let minutes = Double(observedInTick) * geometry.paneMinutes
    let isObservedTick = observedInTick > 0
    observedInTick = 0
    let index = floorDivide(end, geometry.tickPanes)
    var isDue = WindowGeometry.Each<Bool>(repeating: false)
    for w in 0..<VolumeConstants.windowCount {
      isDue[w] = isObserved[w] && floorModulo(index, geometry.intervalTicks[w]) == 0
    }
    if isObservedTick {
      for index in exposures.indices {
        loadWindows(index)
        let inTick = exposures[index].total - exposures[index].atTick
        exposures[index].atTick = exposures[index].total
        exposures[index].inTick = inTick
        exposures[index].discounted = exposures[index].discounted * decays.level + inTick
      }
      fastExposure = fastExposure * decays.fastLevel + minutes
      for index in localTimes.indices { localTimes[index].observe(minutes: minutes) }
    }
    Self.closeRings(&ladders, &series, geometry, tickStart: end - geometry.tickPanes)
    if isObservedTick {
      localLooks.removeAll(keepingCapacity: true)
      for local in localTimes {
        localLooks.append(LocalLook(variance: local.profileVariance, isYoung: local.isYoung))
      }
      for id in series.indices { learn(id, minutes: minutes, isDue: isDue) }
    }
    endHours(at: configuration.paneLength.start(of: Pane(index: end)))
  }

  /// Writes the running totals of all series at the tick's boundaries where they are not yet. Where
  /// the boundaries lie is worked out once for all of them.
  private static func closeRings(
    _ ladders: inout [UInt32], _ series: inout [SeriesState], _ geometry: WindowGeometry,
    tickStart: Int64
  ) {
    let fine = WindowGeometry.fineLevels
    var fineSlots: [Int] = []
    for pane in 0..<geometry.tickPanes {
      for level in 0..<fine { fineSlots.append(geometry.slot(level, at: tickStart + pane + 1)) }
    }
    let coarseSlots = (fine..<WindowGeometry.levelCount).map { geometry.writes[$0] }
      .filter { $0 >= 0 }
    var base = 0
    for id in series.indices {
      let total = series[id].total
      for place in Int(series[id].filled) * fine..<fineSlots.count where fineSlots[place] >= 0 {
        ladders[base + fineSlots[place]] = total
      }
      for slot in coarseSlots { ladders[base + slot] = total }
      series[id].filled = 0
      base += geometry.stride
    }
  }

  private mutating func learn(_ id: Int, minutes: Double, isDue: WindowGeometry.Each<Bool>) {
    let inTick = exposures[Int(series[id].exposure)].inTick
    let count = Double(series[id].tickCount)
    series[id].tickCount = 0
    let isFrozen = freezes(id)
    if isFrozen {
      series[id].counts *= decays.level
      series[id].unlearned = series[id].unlearned * decays.level + inTick
      series[id].fastCounts *= decays.fastLevel
      series[id].fastUnlearned = series[id].fastUnlearned * decays.fastLevel + minutes
    } else {
      learnDispersion(id, isDue: isDue)
      series[id].counts = series[id].counts * decays.level + count
      series[id].unlearned *= decays.level
      series[id].fastCounts = series[id].fastCounts * decays.fastLevel + count
      series[id].fastUnlearned *= decays.fastLevel
      series[id].hourCount += count
      series[id].hourMinutes += minutes
    }
    series[id].setLevels(
      exposure: exposures[Int(series[id].exposure)].discounted, fastExposure: fastExposure)
    if !series[id].isWatched { series[id].score = 0 }
  }

  /// Whether the series learns nothing now: its score is above 5, for at most a day.
  private mutating func freezes(_ id: Int) -> Bool {
    let minutes = geometry.tickMinutes
    if series[id].score > VolumeConstants.freezeScore {
      series[id].freeze = min(VolumeConstants.freezeMinutes, series[id].freeze + minutes)
      return series[id].freeze < VolumeConstants.freezeMinutes
    }
    series[id].freeze = max(0, series[id].freeze - VolumeConstants.freezeRecovery * minutes)
    return false
  }

  private mutating func learnDispersion(_ id: Int, isDue: WindowGeometry.Each<Bool>) {
    let base = id * geometry.stride
    let scatter = id * VolumeConstants.dispersionCount
    let total = series[id].total
    let exposure = Int(series[id].exposure)
    let shared = Int(series[id].family) * VolumeConstants.dispersionCount
    let local = Int(series[id].localTime)
    let levelVariance = series[id].levelVariance
    let profileVariance = localLooks[local].variance
    let isYoung = localLooks[local].isYoung
    let level = series[id].level
    for w in 0..<VolumeConstants.windowCount where isDue[w] {
      let count = Double(total &- ladders[base + geometry.starts[w]])
      let expected = max(VolumeConstants.minimumExpected, level * exposures[exposure].windows[w])
      let variance = dispersions[scatter + w].value + levelVariance + profileVariance
      dispersions[scatter + w].learn(
        count: count, expected: expected, variance: variance, levelVariance: levelVariance,
        decay: decays.dispersion[w], family: familyDispersion[shared + w])
      if isYoung, w < VolumeConstants.fastWindowCount {
        let fast = scatter + VolumeConstants.windowCount + w
        let fastVariance = series[id].fastLevelVariance
        let fastExpected = max(
          VolumeConstants.minimumExpected, series[id].fastLevel * observedMinutes(w))
        let variance =
          dispersions[fast].value + fastVariance + VolumeConstants.fastProfileVariance
        dispersions[fast].learn(
          count: count, expected: fastExpected, variance: variance, levelVariance: fastVariance,
          decay: decays.dispersion[w],
          family: familyDispersion[shared + VolumeConstants.windowCount + w])
      }
    }
  }

  /// Ends the local hours, and with them days, that `instant` no longer belongs to.
  private mutating func endHours(at instant: Instant) {
    if orderIsStale {
      let table = table
      order.sort { table.key(of: Int($0)) < table.key(of: Int($1)) }
      orderIsStale = false
    }
    var hasEnded = false
    let territory = Int(localTimeOfArea[0])
    let territoryBin = localTimes[territory].bin
    var endedDays = [Bool](repeating: false, count: 0)
    for index in localTimes.indices {
      let bin = Int(localTimes[index].minuteOfWeek(instant) / 60)
      guard bin != localTimes[index].bin else { continue }
      hasEnded = true
      learnHour(localTime: Int32(index))
      localTimes[index].complete()
      let day = localTimes[index].day
      localTimes[index].enter(instant)
      if localTimes[index].day > day {
        if endedDays.isEmpty {
          endedDays = [Bool](repeating: false, count: localTimes.count)
        }
        endedDays[index] = true
      }
    }
    if hasEnded {
      // One decay an hour, however many local times there are.
      let isTerritory = localTimes[territory].bin != territoryBin
      let decay = isTerritory ? decays.profileHour : 1
      for index in families.indices { families[index].profile.refresh(decay: decay) }
      shareDispersion()
    }
    if !endedDays.isEmpty {
      if endedDays[territory] { learnDay() }
      for id in order where endedDays[Int(series[Int(id)].localTime)] { learnDay(of: Int(id)) }
    }
    for family in families.indices {
      for local in localTimes.indices {
        exposures[family * localTimes.count + local].rate = profileRate(
          family: family, localTime: local, at: instant)
      }
    }
  }

  /// Takes the ended hour of every series in a local time into its family's profile.
  private mutating func learnHour(localTime: Int32) {
    let local = Int(localTime)
    let bin = localTimes[local].bin
    let isHoliday = localTimes[local].isHoliday
    for id in order {
      let id = Int(id)
      guard series[id].localTime == localTime else { continue }
      let minutes = series[id].hourMinutes
      let seen = series[id].hourCount
      series[id].hourMinutes = 0
      series[id].hourCount = 0
      guard minutes > 0 else { continue }
      let family = Int(series[id].family)
      let flat = series[id].level * minutes
      let expected = flat * families[family].profile.table[bin]
      let weight = 1 / (1 + dispersions[id * VolumeConstants.dispersionCount + 5].value * expected)
      if isHoliday {
        families[family].profile.learnHoliday(seen: seen, expected: expected, weight: weight)
      } else {
        families[family].profile.learn(bin: bin, seen: seen, expected: flat, weight: weight)
      }
    }
  }

  /// The families' dispersion anew: geometric means over their series, those that know most first.
  private mutating func shareDispersion() {
    let prior = VolumeConstants.dispersionPriorWeight
    let count = VolumeConstants.dispersionCount
    for index in familyDispersion.indices {
      familyDispersion[index] = log(VolumeConstants.dispersionPrior)
      familyDispersionWeights[index] = 1
    }
    for id in order {
      let id = Int(id)
      let base = Int(series[id].family) * count
      for w in 0..<count {
        let known = dispersions[id * count + w]
        let weight = known.weight / (known.weight + prior)
        familyDispersion[base + w] += weight * log(known.value)
        familyDispersionWeights[base + w] += weight
      }
    }
    for index in familyDispersion.indices {
      familyDispersion[index] = exp(familyDispersion[index] / familyDispersionWeights[index])
    }
  }
}
