import Foundation
import Signals
import Testing

/// The grid against a search of all communes by great-circle distance.
@Suite struct NearestCommuneTests {
  struct Commune {
    var latitude: Double
    var longitude: Double
    var area: String
  }

  static func communes() throws -> [Commune] {
    let path = ShippedTerritories.root.appending(path: "Config/territories/fr/communes.csv")
    return try String(contentsOf: path, encoding: .utf8).split(separator: "\n").compactMap { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == 7, let latitude = Double(fields[4]), let longitude = Double(fields[5])
      else { return nil }
      return Commune(latitude: latitude, longitude: longitude, area: String(fields[1]))
    }
  }

  /// Haversine, on a sphere of 6,371 km.
  static func kilometres(_ a: Commune, _ latitude: Double, _ longitude: Double) -> Double {
    let radians = Double.pi / 180
    let sine = sin((a.latitude - latitude) * radians / 2)
    let cosine = sin((a.longitude - longitude) * radians / 2)
    let h = sine * sine + cos(a.latitude * radians) * cos(latitude * radians) * cosine * cosine
    return 2 * 6371 * asin(min(1, h.squareRoot()))
  }

  @Test func theGridFindsTheNearestCommune() throws {
    let france = try ShippedTerritories.france.get()
    let communes = try Self.communes()
    #expect(communes.count > 8000)
    var state: UInt64 = 20_260_101
    func random() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(UInt64(1) << 53)
    }
    var found = 0
    for i in 0..<400 {
      // Near a commune, or anywhere over mainland France and the sea around it.
      let near = communes[Int(random() * Double(communes.count))]
      let latitude = i % 2 == 0 ? near.latitude + random() - 0.5 : 41 + 11 * random()
      let longitude = i % 2 == 0 ? near.longitude + random() - 0.5 : -6 + 16 * random()
      let area = france.find(latitude, longitude)
      let distances = communes.map { ($0, Self.kilometres($0, latitude, longitude)) }
      let nearest = try #require(distances.min { $0.1 < $1.1 })
      if let area {
        found += 1
        let own = try #require(distances.filter { $0.0.area == area }.map(\.1).min())
        // Half a percent is what the plane costs.
        #expect(own <= nearest.1 * 1.005, "\(latitude) \(longitude)")
        #expect(own < 30.2)
      } else {
        #expect(nearest.1 > 29.8, "\(latitude) \(longitude): \(nearest.0.area)")
      }
    }
    #expect(found > 150)
  }

  @Test func everyCommuneIsInItsOwnArea() throws {
    let france = try ShippedTerritories.france.get()
    let wrong = try Self.communes().filter { france.find($0.latitude, $0.longitude) != $0.area }
    // Communes that have the coordinates of another one across the border, to a thousandth.
    #expect(wrong.count < 5, "\(wrong)")
  }
}
