import Signals
import Testing

@Suite("Places named in texts")
struct TextPlaceTests {
  static let places: [PlaceName] = [
    PlaceName(name: "Nice", area: 6, needsMarker: true),
    PlaceName(name: "Tours", area: 37, needsMarker: true),
    PlaceName(name: "Die", area: 26, needsMarker: true),
    PlaceName(name: "Manche", area: 50, needsMarker: true),
    PlaceName(name: "Lyon", area: 69, needsMarker: false),
    PlaceName(name: "Rhône", area: 69, needsMarker: false),
    PlaceName(name: "Paris", area: 75, needsMarker: false),
    PlaceName(name: "Saint-Denis", area: 93, needsMarker: false),
    PlaceName(name: "Saint-Denis-de-la-Réunion", area: 974, needsMarker: false),
    PlaceName(name: "La Courneuve", area: 93, needsMarker: false),
    PlaceName(name: "Vienne", area: 38, needsMarker: false),
    PlaceName(name: "Haute-Vienne", area: 87, needsMarker: false),
    PlaceName(name: "L'Haÿ-les-Roses", area: 94, needsMarker: false),
    PlaceName(name: "Sainte-Foy", area: 71, needsMarker: false),
    PlaceName(name: "Sainte-Foy", area: 85, needsMarker: false),
    PlaceName(name: "الرباط", area: 104, needsMarker: false),
  ]

  private func area(_ text: String) throws -> Int32 {
    try TextCase(places: Self.places).scan(text).area
  }

  @Test(
    "Names and hashtags place a text",
    arguments: [
      ("Incendie à Lyon", 69), ("lyon", 69), ("LYON!", 69), ("#Lyon", 69), ("#IncendieLyon", 69),
      ("la courneuve", 93), ("#LaCourneuve", 93), ("#lacourneuve", 93), ("#la_courneuve", 93),
      ("à Saint-Denis", 93), ("St Denis", 93), ("#stdenis", 93), ("Saint Denis de la Reunion", 974),
      ("Haute-Vienne", 87), ("#HauteVienne", 87), ("l'Haÿ-les-Roses", 94), ("L’HAY LES ROSES", 94),
      ("حريق في الرباط", 104), ("بالرباط", 104), ("rien", -1), ("Lyonnais", -1), ("Courneuve", -1),
      ("@lyon https://lyon.fr", -1), ("", -1),
    ] as [(String, Int32)])
  func names(text: String, expected: Int32) throws {
    #expect(try area(text) == expected)
  }

  @Test(
    "A name that is also a word needs a marker",
    arguments: [
      ("Nice journée", -1), ("tours de magie", -1), ("die Welt", -1), ("Die Welt", -1),
      ("un nice", -1), ("Have a nice day", -1), ("Have a Nice day", -1), ("A NICE PLACE", -1),
      ("in nice weather", -1), ("beaucoup de tours", -1), ("la Manche", -1),
      ("la manche gauche", -1),
      ("dans la manche", -1), ("#NiceDay", -1), ("Tours", -1), ("il a nice", -1), ("to die in", -1),
      ("à Nice", 6), ("À NICE", 6), ("à nice", 6), ("a\u{300} nice", 6), ("#Nice", 6), ("#nice", 6),
      ("#Nice2016", 6),
      ("gare de Tours", 37), ("gare de tours", 37), ("GARE DE TOURS", 37), ("mairie Tours", 37),
      ("près de Die", 26), ("le centre de Nice", 6), ("vers Tours", 37), ("sur Nice", 6),
      ("de Nice", 6), ("in Nice", 6), ("near Tours", 37), ("from Nice", 6),
      ("dans la Manche", 50), ("de la Manche", 50), ("Incendie a Tours", 37), ("feu a Nice.", 6),
      ("feu a Nice ce soir", -1), ("feu a nice", -1),
    ] as [(String, Int32)])
  func markers(text: String, expected: Int32) throws {
    #expect(try area(text) == expected)
  }

  @Test(
    "Two areas of the same standing name none",
    arguments: [
      ("Lyon et Paris", -1), ("Lyon, Rhône", 69), ("Paris Lyon Paris", -1), ("Lyon Lyon", 69),
      ("à Lyon, dit Paris", 69), ("Paris : incendie à Lyon", 69), ("#Lyon Paris", 69),
      ("à Lyon et à Paris", -1), ("de Paris à Lyon", -1), ("from Paris to Lyon", -1),
      ("#Lyon #Paris", -1), ("à Nice ou à Lyon", -1), ("Lyon nice", 69),
      ("Paris, gare de Tours", 37),
    ] as [(String, Int32)])
  func standing(text: String, expected: Int32) throws {
    #expect(try area(text) == expected)
  }

  @Test(
    "A name of several areas names none, and does not contradict another",
    arguments: [
      ("à Sainte-Foy", -1), ("Ste Foy", -1), ("Sainte-Foy près de Lyon", 69),
    ] as [(String, Int32)])
  func ambiguous(text: String, expected: Int32) throws {
    #expect(try area(text) == expected)
  }

  @Test("The order in which names are given makes no difference")
  func orderOfNames() throws {
    let reversed = try TextCase(places: Self.places.reversed())
    for text in ["à Nice", "Haute-Vienne", "Saint-Denis de la Réunion", "Sainte-Foy", "Nice"] {
      #expect(try reversed.scan(text).area == area(text))
    }
  }

  @Test("A name needs a marker when any of its entries says so")
  func markerOfDuplicates() throws {
    let names = [
      PlaceName(name: "Bon", area: 1, needsMarker: false),
      PlaceName(name: "BON", area: 1, needsMarker: true),
    ]
    for places in [names, names.reversed()] {
      #expect(try TextCase(places: places).scan("bon").area == -1)
      #expect(try TextCase(places: places).scan("à Bon").area == 1)
    }
  }

  @Test("A name without a word is an error that names it")
  func badNames() {
    let error = #expect(throws: ThemeError.self) {
      try TextCase(places: [PlaceName(name: "–", area: 0, needsMarker: false)])
    }
    #expect(error == ThemeError(theme: "", message: "place name '–' has no word"))
  }

  @Test("Themes and places share their words")
  func themesAndPlaces() throws {
    let both = try TextCase(
      themes: [Theme(name: "t", terms: ["fr": ["Saint-Denis brûle", "de Lyon"]])],
      places: Self.places)
    let first = both.scan("Saint-Denis brûle")
    #expect(first.area == 93 && first.themes == 2)
    let second = both.scan("#SaintDenisBrûle")
    #expect(second.area == 93 && second.themes == 2)
    #expect(both.scan("gare de Lyon").area == 69)
  }
}
