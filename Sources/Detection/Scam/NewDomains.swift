internal import EventTime
internal import Glibc
internal import Statistics

/// A domain in its first days.
struct NewDomain: Sendable {
  var hash: UInt64
  /// Panes of the first and the last report.
  var first: Int64
  var last: Int64
  var reports: Int32 = 0
  var peak = 0.0
  var label: [UInt8] = []
  var tracker = EpisodeTracker()
  var wasAlarm = false
}

/// What new domains are like, and how many reports of one are more than chance.
///
/// Reports of an honest new domain are a gamma mixture of Poisson counts: its mean a day and its
/// variance follow by moments from domains that have ceased to be new, the threshold from the tail of
/// their highest scores.
struct NewDomainModel: Sendable {
  /// Discounted sums over domains that have ceased to be new.
  var domains = 0.0
  var reports = 0.0
  var squares = 0.0
  var tail = EpisodeTail(rules: NewDomainModel.rules)
  /// New domains, discounted; over the discounted weeks that they came in.
  var arrivals = 0.0
  var weeks = 0.0

  static var rules: EpisodeRules {
    var rules = EpisodeRules()
    rules.onset = 0.5
    rules.minimumThreshold = 1.5
    rules.restMinutes = 7 * 1440
    rules.closingMinutes = ScamConstants.newClosingMinutes
    rules.repeatMinutes = 1440
    rules.priorPoints = 20
    rules.maximumShape = 0.6
    return rules
  }

  /// Reports a day of age.
  var mean: Double {
    let days = Double(ScamConstants.newDays)
    let prior = ScamConstants.newPrior
    return (reports + prior * days * ScamConstants.newMeanPrior) / (days * (domains + prior))
  }

  /// Relative variance between domains, by moments.
  var variance: Double {
    let prior = ScamConstants.newPrior
    guard domains > 1 else { return ScamConstants.newVariancePrior }
    let average = reports / domains
    let scatter = max(0, squares / domains - average * average - average)
    let found = average > 0 ? scatter / (average * average) : 0
    return max(
      0.1, (domains * found + prior * ScamConstants.newVariancePrior) / (domains + prior))
  }

  /// Surprise of so many reports in the first `days`.
  func score(reports: Int32, days: Double, minimum: Int) -> Double {
    guard reports >= Int32(clamping: minimum) else { return 0 }
    let age = max(1, days)
    return negativeBinomialSurprise(
      count: Double(reports), mean: mean * age,
      size: 1 / (variance + ScamConstants.newAgeVariance / age))
  }

  /// Alarms a week that are allowed: of the promise, and of the domains that come.
  func allowed(promise: Double, share: Double) -> Double {
    let perWeek = (arrivals + 1) / (weeks + 1)
    return min(promise, share * perWeek)
  }

  private var episodesPerWeek: Double { (tail.episodes + 2) / (weeks + 1) }

  func threshold(promise: Double, share: Double) -> Double {
    let ratio = episodesPerWeek / allowed(promise: promise, share: share)
    let rules = Self.rules
    let excess = tail.fit.excess(standardised: log(max(1.0001, ratio)))
    return max(rules.minimumThreshold, rules.onset + excess)
  }

  /// Chance alarms a week if `score` were the threshold.
  func chance(_ score: Double) -> Double {
    episodesPerWeek * exp(-tail.fit.standardised(max(0, score - Self.rules.onset)))
  }

  /// A domain has ceased to be new. An alarm that nobody confirmed is a score as any other, since the
  /// threshold is a quantile of all; of the moments it is left out.
  mutating func learn(_ domain: NewDomain) {
    addPeak(domain.peak)
    guard !domain.wasAlarm else { return }
    domains += 1
    reports += Double(domain.reports)
    squares += Double(domain.reports) * Double(domain.reports)
  }

  mutating func addPeak(_ peak: Double) {
    if peak >= Self.rules.onset { tail.add(excess: peak - Self.rules.onset, weight: 1) }
  }

  /// One day's forgetting.
  mutating func age() {
    let decay = exp2(-1 / ScamConstants.newHalfLifeDays)
    domains *= decay
    reports *= decay
    squares *= decay
    arrivals *= decay
    weeks = weeks * decay + 1.0 / 7
    tail.decay(decay)
    tail.refit(Self.rules)
  }

  func save(into writer: inout StateWriter) {
    for value in [domains, reports, squares, arrivals, weeks] { writer.double(value) }
    tail.save(into: &writer)
  }

  mutating func load(_ reader: inout StateReader) throws(StateError) {
    domains = try reader.double(in: StateLimits.sums, "new domains")
    reports = try reader.double(in: StateLimits.sums, "reports of new domains")
    squares = try reader.double(in: 0...1e30, "reports of new domains")
    arrivals = try reader.double(in: StateLimits.sums, "new domains")
    weeks = try reader.double(in: StateLimits.sums, "weeks")
    try tail.load(&reader)
  }
}

extension NewDomain {
  func save(into writer: inout StateWriter) {
    writer.fixed64(hash)
    writer.signed(first)
    writer.signed(last)
    writer.count(Int(reports))
    writer.double(peak)
    writer.data(label)
    writer.flag(wasAlarm)
    tracker.save(into: &writer)
  }

  init(from reader: inout StateReader) throws(StateError) {
    hash = try reader.fixed64()
    first = try reader.integer(in: StateLimits.panes, "a pane")
    last = try reader.integer(in: StateLimits.panes, "a pane")
    reports = Int32(try reader.index(below: 1 << 31, "reports"))
    peak = try reader.double(in: StateLimits.scores, "a peak")
    label = try reader.data()
    guard label.count <= ScamConstants.labelBytes else { throw .damaged("a long label") }
    wasAlarm = try reader.flag()
    tracker = try EpisodeTracker(from: &reader)
  }
}
