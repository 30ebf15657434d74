import Detection
import EventTime
import Pipeline
import Testing

@Suite("Sections of vigie.panes")
struct SectionTests {
  typealias Samples = RecordSamples

  /// A message of one pane without rows for other detectors, and its body.
  static func plain(_ numbers: inout SeededNumbers) throws -> (PanesMessage, [UInt8]) {
    var sums = Samples.sums(&numbers)
    while sums.rows.isEmpty { sums = Samples.sums(&numbers) }
    let message = PanesMessage.panes(source: 0, PanesRecord(sums: [sums], announcement: nil))
    var writer = Samples.codec()
    var frame = RecordFrame()
    var body: [UInt8] = []
    _ = try frame.open(
      records(of: message, by: &writer)[0],
      kinds: [RecordKind(id: 1, version: 2, name: "")], into: &body)
    return (message, body)
  }

  static func sealed(_ body: [UInt8], version: UInt8) -> [UInt8] {
    var frame = RecordFrame()
    var record: [UInt8] = []
    frame.seal(body, kind: RecordKind(id: 1, version: version, name: ""), into: &record)
    return record
  }

  @Test(arguments: 0..<5) func firstVersionWithoutSectionsIsStillRead(seed: UInt64) throws {
    var numbers = SeededNumbers(seed)
    let (message, body) = try Self.plain(&numbers)
    // It has no table of services behind that of the terms, and no list of sections at the end.
    var reader = StateReader(body)
    _ = try reader.text()
    for _ in 0..<3 { _ = try NameTable.read(from: &reader) }
    #expect(body[reader.position] == 0 && body.last == 0)
    let first = Array(body[..<reader.position] + body[(reader.position + 1)...].dropLast())
    var codec = Samples.codec()
    PanesCodecTests.expectSame(
      try codec.decode(Self.sealed(first, version: 1)), message, "seed \(seed)")
    #expect(codec.unknownColumnsTotal == 0 && codec.unknownSectionsTotal == 0)
  }

  @Test func unknownSectionIsSkippedAndCounted() throws {
    var numbers = SeededNumbers(3)
    let (message, body) = try Self.plain(&numbers)
    var codec = Samples.codec()
    let longer = body.dropLast() + [2, 99, 3, 1, 2, 3, 100, 0]
    PanesCodecTests.expectSame(
      try codec.decode(Self.sealed(Array(longer), version: 2)), message, "two more")
    #expect(codec.unknownSectionsTotal == 2)
    #expect(codec.unknownColumnsTotal == 0)
  }

  @Test func columnsBehindTheLastKnownOneOfASectionAreSkipped() throws {
    var numbers = SeededNumbers(4)
    let (_, body) = try Self.plain(&numbers)
    var codec = Samples.codec()
    // An empty list of values, and something behind it.
    let longer = body.dropLast() + [1, 3, 4, 0, 7, 7, 7]
    #expect(try codec.decode(Self.sealed(Array(longer), version: 2)) != nil)
    #expect(codec.unknownSectionsTotal == 1)
  }

  @Test(arguments: [[2, 4, 1, 0, 3, 1, 0], [1, 3, 9, 0], [1, 3, 2, 1, 200]] as [[UInt8]])
  func sectionsThatNobodyWroteAreDamage(end: [UInt8]) throws {
    var numbers = SeededNumbers(5)
    let (_, body) = try Self.plain(&numbers)
    var codec = Samples.codec()
    #expect(throws: StateError.self) {
      try codec.decode(Self.sealed(Array(body.dropLast()) + end, version: 2))
    }
  }

  @Test func rowsOfNamesThatAreNotKnownAreSkippedAndReportsKeepTheRest() throws {
    let names = Samples.names.map { names in
      SourceNames(
        source: names.source, dimensions: names.dimensions.filter { $0 != "category=a" },
        areas: names.areas.filter { $0 != "2A" }, terms: names.terms, services: ["caf", "other"])
    }
    var numbers = SeededNumbers(6)
    var sums = PaneSums()
    while sums.extras.ratings.count < 8 || sums.extras.reports.count < 8
      || !sums.extras.values.contains(where: { $0.cell == 2 })
    {
      sums.extras = Samples.extras(&numbers)
    }
    var writer = Samples.codec()
    var reader = Samples.codec(names)
    let message = PanesMessage.panes(source: 0, PanesRecord(sums: [sums], announcement: nil))
    guard case .panes(_, let found)? = try reader.decode(records(of: message, by: &writer)[0])
    else {
      Issue.record("no panes")
      return
    }
    let lines = NamedSums.lines(found.sums[0].extras, names[0])
    let expected = NamedSums.lines(sums.extras, Samples.names[0]).compactMap { line -> String? in
      let isUnknown = line.contains(" 2A ") || line.contains("category=a ")
      if line.hasPrefix("value") { return line.contains(" 2A ") ? nil : line }
      if line.hasPrefix("rating") {
        return isUnknown || line.contains(" impots ") ? nil : line
      }
      return line.replacing(" 2A ", with: " - ").replacing(" category=a ", with: " - ")
    }
    #expect(lines == expected.sorted())
    #expect(lines.count < NamedSums.lines(sums.extras, Samples.names[0]).count)
    #expect(reader.skippedRowsTotal > 0)
  }

  @Test(arguments: 0..<6) func manyReportsAreCutAndAddUpToTheSame(seed: UInt64) throws {
    var numbers = SeededNumbers(seed)
    var sums = Samples.sums(&numbers)
    sums.extras = Samples.extras(&numbers, partition: sums.partition, most: 600)
    let (found, sizes) = try SumsPlanTests.carried([sums], maxBodyBytes: 4000)
    #expect(sizes.count > 3)
    #expect(sizes.allSatisfy { $0 <= 4000 })
    var joined = PaneRows()
    for part in found.reversed() { joined.merge(part.extras) }
    #expect(
      NamedSums.lines(joined, Samples.names[0]) == NamedSums.lines(sums.extras, Samples.names[0]))
  }

  @Test(arguments: [1, 2, 8, 64]) func rowsGoToTheShardOfTheirKey(shards: Int) {
    var numbers = SeededNumbers(9)
    let map = ShardMap(shards: shards, names: Samples.names)
    var splitter = SumsSplitter(map: map, source: 0, group: "social")
    var sums = Samples.sums(&numbers)
    while sums.extras.values.isEmpty || sums.extras.ratings.isEmpty || sums.extras.reports.isEmpty
      || sums.extras.hits.isEmpty
    {
      sums.extras = Samples.extras(&numbers)
    }
    sums.posts.rows = [PostRow()]
    var parts: [PaneSums] = []
    splitter.split(sums, into: &parts)
    let whole = NamedSums.lines(sums.extras, Samples.names[0])
    #expect(parts.flatMap { NamedSums.lines($0.extras, Samples.names[0]) }.sorted() == whole)
    let place = { (key: String) in Int(ShardMap.shard(ofKey: key, of: shards)) }
    #expect(parts[place("text:social")].posts.rows.count == 1)
    #expect(parts[place("text:social")].extras.values == sums.extras.values)
    #expect(parts[place("rating:posts")].extras.ratings == sums.extras.ratings)
    #expect(parts[place("report:posts")].extras.reports == sums.extras.reports)
    #expect(parts[place("hit:posts")].extras.hits == sums.extras.hits)
  }
}
