internal import Glibc

/// Random numbers for simulated counts: `Xoshiro256`, whose state the seed fills by SplitMix64.
package struct SimulationRandom: Sendable {
  private var bits: Xoshiro256
  private var spare: Double?

  package init(seed: UInt64) {
    var filler = SplitMix64(seed: seed)
    bits = Xoshiro256(state: (filler.next(), filler.next(), filler.next(), filler.next()))
  }

  package mutating func next() -> UInt64 { bits.next() }

  /// Uniform in [0, 1).
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  package mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// Between the two, every factor alike.
  package mutating func logUniform(_ low: Double, _ high: Double) -> Double {
    low * exp(uniform() * log(high / low))
  }

  package mutating func below(_ bound: Int) -> Int { Int(uniform() * Double(bound)) }

  /// Standard normal, by Marsaglia's polar method.
  package mutating func normal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let r = x * x + y * y
      guard r > 0, r < 1 else { continue }
      let factor = (-2 * log(r) / r).squareRoot()
      spare = y * factor
      return x * factor
    }
  }

  /// Gamma with the given shape and mean 1 (Marsaglia & Tsang 2000).
  package mutating func gammaOfMeanOne(shape: Double) -> Double {
    guard shape >= 1 else {
      let u = uniform()
      return gammaOfMeanOne(shape: shape + 1) * (shape + 1) / shape * pow(max(u, 1e-300), 1 / shape)
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = 1 + c * x
      guard v > 0 else { continue }
      let cube = v * v * v
      if log(max(uniform(), 1e-300)) < 0.5 * x * x + d - d * cube + d * log(cube) {
        return d * cube / shape
      }
    }
  }

  /// Poisson, by inversion below a mean of 30 and by halving above it.
  package mutating func poisson(_ mean: Double) -> Int {
    var mean = mean
    var count = 0
    while mean > 30 {
      // Of the first n = ⌊mean⌋ arrivals the time is gamma; go on from there (Ahrens & Dieter 1974).
      let n = Int(mean * 0.875)
      let time = gammaOfMeanOne(shape: Double(n)) * Double(n)
      if time > mean { return count + binomial(n - 1, mean / time) }
      count += n
      mean -= time
    }
    var product = exp(-mean)
    var sum = product
    let u = uniform()
    var k = 0
    while u > sum, k < 400 {
      k += 1
      product *= mean / Double(k)
      sum += product
    }
    return count + k
  }

  private mutating func binomial(_ n: Int, _ p: Double) -> Int {
    var count = 0
    for _ in 0..<n where uniform() < p { count += 1 }
    return count
  }
}
