internal import EventTime
internal import Glibc

/// How much of the day a feed fills: the share of its panes with a record, by hour and kind of day.
struct Occupancy: Sendable {
  /// 24 hours of weekdays, Saturdays and Sundays.
  static let bins = 72
  private var seen = [Double](repeating: 0, count: Occupancy.bins)
  private var filled = [Double](repeating: 0, count: Occupancy.bins)
  private var allSeen = 0.0
  private var allFilled = 0.0

  init() {}

  static func bin(hourOfWeek hour: Int64) -> Int {
    let day = hour / 24
    return Int(hour % 24 + (day < 5 ? 0 : day == 5 ? 24 : 48))
  }

  /// −ln(1 − occupancy) of a pane of `bin`: what a pane is worth on the clock of expected time.
  func expected(_ bin: Int) -> Double {
    let common = (allFilled + 0.5) / (allSeen + 1)
    let prior = SilenceConstants.occupancyPrior
    let share = (filled[bin] + prior * common) / (seen[bin] + prior)
    return -log1p(-min(share, (allSeen + 0.5) / (allSeen + 1)))
  }

  /// Whether the feed is awake in that hour: a tenth of what is common. The clock stands in the
  /// others, else every night would be among the longest gaps, and no gap by day too long.
  func isActive(_ bin: Int) -> Bool {
    let common = (allFilled + 0.5) / (allSeen + 1)
    let prior = SilenceConstants.occupancyPrior
    let share = (filled[bin] + prior * common) / (seen[bin] + prior)
    return share >= SilenceConstants.awakeShare * common
  }

  mutating func learn(_ bin: Int, isFilled: Bool) {
    seen[bin] += 1
    allSeen += 1
    if isFilled {
      filled[bin] += 1
      allFilled += 1
    }
  }

  mutating func decay(_ factor: Double) {
    allSeen *= factor
    allFilled *= factor
    for bin in seen.indices {
      seen[bin] *= factor
      filled[bin] *= factor
    }
  }

  func save(into writer: inout StateWriter) {
    for value in [allSeen, allFilled] + seen + filled { writer.double(value) }
  }

  init(from reader: inout StateReader) throws(StateError) {
    func read(_ reader: inout StateReader) throws(StateError) -> Double {
      try reader.double(in: 0...1e12, "panes of an hour")
    }
    allSeen = try read(&reader)
    allFilled = try read(&reader)
    for bin in seen.indices { seen[bin] = try read(&reader) }
    for bin in filled.indices {
      filled[bin] = try read(&reader)
      guard filled[bin] <= seen[bin] + 1e-6 else { throw .damaged("more panes than there were") }
    }
  }
}

/// The gaps of a source or of a partition: in panes, and in expected time.
struct GapTracker: Sendable {
  var clock = GapHistogram()
  var expected = GapHistogram()
  var occupancy = Occupancy()
  /// Panes since the last record, −1 before the first; those of them in which the feed is awake, and
  /// expected time.
  var elapsed: Int64 = -1
  var awake: Int64 = 0
  var elapsedExpected = 0.0
  /// Weeks observed, discounted.
  var weeks = 0.0
  var panesInDay: Int64 = 0
  var isBatched = false
  var batchPanes = 0.0
  var isOpen = false
  /// Alarmed gaps in a row, and the last of them.
  var alarms = 0
  var alarmedElapsed: Int64 = 0
  var alarmedExpected = 0.0

  var isKnown: Bool { elapsed >= 0 && clock.count >= SilenceConstants.fewestGaps && weeks > 0 }

  /// One pane with or without a record. While an alarm is open nothing is learned of the hours.
  mutating func step(isFilled: Bool, bin: Int) {
    panesInDay += 1
    guard elapsed >= 0 else {
      if isFilled {
        elapsed = 0
        occupancy.learn(bin, isFilled: true)
      }
      return
    }
    elapsed += 1
    if isFilled || occupancy.isActive(bin) { awake += 1 }
    elapsedExpected += occupancy.expected(bin)
    if !isOpen { occupancy.learn(bin, isFilled: isFilled) }
    guard isFilled else { return }
    if isOpen {
      alarms += 1
      alarmedElapsed = awake
      alarmedExpected = elapsedExpected
    }
    if !isOpen || alarms >= SilenceConstants.learnedAlarms {
      clock.add(Double(awake))
      expected.add(elapsedExpected)
      if !isOpen, Double(awake) > 2 * clock.base { alarms = 0 }
    }
    elapsed = 0
    awake = 0
    elapsedExpected = 0
  }

  /// ln(λN/B) of the gaps beyond u.
  func logRatio(_ histogram: GapHistogram, promise: Double, feeds: Int) -> Double {
    let rate =
      (histogram.exceeding + SilenceConstants.familyRatePrior)
      / (weeks + SilenceConstants.familyRatePrior)
    return log(max(1.0001, rate * Double(feeds) / promise))
  }

  /// How many panes must be empty before it is said, by the clock alone.
  func limitPanes(promise: Double, feeds: Int) -> Double {
    let limit = clock.limit(
      standardised: logRatio(clock, promise: promise, feeds: feeds))
    return isBatched ? max(limit, SilenceConstants.batchFactor * batchPanes) : limit
  }

  func isTooLong(promise: Double, feeds: Int) -> Bool {
    guard isKnown, Double(awake) > limitPanes(promise: promise, feeds: feeds) else {
      return false
    }
    return expected.standardised(elapsedExpected)
      > logRatio(expected, promise: promise, feeds: feeds)
  }

  /// −log10 of the chance of a gap so long, on the clock that says less.
  var score: Double {
    min(clock.standardised(Double(awake)), expected.standardised(elapsedExpected)) / M_LN10
  }

  /// Once a day.
  mutating func learnDay(panesPerDay: Double) {
    let days = min(1.5, Double(panesInDay) / panesPerDay)
    panesInDay = 0
    let decay = exp2(-days / SilenceConstants.gapHalfLifeDays)
    weeks = weeks * decay + days / 7
    clock.decay(decay)
    expected.decay(decay)
    occupancy.decay(exp2(-days / SilenceConstants.occupancyHalfLifeDays))
    refit()
  }

  /// The tails, and whether the gaps are alike: then the feed brings batches.
  mutating func refit() {
    clock.refit(minimumExcess: SilenceConstants.minimumExcess)
    expected.refit(minimumExcess: 0.1)
    let middle = clock.middle()
    let needed = isBatched ? SilenceConstants.batchStay : SilenceConstants.batchShare
    isBatched =
      middle.share >= needed && middle.gap >= SilenceConstants.batchLeastPanes
      && clock.count >= SilenceConstants.batchLeastGaps
    batchPanes = middle.gap
  }

  init() {}

  func save(into writer: inout StateWriter) {
    clock.save(into: &writer)
    expected.save(into: &writer)
    occupancy.save(into: &writer)
    writer.signed(elapsed)
    writer.signed(awake)
    writer.double(elapsedExpected)
    writer.double(weeks)
    writer.signed(panesInDay)
    writer.flag(isBatched)
    writer.double(batchPanes)
    writer.flag(isOpen)
    writer.signed(Int64(alarms))
    writer.signed(alarmedElapsed)
    writer.double(alarmedExpected)
  }

  init(from reader: inout StateReader) throws(StateError) {
    clock = try GapHistogram(from: &reader)
    expected = try GapHistogram(from: &reader)
    occupancy = try Occupancy(from: &reader)
    elapsed = try reader.integer(in: -1...(1 << 40), "a gap")
    awake = try reader.integer(in: 0...(1 << 40), "a gap")
    elapsedExpected = try reader.double(in: StateLimits.sums, "a gap")
    weeks = try reader.double(in: StateLimits.sums, "weeks")
    panesInDay = try reader.integer(in: 0...(1 << 30), "panes")
    isBatched = try reader.flag()
    batchPanes = try reader.double(in: StateLimits.sums, "a batch's gap")
    isOpen = try reader.flag()
    alarms = Int(try reader.integer(in: 0...(1 << 40), "alarms"))
    alarmedElapsed = try reader.integer(in: 0...(1 << 40), "a gap")
    alarmedExpected = try reader.double(in: StateLimits.sums, "a gap")
  }
}
