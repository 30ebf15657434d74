internal import EventTime
internal import Glibc
internal import Statistics

/// What a series says at the end of a day.
struct RatingLook {
  /// Of the windows and the cumulative sum, since the last alert closed.
  var score = 0.0
  var scores = DayWindows.Each<Double>(repeating: 0)
  /// The window that says most.
  var window = 0
  var isCumulative = false
  var windows = DayWindows.Each<RatingWindow>(repeating: RatingWindow())
}

extension SatisfactionDetector {
  /// The usual shares of a series, shrunk to those of what it is a part of.
  func usualShares(_ id: Int) -> Answers {
    let one = series[id]
    let weight = SatisfactionConstants.sharePrior
    switch one.family {
    case .total:
      return one.known.shares(prior: .even, weight: weight)
    case .service:
      return one.known.shares(prior: usualShares(0), weight: weight)
    case .area:
      return one.known.shares(prior: usualShares(Int(one.service) + 1), weight: weight)
    }
  }

  func isWarm(_ id: Int, _ day: Int64) -> Bool {
    day - series[id].firstDay >= configuration.warmUpDays
  }

  /// The windows of a series that end with `day`. The total's are those of the services that are old
  /// enough, each beside its own usual shares.
  func windows(_ id: Int, day: Int64) -> DayWindows.Each<RatingWindow> {
    guard id == 0, components > 0 else {
      var windows = DayWindows.Each<RatingWindow>(repeating: RatingWindow())
      add(id, day: day, to: &windows)
      finish(&windows)
      return windows
    }
    var windows = DayWindows.Each<RatingWindow>(repeating: RatingWindow())
    for part in 1...components where isWarm(part, day) { add(part, day: day, to: &windows) }
    finish(&windows)
    return windows
  }

  /// Adds a series' windows, with Σ n²/(A + prior) as yet undivided.
  private func add(_ id: Int, day: Int64, to windows: inout DayWindows.Each<RatingWindow>) {
    let shares = usualShares(id)
    let unknown = 1 / (series[id].known.total + SatisfactionConstants.sharePrior)
    var sum = Answers()
    var back: Int64 = 0
    for w in 0..<DayWindows.count {
      while back < DayWindows.days[w] {
        sum.add(answers(id, slot: DayWindows.slot(day - back)))
        back += 1
      }
      let total = sum.total
      guard total > 0 else { continue }
      windows[w].seen.add(sum)
      windows[w].usual.add(shares, times: total)
      windows[w].uncertainty += total * total * unknown
    }
  }

  private func finish(_ windows: inout DayWindows.Each<RatingWindow>) {
    for w in 0..<DayWindows.count {
      let total = windows[w].seen.total
      windows[w].uncertainty = total > 0 ? windows[w].uncertainty / (total * total) : 0
    }
  }

  func scatter(_ id: Int, _ window: Int) -> Double {
    let place = DayWindows.scatter[window]
    return series[id].scatter.value(
      place, prior: familyScatter[series[id].family.rawValue * DayWindows.scatterCount + place],
      units: SatisfactionConstants.scatterUnits, least: SatisfactionConstants.minimumScatter)
  }

  /// Looks at a series at the end of `day`, and moves its cumulative sum on.
  mutating func look(_ id: Int, day: Int64) -> RatingLook {
    var look = RatingLook()
    look.windows = windows(id, day: day)
    for w in 0..<DayWindows.count {
      let window = look.windows[w]
      let n = window.seen.total
      guard n >= Double(configuration.minimumRatings) else { continue }
      let correlation = min(0.999, scatter(id, w) + window.uncertainty)
      let good = window.usual.good / n
      let bad = window.usual.bad / n
      var score = 0.0
      if window.seen.good < window.usual.good {
        score = correlatedBinomialDeficit(
          count: window.seen.good, trials: n, probability: good, correlation: correlation)
      }
      if window.seen.bad > window.usual.bad {
        score = max(
          score,
          correlatedBinomialDeficit(
            count: n - window.seen.bad, trials: n, probability: 1 - bad,
            correlation: correlation))
      }
      look.scores[w] = score
      if score > look.score, series[id].episode.fits(days: DayWindows.days[w], day: day) {
        look.score = score
        look.window = w
      }
    }
    accumulate(id, look.windows[0])
    let cumulative = series[id].cumulative / ln10
    if cumulative > look.score {
      look.score = cumulative
      look.isCumulative = true
      let days = series[id].cumulativeDays
      look.window =
        (0..<DayWindows.count).first { DayWindows.days[$0] >= days } ?? DayWindows.count - 1
    }
    return look
  }

  /// One day of the cumulative sum of the log-likelihood ratio of a fall (Page 1954), each rating
  /// weighed down by the design effect of its day.
  private mutating func accumulate(_ id: Int, _ window: RatingWindow) {
    let n = window.seen.total
    guard n > 0 else {
      if series[id].cumulative > 0 { series[id].cumulativeDays += 1 }
      return
    }
    let share = window.usual.good / n
    let fallen = max(
      share - SatisfactionConstants.fall, SatisfactionConstants.leastShare * share)
    let rest = (1 - fallen) / (1 - share)
    let correlation = min(0.999, scatter(id, 0) + window.uncertainty)
    let gain =
      (window.seen.good * log(fallen / share) + (n - window.seen.good) * log(rest))
      / (1 + (n - 1) * correlation)
    series[id].cumulative = min(
      SatisfactionConstants.cumulativeLimit, max(0, series[id].cumulative + gain))
    series[id].cumulativeDays = series[id].cumulative > 0 ? series[id].cumulativeDays + 1 : 0
  }
}
