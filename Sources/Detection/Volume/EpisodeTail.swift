internal import Glibc
internal import Statistics

/// The excesses over 3 of a family's past episodes, and the Pareto tail fitted to them.
///
/// A histogram in bins of 8 % keeps any number of episodes in bounded memory; each bin stands at the
/// mean of what fell into it.
struct EpisodeTail {
  static let bins = 128
  private static let smallest = 0.02
  static let binsPerFold = 12.0

  var weights = [Double](repeating: 0, count: EpisodeTail.bins)
  var sums = [Double](repeating: 0, count: EpisodeTail.bins)
  /// Episodes, discounted.
  var episodes = 0.0
  var fit = GeneralisedPareto(
    scale: VolumeConstants.tailPriorScale, shape: VolumeConstants.tailPriorShape)

  mutating func add(excess: Double, weight: Double) {
    let place = log(max(excess, EpisodeTail.smallest) / EpisodeTail.smallest)
    let bin = min(EpisodeTail.bins - 1, Int(place * EpisodeTail.binsPerFold))
    weights[bin] += weight
    sums[bin] += weight * max(excess, 1e-6)
    episodes += weight
  }

  mutating func decay(_ factor: Double) {
    episodes *= factor
    for bin in weights.indices {
      weights[bin] *= factor
      sums[bin] *= factor
    }
  }

  /// Fits the tail anew, to the episodes and to pseudo-points of the prior's quantiles.
  mutating func refit() {
    let prior = GeneralisedPareto(
      scale: VolumeConstants.tailPriorScale, shape: VolumeConstants.tailPriorShape)
    let count = VolumeConstants.tailPriorPoints
    var points: [(excess: Double, weight: Double)] = []
    points.reserveCapacity(count + EpisodeTail.bins)
    for index in 0..<count {
      let above = 1 - (Double(index) + 0.5) / Double(count)
      points.append((prior.excess(standardised: -log(above)), 1))
    }
    for bin in weights.indices where weights[bin] > 1e-9 {
      points.append((sums[bin] / weights[bin], weights[bin]))
    }
    fit = GeneralisedPareto.fit(points, maximumShape: VolumeConstants.maximumTailShape)
  }
}
