internal import Glibc
internal import Statistics

/// Past gaps of a feed on one clock, discounted, and the tail by which a gap is too long.
///
/// Bins of 8 % hold weight and sum. The tail is of the largest 5 %, 30 to 300 of them: beyond u their
/// excesses in units of their mean c have a generalised Pareto distribution, fitted with pseudo-points
/// of what is common to feeds.
struct GapHistogram: Sendable {
  static let bins = 256
  private static let binsPerFold = 12.0
  private static let smallest = 0.01

  private var weights = [Double](repeating: 0, count: GapHistogram.bins)
  private var sums = [Double](repeating: 0, count: GapHistogram.bins)
  private(set) var count = 0.0
  /// u, c, the tail, and the gaps a discounted history that exceed u.
  private(set) var base = 0.0
  private(set) var meanExcess = 1.0
  private(set) var exceeding = 0.0
  private(set) var fit = GeneralisedPareto(
    scale: SilenceConstants.priorScale, shape: SilenceConstants.priorShape)

  mutating func add(_ gap: Double) {
    let place = log(max(gap, Self.smallest) / Self.smallest) * Self.binsPerFold
    let bin = min(Self.bins - 1, Int(place))
    weights[bin] += 1
    sums[bin] += max(gap, Self.smallest)
    count += 1
  }

  mutating func decay(_ factor: Double) {
    count *= factor
    for bin in weights.indices {
      weights[bin] *= factor
      sums[bin] *= factor
    }
  }

  /// The tail anew. O(bins × points).
  mutating func refit(minimumExcess: Double) {
    guard count > 0 else { return }
    let wanted = min(
      count / 2,
      min(
        SilenceConstants.mostExcesses,
        max(SilenceConstants.fewestExcesses, SilenceConstants.tailShare * count)))
    var (above, sum) = (0.0, 0.0)
    var bin = Self.bins - 1
    while bin > 0, above + weights[bin] < wanted {
      above += weights[bin]
      sum += sums[bin]
      bin -= 1
    }
    while bin > 0, weights[bin] <= 1e-9 { bin -= 1 }
    base = weights[bin] > 1e-9 ? sums[bin] / weights[bin] : Self.smallest
    // The bin that u lies in counts with what is wanted of it, without excess.
    exceeding = max(wanted, 1e-6)
    meanExcess = max(minimumExcess, above > 0 ? (sum - above * base) / exceeding : 0)
    var points: [(excess: Double, weight: Double)] = []
    let prior = GeneralisedPareto(
      scale: SilenceConstants.priorScale, shape: SilenceConstants.priorShape)
    let pseudo = SilenceConstants.priorPoints
    for index in 0..<pseudo {
      let tail = 1 - (Double(index) + 0.5) / Double(pseudo)
      points.append((prior.excess(standardised: -log(tail)), 1))
    }
    for place in (bin + 1)..<Self.bins where place < Self.bins && weights[place] > 1e-9 {
      let excess = max(1e-3, (sums[place] / weights[place] - base) / meanExcess)
      points.append((excess, weights[place]))
    }
    fit = GeneralisedPareto.fit(points, maximumShape: SilenceConstants.maximumShape)
  }

  /// −ln of the chance that a gap that exceeds u is as long as this one; 0 up to u.
  func standardised(_ gap: Double) -> Double {
    gap > base ? fit.standardised((gap - base) / meanExcess) : 0
  }

  /// z: the gap whose standardised excess is `v`.
  func limit(standardised v: Double) -> Double {
    base + meanExcess * fit.excess(standardised: v)
  }

  /// The gap that is in the middle of time's root, and how much of it lies around.
  func middle() -> (gap: Double, share: Double) {
    func weight(_ bin: Int) -> Double {
      weights[bin] > 1e-9 ? (weights[bin] * sums[bin]).squareRoot() : 0
    }
    var total = 0.0
    for bin in weights.indices { total += weight(bin) }
    guard total > 0 else { return (0, 0) }
    var sum = 0.0
    var bin = 0
    while bin < Self.bins - 1, sum + weight(bin) < total / 2 {
      sum += weight(bin)
      bin += 1
    }
    guard weights[bin] > 1e-9 else { return (0, 0) }
    let gap = sums[bin] / weights[bin]
    var around = 0.0
    for place in weights.indices where weights[place] > 1e-9 {
      let mean = sums[place] / weights[place]
      if mean >= SilenceConstants.batchBelow * gap, mean <= SilenceConstants.batchAbove * gap {
        around += weight(place)
      }
    }
    return (gap, around / total)
  }

  func save(into writer: inout StateWriter) {
    for value in [count, base, meanExcess, exceeding, fit.scale, fit.shape] {
      writer.double(value)
    }
    let used = weights.indices.filter { weights[$0] != 0 || sums[$0] != 0 }
    writer.indexes(used)
    for bin in used {
      writer.double(weights[bin])
      writer.double(sums[bin])
    }
  }

  init() {}

  init(from reader: inout StateReader) throws(StateError) {
    count = try reader.double(in: StateLimits.sums, "gaps")
    base = try reader.double(in: StateLimits.sums, "a gap")
    meanExcess = try reader.double(in: 1e-9...1e18, "an excess")
    exceeding = try reader.double(in: StateLimits.sums, "gaps")
    fit = GeneralisedPareto(
      scale: try reader.double(in: 1e-9...1e6, "a tail's scale"),
      shape: try reader.double(in: 0...1, "a tail's shape"))
    for bin in try reader.indexes(below: Self.bins, "a bin") {
      weights[bin] = try reader.double(in: 0...1e12, "a bin's weight")
      sums[bin] = try reader.double(in: 0...1e15, "a bin's sum")
      let mean = sums[bin] / weights[bin]
      guard weights[bin] <= 1e-9 || (1e-9...1e12).contains(mean) else {
        throw .damaged("a bin whose mean is \(mean)")
      }
    }
  }
}
