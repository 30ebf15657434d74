import EventTime

/// The areas in which signals are placed, with every way to find one. A territory is data.
///
/// Look-ups take bytes as they stand in a record, allocate nothing and answer in some 20 to 100 ns.
/// They give a dense index into `areas`, or −1: unknown, or outside.
package struct Territory: Sendable {
  package struct Area: Sendable, Equatable {
    package var code: String
    package var name: String
    package var prefecture: String
    package var latitude: Double
    package var longitude: Double
    package var population: Int
    /// The name of its time zone (`Config/timezones.yaml`).
    package var zone: String
    /// Dense indexes of the areas that touch it, ascending.
    package var neighbours: [Int32]

    package init(
      code: String, name: String, prefecture: String, latitude: Double, longitude: Double,
      population: Int, zone: String, neighbours: [Int32]
    ) {
      self.code = code
      self.name = name
      self.prefecture = prefecture
      self.latitude = latitude
      self.longitude = longitude
      self.population = population
      self.zone = zone
      self.neighbours = neighbours
    }
  }
  package var name: String
  /// By dense index, in the order of their codes.
  package var areas: [Area]
  /// The names by which texts speak of the areas, for the lexicon.
  package private(set) var placeNames: [PlaceName]

  private let index: TerritoryIndex

  /// A territory without areas: no signal has a place.
  package init(name: String) {
    self.init(name: name, areas: [], placeNames: [], index: TerritoryIndex())
  }

  init(name: String, areas: [Area], placeNames: [PlaceName], index: TerritoryIndex) {
    self.name = name
    self.areas = areas
    self.placeNames = placeNames
    self.index = index
  }

  /// By a code of the area (`1`, `01`, `2a`, `FR-01`), in either case.
  package func area(code: UnsafeRawBufferPointer) -> Int32 {
    guard let code = PackedCode(code) else { return -1 }
    return max(index.codes.find(code.key), -1)
  }

  /// By the code of a commune (`01004`, `1004`); one that is unknown, as after a merger, by the
  /// code of the area with which it begins.
  package func area(communeCode: UnsafeRawBufferPointer) -> Int32 {
    guard var code = PackedCode(communeCode) else { return -1 }
    if code.count + 1 == index.communeDigits { code.padWithZero() }
    let found = index.communes.find(code.key)
    if found != AreaTable.absent { return found }
    guard code.count == index.communeDigits else { return -1 }
    return index.areaOfPrefix(code, in: index.codes)
  }

  /// By a postcode (`01500`, `1500`); one that is unknown, as of a large receiver, by its first
  /// digits.
  package func area(postcode: UnsafeRawBufferPointer) -> Int32 {
    guard var code = PackedCode(postcode) else { return -1 }
    if code.count + 1 == index.postcodeDigits { code.padWithZero() }
    let found = index.postcodes.find(code.key)
    if found != AreaTable.absent { return found }
    guard code.count == index.postcodeDigits else { return -1 }
    return index.areaOfPrefix(code, in: index.postcodePrefixes)
  }

  /// By the name of an area or of a place in it, in a field that holds nothing else: no marker is
  /// needed. A name of several places that are in different areas is the largest's when that has
  /// five times the people of the next, else unknown.
  package func area(name: UnsafeRawBufferPointer) -> Int32 {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: NameFolding.capacity) { folded in
      let count = NameFolding.fold(name, into: folded)
      guard count > 0 else { return -1 }
      let hash = hash64(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(folded)[..<count]))
      return max(index.names.find(AreaTable.key(hash: hash)), -1)
    }
  }

  /// By coordinates in degrees (WGS 84): the area of the nearest commune whose coordinates are
  /// known; −1 when that is over 30 km away. Across a border it may name a neighbour's place.
  package func area(latitude: Double, longitude: Double) -> Int32 {
    index.grid.area(latitude: latitude, longitude: longitude)
  }
}

/// The tables behind a territory's look-ups.
struct TerritoryIndex: Sendable {
  var codes = AreaTable()
  var communes = AreaTable()
  var postcodes = AreaTable()
  var postcodePrefixes = AreaTable()
  var names = AreaTable()
  var grid = CommuneGrid(points: [])
  /// Bytes of every commune's code and of every postcode; 0 when there are none.
  var communeDigits = 0
  var postcodeDigits = 0

  /// The area of the longest prefix, of three or two bytes, that `table` knows.
  @inline(__always)
  func areaOfPrefix(_ code: PackedCode, in table: AreaTable) -> Int32 {
    guard code.count > 3, code.endsInDigits else { return -1 }
    let three = table.find(code.prefix(3))
    return three >= 0 ? three : max(table.find(code.prefix(2)), -1)
  }
}
