import Foundation
import Settings
import Signals
import Testing

@Suite struct FranceTests {
  let france: Territory
  init() throws { france = try ShippedTerritories.france.get() }

  @Test func has101DepartementsAndAllTheirPeople() throws {
    #expect(france.name == "fr")
    #expect(france.areas.count == 101)
    #expect(france.areas.map(\.code) == france.areas.map(\.code).sorted())
    // Insee's legal population of France is 68.5 million with the five départements overseas.
    let people = france.areas.map(\.population).reduce(0, +)
    #expect((66_000_000...69_000_000).contains(people))
  }

  @Test func neighboursAreMutualAndIslandsHaveNone() throws {
    for (i, area) in france.areas.enumerated() {
      #expect(area.neighbours == area.neighbours.sorted())
      for other in area.neighbours {
        #expect(france.areas[Int(other)].neighbours.contains(Int32(i)), "\(area.code)")
      }
    }
    let paris = try #require(france.areas.first { $0.code == "75" })
    #expect(paris.neighbours.map { france.areas[Int($0)].code } == ["92", "93", "94"])
    #expect(france.areas.filter { $0.neighbours.isEmpty }.map(\.code) == overseas)
  }

  let overseas = ["971", "972", "973", "974", "976"]

  @Test func departementsOverseasHaveTheirOwnTime() {
    let zones = france.areas.filter { $0.zone != "Europe/Paris" }.map { ($0.code, $0.zone) }
    #expect(zones.map(\.0) == overseas)
    #expect(
      zones.map(\.1) == [
        "America/Guadeloupe", "America/Martinique", "America/Cayenne", "Indian/Reunion",
        "Indian/Mayotte",
      ])
  }

  @Test(
    arguments: [
      ("01", "01"), ("1", "01"), (" 75 ", "75"), ("2a", "2A"), ("2B", "2B"), ("974", "974"),
      ("FR-13", "13"), ("fr-75c", "75"), ("20", nil), ("99", nil), ("", nil), ("975", nil),
      ("001", nil), ("7é", nil), ("123456789", nil),
    ] as [(String, String?)])
  func areaByCode(code: String, area: String?) {
    #expect(france.find(code: code) == area)
  }

  @Test(
    arguments: [
      ("01004", "01"), ("1004", "01"), ("75056", "75"), ("75111", "75"), ("69383", "69"),
      ("2a004", "2A"), ("97411", "974"),
      // Not communes any more, or never: the first digits tell.
      ("01999", "01"), ("2B999", "2B"), ("97499", "974"),
      ("97501", nil), ("97801", nil), ("99999", nil), ("75", nil), ("abcde", nil), ("750560", nil),
    ] as [(String, String?)])
  func areaByCommune(commune: String, area: String?) {
    #expect(france.find(commune: commune) == area)
  }

  @Test(
    arguments: [
      ("01500", "01"), ("1500", "01"), ("75116", "75"), ("13008", "13"), ("97400", "974"),
      ("20000", "2A"), ("20200", "2B"),
      // Of large receivers: unknown but for their first digits.
      ("75480", "75"), ("20190", "2A"), ("20699", "2B"), ("97199", "971"), ("33999", "33"),
      // Saint-Barthélemy and Saint-Martin are known to be outside, Monaco is unknown.
      ("97133", nil), ("97150", nil), ("97500", nil), ("98000", nil), ("98800", nil),
      ("750", nil), ("75x16", nil), ("", nil),
      // Two départements share it: more people live on this side.
      ("33220", "33"),
    ] as [(String, String?)])
  func areaByPostcode(postcode: String, area: String?) {
    #expect(france.find(postcode: postcode) == area)
  }

  @Test(
    arguments: [
      ("Lyon", "69"), ("LYON", "69"), ("saint-étienne", "42"), ("ST ETIENNE", "42"),
      ("Ste-Maxime", "83"), ("L’Haÿ-les-Roses", "94"), ("L'Hay les Roses", "94"),
      ("Nœux-les-Mines", "62"), ("Vandoeuvre lès Nancy", "54"), ("Paris 11e Arrondissement", "75"),
      ("  Tours  ", "37"), ("Die", "26"), ("Nice", "06"), ("Gap", "05"),
      // An area's own name goes before a commune's.
      ("Vienne", "86"), ("Mayenne", "53"), ("Seine-Saint-Denis", "93"), ("Lot", "46"),
      // A name of several places is the largest's only when that is much larger.
      ("Saint-Denis", nil), ("Saint-Denis de La Réunion", "974"), ("Montreuil", "93"),
      ("Atlantis", nil), ("", nil), ("-", nil), (String(repeating: "a", count: 500), nil),
    ] as [(String, String?)])
  func areaByName(name: String, area: String?) {
    #expect(france.find(name: name) == area)
  }

  @Test(
    arguments: [
      (48.8566, 2.3522, "75"), (43.2965, 5.3698, "13"), (43.7102, 7.2620, "06"),
      (41.9192, 8.7386, "2A"), (42.6977, 9.4508, "2B"), (-20.8789, 55.4481, "974"),
      (-12.7806, 45.2279, "976"), (16.2411, -61.5331, "971"), (14.6161, -61.0588, "972"),
      (4.9224, -52.3135, "973"), (48.9362, 2.3574, "93"), (48.8924, 2.2150, "92"),
      (51.5074, -0.1278, nil), (0, 0, nil), (90, 180, nil), (-90, -180, nil), (200, 2, nil),
      (48.8, 361, nil), (.nan, 2, nil), (45, .infinity, nil), (46.0, -6.0, nil),
    ] as [(Double, Double, String?)])
  func areaByCoordinates(latitude: Double, longitude: Double, area: String?) {
    #expect(france.find(latitude, longitude) == area)
  }
}
