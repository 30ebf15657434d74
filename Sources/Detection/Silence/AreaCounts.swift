internal import EventTime
internal import Glibc
internal import Statistics

/// One area of a source: its counts of the last hour, and whether it is missing among the others.
struct AreaCounts: Sendable {
  static let minutes = SilenceConstants.areaMinutes
  var area: Int32
  /// By minute, a ring in step with the source's.
  var counts = [Int32](repeating: 0, count: AreaCounts.minutes)
  /// Of the ring.
  private var sum: Int64 = 0
  var known = 0.0
  /// The source's exposure that was not learned from, discounted.
  var unlearned = 0.0
  /// Minutes since the last signal.
  var silent: Int64 = 0
  var pending: Int64 = 0
  var excess = 0.0
  var weight = 0.0
  var score = 0.0
  var freeze = 0.0
  var tracker = EpisodeTracker()

  init(area: Int32, unlearned: Double) {
    self.area = area
    self.unlearned = unlearned
  }

  struct Look {
    var score = 0.0
    var expected = 0.0
    var minutes: Int64 = 0
  }

  /// The area's part of the source's minute. `source` has taken that minute already.
  mutating func step(_ source: LowCounts, look hour: LowCounts.Look, isObserved: Bool) -> Look {
    let here = Int((source.minute - 1) % Int64(Self.minutes))
    let gone = Int64(counts[here])
    counts[here] = isObserved ? Int32(clamping: pending) : 0
    silent = pending > 0 ? 0 : isObserved ? silent + 1 : silent
    let learned = Double(counts[here])
    pending = 0
    guard isObserved else {
      sum -= gone
      score = 0
      return Look()
    }
    let level = known / max(1, source.exposure - unlearned)
    let share = level / max(source.level, 1e-12)
    let mean = share * hour.hourExpected
    sum += Int64(counts[here]) - gone
    let seen = Double(sum)
    let prior = SilenceConstants.areaOthersPrior
    // Others that have less lower what is expected here. Others that have more do not raise it: an
    // incident elsewhere says nothing of this area.
    let factor = min(
      1, (max(0, hour.hourSeen - seen) + prior) / (max(0, hour.hourExpected - mean) + prior))
    let variance =
      max(
        SilenceConstants.minimumScatter,
        (excess + SilenceConstants.scatterUnits * SilenceConstants.scatterPrior)
          / (weight + SilenceConstants.scatterUnits))
      + 1 / (known + 0.05) + SilenceConstants.profileVariance * source.profile.doubt
    var look = Look()
    look.minutes = min(silent, Int64(Self.minutes))
    if look.minutes >= 10, source.minute > 1440 {
      look.expected = mean * factor * Double(look.minutes) / Double(Self.minutes)
      if look.expected >= 2 {
        look.score = negativeBinomialDeficit(count: 0, mean: look.expected, size: 1 / variance)
      }
    }
    score = look.score
    learn(learned, seen: seen, mean: mean * factor, variance: variance, source)
    return look
  }

  private static let decay = exp2(-1 / (SilenceConstants.levelHalfLifeDays * 1440))

  private mutating func learn(
    _ count: Double, seen: Double, mean: Double, variance: Double, _ source: LowCounts
  ) {
    let decay = Self.decay
    let isFrozen =
      score > SilenceConstants.freezeScore && freeze < SilenceConstants.freezeMinutes
    freeze = isFrozen ? freeze + 1 : max(0, freeze - 2)
    unlearned *= decay
    known *= decay
    if isFrozen {
      unlearned += source.lastExposure
    } else {
      known += count
    }
    let isQuiet = score <= SilenceConstants.scatterHoldScore
    guard source.minute % 15 == 0, source.minute > 1440, isQuiet, mean > 0 else { return }
    let forget = exp2(-15 / (SilenceConstants.scatterHalfLifeDays * 1440))
    let limit = SilenceConstants.trimmedVariances * (mean + mean * mean * variance)
    let square = min((seen - mean) * (seen - mean), limit)
    let alpha = max(0, excess / max(weight, 1e-9))
    let scale = (1 + alpha * mean) * (1 + alpha * mean)
    let unknown = mean * mean / (known + 0.05)
    excess = excess * forget + (square - mean - unknown) / scale
    weight = weight * forget + mean * mean / scale
  }

  func save(into writer: inout StateWriter) {
    writer.signed(Int64(area))
    for count in counts { writer.count(Int(count)) }
    for value in [known, unlearned, excess, weight, score, freeze] { writer.double(value) }
    writer.signed(silent)
    writer.signed(pending)
    tracker.save(into: &writer)
  }

  init(from reader: inout StateReader) throws(StateError) {
    area = try reader.int32()
    guard area >= 0 else { throw .damaged("area \(area)") }
    for place in counts.indices {
      counts[place] = Int32(try reader.index(below: 1 << 31, "signals"))
    }
    sum = counts.reduce(0) { $0 + Int64($1) }
    known = try reader.double(in: StateLimits.sums, "signals")
    unlearned = try reader.double(in: StateLimits.sums, "an exposure")
    excess = try reader.double(in: -1e18...1e18, "an excess of scatter")
    weight = try reader.double(in: StateLimits.sums, "a weight of scatter")
    score = try reader.double(in: StateLimits.scores, "a score")
    freeze = try reader.double(in: 0...1e6, "minutes held back")
    silent = try reader.integer(in: 0...(1 << 40), "minutes")
    pending = try reader.integer(in: 0...(1 << 53), "signals")
    tracker = try EpisodeTracker(from: &reader)
  }
}
