/// The names under which a source's state was saved, and what they are now.
///
/// The cells of a source use the indexes of its `names` cell, which holds all names in use when it
/// was written: it changes with the configuration alone, and then so do the cells that use it.
struct SavedNames {
  let dimensions: [String]
  let areas: [String]
  let terms: [String]
  let services: [String]
  /// By saved index; −1 is gone.
  private let dimensionNow: [Int32]
  private let areaNow: [Int32]
  private let termNow: [Int32]
  private let serviceNow: [Int32]

  static func save(_ names: SourceNames, into writer: inout StateWriter) {
    for list in [names.dimensions, names.areas, names.terms, names.services] {
      writer.count(list.count)
      for name in list { writer.text(name) }
    }
  }

  init(from reader: inout StateReader, present: SourceNames) throws(StateError) {
    dimensions = try NameTable.read(from: &reader)
    areas = try NameTable.read(from: &reader)
    terms = try NameTable.read(from: &reader)
    services = try NameTable.read(from: &reader)
    dimensionNow = dimensions.map { present.dimension(named: $0) ?? -1 }
    areaNow = areas.map { present.area(coded: $0) ?? -1 }
    termNow = terms.map { present.term($0).map(Int32.init) ?? -1 }
    serviceNow = services.map { present.service(named: $0) ?? -1 }
  }

  /// Every number means what it did, those of terms aside.
  func isPresent(_ names: SourceNames) -> Bool {
    dimensions == names.dimensions && areas == names.areas && services == names.services
  }

  var goneTerms: Int { termNow.count { $0 < 0 } }

  /// The present term; nil is gone, or no term that was saved.
  func term(_ index: UInt64) -> UInt16? {
    guard index < UInt64(termNow.count), termNow[Int(index)] >= 0 else { return nil }
    return UInt16(termNow[Int(index)])
  }

  /// Reads the key of a series. Nil: its dimension or area is gone, or it is not listed any more,
  /// and `gone` says so.
  func key(
    from reader: inout StateReader, layout: SeriesLayout, gone: inout GoneNames
  ) throws(StateError) -> (dimension: Int32, area: Int32)? {
    let dimension = try reader.index(below: dimensions.count, "dimension")
    let area = try reader.index(below: areas.count + 1, "area") - 1
    let dimensionNow = dimensionNow[dimension]
    let areaNow = area < 0 ? -1 : areaNow[area]
    if dimensionNow < 0 { gone.dimensions.insert(dimensions[dimension]) }
    if area >= 0, areaNow < 0 { gone.areas.insert(areas[area]) }
    guard dimensionNow >= 0, area < 0 || areaNow >= 0,
      Int(dimensionNow) < layout.dimensions, areaNow < layout.areas,
      layout.slot(dimension: Int(dimensionNow), area: areaNow) >= 0
    else { return nil }
    return (dimensionNow, areaNow)
  }

  /// The present area of a saved one; −1 is gone.
  func area(_ index: Int) -> Int32 { areaNow[index] }

  /// The present service of a saved one; −1 is gone.
  func service(_ index: Int) -> Int32 { serviceNow[index] }

  /// The present category of a saved one, which is a dimension; −1 is gone.
  func category(_ index: Int) -> Int32 {
    let dimension = dimensionNow[SeriesLayout.themes + index]
    return dimension < Int32(SeriesLayout.themes) ? -1 : dimension - Int32(SeriesLayout.themes)
  }

  /// The present dimension of a saved theme; −1 is gone.
  func theme(_ index: Int) -> Int32 { dimensionNow[index] }

  /// Categories that were saved.
  var categories: Int { max(0, dimensions.count - SeriesLayout.themes) }

  /// Reads a dimension alone; nil is gone.
  func dimension(
    from reader: inout StateReader, gone: inout GoneNames
  ) throws(StateError) -> Int32? {
    let dimension = try reader.index(below: dimensions.count, "dimension")
    if dimensionNow[dimension] >= 0 { return dimensionNow[dimension] }
    gone.dimensions.insert(dimensions[dimension])
    return nil
  }
}

/// Names that were in use and are gone.
struct GoneNames {
  var dimensions: Set<String> = []
  var areas: Set<String> = []
}

extension StateWriter {
  /// The key of a series by the present indexes; the whole territory is area 0.
  mutating func key(dimension: Int32, area: Int32) {
    count(Int(dimension))
    count(Int(max(-1, area)) + 1)
  }
}
