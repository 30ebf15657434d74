import EventTime

extension Territory {
  /// A territory from its three tables, as `Config/territories/README.md` describes them.
  ///
  /// Areas get their dense index in the order of their codes. A name means, in this order, the area
  /// that bears it, what the table of names says, or the commune (see `area(name:)`).
  package init(
    name: String, areasCSV: [UInt8], communesCSV: [UInt8], namesCSV: [UInt8],
    findsCoordinates: Bool = true
  ) throws(TerritoryError) {
    var reading = TerritoryReading()
    reading.findsCoordinates = findsCoordinates
    try reading.readAreas(areasCSV)
    try reading.readCommunes(communesCSV)
    try reading.readNames(namesCSV)
    reading.indexNames()
    self.init(
      name: name, areas: reading.areas, placeNames: reading.placeNames, index: reading.index)
  }
}

/// A territory that is being read.
private struct TerritoryReading {
  /// A name belongs to its largest bearer if that has so many times the people of the next.
  static let dominance = 5

  var areas: [Territory.Area] = []
  var placeNames: [PlaceName] = []
  var index = TerritoryIndex()
  var findsCoordinates = true
  private var areaByCode: [String: Int32] = [:]
  private var bearers: [UInt64: Bearers] = [:]

  /// The largest place of a name and the largest one in another area.
  private struct Bearers {
    var area: Int32
    var people: Int
    var peopleElsewhere = -1

    mutating func add(area: Int32, people: Int) {
      if area == self.area {
        self.people = max(self.people, people)
      } else if people > self.people {
        peopleElsewhere = self.people
        self.area = area
        self.people = people
      } else {
        peopleElsewhere = max(peopleElsewhere, people)
      }
    }

    var owner: Int32 {
      peopleElsewhere < 0
        || (people > 0 && people >= TerritoryReading.dominance * max(peopleElsewhere, 1))
        ? area : -1
    }
  }

  mutating func readAreas(_ csv: [UInt8]) throws(TerritoryError) {
    var table = try TerritoryTable(
      "areas", csv,
      columns: [
        "code", "name", "region", "prefecture", "population", "latitude", "longitude", "zone",
        "postcodes", "codes", "neighbours",
      ])
    var rows: [(area: Territory.Area, neighbours: [Substring], line: Int)] = []
    var prefixes: [(code: UInt64, area: Int32)] = []
    var others: [(code: PackedCode, area: Int32)] = []
    while try table.next() {
      guard let code = try table.code(0, "code") else { throw table.error("the code is empty") }
      guard !table.isEmpty(1), !table.isEmpty(7) else {
        throw table.error("an area needs a name and a time zone")
      }
      if let last = rows.last, last.area.code >= table[0] {
        throw table.error("code “\(table[0])” after “\(last.area.code)”: not in order")
      }
      let dense = Int32(rows.count)
      others.append((code, dense))
      for text in table.list(8) { prefixes.append((try table.packed(text, "postcode").key, dense)) }
      for text in table.list(9) { others.append((try table.packed(text, "code"), dense)) }
      areaByCode[table[0]] = dense
      rows.append(
        (
          Territory.Area(
            code: table[0], name: table[1], prefecture: table[3],
            latitude: try table.degrees(5, 90),
            longitude: try table.degrees(6, 180), population: try table.people(4), zone: table[7],
            neighbours: []), table.list(10), table.line
        ))
    }
    for (i, row) in rows.enumerated() {
      var area = row.area
      for code in row.neighbours {
        guard let other = areaByCode[String(code)], other != Int32(i),
          rows[Int(other)].neighbours.contains(Substring(area.code))
        else {
          throw TerritoryError(
            table: "areas", line: row.line,
            message:
              "“\(code)” is no neighbour: unknown, itself, or it does not name “\(area.code)”")
        }
        area.neighbours.append(other)
      }
      area.neighbours.sort()
      areas.append(area)
    }
    for (code, area) in others {
      for key in [code.key, code.withoutLeadingZeros ?? code.key] {
        let known = index.codes.find(key)
        guard known == AreaTable.absent || known == area else {
          throw TerritoryError(
            table: "areas", line: 0, message: "a code of \(areas[Int(area)].name) is taken")
        }
        index.codes.insert(area, for: key)
      }
    }
    for (key, area) in prefixes { index.postcodePrefixes.insert(area, for: key) }
  }

  mutating func readCommunes(_ csv: [UInt8]) throws(TerritoryError) {
    var table = try TerritoryTable(
      "communes", csv,
      columns: ["code", "area", "population", "postcodes", "latitude", "longitude", "name"])
    var points: [(latitude: Double, longitude: Double, area: Int32)] = []
    /// People by postcode and area: the area with the most people has the postcode.
    var postcodes: [UInt64: [Int32: Int]] = [:]
    while try table.next() {
      let area = try area(in: table, column: 1, outside: true)
      let people = try table.people(2)
      if let code = try table.code(0, "code") {
        guard index.communes.find(code.key) == AreaTable.absent else {
          throw table.error("code “\(table[0])” stands twice")
        }
        index.communes.insert(area, for: code.key)
        index.communeDigits = max(index.communeDigits, code.count)
      }
      for text in table.list(3) {
        let code = try table.packed(text, "postcode")
        postcodes[code.key, default: [:]][area, default: 0] += people
        index.postcodeDigits = max(index.postcodeDigits, code.count)
      }
      if table.isEmpty(4) != table.isEmpty(5) { throw table.error("half a pair of coordinates") }
      if area >= 0, !table.isEmpty(4) {
        points.append((try table.degrees(4, 90), try table.degrees(5, 180), area))
      }
      if area >= 0 { bear(table[6], area: area, people: people) }
    }
    for (key, people) in postcodes {
      let area = people.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? -1
      index.postcodes.insert(area, for: key)
    }
    if findsCoordinates { index.grid = CommuneGrid(points: points) }
  }

  mutating func readNames(_ csv: [UInt8]) throws(TerritoryError) {
    var table = try TerritoryTable("names", csv, columns: ["area", "marker", "name"])
    var seen = Set<UInt64>()
    while try table.next() {
      let area = try area(in: table, column: 0, outside: false)
      guard table[1] == "0" || table[1] == "1" else { throw table.error("marker is 0 or 1") }
      guard let hash = Self.hash(ofName: table[2]) else {
        throw table.error("“\(table[2])” is empty or too long")
      }
      guard seen.insert(hash).inserted else { throw table.error("“\(table[2])” stands twice") }
      index.names.insert(area, for: hash)
      placeNames.append(PlaceName(name: table[2], area: area, needsMarker: table[1] == "1"))
    }
  }

  /// Adds communes that no other name hides, then the areas themselves, which hide all.
  mutating func indexNames() {
    for (hash, bearers) in bearers where index.names.find(hash) == AreaTable.absent {
      let owner = bearers.owner
      if owner >= 0 { index.names.insert(owner, for: hash) }
    }
    for (i, area) in areas.enumerated() {
      if let hash = Self.hash(ofName: area.name) { index.names.insert(Int32(i), for: hash) }
    }
  }

  private mutating func bear(_ name: String, area: Int32, people: Int) {
    guard let hash = Self.hash(ofName: name) else { return }
    bearers[hash, default: Bearers(area: area, people: people)].add(area: area, people: people)
  }

  private func area(
    in table: TerritoryTable, column: Int, outside: Bool
  ) throws(TerritoryError) -> Int32 {
    if outside, table[column] == "-" { return -1 }
    guard let area = areaByCode[table[column]] else {
      throw table.error("no area has the code “\(table[column])”")
    }
    return area
  }

  private static func hash(ofName name: String) -> UInt64? {
    var name = name
    return name.withUTF8 { name in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: NameFolding.capacity) { folded in
        let count = NameFolding.fold(UnsafeRawBufferPointer(name), into: folded)
        guard count > 0 else { return nil }
        return AreaTable.key(
          hash: hash64(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(folded)[..<count])))
      }
    }
  }
}
