internal import Glibc

/// Draws of the trials of the daily detectors and of silence.
struct DetectorDraws {
  var random: Xoshiro256

  init(seed: UInt64, stream: UInt64) { random = Xoshiro256(seed: seed, stream: stream) }

  /// A Poisson count: by inversion up to a mean of 30, then by the rounded normal.
  mutating func poisson(_ mean: Double) -> Int {
    guard mean > 0 else { return 0 }
    guard mean < 30 else {
      return max(0, Int((mean + mean.squareRoot() * random.normal()).rounded()))
    }
    var left = exp(-mean)
    var sum = left
    var count = 0
    let drawn = random.uniform()
    while drawn > sum, count < 200 {
      count += 1
      left *= mean / Double(count)
      sum += left
    }
    return count
  }

  /// Mean 1 and this relative variance.
  mutating func noise(variance: Double) -> Double {
    random.gamma(shape: 1 / variance) * variance
  }

  /// A share of this mean whose draws are correlated by `correlation` (beta).
  mutating func share(_ mean: Double, correlation: Double) -> Double {
    let strength = (1 - correlation) / correlation
    let a = random.gamma(shape: mean * strength)
    let b = random.gamma(shape: (1 - mean) * strength)
    return a / (a + b)
  }

  mutating func between(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * random.uniform()
  }

  /// Uniform in the logarithm.
  mutating func logUniform(_ low: Double, _ high: Double) -> Double {
    exp(between(log(low), log(high)))
  }
}

/// What was found of how many, and how late.
struct FoundShare {
  var trials = 0
  var delays: [Double] = []

  mutating func add(_ delay: Double?) {
    trials += 1
    if let delay { delays.append(delay) }
  }

  var share: Double { trials == 0 ? 0 : Double(delays.count) / Double(trials) }

  var median: Double? {
    delays.isEmpty ? nil : delays.sorted()[(delays.count - 1) / 2]
  }

  func share(within limit: Double) -> Double {
    trials == 0 ? 0 : Double(delays.count { $0 <= limit }) / Double(trials)
  }
}

/// A number with so many decimals, without Foundation.
func fixedText(_ value: Double, _ decimals: Int) -> String {
  let scale = pow(10, Double(decimals))
  let whole = Int64((value * scale).rounded())
  guard decimals > 0 else { return "\(whole)" }
  let digits = "\(abs(whole))"
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
  let cut = padded.index(padded.endIndex, offsetBy: -decimals)
  return "\(whole < 0 ? "-" : "")\(padded[..<cut]).\(padded[cut...])"
}
