/// The folded words that tell a place name from a word of the language.
enum PlaceMarkers {
  static let words: [(words: [String], marker: PlaceMarker)] = [
    (["a"], .letterA),
    (["in", "at", "near", "around", "downtown", "في", "قرب"], .locative),
    (
      [
        "de", "d", "du", "des", "en", "au", "aux", "vers", "sur", "dans", "depuis", "direction",
        "entre", "from", "من", "الى",
      ], .relative
    ),
    (
      [
        "ville", "villes", "mairie", "gare", "quartier", "quartiers", "centre", "commune",
        "prefecture", "metropole", "agglomeration", "agglo", "hopital", "chu", "aeroport",
        "banlieue", "departement", "pres", "city", "town", "station", "airport", "hospital",
        "مدينه", "بمدينه",
      ], .noun
    ),
    (["le", "la", "les", "l", "the"], .article),
  ]
}
