import Settings
import Signals
import Testing

@Suite struct TerritoryReadingTests {
  static let areasHeader =
    "code,name,region,prefecture,population,latitude,longitude,zone,postcodes,codes,neighbours\n"
  static let communesHeader = "code,area,population,postcodes,latitude,longitude,name\n"
  static let namesHeader = "area,marker,name\n"
  static let areas =
    areasHeader + "01,Left,R,Aa,10,1.5,2,UTC,01,,02\n02,Right,R,Bb,20,1.5,3,UTC,02,,01\n"

  static func read(
    areas: String = areas, communes: String = communesHeader, names: String = namesHeader
  ) throws(TerritoryError) -> Territory {
    try Territory(
      name: "test", areasCSV: Array(areas.utf8), communesCSV: Array(communes.utf8),
      namesCSV: Array(names.utf8))
  }

  @Test func commentsEmptyLinesAndReturnsAreSkipped() throws {
    let territory = try Self.read(
      areas: "# a comment, with “commas”\r\n"
        + Self.areas.split(separator: "\n").joined(separator: "\r\n\r\n"),
      communes: Self.communesHeader + "01001,01,5,01000,1.5,2,Aa")
    #expect(territory.areas.map(\.neighbours) == [[1], [0]])
    #expect(territory.find(commune: "01001") == "01")
    #expect(territory.find(name: "AA") == "01")
  }

  @Test(arguments: [
    ("", 0), ("code,name\n", 1), (areasHeader + "01,A,R,P,x,1,2,UTC,,,\n", 2),
    (areasHeader + "01,A,R,P,1,91,2,UTC,,,\n", 2), (areasHeader + "01,A,R,P,1,1,181,UTC,,,\n", 2),
    (areasHeader + "01,A,R,P,1,,2,UTC,,,\n", 2), (areasHeader + "01,A,R,P,1,1,2,,,,\n", 2),
    (areasHeader + ",A,R,P,1,1,2,UTC,,,\n", 2), (areasHeader + "01,A,R,P,1,1,2,UTC,,\n", 2),
    (areasHeader + "01,A,R,P,1,1,2,UTC,,,02\n", 2), (areasHeader + "01,A,R,P,1,1,2,UTC,,,01\n", 2),
    (areasHeader + "02,A,R,P,1,1,2,UTC,,,\n01,B,R,P,1,1,2,UTC,,,\n", 3),
    (areasHeader + "01,A,R,P,1,1,2,UTC,,,\n01,B,R,P,1,1,2,UTC,,,\n", 3),
    (areasHeader + "# x\n\n01,\"A\",R,P,1,1,2,UTC,,,\n", 4),
    (areasHeader + "01,A,R,P,1,1,2,UTC,,,\n02,B,R,P,1,1,2,UTC,,,01\n", 3),
    (areasHeader + "01,A,R,P,1,1,2,UTC,,XX,\n02,B,R,P,1,1,2,UTC,,XX,\n", 0),
    (areasHeader + "123456789,A,R,P,1,1,2,UTC,,,\n", 2),
  ])
  func aBadTableOfAreasIsRefusedWithItsLine(areas: String, line: Int) {
    let error = #expect(throws: TerritoryError.self) { try Self.read(areas: areas) }
    #expect(error?.table == "areas")
    #expect(error?.line == line, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    ("01001,03,5,01000,1,2,Aa", 2), ("01001,01,5,01000,1,,Aa", 2), ("01001,01,-5,01000,1,2,Aa", 2),
    ("01001,01,5,01000,x,2,Aa", 2), ("01001,01,5,01000 1234567890,1,2,Aa", 2),
    ("01001,01,5,01000,1,2,Aa\n01001,01,5,01000,1,2,Bb", 3),
  ])
  func aBadTableOfCommunesIsRefusedWithItsLine(rows: String, line: Int) {
    let error = #expect(throws: TerritoryError.self) {
      try Self.read(communes: Self.communesHeader + rows)
    }
    #expect(error?.table == "communes")
    #expect(error?.line == line)
  }

  @Test(arguments: [
    ("03,0,Aa", 2), ("-,0,Aa", 2), ("01,2,Aa", 2), ("01,0,", 2), ("01,0,…", 2),
    ("01,0,Été\n02,0,ete", 3),
  ])
  func aBadTableOfNamesIsRefusedWithItsLine(rows: String, line: Int) {
    let error = #expect(throws: TerritoryError.self) {
      try Self.read(names: Self.namesHeader + rows)
    }
    #expect(error?.table == "names")
    #expect(error?.line == line)
  }

  @Test func bytesThatAreNotUTF8AreRefused() {
    #expect(throws: TerritoryError(table: "names", line: 0, message: "the file is not UTF-8")) {
      try Territory(
        name: "test", areasCSV: Array(Self.areas.utf8),
        communesCSV: Array(Self.communesHeader.utf8),
        namesCSV: Array(Self.namesHeader.utf8) + [0xC3, 0x0A])
    }
  }

  @Test func aNameOfSeveralPlacesIsTheMuchLargerOnes() throws {
    let territory = try Self.read(
      communes: Self.communesHeader
        + ",01,500,,,,Large\n,02,100,,,,Large\n,01,499,,,,Even\n,02,100,,,,Even\n"
        + ",01,,,,,Unknown\n,02,,,,,Unknown\n,01,1,,,,Twice\n,01,1,,,,Twice\n"
        + ",-,9000,,,,Even\n,02,7,,,,Hidden\n",
      names: Self.namesHeader + "01,1,Hidden\n")
    #expect(territory.find(name: "large") == "01")
    #expect(territory.find(name: "even") == nil)
    #expect(territory.find(name: "unknown") == nil)
    #expect(territory.find(name: "twice") == "01")
    #expect(territory.find(name: "hidden") == "01")
    #expect(
      territory.placeNames == [PlaceName(name: "Hidden", area: 0, needsMarker: true)])
  }

  @Test func aTerritoryWithoutAreasFindsNothing() {
    let territory = Territory(name: "nowhere")
    #expect(territory.areas.isEmpty && territory.placeNames.isEmpty)
    #expect(territory.find(code: "01") == nil)
    #expect(territory.find(commune: "01001") == nil)
    #expect(territory.find(postcode: "01000") == nil)
    #expect(territory.find(name: "Lyon") == nil)
    #expect(territory.find(45, 5) == nil)
  }

  @Test func aMissingFileIsNamed() {
    let error = #expect(throws: TerritoryFileError.self) {
      try loadTerritory(directory: "/nonexistent/territory")
    }
    #expect(error?.path == "/nonexistent/territory/areas.csv")
  }
}
