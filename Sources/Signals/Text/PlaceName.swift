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
