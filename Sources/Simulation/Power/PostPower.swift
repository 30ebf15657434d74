internal import Glibc

/// What the trials of `panic` and `emerging` share.
enum PostPower {
  /// A Poisson variate by multiplication for small means, by the normal law above 40.
  static func poisson(_ mean: Double, _ random: inout Xoshiro256) -> Int {
    guard mean < 40 else {
      return max(0, Int((mean + mean.squareRoot() * random.normal()).rounded()))
    }
    let limit = exp(-mean)
    var product = random.uniform()
    var count = 0
    while product > limit {
      product *= random.uniform()
      count += 1
    }
    return count
  }

  /// A number with so many digits behind its point.
  static func decimal(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    let scale = pow(10, Double(digits))
    let whole = Int64((abs(value) * scale).rounded())
    let unit = Int64(scale)
    let sign = value < 0 && whole != 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(whole)" }
    let rest = String(whole % unit)
    return "\(sign)\(whole / unit)." + String(repeating: "0", count: digits - rest.count) + rest
  }
}
