internal import Glibc

/// The generalised Pareto distribution of excesses y ≥ 0: P(Y > y) = (1 + ξy/σ)^(−1/ξ).
@frozen
package struct GeneralisedPareto: Equatable, Sendable, BitwiseCopyable {
  /// σ, above 0.
  package var scale: Double
  /// ξ, 0 or more; 0 is the exponential distribution.
  package var shape: Double

  package init(scale: Double, shape: Double) {
    precondition(scale > 0 && shape >= 0)
    self.scale = scale
    self.shape = shape
  }

  /// ln(1 + ξy/σ)/ξ = −ln P(Y > y): the excess on a scale where it is unit exponential.
  package func standardised(_ excess: Double) -> Double {
    shape < GeneralisedPareto.nearlyExponential
      ? excess / scale : log1p(shape * excess / scale) / shape
  }

  /// The excess whose standardised value is `v`: σ(e^(ξv) − 1)/ξ.
  package func excess(standardised v: Double) -> Double {
    shape < GeneralisedPareto.nearlyExponential ? scale * v : scale * expm1(shape * v) / shape
  }

  /// Shapes below this are computed as the exponential distribution.
  private static var nearlyExponential: Double { 1e-9 }

  /// The maximum-likelihood fit to weighted excesses, with the shape held in 0…`maximumShape`.
  ///
  /// Grimshaw, "Computing maximum likelihood estimates for the generalized Pareto distribution"
  /// (Technometrics 35, 1993): for θ = ξ/σ the best shape is the mean of ln(1 + θy), so that one
  /// parameter remains. It is sought on a grid and refined by golden section. O(80 · points).
  ///
  /// - Parameter points: excesses above 0 with weights above 0, at least one.
  package static func fit(
    _ points: [(excess: Double, weight: Double)], maximumShape: Double
  ) -> GeneralisedPareto {
    var weight = 0.0
    var sum = 0.0
    for point in points {
      weight += point.weight
      sum += point.weight * point.excess
    }
    precondition(weight > 0 && sum > 0)
    let mean = sum / weight

    func shape(_ theta: Double) -> Double {
      var total = 0.0
      for point in points { total += point.weight * log1p(theta * point.excess) }
      return total / weight
    }
    // Log-likelihood a point of weight, at the best shape for θ within its bounds.
    func likelihood(_ theta: Double) -> (value: Double, shape: Double) {
      let shape = shape(theta)
      return (-log(shape / theta) - shape - 1, shape)
    }
    var best = GeneralisedPareto(scale: mean, shape: 0)
    var bestValue = -log(mean) - 1

    // The shape grows with θ: bisect for where it meets its bound.
    var low = 0.0
    var high = maximumShape / mean
    while shape(high) < maximumShape { high *= 2 }
    for _ in 0..<50 {
      let middle = 0.5 * (low + high)
      if shape(middle) < maximumShape { low = middle } else { high = middle }
    }
    let bound = low
    var bestIndex = 0
    let steps = 24
    for index in 1...steps {
      let theta = bound * Double(index) / Double(steps)
      let candidate = likelihood(theta)
      if candidate.value > bestValue {
        bestValue = candidate.value
        best = GeneralisedPareto(scale: candidate.shape / theta, shape: candidate.shape)
        bestIndex = index
      }
    }
    guard bestIndex > 0 else { return best }
    if bestIndex == steps {
      return atBound(points, weight: weight, shape: maximumShape, from: best)
    }
    var a = bound * Double(bestIndex - 1) / Double(steps)
    var b = bound * Double(min(bestIndex + 1, steps)) / Double(steps)
    if a == 0 { a = b * 1e-6 }
    let golden = 0.6180339887498949
    for _ in 0..<30 {
      let c = b - golden * (b - a)
      let d = a + golden * (b - a)
      if likelihood(c).value >= likelihood(d).value { b = d } else { a = c }
    }
    let theta = 0.5 * (a + b)
    let refined = likelihood(theta)
    if refined.value > bestValue {
      best = GeneralisedPareto(scale: refined.shape / theta, shape: refined.shape)
    }
    return best
  }

  /// The most likely scale where the shape is held at its bound: the root of
  /// Σ w (1 + ξ)y/(σ + ξy) = Σ w, which falls in σ.
  private static func atBound(
    _ points: [(excess: Double, weight: Double)], weight: Double, shape: Double,
    from start: GeneralisedPareto
  ) -> GeneralisedPareto {
    func surplus(_ scale: Double) -> Double {
      var total = -weight
      for point in points {
        total += point.weight * (1 + shape) * point.excess / (scale + shape * point.excess)
      }
      return total
    }
    var low = start.scale / 2
    var high = start.scale * 2
    while surplus(low) < 0 { low /= 2 }
    while surplus(high) > 0 { high *= 2 }
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if surplus(middle) > 0 { low = middle } else { high = middle }
    }
    return GeneralisedPareto(scale: 0.5 * (low + high), shape: shape)
  }
}
