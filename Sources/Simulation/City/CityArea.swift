/// An area whose residents post: its code in the territory and the communes that they name.
package struct CityArea: Sendable, Equatable {
  package struct Commune: Sendable, Equatable {
    /// As texts name it.
    package var name: String
    /// The INSEE code.
    package var code: String
    package var latitude: Double
    package var longitude: Double
    /// Its share of the posts, relative to the others; the population does.
    package var weight: Double

    package init(
      name: String, code: String, latitude: Double, longitude: Double, weight: Double
    ) {
      self.name = name
      self.code = code
      self.latitude = latitude
      self.longitude = longitude
      self.weight = weight
    }
  }

  package var code: String
  package var communes: [Commune]

  package init(code: String, communes: [Commune]) {
    self.code = code
    self.communes = communes
  }

  package var weight: Double { communes.reduce(0) { $0 + $1.weight } }
}
