import Signals
import Testing

/// What the shipped tables of names say.
@Suite struct PlaceNameDataTests {
  let france: Territory
  init() throws { france = try ShippedTerritories.france.get() }

  private func named(_ name: String) -> PlaceName? {
    france.placeNames.first { $0.name == name }
  }

  @Test(arguments: [
    "Tours", "Nice", "Die", "Sens", "Orange", "Lens", "Gap", "Auch", "Pau", "Nancy", "Vannes",
    "Cher", "Creuse", "Var", "Ain", "Aude", "Gers", "Condom", "Vire", "Dole", "Angers", "Laval",
  ])
  func wordsNeedAMarker(name: String) throws {
    #expect(try #require(named(name)).needsMarker)
  }

  @Test(arguments: [
    ("Paris", "75"), ("Marseille", "13"), ("Strasbourg", "67"), ("Clermont-Ferrand", "63"),
    ("au Havre", "76"), ("du Mans", "72"), ("Saint-Quentin-en-Yvelines", "78"),
    ("dans le Cher", "18"), ("préfecture de l'Aube", "10"), ("pompiers du Nord", "59"),
    ("pompiers du Lot-et-Garonne", "47"), ("Privas", "07"), ("Chamonix", "74"),
    ("Seine-Saint-Denis", "93"), ("Mayotte", "976"), ("Haute-Savoie", "74"),
  ])
  func otherNamesDoNot(name: String, area: String) throws {
    let found = try #require(named(name))
    #expect(!found.needsMarker)
    #expect(france.code(found.area) == area)
  }

  @Test(arguments: [
    "Saint-Denis", "Le Port", "La Garde", "La Réunion", "Lot", "Nord", "Manche", "dans le Lot",
    "dans le Nord", "dans la Manche", "Clermont", "Sainte-Marie", "Loire", "dans la Loire",
    "Vienne", "Valence", "Bretagne",
  ])
  func phrasesAndAmbiguousNamesAreNotLookedFor(name: String) {
    #expect(named(name) == nil)
  }

  @Test func everyDepartementHasNames() {
    let named = Set(france.placeNames.map(\.area))
    #expect(named.count == 101)
    #expect(france.placeNames.count > 2000)
  }

  @Test func aNameInTheTextIsTheNameInAField() {
    for place in france.placeNames {
      let field = france.find(name: place.name)
      #expect(field == france.code(place.area), "\(place.name)")
    }
  }
}
