/// What one pass over a text found.
@frozen
package struct TextScan: BitwiseCopyable, Sendable {
  /// One bit a theme by dense index; bit 0 (`all`) is not set here.
  package var themes: UInt64 = 0
  /// Dense indexes of the theme terms that matched, at most four, the smallest ones.
  package var terms = TermList()
  /// Dense index of the area named in the text; −1 when none, or several, are named.
  package var area: Int32 = -1
  /// XXH3 of the folded text without links, handles and repost marks; 0 when nothing is left.
  package var hash: UInt64 = 0
  /// Words after folding.
  package var words: Int32 = 0
  package var hasLink = false

  @inlinable
  package init() {}
}

/// Folds a text, cuts it into words and matches all themes and place names in one pass.
package struct TextScanner: ~Copyable {
  package init(lexicon: borrowing Lexicon) {}

  /// Scans UTF-8 that is known to be valid. No allocation in steady state.
  package mutating func scan(_ text: UnsafeRawBufferPointer) -> TextScan { TextScan() }
}

/// Themes and place names compiled for `TextScanner`.
package struct Lexicon: Sendable {
  package init(themes: [Theme], places: [PlaceName]) throws(ThemeError) {}
}

/// A named boolean word query, as written in `Config/themes/NAME.yaml`.
package struct Theme: Sendable, Equatable {
  package var name: String
  package init(name: String) { self.name = name }
}

/// A query that cannot be compiled.
package struct ThemeError: Error, Sendable, Equatable {
  package var theme: String
  package var message: String
}

/// A name by which texts speak of an area.
package struct PlaceName: Sendable, Equatable {
  /// As written in the territory's data; it is folded when the lexicon is compiled.
  package var name: String
  package var area: Int32
  /// The name is also a word ("Tours", "Nice"): it counts only beside a marker, or as a hashtag.
  package var needsMarker: Bool
  package init(name: String, area: Int32, needsMarker: Bool) {
    self.name = name
    self.area = area
    self.needsMarker = needsMarker
  }
}
