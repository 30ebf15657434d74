internal import Glibc
internal import Statistics

/// From episodes to the promise `falseAlarmsPerWeek`.
extension VolumeDetector {
  /// Mean standardised excess of a series' episodes, shrunk to 1.
  private func tailFactor(_ state: SeriesState) -> Double {
    let prior = VolumeConstants.seriesTailPriorEpisodes
    return (prior + state.excesses) / (prior + state.episodes)
  }

  /// Episodes a week of a series, shrunk to its family.
  private func episodeRate(_ state: SeriesState) -> Double {
    let prior = VolumeConstants.seriesRatePriorWeeks
    return (state.episodes + prior * families[Int(state.family)].rate) / (weeks + prior)
  }

  /// The score that chance reaches `falseAlarmsPerWeek` times a week over all series.
  func threshold(of state: SeriesState) -> Double {
    let ratio =
      episodeRate(state) * Double(configuration.seriesCount) / configuration.falseAlarmsPerWeek
    let standardised = tailFactor(state) * log(max(ratio, VolumeConstants.minimumChanceRatio))
    let excess = families[Int(state.family)].tail.fit.excess(standardised: standardised)
    let threshold = min(
      VolumeConstants.maximumThreshold, VolumeConstants.episodeScore + excess)
    return max(VolumeConstants.minimumThreshold, threshold)
  }

  /// Chance alarms a week over all series if `score` were the threshold.
  func chanceAlarms(_ state: SeriesState, score: Double) -> Double {
    let excess = max(0, score - VolumeConstants.episodeScore)
    let standardised = families[Int(state.family)].tail.fit.standardised(excess)
    return episodeRate(state) * Double(configuration.seriesCount)
      * exp(-standardised / tailFactor(state))
  }

  /// The families' daily work, at the territory's midnight: the tails and rates anew.
  mutating func learnDay() {
    let decay = exp2(-1 / VolumeConstants.episodeHalfLifeDays)
    let days = Double(observedInDay) * geometry.paneMinutes / 1440
    observedInDay = 0
    weeks = weeks * decay + min(days, 1.5) / 7
    let seriesWeeks = weeks * Double(configuration.familySeriesCount)
    for index in families.indices {
      families[index].tail.decay(decay)
      families[index].tail.refit()
      families[index].rate =
        (families[index].tail.episodes + VolumeConstants.familyRatePriorEpisodes)
        / (seriesWeeks + VolumeConstants.familyRatePriorWeeks)
    }
  }

  /// A series' daily work, at its own midnight.
  ///
  /// Episodes that became alarms do not count; in their place comes what chance would have brought
  /// above the threshold, as a part of an episode a day.
  mutating func learnDay(of id: Int) {
    let decay = exp2(-1 / VolumeConstants.episodeHalfLifeDays)
    let family = Int(series[id].family)
    let fit = families[family].tail.fit
    let part =
      configuration.falseAlarmsPerWeek / (7 * Double(configuration.seriesCount))
    let excess = series[id].threshold - VolumeConstants.episodeScore
    series[id].episodes = series[id].episodes * decay + part
    series[id].excesses =
      series[id].excesses * decay
      + part * (fit.standardised(excess) + tailFactor(series[id]))
    families[family].tail.add(excess: excess + fit.scale, weight: part)
    series[id].threshold = threshold(of: series[id])
  }
}
