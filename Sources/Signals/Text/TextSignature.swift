/// A MinHash signature of a text's words and word pairs (Broder 1997): 24 minima of 16 bits.
///
/// The share of equal minima estimates the Jaccard similarity of two texts' shingles.
@frozen @usableFromInline
package struct TextSignature: BitwiseCopyable, Sendable, Equatable {
  /// A text with fewer words has no signature: its hash stands for it.
  package static let minimumTokens = 5
  /// Minima.
  package static let length = 24

  @usableFromInline package var words: InlineArray<6, UInt64>

  @inlinable
  package init() { words = InlineArray(repeating: 0) }

  @inlinable
  package static func == (a: TextSignature, b: TextSignature) -> Bool {
    for place in 0..<6 where a.words[place] != b.words[place] { return false }
    return true
  }
}

extension TextSignature {
  /// Minima that the two have in common, 0 to 24; without branches, 64 bits at a time.
  @inlinable @inline(__always)
  package func agreement(with other: TextSignature) -> Int {
    let low: UInt64 = 0x7FFF_7FFF_7FFF_7FFF
    var equal: UInt64 = 0
    for place in 0..<6 {
      let difference = words[place] ^ other.words[place]
      // The high bit of each 16 that are all zero, moved to the low one.
      equal &+= ~(((difference & low) &+ low) | difference | low) >> 15
    }
    return Int(truncatingIfNeeded: (equal &* 0x0001_0001_0001_0001) >> 48)
  }

  /// Minimum `index` of 24.
  @inlinable
  package subscript(index: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: words[index >> 2] >> UInt64(16 * (index & 3)))
  }
}
