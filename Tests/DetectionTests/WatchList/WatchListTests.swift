import Detection
import EventTime
import Signals
import Testing

@Suite("The watch list")
struct WatchListTests {
  static let key = Array("a key of thirty-two bytes, or so".utf8)

  static func line(
    _ entry: String, _ identifier: String, kind: String = "plate",
    expires: String = "2026-04-01T00:00:00Z", appended: String? = nil
  ) -> String {
    let since = appended.map { #","appended":"\#($0)""# } ?? ""
    return #"{"entry":"\#(entry)","kind":"\#(kind)","identifier":"\#(identifier)","#
      + #""reference":"file \#(entry)","legalBasis":"law 1","expires":"\#(expires)"\#(since)}"#
  }

  static func list(_ lines: [String]) -> WatchList {
    var list = WatchList()
    let refused = WatchListReader(key: key).read(
      lines: Array(lines.joined(separator: "\n").utf8), into: &list)
    #expect(refused.isEmpty)
    return list
  }

  static func refusal(_ line: String) -> WatchListRefusal? {
    var list = WatchList()
    let refused = WatchListReader(key: key).read(lines: Array(line.utf8), into: &list)
    #expect(refused.isEmpty == !list.isEmpty)
    return refused.first?.refusal
  }

  static func token(_ identifier: String, _ kind: IdentifierKind = .plate) -> UInt64 {
    var identifier = identifier
    return identifier.withUTF8 { IdentifierHash(key: key).token(UnsafeRawBufferPointer($0), kind) }
  }

  static func time(_ text: String) throws -> Instant {
    var text = text
    return try #require(
      text.withUTF8 { Instant.rfc3339(UnsafeRawBufferPointer($0), zone: .utc) })
  }

  /// Names of the entries that a read matches, with `?` where a person must look.
  static func found(
    _ list: WatchList, _ identifier: String, at time: String = "2026-03-01T12:00:00Z",
    arrival: String? = nil, kind: IdentifierKind = .plate
  ) throws -> [String] {
    var matches: [WatchMatch] = []
    list.find(
      token(identifier, kind), time: try Self.time(time), arrival: try Self.time(arrival ?? time),
      into: &matches)
    return matches.map { (list.entry($0.entry)?.name ?? "") + ($0.isToVerify ? "?" : "") }.sorted()
  }

  @Test(arguments: ["AA-000-XX", "aa 000 xx", "AA000XX", " aa·000·xx\u{200F}", "ＡＡ٠٠٠xx"])
  func spellingsOfAnIdentifierMeet(read: String) throws {
    #expect(try Self.found(Self.list([Self.line("a", "AA-000-XX")]), read) == ["a"])
  }

  @Test(
    arguments: [
      ("EB-185-OS", "E8-185-OS"), ("EB-185-OS", "EB-I85-OS"), ("EB-185-OS", "EB-1B5-OS"),
      ("EB-185-OS", "EB-18S-OS"), ("EB-185-OS", "EB-185-0S"), ("EB-185-OS", "EB-185-O5"),
    ])
  func oneConfusableCharacterIsToVerifyAndTwoAreNot(listed: String, read: String) throws {
    let list = Self.list([Self.line("a", listed)])
    #expect(try Self.found(list, read) == ["a?"])
    #expect(try Self.found(list, listed) == ["a"])
    #expect(try Self.found(list, read.replacing("E", with: "F")) == [])
    let two = read == "EB-I85-OS" ? "EB-IB5-OS" : read.replacing("185", with: "I85")
    if two != read { #expect(try Self.found(list, two) == []) }
  }

  @Test func numbersAreReadAsTheyAreAndKindsDoNotMix() throws {
    let list = Self.list([Self.line("n", "12-805", kind: "number")])
    #expect(try Self.found(list, "12805", kind: .number) == ["n"])
    #expect(try Self.found(list, "I2805", kind: .number) == [])
    #expect(try Self.found(list, "12805", kind: .plate) == [])
  }

  @Test func entriesOfOneIdentifierAllMatch() throws {
    let list = Self.list([
      Self.line("a", "AB-111-CD"), Self.line("b", "AB111CD"), Self.line("c", "A8-111-CD"),
    ])
    #expect(try Self.found(list, "AB111CD") == ["a", "b", "c?"])
    #expect(list.entries.count == 3)
  }

  @Test func entryCountsFromAMinuteAfterItsAppendUntilItExpires() throws {
    let list = Self.list([
      Self.line(
        "a", "AB-222-CD", expires: "2026-03-01T13:00:00Z", appended: "2026-03-01T12:00:00Z")
    ])
    for (time, arrival, counts) in [
      ("2026-03-01T12:00:59Z", "2026-03-01T12:00:59Z", false),
      ("2026-03-01T12:01:00Z", "2026-03-01T12:01:00Z", true),
      ("2026-03-01T12:00:59Z", "2026-03-01T12:01:10Z", false),
      ("2026-03-01T12:01:10Z", "2026-03-01T12:00:59Z", false),
      ("2026-03-01T12:59:59Z", "2026-03-01T12:59:59Z", true),
      ("2026-03-01T12:59:59Z", "2026-03-01T13:00:00Z", false),
      ("2026-03-01T13:00:00Z", "2026-03-01T12:59:59Z", false),
    ] {
      #expect(
        try Self.found(list, "AB222CD", at: time, arrival: arrival) == (counts ? ["a"] : []),
        "\(time), \(arrival)")
    }
  }

  @Test func timeOfTheLogStandsAboveThatOfTheRecord() throws {
    var list = WatchList()
    let line = Array(
      Self.line("a", "AB-222-CD", appended: "2020-01-01T00:00:00Z").utf8)
    let appended = try Self.time("2026-03-01T12:00:00Z")
    try line.withUnsafeBufferPointer { (line) throws(WatchListRefusal) in
      try WatchListReader(key: Self.key).read(
        UnsafeRawBufferPointer(line), appended: appended, into: &list)
    }
    #expect(list.entries[0].from == appended + .seconds(60))
  }

  @Test func entryIsNeverRewritten() throws {
    let first = Self.line("a", "AB-222-CD")
    for other in [
      Self.line("a", "AB-223-CD"), Self.line("a", "AB-222-CD", expires: "2027-01-01T00:00:00Z"),
    ] {
      var list = Self.list([first])
      let refused = WatchListReader(key: Self.key).read(lines: Array(other.utf8), into: &list)
      #expect(refused.map(\.refusal) == [.rewritten])
      #expect(list.entries == Self.list([first]).entries)
    }
    #expect(Self.list([first, first]).entries.count == 1)
  }

  @Test func hashStandsForItsIdentifierWithoutConfusableForms() throws {
    // printf 'watchlist\0plate\0AA000XX' | openssl dgst -sha256 -hmac 'a key of thirty-two bytes, or so'
    let digits = "420a355969cbac1958502b2b9cf4381ce0b6d8703527a9c390b8c02437c2b04c"
    let line = Self.line("h", "X").replacing(#""identifier":"X""#, with: #""hash":"\#(digits)""#)
    let list = Self.list([line])
    #expect(try Self.found(list, "AA-000-XX") == ["h"])
    #expect(try Self.found(list, "AA-00O-XX") == [])
  }

  @Test(
    arguments: [
      ("", nil), ("[]", .malformed), (#"{"entry":1}"#, .malformed),
      (#"{"entry":"a"} x"#, .malformed),
      (#"{"entry":"a","entry":"a"}"#, .malformed), (#"{"entry":"a\q"}"#, .malformed),
      (#"{"entry":"\ud800"}"#, .malformed), (#"{"colour":"red"}"#, .unknownKey), ("{}", .noEntry),
    ] as [(String, WatchListRefusal?)])
  func whatIsNoEntryIsRefusedWithItsReason(line: String, refusal: WatchListRefusal?) {
    var list = WatchList()
    let refused = WatchListReader(key: Self.key).read(lines: Array(line.utf8), into: &list)
    #expect(refused.first?.refusal == refusal)
    #expect(list.isEmpty)
  }

  @Test(
    arguments: [
      (#""expires":"2026-04-01T00:00:00Z""#, #""expires":"""#, .noExpiry),
      (#","expires":"2026-04-01T00:00:00Z""#, "", .noExpiry),
      (#""legalBasis":"law 1""#, #""legalBasis":"""#, .noLegalBasis),
      (#""legalBasis":"law 1","#, "", .noLegalBasis),
      (#""reference":"file a","#, "", .noReference),
      (#""kind":"plate""#, #""kind":"face""#, .badKind),
      (#""expires":"2026-04-01T00:00:00Z""#, #""expires":"soon""#, .badTime),
      (#""identifier":"AB-1""#, #""identifier":"--""#, .badIdentifier),
      (#""identifier":"AB-1""#, #""hash":"12ab""#, .badIdentifier),
      (#""identifier":"AB-1","#, "", .badIdentifier),
      ("law 1", String(repeating: "x", count: 257), .tooLong),
      (#"00Z""#, #"00Z","appended":"2026-03-31T23:59:30Z""#, .expired),
    ] as [(String, String, WatchListRefusal)])
  func entryWithoutWhatItNeedsIsRefused(
    part: String, instead: String, refusal: WatchListRefusal
  ) {
    let line = Self.line("a", "AB-1")
    #expect(line.contains(part))
    #expect(Self.refusal(line) == nil)
    #expect(Self.refusal(line.replacing(part, with: instead)) == refusal)
  }

  @Test func escapesAreRead() {
    let line = Self.line("a", "AB-1").replacing("law 1", with: #"l\u00e9gal \"1\" \ud83d\ude97\/"#)
    #expect(Self.list([line]).entries[0].legalBasis == "légal \"1\" 🚗/")
  }

  /// A read of one identifier, and its keyed hash as the decoder makes it.
  static func read(_ identifier: String, _ second: Double, id: UInt64, area: Int32 = 1) -> Signal {
    var signal = ObserveHarness.signal(second, id: id, offset: Int64(id), area: area)
    signal.item = token(identifier)
    return signal
  }

  @Test func readsGiveHitsAndAMissLeavesNothingBehind() {
    let list = Self.list([Self.line("a", "AB-185-CD")])
    let missed = Self.token("ZZ-999-ZZ")
    var observe = RowsTests.observe(.hits, list: list)
    var signals = [
      Self.read("AB-185-CD", 1, id: 1), Self.read("ZZ-999-ZZ", 2, id: 2),
      Self.read("A8-185-CD", 3, id: 3, area: -1), Self.read("ZZ-999-ZZ", 40, id: 4),
    ]
    var effects = ObserveEffects()
    signals.withUnsafeMutableBufferPointer { signals in
      observe.screen(signals)
      observe.step(UnsafeBufferPointer(signals), partition: 0, into: &effects)
    }
    #expect(signals.map { $0.item == 0 } == [false, true, false, true])
    #expect(effects.sumCount == 1)
    let hits = effects[0].extras.hits
    #expect(hits.map(\.offset) == [1, 3])
    #expect(hits.map(\.area) == [1, -1])
    #expect(hits.map(\.isToVerify) == [false, true])
    #expect(hits.allSatisfy { list.entry($0.entry)?.name == "a" })
    // Nowhere in what is kept or sent is there a trace of the identifier: with other missed
    // identifiers everything is the same, to the last bit.
    #expect(!Self.contains(missed, signals))
    #expect(!Self.text(effects[0]).contains("\(missed)"))
    var again = RowsTests.observe(.hits, list: list)
    var others = [
      Self.read("AB-185-CD", 1, id: 1), Self.read("YY-111-YY", 2, id: 2),
      Self.read("A8-185-CD", 3, id: 3, area: -1), Self.read("XX-222-XX", 40, id: 4),
    ]
    var effectsOfOthers = ObserveEffects()
    others.withUnsafeMutableBufferPointer { signals in
      again.screen(signals)
      again.step(UnsafeBufferPointer(signals), partition: 0, into: &effectsOfOthers)
    }
    #expect(Self.text(effects[0]) == Self.text(effectsOfOthers[0]))
    #expect(observe.counts(partition: 0) == again.counts(partition: 0))
    #expect(signals.elementsEqual(others) { Self.bytes($0) == Self.bytes($1) })
  }

  static func bytes(_ signal: Signal) -> [UInt64] {
    [signal.id, signal.item, signal.payload, signal.text, signal.author, UInt64(signal.offset)]
  }

  static func contains(_ token: UInt64, _ signals: [Signal]) -> Bool {
    signals.withUnsafeBytes { bytes in
      (0...(bytes.count - 8)).contains {
        bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self) == token
      }
    }
  }

  static func text(_ sums: PaneSums) -> String {
    var text = ""
    dump(sums, to: &text)
    return text
  }

  /// A machine that holds the list, saved whole: the state of DETECT after hits and misses.
  @Test func missIsInNoStateOfDetect() {
    let list = Self.list([Self.line("a", "AB-185-CD")])
    func cells(_ missed: String) -> [String: [UInt8]] {
      var observe = RowsTests.observe(.hits, list: list)
      var detect = Detect(
        source: 0, paneLength: .standard, layout: RowsTests.layout(),
        volume: VolumeDetector(
          source: 0,
          configuration: VolumeConfiguration(
            seriesCount: 10, familySeriesCount: 5, hasAuthors: false)))
      detect.join(partition: 0)
      detect.join(partition: 1)
      var signals = [
        Self.read("AB-185-CD", 1, id: 1), Self.read(missed, 2, id: 2), Self.read(missed, 50, id: 3),
      ]
      var effects = ObserveEffects()
      signals.withUnsafeMutableBufferPointer { signals in
        observe.screen(signals)
        observe.step(UnsafeBufferPointer(signals), partition: 0, into: &effects)
      }
      detect.take(&effects)
      var cells = StateCells()
      let names = SourceNames(
        source: "reads",
        dimensions: (0..<67).map { "d\($0)" }, areas: ["1", "2", "3", "4"], terms: [])
      detect.save(names: names, into: &cells)
      return cells.cells
    }
    let first = cells("ZZ-999-ZZ")
    #expect(first == cells("YY-111-YY"))
    #expect(first.keys.contains("reads/pending/0"))
    let token = withUnsafeBytes(of: Self.token("ZZ-999-ZZ").littleEndian) { Array($0) }
    for (key, bytes) in first {
      #expect(
        !bytes.indices.dropLast(7).contains { bytes[$0..<$0 + 8].elementsEqual(token) }, "\(key)")
    }
  }

  @Test func aThousandEntriesAreFoundAndNothingElse() throws {
    let list = Self.list((0..<1000).map { Self.line("e\($0)", "ZC-\(2000 + 3 * $0)-MN") })
    for place in stride(from: 0, to: 1000, by: 7) {
      #expect(try Self.found(list, "zc \(2000 + 3 * place) mn") == ["e\(place)"])
      #expect(try Self.found(list, "zd \(2000 + 3 * place) mn") == [])
    }
  }
}
