internal import Glibc

/// Sums of one hour of the local day, discounted by its visits.
struct PanicHour: BitwiseCopyable, Sendable {
  var posts = 0.0
  var markers = 0.0
  /// Markers that the level alone gave for it.
  var expected = 0.0
  /// Minutes that were learned from.
  var minutes = 0.0
  /// Completed visits, discounted.
  var visits = 0.0

  /// Takes a completed visit in; the half-life is 20 visits.
  mutating func take(_ visit: PanicHour) {
    let decay = exp2(-1 / PanicConstants.visitHalfLife)
    posts = posts * decay + visit.posts
    markers = markers * decay + visit.markers
    expected = expected * decay + visit.expected
    minutes = minutes * decay + visit.minutes
    visits = visits * decay + (visit.minutes >= PanicConstants.visitMinutes ? 1 : 0)
  }
}

/// How markers of one series cluster beyond chance: ρ of a beta-binomial, by moments.
struct ShareCorrelation: BitwiseCopyable, Sendable {
  var excess = 0.0
  var weight = 0.0
  var value = PanicConstants.correlationPrior

  /// Takes in a block of `posts` with `markers` where `expected` were, expected of the usual share.
  ///
  /// Moments: E[e²] = n p(1 − p)(1 + (n − 1)ρ), each block weighted by the inverse square of what it
  /// scatters (DETECTORS, panic).
  mutating func learn(posts: Double, markers: Double, expected: Double, decay: Double) {
    excess *= decay
    weight *= decay
    if posts > 1, expected > 0, expected < posts {
      let share = expected / posts
      let binomial = share * (1 - share)
      let spread = 1 + (posts - 1) * value
      let error = markers - expected
      let trimmed = min(
        error * error, PanicConstants.trimmedVariances * posts * binomial * spread)
      let scale = 1 / (spread * spread)
      excess += (trimmed / binomial - posts) * scale
      weight += posts * (posts - 1) * scale
    }
    let prior = PanicConstants.correlationPriorWeight
    let mean = (excess + PanicConstants.correlationPrior * prior) / (weight + prior)
    value = min(PanicConstants.maximumCorrelation, max(PanicConstants.minimumCorrelation, mean))
  }
}
