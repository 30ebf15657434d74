internal import Glibc

extension Xoshiro256 {
  /// A Poisson variate: by inversion up to a mean of 30, above it by gamma reduction.
  ///
  /// J. Ahrens, U. Dieter, "Computer methods for sampling from gamma, beta, Poisson and binomial
  /// distributions", Computing 12 (1974). O(log mean) draws.
  mutating func poissonCount(mean: Double) -> Int {
    var mean = mean
    var count = 0
    while mean > 30 {
      // The n-th arrival is gamma-distributed; go on from there, or count what came before it.
      let n = Int(mean * 0.875)
      let time = gamma(shape: Double(n))
      if time > mean { return count + binomialCount(n - 1, mean / time) }
      count += n
      mean -= time
    }
    var product = exp(-mean)
    var sum = product
    let u = uniform()
    var k = 0
    while u > sum && k < 400 {
      k += 1
      product *= mean / Double(k)
      sum += product
    }
    return count + k
  }

  private mutating func binomialCount(_ n: Int, _ p: Double) -> Int {
    var count = 0
    for _ in 0..<n where uniform() < p { count += 1 }
    return count
  }

  /// A log-normal variate with this median; `deviation` is of its log.
  mutating func logNormal(median: Double, deviation: Double) -> Double {
    median * exp(deviation * normal())
  }

  /// A Pareto variate of at least 1; the smaller `exponent`, the heavier its tail.
  mutating func pareto(exponent: Double) -> Double { pow(1 - uniform(), -1 / exponent) }
}
