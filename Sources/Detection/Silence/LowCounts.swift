internal import EventTime
internal import Glibc
internal import Statistics

/// The counts of a source by the minute, and windows of them that are too small.
///
/// A level of half-life 7 d times a profile by hour and kind of day; the lower tail of a negative
/// binomial whose dispersion is learned by window. Minutes of a silence count for nothing. Sums over
/// the windows are whole numbers, so that they are the same however they came about.
struct LowCounts: Sendable {
  static let windows: InlineArray<5, Int> = [10, 30, 60, 240, 1440]
  static let windowCount = 5
  static let hourWindow = 2
  static let minutes = 1440
  /// Exposures are held in so many parts of one.
  private static let unit = 65_536.0

  var profile = HourProfile()
  /// By minute, a ring: counts, and exposures to the profile (0: not observed).
  private(set) var counts = [Int32](repeating: 0, count: LowCounts.minutes)
  private(set) var exposures = [Int32](repeating: 0, count: LowCounts.minutes)
  private var sums = InlineArray<5, Sums>(repeating: Sums())
  private(set) var known = 0.0
  private(set) var exposure = 0.0
  /// Minutes so far.
  private(set) var minute: Int64 = 0
  private var excess = InlineArray<5, Double>(repeating: 0)
  private var weight = InlineArray<5, Double>(repeating: 0)
  private(set) var score = 0.0
  private var freeze = 0.0
  private var hold = 0.0

  private struct Sums {
    var seen: Int64 = 0
    var exposed: Int64 = 0
    var observed = 0

    mutating func add(_ count: Int32, _ exposure: Int32, _ sign: Int64) {
      seen += sign * Int64(count)
      exposed += sign * Int64(exposure)
      if exposure > 0 { observed += Int(sign) }
    }
  }

  init() {}

  var level: Double { (known + 0.05) / (exposure + 0.05) }
  /// Of the minute that was taken last.
  var lastExposure: Double {
    Double(exposures[slot(minute - 1)]) / Self.unit
  }

  func scatter(_ w: Int) -> Double {
    let units = SilenceConstants.scatterUnits
    return max(
      SilenceConstants.minimumScatter,
      (excess[w] + units * SilenceConstants.scatterPrior) / (weight[w] + units))
  }

  struct Look {
    var score = 0.0
    var window = 0
    var seen = 0.0
    var expected = 0.0
    /// Of the hour that has just gone by.
    var hourSeen = 0.0
    var hourExpected = 0.0
  }

  private func slot(_ minute: Int64) -> Int {
    Int(floorModulo(minute, Int64(Self.minutes)))
  }

  /// Takes a minute that has ended; `isObserved` is false while the source is silent.
  mutating func step(count: Int64, bin: Int, isObserved: Bool) -> Look {
    let here = slot(minute)
    for w in 0..<Self.windowCount {
      let gone = slot(minute - Int64(Self.windows[w]))
      sums[w].add(counts[gone], exposures[gone], -1)
    }
    counts[here] = isObserved ? Int32(clamping: max(0, count)) : 0
    exposures[here] = isObserved ? max(1, Int32(min(1e9, profile.value(bin) * Self.unit))) : 0
    for w in 0..<Self.windowCount { sums[w].add(counts[here], exposures[here], 1) }
    minute += 1
    let look = look()
    score = isObserved ? look.score : 0
    learn(count: Double(counts[here]), exposure: lastExposure, bin: bin)
    return look
  }

  /// The last `minutes` were a silence: they expect nothing.
  mutating func blank(minutes: Int64) {
    guard minute > 0, minutes > 0 else { return }
    for back in 1...min(minutes, min(minute, Int64(Self.minutes))) {
      counts[slot(minute - back)] = 0
      exposures[slot(minute - back)] = 0
    }
    sumUp()
  }

  private mutating func sumUp() {
    for w in 0..<Self.windowCount {
      sums[w] = Sums()
      for back in 1...Int64(Self.windows[w]) {
        let place = slot(minute - back)
        sums[w].add(counts[place], exposures[place], 1)
      }
    }
  }

  private func expected(_ w: Int) -> Double { level * Double(sums[w].exposed) / Self.unit }

  private func isObserved(_ w: Int) -> Bool { sums[w].observed * 10 >= Self.windows[w] * 9 }

  private func look() -> Look {
    var look = Look()
    look.hourSeen = Double(sums[Self.hourWindow].seen)
    look.hourExpected = expected(Self.hourWindow)
    for w in 0..<Self.windowCount where isObserved(w) {
      let (seen, mean) = (Double(sums[w].seen), expected(w))
      guard mean >= SilenceConstants.minimumExpected, seen < mean else { continue }
      let variance = variance(w)
      // Within 1.5 standard deviations nothing is an episode.
      guard (mean - seen) * (mean - seen) > 2.25 * (mean + mean * mean * variance) else {
        continue
      }
      let score = negativeBinomialDeficit(count: seen, mean: mean, size: 1 / variance)
      if score > look.score {
        look.score = score
        look.window = w
        look.seen = seen
        look.expected = mean
      }
    }
    return look
  }

  private func variance(_ w: Int) -> Double {
    scatter(w) + 1 / (known + 0.05) + SilenceConstants.profileVariance * profile.doubt
  }

  private static let decay = exp2(-1 / (SilenceConstants.levelHalfLifeDays * 1440))

  private mutating func learn(count: Double, exposure here: Double, bin: Int) {
    guard here > 0 else { return }
    let isFrozen = score > SilenceConstants.freezeScore && freeze < SilenceConstants.freezeMinutes
    freeze = isFrozen ? freeze + 1 : max(0, freeze - 2)
    guard !isFrozen else { return }
    known = known * Self.decay + count
    exposure = exposure * Self.decay + here
    profile.learn(bin, seen: count, expected: level)
    learnScatter()
  }

  /// Moments as of all counts (STATISTICS: N, Q), every quarter of a window; nothing surprising
  /// teaches it.
  private mutating func learnScatter() {
    let isHeld =
      score > SilenceConstants.scatterHoldScore && hold < SilenceConstants.scatterHoldMinutes
    hold = isHeld ? hold + 1 : max(0, hold - 2)
    guard !isHeld, minute > Self.minutes else { return }
    for w in 0..<Self.windowCount {
      let step = Int64(max(1, Self.windows[w] / 4))
      guard minute % step == 0, isObserved(w) else { continue }
      let decay = exp2(-Double(step) / (SilenceConstants.scatterHalfLifeDays * 1440))
      let (seen, mean) = (Double(sums[w].seen), max(0.01, expected(w)))
      let alpha = scatter(w)
      let unknown = mean * mean / (known + 0.05)
      let limit = SilenceConstants.trimmedVariances * (mean + mean * mean * variance(w))
      let square = min((seen - mean) * (seen - mean), limit)
      let scale = (1 + alpha * mean) * (1 + alpha * mean)
      excess[w] = excess[w] * decay + (square - mean - unknown) / scale
      weight[w] = weight[w] * decay + mean * mean / scale
    }
  }

  func save(into writer: inout StateWriter) {
    profile.save(into: &writer)
    for value in [known, exposure, score, freeze, hold] { writer.double(value) }
    writer.signed(minute)
    for w in 0..<Self.windowCount {
      writer.double(excess[w])
      writer.double(weight[w])
    }
    for place in counts.indices {
      writer.count(Int(counts[place]))
      writer.count(Int(exposures[place]))
    }
  }

  init(from reader: inout StateReader) throws(StateError) {
    profile = try HourProfile(from: &reader)
    known = try reader.double(in: StateLimits.sums, "signals")
    exposure = try reader.double(in: StateLimits.sums, "an exposure")
    score = try reader.double(in: StateLimits.scores, "a score")
    freeze = try reader.double(in: 0...1e6, "minutes held back")
    hold = try reader.double(in: 0...1e6, "minutes held back")
    minute = try reader.integer(in: 0...(1 << 40), "minutes")
    for w in 0..<Self.windowCount {
      excess[w] = try reader.double(in: -1e18...1e18, "an excess of scatter")
      weight[w] = try reader.double(in: StateLimits.sums, "a weight of scatter")
    }
    for place in counts.indices {
      counts[place] = Int32(try reader.index(below: 1 << 31, "signals"))
      exposures[place] = Int32(try reader.index(below: 1 << 31, "an exposure"))
    }
    sumUp()
  }
}
