/// The limits of texts and themes. What is said in a configuration beyond them is an error; what
/// a text has beyond them is not read.
package enum TextLimits {
  /// Bytes of a text that are read; a longer one is cut before that character.
  package static let textBytes = 16_384
  /// Themes of a lexicon: the bits of a mask but bit 0, which is `all`.
  package static let themes = 63
  /// Terms of all themes together.
  package static let terms = 65_535
  /// Words of a term or phrase.
  package static let phraseWords = 8
  /// Words of a place's name.
  package static let placeWords = 12
  /// Bytes of a word that can be looked up; longer words of a text match nothing.
  package static let wordBytes = 64
  /// Letters before the `*` of a prefix, at least.
  package static let prefixLetters = 4
  /// The largest `within` of `near`, in words.
  package static let nearWords = 32
  /// What `near` can hold.
  package static let nearOperands = 8
  /// Nodes of one theme's query.
  package static let queryNodes = 256
  /// How deep `any`, `all` and `not` may nest.
  package static let queryDepth = 16
  /// Matches of a text that queries and `TextScan.terms` look at, the first ones. Themes that are
  /// any of their terms do not depend on it.
  package static let matches = 256
}
