internal import Glibc
internal import Statistics

/// The excesses of a family's past episodes over their onset, and the Pareto tail fitted to them.
///
/// A histogram in bins of 8 % keeps any number of episodes in bounded memory; each bin stands at the
/// mean of what fell into it.
package struct EpisodeTail: Sendable {
  static let bins = 128
  private static let smallest = 0.02
  static let binsPerFold = 12.0

  var weights = [Double](repeating: 0, count: EpisodeTail.bins)
  var sums = [Double](repeating: 0, count: EpisodeTail.bins)
  /// Episodes, discounted.
  var episodes = 0.0
  var fit: GeneralisedPareto

  init(rules: EpisodeRules = EpisodeRules()) {
    fit = GeneralisedPareto(scale: rules.priorScale, shape: rules.priorShape)
  }

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
  mutating func refit(_ rules: EpisodeRules) {
    let prior = GeneralisedPareto(scale: rules.priorScale, shape: rules.priorShape)
    let count = rules.priorPoints
    var points: [(excess: Double, weight: Double)] = []
    points.reserveCapacity(count + EpisodeTail.bins)
    for index in 0..<count {
      let above = 1 - (Double(index) + 0.5) / Double(count)
      points.append((prior.excess(standardised: -log(above)), 1))
    }
    for bin in weights.indices where weights[bin] > 1e-9 {
      points.append((sums[bin] / weights[bin], weights[bin]))
    }
    fit = GeneralisedPareto.fit(points, maximumShape: rules.maximumShape)
  }
}
