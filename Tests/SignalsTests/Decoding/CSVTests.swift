import EventTime
import Signals
import Testing

/// A table with the columns `t`, `c` and, where the header says so, others.
private func table(
  columns: [String] = [], delimiter: Character = ",", values: [String] = ["one", "two"]
) -> SourceSpec {
  var spec = SourceSpec(name: "table")
  spec.format = .csv(delimiter: delimiter.asciiValue ?? 0, columns: columns)
  spec.time = TimeField(
    path: FieldPath(text: "t", steps: [.key("t")]), format: .epochSeconds)
  spec.category = CategoryField(
    path: FieldPath(text: "c", steps: [.key("c")]), values: values)
  return spec
}

@Suite struct CSVTests {
  @Test func firstRowNamesTheColumns() throws {
    let signals = try decode(["x,c,t", "0,two,5", "0,one,6\r\n", ",,7"], as: table())
    #expect(signals.map(\.outcome) == [.filtered, .accepted, .accepted, .accepted])
    #expect(signals.map(\.category) == [-1, 1, 0, -1])
    #expect(signals[1].time == Instant(seconds: 5))
  }

  @Test func everyFileHasItsOwnHeader() throws {
    var decoder = try SignalDecoder(
      spec: table(), territory: Territory(name: "none"),
      lexicon: try Lexicon(themes: [], places: []), pseudonymKey: key, maxRecordBytes: 1000)
    _ = decode([Array("t,c".utf8), Array("1,one".utf8)], with: &decoder)
    decoder.beginFile()
    let signals = decode([Array("c,x,t".utf8), Array("two,,2".utf8)], with: &decoder)
    #expect(signals.map(\.outcome) == [.filtered, .accepted])
    #expect(signals[1].category == 1)
  }

  @Test(arguments: ["t;c", "\"t\";\"c\"", "\u{FEFF}t;c", "\u{FEFF}\"t\";\"c\"\r\n"])
  func declaredColumnsNeedNoHeaderAndSkipOne(header: String) throws {
    let spec = table(columns: ["t", "c"], delimiter: ";")
    let signals = try decode(["1;one", header, "2;two"], as: spec)
    #expect(signals.map(\.outcome) == [.accepted, .filtered, .accepted])
  }

  @Test func quotedFieldsHoldAnything() throws {
    let values = ["a,b", "say \"hi\"", "two\nlines", "\"", "é", " x "]
    let rows = [
      #"1,"a,b""#, #"1,"say ""hi""""#, "1,\"two\nlines\"", "1,\"\"\"\"", "\"1\",é", "1, x ",
    ]
    let signals = try decode(["t,c"] + rows, as: table(values: values))
    #expect(signals.dropFirst().map(\.category) == [0, 1, 2, 3, 4, 5])
  }

  @Test(arguments: [
    ("1", RejectReason.columnCount), ("1,one,2", .columnCount), ("1,one,", .columnCount),
    ("1,\"one", .truncated), ("1,\"one\"x", .malformed), ("1,o\"ne", .malformed),
    ("1,one\n2,two", .malformed), ("", .malformed), ("x,one", .badTime), (",one", .missingField),
  ])
  func badRowIsRejectedWithItsReason(row: String, expected: RejectReason) throws {
    let signals = try decode(["t,c", row, "1,one"], as: table())
    #expect(signals[1].reason == expected)
    #expect(signals[2].outcome == .accepted)
  }

  @Test func invalidUTF8IsRejected() throws {
    let row = Array("1,".utf8) + [0xE9]
    #expect(try decode([Array("t,c".utf8), row], as: table())[1].reason == .invalidUTF8)
  }

  @Test func mappedColumnStandsOnceInTheHeader() throws {
    let signals = try decode(["t,c,c", "1,one,two"], as: table())
    #expect(signals.map(\.reason) == [.duplicateKey, .duplicateKey])
    #expect(throws: MappingError.self) {
      try decode(["1,one,two"], as: table(columns: ["t", "c", "c"]))
    }
  }

  @Test func declaredColumnsHoldTheMappedOnes() {
    #expect(throws: MappingError.self) { try decode(["1"], as: table(columns: ["t", "x"])) }
  }
}
