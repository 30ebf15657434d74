/// The areas in which signals are placed, with every way to find one. A territory is data.
package struct Territory: Sendable {
  package struct Area: Sendable, Equatable {
    package var code: String
    package var name: String
    package var prefecture: String
    package var latitude: Double
    package var longitude: Double
    package var population: Int
    /// Dense indexes of the areas that touch it, ascending.
    package var neighbours: [Int32]
  }
  package var name: String
  /// By dense index, in the order of their codes.
  package var areas: [Area]

  /// A territory of one area: everything is everywhere.
  package init(name: String) {
    self.name = name
    areas = []
  }

  /// The names by which texts speak of the areas, for the lexicon.
  package var placeNames: [PlaceName] { [] }

  // Every look-up takes bytes as they stand in a record, without allocation; −1: unknown.
  package func area(code: UnsafeRawBufferPointer) -> Int32 { -1 }
  package func area(communeCode: UnsafeRawBufferPointer) -> Int32 { -1 }
  package func area(postcode: UnsafeRawBufferPointer) -> Int32 { -1 }
  package func area(name: UnsafeRawBufferPointer) -> Int32 { -1 }
  /// The area of the nearest known commune; −1 outside the territory.
  package func area(latitude: Double, longitude: Double) -> Int32 { -1 }
}
