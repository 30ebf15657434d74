/// What is known of how a cell's windows of one length scatter beyond Poisson.
///
/// A moment estimate: squared errors beyond Poisson's over squared expectations, both weighted by how
/// much a window says of α (P. McCullagh, J. Nelder, *Generalized Linear Models*, 2nd ed., 1989, §6.2).
struct CrowdDispersion: Sendable, BitwiseCopyable {
  var excess = 0.0
  var weight = 0.0
  /// α.
  var value = CrowdConstants.dispersionPrior

  /// Takes one window in: `count` where `expected` was forecast with relative variance `variance`, of
  /// which `levelVariance` is the level's.
  @inline(__always)
  mutating func learn(
    count: Double, expected: Double, variance: Double, levelVariance: Double, decay: Double,
    family: Double
  ) {
    let square = expected * expected
    let trimmed = CrowdConstants.trimmedVariances * (expected + square * variance)
    let error = min((count - expected) * (count - expected), trimmed)
    let scale = 1 / (1 + value * expected)
    let share = scale * scale
    excess = decay * excess + (error - expected - square * levelVariance) * share
    weight = decay * weight + square * share
    let prior = CrowdConstants.dispersionPriorWeight
    value = max(
      CrowdConstants.minimumDispersion, (excess + prior * family) / (weight + prior))
  }
}
