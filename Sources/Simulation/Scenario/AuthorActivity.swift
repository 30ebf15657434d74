internal import Glibc

/// Who writes: a Zipf–Mandelbrot law over the ranks of `count` authors, of which the first hundredth
/// writes a given share.
///
/// The offset of the ranks, a thousandth of the count, keeps the very first from writing most.
struct AuthorActivity: Sendable {
  let count: Int
  private let offset: Double
  private let exponent: Double
  private let bottom: Double
  private let span: Double

  /// `count` is at least 100, `topShare` in 0.02…0.95.
  init(count: Int, topShare: Double) {
    precondition(count >= 100 && topShare > 0.01 && topShare < 1)
    self.count = count
    let offset = Double(count) / 1000 + 1
    func mass(_ rank: Double, _ exponent: Double) -> Double {
      let power = 1 - exponent
      return (pow(rank + offset, power) - pow(offset, power)) / power
    }
    // The share of the top grows with the exponent; 1 itself, where the law has no power, is between
    // two steps of the search.
    var low = 0.0
    var high = 3.0
    for _ in 0..<50 {
      let middle = (low + high) / 2
      let share = mass(Double(count) / 100, middle) / mass(Double(count), middle)
      if share < topShare { low = middle } else { high = middle }
    }
    exponent = 1 - (low + high) / 2
    self.offset = offset
    bottom = pow(offset, exponent)
    span = pow(Double(count) + offset, exponent) - bottom
  }

  /// An author in 0 ..< `count`, the most active first.
  @inline(__always)
  func draw(_ random: inout Xoshiro256) -> UInt64 {
    let value = pow(bottom + random.uniform() * span, 1 / exponent) - offset
    return UInt64(min(count - 1, max(0, Int(value))))
  }
}
