internal import Glibc

/// Draws an index with given weights in constant time.
///
/// A. Walker's alias method with M. Vose's construction, IEEE Trans. Softw. Eng. 17 (1991).
package struct AliasTable: Sendable {
  private var threshold: [UInt32]
  private var alias: [UInt32]

  /// A table over `weights`: none negative, their sum positive, fewer than 2³² of them. O(n).
  package init(weights: [Double]) {
    let total = weights.reduce(0, +)
    precondition(total > 0, "weights need a positive sum")
    let count = weights.count
    var scaled = weights.map { $0 / total * Double(count) }
    var small: [Int] = []
    var large: [Int] = []
    for index in 0..<count {
      precondition(scaled[index] >= 0, "a weight is negative")
      if scaled[index] < 1 { small.append(index) } else { large.append(index) }
    }
    threshold = [UInt32](repeating: .max, count: count)
    alias = (0..<count).map { UInt32($0) }
    while let poor = small.last, let rich = large.last {
      small.removeLast()
      threshold[poor] = UInt32(scaled[poor] * Double(UInt32.max))
      alias[poor] = UInt32(rich)
      scaled[rich] -= 1 - scaled[poor]
      if scaled[rich] < 1 {
        large.removeLast()
        small.append(rich)
      }
    }
  }

  /// A table whose index k has weight (k + 1 + offset)^(−exponent): the Zipf–Mandelbrot law.
  package static func zipf(count: Int, exponent: Double, offset: Double) -> AliasTable {
    AliasTable(weights: (0..<count).map { pow(Double($0) + 1 + offset, -exponent) })
  }

  package var count: Int { threshold.count }

  /// An index drawn with the table's weights.
  @inline(__always)
  package func draw(_ random: inout Xoshiro256) -> Int { draw(bits: random.next()) }

  /// The index that 64 random bits mean; the bits of a hash give a fixed choice.
  @inline(__always)
  func draw(bits: UInt64) -> Int {
    let slot = Int(truncatingIfNeeded: ((bits >> 32) &* UInt64(threshold.count)) >> 32)
    return UInt32(truncatingIfNeeded: bits) <= threshold[slot] ? slot : Int(alias[slot])
  }
}
