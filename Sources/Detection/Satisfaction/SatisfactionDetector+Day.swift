internal import EventTime
internal import Glibc
internal import Statistics

extension SatisfactionDetector {
  /// The work of local midnight: every series is judged by what was known before, then learned from.
  mutating func close(_ day: Int64, _ pane: Pane, into findings: inout [Finding]) {
    for id in series.indices {
      guard isWarm(id, day) else { continue }
      let look = look(id, day: day)
      series[id].score = look.score
      judge(id, look, day, pane, into: &findings)
    }
    for id in series.indices { learnScatter(id, day) }
    for id in series.indices { learnShares(id, day) }
    shareScatter()
    // Days on which nothing can be an episode say nothing about how rare they are.
    guard let start, day - start >= configuration.warmUpDays else { return }
    var found = [Int](repeating: 0, count: SatisfactionConstants.families)
    for one in series { found[one.family.rawValue] += 1 }
    calibration.count(seriesByFamily: found)
    calibration.learn(days: 1)
  }

  private mutating func judge(
    _ id: Int, _ look: RatingLook, _ day: Int64, _ pane: Pane, into findings: inout [Finding]
  ) {
    let threshold = calibration.threshold(id)
    var closing = look.score
    if series[id].episode.isOpen {
      closing = 0
      for w in 0...series[id].episode.closingWindow { closing = max(closing, look.scores[w]) }
    }
    let today = answers(id, slot: DayWindows.slot(day)).total
    let phase = series[id].episode.advance(
      score: look.score, closing: closing, threshold: threshold, day: day, pane: pane,
      records: Int64(today), rules: calibration.rules)
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
    case .faded:
      calibration.ended(id, peak: series[id].episode.peak)
    case .candidate, .continued:
      break
    }
  }

  private func finding(
    _ id: Int, _ phase: Finding.Phase, _ look: RatingLook, _ threshold: Double, _ pane: Pane
  ) -> Finding {
    let one = series[id]
    let window = look.windows[look.window]
    let n = window.seen.total
    var finding = one.episode.finding(
      phase, detector: .satisfaction,
      series: SeriesKey(source: source, dimension: 0, area: one.area), pane: pane,
      score: look.score, threshold: threshold, windowDays: DayWindows.days[look.window],
      observed: Int64(window.seen.good), expected: window.usual.good,
      chance: calibration.chanceAlarms(id, score: one.episode.peak))
    finding.kind = .fall
    finding.item = UInt64(one.service + 1)
    var details = FindingDetails()
    details[.ratings] = n
    if n > 0 {
      details[.good] = window.seen.good / n
      details[.bad] = window.seen.bad / n
      details[.usualGood] = window.usual.good / n
      details[.usualBad] = window.usual.bad / n
      details[.within] = (window.seen.good - window.usual.good) / n
      if id == 0 { details[.mix] = mix(look.window) }
    }
    finding.details = details
    return finding
  }

  /// Σ (v_j − v⁰_j) p_j over the services: what the share of good answers owes to who answers.
  private func mix(_ w: Int) -> Double? {
    guard components > 0, let day else { return nil }
    var (now, usual, answered, known) = (0.0, 0.0, 0.0, 0.0)
    for part in 1...components where isWarm(part, day) {
      let share = usualShares(part).good
      var sum = 0.0
      for back in 0..<DayWindows.days[w] {
        sum += answers(part, slot: DayWindows.slot(day - back)).total
      }
      now += sum * share
      answered += sum
      usual += series[part].known.total * share
      known += series[part].known.total
    }
    return answered > 0 && known > 0 ? now / answered - usual / known : nil
  }

  /// Yesterday enters the shares, unless a fall goes on.
  private mutating func learnShares(_ id: Int, _ day: Int64) {
    let isHeld = series[id].freeze.holds(
      series[id].score > SatisfactionConstants.freezeScore,
      limit: SatisfactionConstants.freezeDays)
    guard !isHeld else { return }
    series[id].known.scale(exp2(-1 / SatisfactionConstants.shareHalfLifeDays))
    guard day > series[id].firstDay else { return }
    series[id].known.add(answers(id, slot: DayWindows.slot(day - 1)))
  }

  /// The correlation of answers, by moments: e² / (p(1 − p)) − n beside n(n − 1), of the good and the
  /// bad. What is surprising does not teach that it is noise.
  private mutating func learnScatter(_ id: Int, _ day: Int64) {
    let isHeld = series[id].scatterHold.holds(
      series[id].score > SatisfactionConstants.scatterHoldScore,
      limit: SatisfactionConstants.scatterHoldDays)
    guard !isHeld, isWarm(id, day) else { return }
    series[id].scatter.decay(exp2(-1 / SatisfactionConstants.scatterHalfLifeDays))
    let windows = windows(id, day: day)
    for w in 0..<DayWindows.count where DayWindows.learns(w, on: day) {
      let n = windows[w].seen.total
      guard n >= Double(configuration.minimumRatings) else { continue }
      let correlation = scatter(id, w)
      let design = 1 + (n - 1) * correlation
      let unknown = n * n * windows[w].uncertainty
      var excess = 0.0
      for (seen, usual) in [
        (windows[w].seen.good, windows[w].usual.good), (windows[w].seen.bad, windows[w].usual.bad),
      ] {
        let variance = usual * (1 - usual / n) / n
        let square = (seen - usual) * (seen - usual)
        let limit =
          SatisfactionConstants.trimmedVariances * n * variance
          * (design + n * windows[w].uncertainty)
        excess += 0.5 * (min(square, limit) / variance - n - unknown)
      }
      series[id].scatter.add(
        DayWindows.scatter[w], excess: excess / (design * design),
        weight: n * (n - 1) / (design * design))
    }
  }

  private mutating func shareScatter() {
    let count = DayWindows.scatterCount
    let units = SatisfactionConstants.scatterUnits
    var excess = [Double](
      repeating: units * SatisfactionConstants.scatterPrior, count: familyScatter.count)
    var weight = [Double](repeating: units, count: familyScatter.count)
    for id in series.indices {
      let base = series[id].family.rawValue * count
      for w in 0..<count {
        excess[base + w] += series[id].scatter.excess[w]
        weight[base + w] += series[id].scatter.weight[w]
      }
    }
    for index in familyScatter.indices {
      familyScatter[index] = max(
        SatisfactionConstants.minimumScatter, min(0.9, excess[index] / weight[index]))
    }
  }
}
