/// The xoshiro256** generator: period 2²⁵⁶ − 1, the same numbers on every machine for a seed.
///
/// D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021).
package struct Xoshiro256: Sendable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// The generator whose state SplitMix64 fills from `seed`; streams of one seed are independent.
  package init(seed: UInt64, stream: UInt64 = 0) {
    var root = SplitMix64(seed: seed)
    var filler = SplitMix64(seed: root.next() ^ (stream &* 0xD134_2543_DE82_EF95))
    s0 = filler.next()
    s1 = filler.next()
    s2 = filler.next()
    s3 = filler.next()
  }

  /// The generator in this state, which must not be all zeros.
  package init(state: (UInt64, UInt64, UInt64, UInt64)) {
    precondition(state.0 | state.1 | state.2 | state.3 != 0, "xoshiro256 needs a state")
    (s0, s1, s2, s3) = state
  }

  /// The next 64 bits.
  @inline(__always)
  package mutating func next() -> UInt64 {
    let scrambled = s1 &* 5
    let result = ((scrambled << 7) | (scrambled >> 57)) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }

  /// A number in [0, 1), in steps of 2⁻⁵³.
  @inline(__always)
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number in 0 ..< `bound`, by the high half of a product; its bias is below
  /// bound / 2⁶⁴. `bound` is at least 1.
  @inline(__always)
  package mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// True with probability `probability`.
  @inline(__always)
  package mutating func chance(_ probability: Double) -> Bool { uniform() < probability }
}
