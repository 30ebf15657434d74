internal import EventTime
internal import Glibc
internal import Statistics

/// What a series says at the end of a day.
struct ReportLook {
  var score = 0.0
  var scores = DayWindows.Each<Double>(repeating: 0)
  var window = 0
  var isCumulative = false
  var sums = DayWindows.Each<Double>(repeating: 0)
  var expected = DayWindows.Each<Double>(repeating: 0)
}

extension ScamDetector {
  /// The work of local midnight.
  mutating func close(_ day: Int64, _ pane: Pane, into findings: inout [Finding]) {
    for id in series.indices where day >= series[id].judgedFrom {
      // What is still said as new is not said twice.
      if series[id].family == .domain, newIndex[series[id].key] != nil { continue }
      let look = look(id, day)
      series[id].score = look.score
      judge(id, look, day, pane, into: &findings)
    }
    let decay = exp2(-1 / ScamConstants.levelHalfLifeDays)
    let hasYesterday = day > (firstDay ?? day)
    for id in series.indices {
      learnScatter(id, day)
      learnLevel(id, day, decay: decay, hasYesterday: hasYesterday)
    }
    exposure = exposure * decay + (hasYesterday ? 1 : 0)
    shareScatter()
    closeNew(pane, into: &findings)
    // Days on which nothing can be an episode say nothing about how rare they are.
    guard day >= (firstDay ?? day) + configuration.warmUpDays else { return }
    var found = [Int](repeating: 0, count: ScamConstants.families)
    for one in series { found[one.family.rawValue] += 1 }
    calibration.count(seriesByFamily: found)
    calibration.learn(days: 1)
  }

  func scatter(_ id: Int, _ window: Int) -> Double {
    let place = DayWindows.scatter[window]
    return series[id].scatter.value(
      place, prior: familyScatter[series[id].family.rawValue * DayWindows.scatterCount + place],
      units: ScamConstants.scatterUnits, least: ScamConstants.minimumScatter)
  }

  private func sums(_ id: Int, _ day: Int64) -> DayWindows.Each<Double> {
    var sums = DayWindows.Each<Double>(repeating: 0)
    var sum = 0.0
    var back: Int64 = 0
    for w in 0..<DayWindows.count {
      while back < DayWindows.days[w] {
        sum += Double(counts[id * DayWindows.kept + DayWindows.slot(day - back)])
        back += 1
      }
      sums[w] = sum
    }
    return sums
  }

  private mutating func look(_ id: Int, _ day: Int64) -> ReportLook {
    var look = ReportLook()
    look.sums = sums(id, day)
    let level = series[id].level(exposure: exposure)
    for w in 0..<DayWindows.count {
      let days = Double(DayWindows.days[w])
      look.expected[w] = max(ScamConstants.minimumExpected, level * days)
      guard look.sums[w] >= Double(configuration.minimumReports) else { continue }
      guard look.sums[w] > look.expected[w] else { continue }
      look.scores[w] = negativeBinomialSurprise(
        count: look.sums[w], mean: look.expected[w],
        size: 1 / (scatter(id, w) + series[id].uncertainty))
      if look.scores[w] > look.score,
        series[id].episode.fits(days: DayWindows.days[w], day: day)
      {
        look.score = look.scores[w]
        look.window = w
      }
    }
    accumulate(id, count: look.sums[0], expected: look.expected[0])
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

  /// One day of the cumulative sum (Page 1954) of the log-likelihood ratio of three times as many, both
  /// negative binomial of size r.
  private mutating func accumulate(_ id: Int, count x: Double, expected m: Double) {
    let variance =
      scatter(id, 0) + 0.5 * series[id].uncertainty + ScamConstants.cumulativeVariance
    let r = 1 / variance
    let rise = ScamConstants.rise
    let gain = x * log(rise) - (x + r) * log((rise * m + r) / (m + r))
    series[id].cumulative = min(
      ScamConstants.cumulativeLimit, max(0, series[id].cumulative + gain))
    series[id].cumulativeDays = series[id].cumulative > 0 ? series[id].cumulativeDays + 1 : 0
  }

  private mutating func judge(
    _ id: Int, _ look: ReportLook, _ day: Int64, _ pane: Pane, into findings: inout [Finding]
  ) {
    let threshold = calibration.threshold(id)
    var closing = look.score
    if series[id].episode.isOpen {
      closing = 0
      for w in 0...series[id].episode.closingWindow { closing = max(closing, look.scores[w]) }
    }
    let phase = series[id].episode.advance(
      score: look.score, closing: closing, threshold: threshold, day: day, pane: pane,
      records: Int64(look.sums[0]), rules: calibration.rules)
    guard let phase else { return }
    findings.append(finding(id, phase, look, threshold, pane))
    switch phase {
    case .opened:
      series[id].episode.closingWindow =
        look.isCumulative
        ? DayWindows.cumulativeClosing : max(look.window, DayWindows.firstClosing)
    case .closed:
      series[id].cumulative = 0
      series[id].cumulativeDays = 0
      // Real days are burstier than the model: what nobody confirms counts.
      calibration.ended(id, peak: min(series[id].episode.peak, Self.learnedPeak))
    case .faded:
      calibration.ended(id, peak: series[id].episode.peak)
    case .candidate, .continued:
      break
    }
  }

  private func finding(
    _ id: Int, _ phase: Finding.Phase, _ look: ReportLook, _ threshold: Double, _ pane: Pane
  ) -> Finding {
    let one = series[id]
    let w = look.window
    let isCategory = one.family == .category
    var finding = one.episode.finding(
      phase, detector: .scam,
      series: SeriesKey(
        source: source, dimension: isCategory ? 64 + Int32(one.key) : 0, area: -1),
      pane: pane, score: look.score, threshold: threshold, windowDays: DayWindows.days[w],
      observed: Int64(look.sums[w]), expected: look.expected[w],
      chance: calibration.chanceAlarms(id, score: one.episode.peak))
    finding.item = one.item
    var details = FindingDetails()
    switch one.family {
    case .category: finding.kind = .category
    case .merchant: finding.kind = .merchant
    case .domain: finding.kind = .domain
    }
    details.label = String(decoding: one.label, as: UTF8.self)
    details[.perDay] = look.sums[w] / Double(DayWindows.days[w])
    details[.usualPerDay] = look.expected[w] / Double(DayWindows.days[w])
    finding.details = details
    return finding
  }

  /// Yesterday enters the level, unless a rise goes on.
  private mutating func learnLevel(_ id: Int, _ day: Int64, decay: Double, hasYesterday: Bool) {
    let isHeld = series[id].freeze.holds(
      series[id].score > ScamConstants.freezeScore, limit: ScamConstants.freezeDays)
    series[id].unlearned *= decay
    if isHeld {
      series[id].unlearned += hasYesterday ? 1 : 0
      series[id].known *= decay
      return
    }
    series[id].known *= decay
    if hasYesterday {
      series[id].known += Double(
        counts[id * DayWindows.kept + DayWindows.slot(day - 1)])
    }
  }

  /// Dispersion by moments, as of counts (STATISTICS: N, Q); nothing surprising teaches it.
  private mutating func learnScatter(_ id: Int, _ day: Int64) {
    let isHeld = series[id].scatterHold.holds(
      series[id].score > ScamConstants.scatterHoldScore, limit: ScamConstants.scatterHoldDays)
    guard !isHeld, day >= series[id].judgedFrom else { return }
    series[id].scatter.decay(exp2(-1 / ScamConstants.scatterHalfLifeDays))
    let sums = sums(id, day)
    let level = series[id].level(exposure: exposure)
    for w in 0..<DayWindows.count where DayWindows.learns(w, on: day) {
      let mean = max(ScamConstants.minimumExpected, level * Double(DayWindows.days[w]))
      let alpha = scatter(id, w)
      let unknown = series[id].uncertainty
      let variance = mean + mean * mean * (alpha + unknown)
      let square = min(
        (sums[w] - mean) * (sums[w] - mean), ScamConstants.trimmedVariances * variance)
      let scale = (1 + alpha * mean) * (1 + alpha * mean)
      series[id].scatter.add(
        DayWindows.scatter[w], excess: (square - mean - mean * mean * unknown) / scale,
        weight: mean * mean / scale)
    }
  }

  private mutating func shareScatter() {
    let count = DayWindows.scatterCount
    let units = ScamConstants.scatterUnits
    var excess = [Double](repeating: units * ScamConstants.scatterPrior, count: familyScatter.count)
    var weight = [Double](repeating: units, count: familyScatter.count)
    for one in series {
      let base = one.family.rawValue * count
      for w in 0..<count {
        let part = one.scatter.weight[w] / (one.scatter.weight[w] + units)
        excess[base + w] += part * one.scatter.excess[w]
        weight[base + w] += part * one.scatter.weight[w]
      }
    }
    for index in familyScatter.indices {
      familyScatter[index] = max(ScamConstants.minimumScatter, excess[index] / weight[index])
    }
  }

  /// What a day's score is worth to the calibration at most.
  static let learnedPeak = 3.5
}
