import Signals
import Testing

/// A second territory proves that a territory is data.
@Suite struct MoroccoTests {
  let morocco: Territory
  init() throws { morocco = try ShippedTerritories.morocco.get() }

  @Test func has12RegionsWithAllPeopleOfTheCensus() {
    #expect(morocco.areas.count == 12)
    // General census of 2024.
    #expect(morocco.areas.map(\.population).reduce(0, +) == 36_828_330)
    #expect(Set(morocco.areas.map(\.zone)) == ["Africa/Casablanca"])
  }

  @Test(
    arguments: [
      ("6", "06"), ("06", "06"), ("MA-06", "06"), ("ma.06", "06"), ("13", nil), ("0", nil),
    ] as [(String, String?)])
  func areaByCode(code: String, area: String?) {
    #expect(morocco.find(code: code) == area)
  }

  @Test(
    arguments: [
      ("Casablanca", "06"), ("الدار البيضاء", "06"), ("مراكش", "07"), ("Marrakesh", "07"),
      ("MARRAKECH", "07"), ("Fès", "03"), ("فاس", "03"), ("اكادير", "09"), ("أكادير", "09"),
      ("طَنْجة", "01"), ("طنجه", "01"), ("Souss-Massa", "09"), ("Oriental", "02"),
      ("Midelt", "08"), ("Dakhla", "12"), ("Sidi Ifni", "10"), ("Paris", nil),
    ] as [(String, String?)])
  func areaByName(name: String, area: String?) {
    #expect(morocco.find(name: name) == area)
  }

  @Test(
    arguments: [
      (33.5731, -7.5898, "06"), (31.6295, -7.9811, "07"), (34.0331, -5.0003, "03"),
      (35.7595, -5.8340, "01"), (27.1253, -13.1625, "11"), (23.6848, -15.9580, "12"),
      (31.0, -8.4, "07"), (48.85, 2.35, nil), (36.5, -10.0, nil),
    ] as [(Double, Double, String?)])
  func areaByCoordinates(latitude: Double, longitude: Double, area: String?) {
    #expect(morocco.find(latitude, longitude) == area)
  }

  @Test func hasNoPostcodesOrCommunes() {
    #expect(morocco.find(postcode: "20000") == nil)
    #expect(morocco.find(commune: "06001") == nil)
  }
}
