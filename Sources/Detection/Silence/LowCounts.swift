internal import EventTime
internal import Glibc
internal import Statistics

/// The counts of a source by the minute, and windows of them that are too small.
///
/// A level of half-life 7 d times a profile by hour and kind of day; the lower tail of a negative
/// binomial whose dispersion is learned by window. Minutes of an open silence count for nothing.
struct LowCounts: Sendable {
  static let windows: InlineArray<5, Int> = [10, 30, 120, 480, 1440]
  static let windowCount = 5
  static let minutes = 1440

  var profile = HourProfile()
  /// By minute, a ring: counts, and exposures to the profile (0: not observed).
  var counts = [Int32](repeating: 0, count: LowCounts.minutes)
  var exposures = [Double](repeating: 0, count: LowCounts.minutes)
  var known = 0.0
  var exposure = 0.0
  /// Minutes so far.
  var minute: Int64 = 0
  var excess = InlineArray<5, Double>(repeating: 0)
  var weight = InlineArray<5, Double>(repeating: 0)
  var score = 0.0
  var freeze = 0.0
  var hold = 0.0

  init() {}

  var level: Double { (known + 0.05) / (exposure + 0.05) }

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

  private func slot(_ minute: Int64) -> Int { Int(minute % Int64(Self.minutes)) }

  /// Takes a minute that has ended; `isObserved` is false while the source is silent.
  mutating func step(count: Int64, bin: Int, isObserved: Bool) -> Look {
    let here = slot(minute)
    counts[here] = isObserved ? Int32(clamping: count) : 0
    exposures[here] = isObserved ? profile.value(bin) : 0
    minute += 1
    let look = look()
    score = isObserved ? look.score : 0
    learn(count: Double(counts[here]), exposure: exposures[here], bin: bin)
    return look
  }

  /// The last `minutes` were a silence: they expect nothing.
  mutating func blank(minutes: Int64) {
    guard minute > 0 else { return }
    for back in 1...max(1, min(minutes, min(minute, Int64(Self.minutes)))) {
      counts[slot(minute - back)] = 0
      exposures[slot(minute - back)] = 0
    }
  }

  private func look() -> Look {
    var look = Look()
    var (seen, exposed) = (0.0, 0.0)
    var observed = 0
    var back = 0
    for w in 0..<Self.windowCount {
      let reach = min(Int64(Self.windows[w]), minute)
      while back < reach {
        let place = slot(minute - 1 - Int64(back))
        seen += Double(counts[place])
        exposed += exposures[place]
        if exposures[place] > 0 { observed += 1 }
        back += 1
        if back == 60 { (look.hourSeen, look.hourExpected) = (seen, level * exposed) }
      }
      guard observed * 10 >= Self.windows[w] * 9 else { continue }
      let mean = level * exposed
      guard mean >= SilenceConstants.minimumExpected, seen < mean else { continue }
      let score = negativeBinomialDeficit(count: seen, mean: mean, size: 1 / variance(w))
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

  private mutating func learn(count: Double, exposure here: Double, bin: Int) {
    guard here > 0 else { return }
    let isFrozen = score > SilenceConstants.freezeScore && freeze < SilenceConstants.freezeMinutes
    freeze = isFrozen ? freeze + 1 : max(0, freeze - 2)
    guard !isFrozen else { return }
    let decay = exp2(-1 / (SilenceConstants.levelHalfLifeDays * 1440))
    known = known * decay + count
    exposure = exposure * decay + here
    profile.learn(bin, seen: count, expected: level)
    learnScatter()
  }

  private mutating func learnScatter() {
    let isHeld =
      score > SilenceConstants.scatterHoldScore && hold < SilenceConstants.scatterHoldMinutes
    hold = isHeld ? hold + 1 : max(0, hold - 2)
    guard !isHeld, minute > 1440 else { return }
    var (seen, exposed) = (0.0, 0.0)
    var back = 0
    var observed = 0
    for w in 0..<Self.windowCount {
      let step = max(1, Self.windows[w] / 4)
      guard Int(minute) % max(1, Self.windows[0] / 4) == 0 else { return }
      while back < Self.windows[w] {
        let place = slot(minute - 1 - Int64(back))
        seen += Double(counts[place])
        exposed += exposures[place]
        if exposures[place] > 0 { observed += 1 }
        back += 1
      }
      guard Int(minute) % step == 0, observed * 10 >= Self.windows[w] * 9 else { continue }
      let decay = exp2(-Double(step) / (SilenceConstants.scatterHalfLifeDays * 1440))
      let mean = max(0.01, level * exposed)
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
      writer.double(exposures[place])
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
      exposures[place] = try reader.double(in: 0...1e6, "an exposure")
    }
  }
}
