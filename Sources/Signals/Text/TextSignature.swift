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
