/// What one pass over a text found.
@frozen
package struct TextScan: BitwiseCopyable, Sendable, Equatable {
  /// One bit a theme by dense index, theme i at bit i + 1; bit 0 (`all`) is not set here.
  package var themes: UInt64 = 0
  /// Dense indexes of the terms that matched, of the themes in `themes`: the four smallest,
  /// ascending, each once.
  package var terms = TermList()
  /// Dense index of the area named in the text; −1 when none, or several, are named.
  package var area: Int32 = -1
  /// XXH3 of the folded text without links, handles and repost marks; 0 when nothing is left.
  package var hash: UInt64 = 0
  /// Words after folding, a hashtag being one.
  package var words: Int32 = 0
  package var hasLink = false
  /// The text was longer than `TextLimits.textBytes`: what follows was not read.
  package var truncated = false

  @inlinable
  package init() {}
}
