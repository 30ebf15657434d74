public import EventTime

/// Makes the MinHash signature of one text from its words, in the order of the text.
///
/// Shingles are single words and pairs of neighbours; a shingle that comes twice counts once. Each of
/// the 24 minima is over a linear hash of two 16-bit parts of the shingle's 64-bit hash (multilinear
/// hashing: L. Carter, M. Wegman, "Universal classes of hash functions", J. Comput. Syst. Sci. 18
/// (1979)), which is two multiplications, one addition and one minimum of eight lanes at a time.
@frozen @usableFromInline
package struct SignatureBuilder: BitwiseCopyable, Sendable {
  @usableFromInline typealias Lanes = SIMD8<Int16>

  @usableFromInline var first: Lanes
  @usableFromInline var second: Lanes
  @usableFromInline var third: Lanes
  /// Hash of the word before, made apart from that of a word; 0 before the first.
  @usableFromInline var previous: UInt64

  @inlinable
  package init() {
    first = Lanes(repeating: .max)
    second = Lanes(repeating: .max)
    third = Lanes(repeating: .max)
    previous = 0
  }

  /// Begins another text.
  @inlinable
  package mutating func reset() { self = SignatureBuilder() }

  /// Takes the next word of the text by a hash of 64 good bits. O(1).
  @inlinable @inline(__always)
  package mutating func add(word hash: UInt64) {
    take(shingle: mix64(hash))
    if previous != 0 { take(shingle: mix64(previous ^ hash)) }
    // Odd, so never 0; the multiplication tells "a b" from "b a".
    previous = (hash &* 0x9E37_79B9_7F4A_7C15) | 1
  }

  /// The signature of the words so far; without any all its minima are the largest.
  @inlinable
  package func finish() -> TextSignature {
    var signature = TextSignature()
    (signature.words[0], signature.words[1]) = SignatureBuilder.halves(first)
    (signature.words[2], signature.words[3]) = SignatureBuilder.halves(second)
    (signature.words[4], signature.words[5]) = SignatureBuilder.halves(third)
    return signature
  }

  @inlinable @inline(__always)
  mutating func take(shingle: UInt64) {
    let a = Lanes(repeating: Int16(truncatingIfNeeded: shingle))
    let b = Lanes(repeating: Int16(truncatingIfNeeded: shingle >> 16))
    let c = Lanes(repeating: Int16(truncatingIfNeeded: shingle >> 32))
    let d = Lanes(repeating: Int16(truncatingIfNeeded: shingle >> 48))
    first = Self.least(first, a &* Self.factors0 &+ b &* Self.factors1)
    second = Self.least(second, c &* Self.factors2 &+ d &* Self.factors3)
    third = Self.least(third, (a ^ c) &* Self.factors4 &+ (b ^ d) &* Self.factors5)
  }

  /// One instruction, where `pointwiseMin` is a call.
  @inlinable @inline(__always)
  static func least(_ a: Lanes, _ b: Lanes) -> Lanes { a.replacing(with: b, where: b .< a) }

  @inlinable
  static func halves(_ lanes: Lanes) -> (UInt64, UInt64) {
    let words = unsafeBitCast(lanes, to: SIMD2<UInt64>.self)
    return (words[0], words[1])
  }

  // Pieces of 16 bits of √2's fraction, in pairs: those are left out whose determinant with an
  // earlier pair of the register is a multiple of 8, so that no two lanes move together.

  @inlinable static var factors0: Lanes {
    Lanes(27145, -19717, -5483, 15070, -9681, -27143, 7913, 31732)
  }

  @inlinable static var factors1: Lanes {
    Lanes(-6553, 4966, 32062, -16011, 22795, 1544, 20668, 20177)
  }

  @inlinable static var factors2: Lanes {
    Lanes(-23029, 9080, -27293, -29675, -29269, 5999, -5538, 1756)
  }

  @inlinable static var factors3: Lanes {
    Lanes(14528, 26359, 31010, 30948, 20807, -11335, 9247, -20387)
  }

  @inlinable static var factors4: Lanes {
    Lanes(-10935, 8321, 626, -19974, -5721, -31543, -2124, -17088)
  }

  @inlinable static var factors5: Lanes {
    Lanes(16659, -27499, -27283, 7675, 16473, -19079, 15743, -15229)
  }
}
