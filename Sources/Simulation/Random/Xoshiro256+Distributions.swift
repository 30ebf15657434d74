internal import Glibc

extension Xoshiro256 {
  /// An exponential variate of mean 1.
  @inline(__always)
  package mutating func exponential() -> Double { -log1p(-uniform()) }

  /// A normal variate of mean 0 and variance 1, by the polar method.
  ///
  /// G. Marsaglia, T. Bray, "A convenient method for generating normal variables", SIAM Review 6
  /// (1964).
  package mutating func normal() -> Double {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square > 0 && square < 1 { return x * (-2 * log(square) / square).squareRoot() }
    }
  }

  /// A gamma variate of this shape and scale 1; `shape` is positive.
  ///
  /// G. Marsaglia, W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000).
  package mutating func gamma(shape: Double) -> Double {
    precondition(shape > 0, "a gamma variate needs a positive shape")
    if shape < 1 { return gamma(shape: shape + 1) * pow(1 - uniform(), 1 / shape) }
    let d = shape - 1 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      if log1p(-uniform()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
    }
  }

  /// A rank in 0 ..< `count`, the first the most frequent: a Pareto law of density x^(−exponent)
  /// on [1, count + 1), rounded down. `exponent` is not 1.
  @inline(__always)
  package mutating func heavyTailedRank(count: Int, exponent: Double) -> Int {
    let power = 1 - exponent
    let top = pow(Double(count) + 1, power)
    let value = pow(1 + uniform() * (top - 1), 1 / power)
    return min(count - 1, max(0, Int(value) - 1))
  }
}
