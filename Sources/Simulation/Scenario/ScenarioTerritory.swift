/// A scenario that does not fit its territory.
package struct ScenarioError: Error, Sendable, Equatable {
  package var message: String
}

/// The areas and communes in which a scenario plays, from the tables of a territory.
package struct ScenarioTerritory: Sendable, Equatable {
  package var areas: [CityArea]
  /// By area, the codes of those that touch it, also of areas that are not of the scenario.
  package var neighbours: [String: [String]]

  package init(areas: [CityArea], neighbours: [String: [String]] = [:]) {
    self.areas = areas
    self.neighbours = neighbours
  }

  /// Reads `areas.csv` and `communes.csv` (`Config/territories/README.md`): the areas `codes`, all
  /// where it is empty, with the `communesPerArea` largest communes that have coordinates.
  package init(
    areasCSV: [UInt8], communesCSV: [UInt8], codes: [String], communesPerArea: Int
  ) throws(ScenarioError) {
    var neighbours: [String: [String]] = [:]
    var order: [String] = []
    try Self.rows(areasCSV, "areas.csv", ["code", "neighbours"]) { fields in
      order.append(fields[0])
      neighbours[fields[0]] = fields[1].split(separator: " ").map(String.init)
    }
    let chosen = codes.isEmpty ? order : codes
    for code in chosen where !neighbours.keys.contains(code) {
      throw ScenarioError(message: "the territory has no area '\(code)'")
    }
    let isChosen = Set(chosen)
    var communes: [String: [CityArea.Commune]] = [:]
    let columns = ["code", "area", "population", "latitude", "longitude", "name"]
    try Self.rows(communesCSV, "communes.csv", columns) { fields in
      guard isChosen.contains(fields[1]), let weight = Double(fields[2]), weight > 0,
        let latitude = Double(fields[3]), let longitude = Double(fields[4])
      else { return }
      communes[fields[1], default: []].append(
        CityArea.Commune(
          name: fields[5], code: fields[0], latitude: latitude, longitude: longitude,
          weight: weight))
    }
    self.neighbours = neighbours
    areas = []
    for code in chosen {
      let all = (communes[code] ?? []).sorted { ($1.weight, $0.code) < ($0.weight, $1.code) }
      guard !all.isEmpty else {
        throw ScenarioError(
          message: "area '\(code)' has no commune with people and coordinates; leave it out")
      }
      areas.append(CityArea(code: code, communes: Array(all.prefix(communesPerArea))))
    }
  }

  /// Gives the fields `columns` of each row; quotes do not occur in these tables.
  private static func rows(
    _ bytes: [UInt8], _ table: String, _ columns: [String], _ body: ([String]) -> Void
  ) throws(ScenarioError) {
    var positions: [Int]?
    for line in bytes.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
      let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      guard let found = positions else {
        let names = fields.map { String(decoding: $0, as: UTF8.self) }
        let places = columns.compactMap { names.firstIndex(of: $0) }
        guard places.count == columns.count else {
          throw ScenarioError(
            message: "\(table) lacks one of the columns \(columns.joined(separator: ", "))")
        }
        positions = places
        continue
      }
      guard let last = found.max(), fields.count > last else { continue }
      body(found.map { String(decoding: fields[$0], as: UTF8.self) })
    }
  }
}
