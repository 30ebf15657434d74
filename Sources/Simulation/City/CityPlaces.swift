/// The communes of a city, to draw from by weight.
struct CityPlaces: Sendable {
  /// How texts name a commune.
  struct Names: Sendable {
    var name: Piece
    /// Without spaces and hyphens.
    var tag: Piece
  }

  struct Place: Sendable {
    var names: Names
    var code: Piece
    /// In ten-thousandths of a degree.
    var latitude: Int32
    var longitude: Int32
  }

  private var places: [Place] = []
  private var ranges: [Range<Int>] = []
  private var all: AliasTable
  private var within: [AliasTable] = []

  init(areas: [CityArea], composer: inout TextComposer) {
    all = AliasTable(weights: areas.flatMap { $0.communes.map(\.weight) })
    for area in areas {
      let start = places.count
      for commune in area.communes {
        let tag = commune.name.filter { $0 != "-" && $0 != " " }
        places.append(
          Place(
            names: Names(name: composer.add(commune.name), tag: composer.add(tag)),
            code: composer.add(commune.code), latitude: Int32(commune.latitude * 10_000),
            longitude: Int32(commune.longitude * 10_000)))
      }
      ranges.append(start..<places.count)
      within.append(AliasTable(weights: area.communes.map(\.weight)))
    }
  }

  /// A commune of any area.
  @inline(__always)
  func draw(_ random: inout Xoshiro256) -> Place { places[all.draw(&random)] }

  /// The commune that 64 random bits mean: an author's own, from the author's hash.
  @inline(__always)
  func draw(bits: UInt64) -> Place { places[all.draw(bits: bits)] }

  /// Commune `number` of area `area`.
  func place(area: Int, _ number: Int) -> Place { places[ranges[area].lowerBound + number] }

  /// The first commune of area `index`: the largest, where they are in the order of their weights.
  func first(inArea index: Int) -> Place { place(area: index, 0) }

  /// A commune of area `index`.
  @inline(__always)
  func draw(area index: Int, _ random: inout Xoshiro256) -> Place {
    places[ranges[index].lowerBound + within[index].draw(&random)]
  }
}
