/// Which combinations of dimension and area of one source are series, by configuration.
///
/// Dimensions 0..<64 are themes (0 is `all`), 64 and on the source's categories.
package struct SeriesLayout: Sendable, Equatable {
  package static let themes = 64

  /// Areas of the territory.
  package let areas: Int
  /// By dimension: whether it has a series for the whole territory.
  package let overall: [Bool]
  /// By dimension: whether it has a series for every area.
  package let perArea: [Bool]
  /// By dense index of a theme term: the themes that it belongs to, one bit each.
  package let termThemes: [UInt64]

  package init(areas: Int, overall: [Bool], perArea: [Bool], termThemes: [UInt64]) {
    precondition(overall.count == perArea.count && overall.count >= Self.themes)
    self.areas = areas
    self.overall = overall
    self.perArea = perArea
    self.termThemes = termThemes
  }

  package var dimensions: Int { overall.count }

  /// N of the promise: the combinations that the configuration lists.
  package var seriesCount: Int {
    var sum = 0
    for dimension in 0..<dimensions {
      sum += (overall[dimension] ? 1 : 0) + (perArea[dimension] ? areas : 0)
    }
    return sum
  }

  /// The configuration lists the series, so that sums of it may be taken.
  package func lists(dimension: Int32, area: Int32) -> Bool {
    guard dimension >= 0, dimension < Int32(dimensions), area < Int32(areas) else { return false }
    return slot(dimension: Int(dimension), area: area) >= 0
  }

  /// Slot of (dimension, area) in a table of dimensions × (areas + 1), in the order of their keys;
  /// −1 when the configuration does not list it.
  @inline(__always)
  func slot(dimension: Int, area: Int32) -> Int {
    guard area < 0 ? overall[dimension] : perArea[dimension] else { return -1 }
    return dimension * (areas + 1) + Int(area) + 1
  }
}
