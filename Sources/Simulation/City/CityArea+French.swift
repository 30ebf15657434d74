/// Twelve French départements for demonstrations and measurements.
///
/// Codes and populations (the weights): Insee through @etalab/decoupage-administratif 6.0.0 (MIT);
/// coordinates: GeoNames (CC BY 4.0).
extension CityArea {
  package static var french: [CityArea] {
    [
      CityArea(
        code: "13",
        communes: [
          commune("Marseille", "13055", 43.2970, 5.3811, 886040),
          commune("Aix-en-Provence", "13001", 43.5283, 5.4497, 149695),
          commune("Martigues", "13056", 43.4074, 5.0553, 48298),
        ]),
      CityArea(
        code: "31",
        communes: [
          commune("Toulouse", "31555", 43.6043, 1.4437, 514819),
          commune("Colomiers", "31149", 43.6106, 1.3347, 40882),
          commune("Blagnac", "31069", 43.6367, 1.3897, 27604),
        ]),
      CityArea(
        code: "33",
        communes: [
          commune("Bordeaux", "33063", 44.8412, -0.5805, 267991),
          commune("Pessac", "33318", 44.8056, -0.6324, 67339),
          commune("Libourne", "33243", 44.9145, -0.2419, 25036),
        ]),
      CityArea(
        code: "34",
        communes: [
          commune("Montpellier", "34172", 43.6109, 3.8763, 310240),
          commune("Béziers", "34032", 43.3412, 3.2140, 81545),
          commune("Lunel", "34145", 43.6778, 4.1361, 26623),
        ]),
      CityArea(
        code: "35",
        communes: [
          commune("Rennes", "35238", 48.1111, -1.6743, 230890),
          commune("Saint-Malo", "35288", 48.6474, -2.0088, 47439),
          commune("Fougères", "35115", 48.3516, -1.1996, 20307),
        ]),
      CityArea(
        code: "38",
        communes: [
          commune("Grenoble", "38185", 45.1787, 5.7148, 156140),
          commune("Échirolles", "38151", 45.1460, 5.7144, 37491),
          commune("Voiron", "38563", 45.3647, 5.5856, 21847),
        ]),
      CityArea(
        code: "44",
        communes: [
          commune("Nantes", "44109", 47.2172, -1.5534, 327734),
          commune("Rezé", "44143", 47.1906, -1.5689, 43556),
        ]),
      CityArea(
        code: "59",
        communes: [
          commune("Lille", "59350", 50.6339, 3.0551, 238246),
          commune("Roubaix", "59512", 50.6942, 3.1746, 98286),
          commune("Tourcoing", "59599", 50.7239, 3.1612, 98772),
          commune("Valenciennes", "59606", 50.3591, 3.5251, 43468),
        ]),
      CityArea(
        code: "67",
        communes: [
          commune("Strasbourg", "67482", 48.5839, 7.7455, 293771),
          commune("Haguenau", "67180", 48.8156, 7.7905, 36391),
          commune("Schiltigheim", "67447", 48.6075, 7.7493, 34708),
          commune("Sélestat", "67462", 48.2619, 7.4489, 19589),
        ]),
      CityArea(
        code: "68",
        communes: [
          commune("Mulhouse", "68224", 47.7520, 7.3287, 104978),
          commune("Colmar", "68066", 48.0808, 7.3558, 66970),
        ]),
      CityArea(
        code: "69",
        communes: [
          commune("Lyon", "69123", 45.7491, 4.8479, 519127),
          commune("Villeurbanne", "69266", 45.7660, 4.8795, 163684),
        ]),
      CityArea(
        code: "93",
        communes: [
          commune("Montreuil", "93048", 48.8642, 2.4432, 111934),
          commune("Bobigny", "93008", 48.9098, 2.4501, 56927),
          commune("Pantin", "93055", 48.8944, 2.4093, 61929),
        ]),
    ]
  }

  private static func commune(
    _ name: String, _ code: String, _ latitude: Double, _ longitude: Double, _ weight: Double
  ) -> Commune {
    Commune(name: name, code: code, latitude: latitude, longitude: longitude, weight: weight)
  }
}
