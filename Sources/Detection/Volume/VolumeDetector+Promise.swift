internal import Glibc

/// From episodes to the promise `falseAlarmsPerWeek`; the mechanism is `EpisodeCalibration`'s.
extension VolumeDetector {
  /// The score that chance reaches `falseAlarmsPerWeek` times a week over all series.
  func threshold(of state: SeriesState) -> Double {
    let family = families[Int(state.family)]
    return state.episodeRecord.threshold(
      rules: VolumeConstants.episodeRules, fit: family.tail.fit, familyRate: family.rate,
      weeks: weeks, promise: configuration.falseAlarmsPerWeek,
      seriesTotal: configuration.seriesCount)
  }

  /// Chance alarms a week over all series if `score` were the threshold.
  func chanceAlarms(_ state: SeriesState, score: Double) -> Double {
    let family = families[Int(state.family)]
    return state.episodeRecord.chanceAlarms(
      score: score, rules: VolumeConstants.episodeRules, fit: family.tail.fit,
      familyRate: family.rate, weeks: weeks, seriesTotal: configuration.seriesCount)
  }

  /// The families' daily work, at the territory's midnight: the tails and rates anew.
  mutating func learnDay() {
    let decay = exp2(-1 / VolumeConstants.episodeRules.halfLifeDays)
    let days = Double(observedInDay) * geometry.paneMinutes / 1440
    observedInDay = 0
    weeks = weeks * decay + min(days, 1.5) / 7
    let seriesWeeks = weeks * Double(configuration.familySeriesCount)
    for index in families.indices {
      families[index].tail.decay(decay)
      families[index].tail.refit(VolumeConstants.episodeRules)
      families[index].rate =
        (families[index].tail.episodes + VolumeConstants.episodeRules.familyRatePriorEpisodes)
        / (seriesWeeks + VolumeConstants.episodeRules.familyRatePriorWeeks)
    }
  }

  /// An operator calls an alert of this peak a false alarm: its episode tells what chance does.
  package mutating func takeFalseAlarm(series key: SeriesKey, peak: Double) {
    let id = table.find(SeriesTable.key(key.dimension, key.area))
    guard id >= 0, peak.isFinite else { return }
    let family = Int(series[id].family)
    let excess = max(0, peak - VolumeConstants.episodeScore)
    series[id].episodeRecord.add(excess: excess, fit: families[family].tail.fit)
    families[family].tail.add(excess: excess, weight: 1)
  }

  /// A series' daily work, at its own midnight.
  ///
  /// Episodes that became alarms do not count; in their place comes what chance would have brought
  /// above the threshold, as a part of an episode a day.
  mutating func learnDay(of id: Int) {
    let decay = exp2(-1 / VolumeConstants.episodeRules.halfLifeDays)
    let family = Int(series[id].family)
    let fit = families[family].tail.fit
    let part =
      configuration.falseAlarmsPerWeek / (7 * Double(configuration.seriesCount))
    let excess = series[id].threshold - VolumeConstants.episodeScore
    series[id].episodeRecord.age(
      decay: decay, part: part, excess: excess, rules: VolumeConstants.episodeRules, fit: fit)
    families[family].tail.add(excess: excess + fit.scale, weight: part)
    series[id].threshold = threshold(of: series[id])
  }
}
