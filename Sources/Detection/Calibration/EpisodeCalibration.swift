internal import Glibc
internal import Statistics

/// From past episodes to the promise `falseAlarmsPerWeek`: the one mechanism of all detectors.
///
/// The number of independent tests is no constant, so no count of tests can set a threshold; episodes
/// can. The peaks of a family's episodes have a generalised Pareto tail; a series has its own rate and
/// tail factor, shrunk to the family's. With promise B over N series the threshold of a series with
/// rate λ and factor g is `onset` + σ(e^(ξv) − 1)/ξ, v = g ln(λN/B).
///
/// Episodes that became alarms do not enter (an operator's "false alarm" lets one in); in their place
/// each series gets daily the part of an episode that chance would have brought above its threshold.
package struct EpisodeCalibration: Sendable {
  package let rules: EpisodeRules
  /// B: chance alarms a week over all series.
  package let promise: Double
  /// N: the series that the promise is made over.
  package internal(set) var seriesTotal: Int
  var families: [Family] = []
  var series: [Series] = []
  /// Observed, discounted.
  var weeks = 0.0

  struct Family: Sendable {
    /// Series that it has by configuration.
    var seriesCount: Int
    var tail: EpisodeTail
    /// Episodes a week and series.
    var rate: Double
  }

  struct Series: Sendable {
    var family: Int
    var record = EpisodeRecord()
    var threshold = 0.0
  }

  package init(rules: EpisodeRules = EpisodeRules(), promise: Double, seriesTotal: Int) {
    precondition(promise > 0 && seriesTotal > 0)
    self.rules = rules
    self.promise = promise
    self.seriesTotal = seriesTotal
  }

  /// A family of `seriesCount` series by configuration; its index.
  package mutating func addFamily(seriesCount: Int) -> Int {
    families.append(
      Family(
        seriesCount: seriesCount, tail: EpisodeTail(rules: rules),
        rate: rules.familyRatePriorEpisodes / rules.familyRatePriorWeeks))
    return families.count - 1
  }

  /// A series of a family; its index.
  package mutating func addSeries(family: Int) -> Int {
    series.append(Series(family: family))
    let id = series.count - 1
    series[id].threshold = computedThreshold(id)
    return id
  }

  package var seriesCount: Int { series.count }
  package func threshold(_ id: Int) -> Double { series[id].threshold }

  /// Chance alarms a week over all series if `score` were the threshold.
  package func chanceAlarms(_ id: Int, score: Double) -> Double {
    let family = families[series[id].family]
    return series[id].record.chanceAlarms(
      score: score, rules: rules, fit: family.tail.fit, familyRate: family.rate, weeks: weeks,
      seriesTotal: seriesTotal)
  }

  /// An episode has ended that was no alarm, or was a false one.
  package mutating func ended(_ id: Int, peak: Double) {
    let family = series[id].family
    let excess = max(0, peak - rules.onset)
    series[id].record.add(excess: excess, fit: families[family].tail.fit)
    families[family].tail.add(excess: excess, weight: 1)
  }

  /// The work of `days` observed days: tails, rates and thresholds anew.
  package mutating func learn(days: Double) {
    let decay = exp2(-days / rules.halfLifeDays)
    weeks = weeks * decay + days / 7
    for index in families.indices {
      families[index].tail.decay(decay)
      families[index].tail.refit(rules)
      families[index].rate =
        (families[index].tail.episodes + rules.familyRatePriorEpisodes)
        / (weeks * Double(families[index].seriesCount) + rules.familyRatePriorWeeks)
    }
    let part = promise / (7 * Double(seriesTotal)) * days
    for id in series.indices {
      let family = series[id].family
      let excess = series[id].threshold - rules.onset
      series[id].record.age(
        decay: decay, part: part, excess: excess, rules: rules, fit: families[family].tail.fit)
      families[family].tail.add(
        excess: excess + families[family].tail.fit.scale, weight: part)
      series[id].threshold = computedThreshold(id)
    }
  }

  private func computedThreshold(_ id: Int) -> Double {
    let family = families[series[id].family]
    return series[id].record.threshold(
      rules: rules, fit: family.tail.fit, familyRate: family.rate, weeks: weeks,
      promise: promise, seriesTotal: seriesTotal)
  }
}

/// What a series knows of its own episodes: how many, and how large beside its family's.
package struct EpisodeRecord: Sendable, BitwiseCopyable {
  /// Episodes, discounted, and the sum of their standardised excesses.
  var episodes = 0.0
  var excesses = 0.0

  static let minimumChanceRatio = 1.0001

  /// Mean standardised excess, shrunk to 1.
  func tailFactor(_ rules: EpisodeRules) -> Double {
    let prior = rules.seriesTailPriorEpisodes
    return (prior + excesses) / (prior + episodes)
  }

  /// Episodes a week, shrunk to the family's.
  func rate(_ rules: EpisodeRules, familyRate: Double, weeks: Double) -> Double {
    let prior = rules.seriesRatePriorWeeks
    return (episodes + prior * familyRate) / (weeks + prior)
  }

  /// The score that chance reaches `promise` times a week over `seriesTotal` series.
  func threshold(
    rules: EpisodeRules, fit: GeneralisedPareto, familyRate: Double, weeks: Double,
    promise: Double, seriesTotal: Int
  ) -> Double {
    let ratio =
      rate(rules, familyRate: familyRate, weeks: weeks) * Double(seriesTotal) / promise
    let standardised = tailFactor(rules) * log(max(ratio, Self.minimumChanceRatio))
    let threshold = min(
      rules.maximumThreshold, rules.onset + fit.excess(standardised: standardised))
    return max(rules.minimumThreshold, threshold)
  }

  /// Chance alarms a week over all series if `score` were the threshold.
  func chanceAlarms(
    score: Double, rules: EpisodeRules, fit: GeneralisedPareto, familyRate: Double, weeks: Double,
    seriesTotal: Int
  ) -> Double {
    let standardised = fit.standardised(max(0, score - rules.onset))
    return rate(rules, familyRate: familyRate, weeks: weeks) * Double(seriesTotal)
      * exp(-standardised / tailFactor(rules))
  }

  mutating func add(excess: Double, fit: GeneralisedPareto) {
    episodes += 1
    excesses += fit.standardised(excess)
  }

  /// Forgets, and takes `part` of an episode above the threshold, which lies `excess` over the onset.
  mutating func age(
    decay: Double, part: Double, excess: Double, rules: EpisodeRules, fit: GeneralisedPareto
  ) {
    episodes = episodes * decay + part
    excesses = excesses * decay + part * (fit.standardised(excess) + tailFactor(rules))
  }
}
