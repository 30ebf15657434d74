import Detection
import EventTime
import Pipeline
import Testing

@Suite("Records of vigie.panes")
struct PanesCodecTests {
  typealias Samples = RecordSamples

  static func expectSame(
    _ found: PanesMessage?, _ message: PanesMessage, _ comment: Comment,
    names: [SourceNames] = Samples.names
  ) {
    switch (found, message) {
    case (.panes(let source, let found), .panes(let expected, let panes)):
      #expect(names[Int(source)].source == Samples.names[Int(expected)].source, comment)
      #expect(found.announcement == panes.announcement, comment)
      #expect(
        found.sums.map { NamedSums($0, names[Int(source)]) }
          == panes.sums.map { NamedSums($0, Samples.names[Int(expected)]) }, comment)
    case (.roster(let source, let found), .roster(let expected, let partitions)):
      #expect(names[Int(source)].source == Samples.names[Int(expected)].source, comment)
      #expect(found == partitions, comment)
    case (.exercise(let source, let found), .exercise(let expected, let note)):
      #expect(names[Int(source)].source == Samples.names[Int(expected)].source, comment)
      #expect(found == note, comment)
    default: Issue.record("\(message) came back as \(String(describing: found))")
    }
  }

  @Test(arguments: 0..<20) func everyMessageComesBackAsItWas(seed: UInt64) throws {
    var numbers = SeededNumbers(seed)
    var writer = Samples.codec()
    var reader = Samples.codec()
    for _ in 0..<10 {
      let message = Samples.message(&numbers)
      let records = records(of: message, by: &writer)
      #expect(records.count == 1)
      let found = try reader.decode(records[0])
      Self.expectSame(found, message, "seed \(seed)")
      if case .panes(_, let panes) = message, case .panes(_, let found)? = found {
        for (before, after) in zip(panes.sums, found.sums) {
          #expect(before.rows.map(\.dimension) == after.rows.map(\.dimension))
          #expect(before.rows.map(\.area) == after.rows.map(\.area))
          #expect(before.authors == after.authors && before.texts == after.texts)
          #expect(before.terms.map(\.row) == after.terms.map(\.row))
        }
      }
    }
    #expect(reader.unknownNamesTotal == 0 && reader.skippedRowsTotal == 0)
    #expect(reader.unknownColumnsTotal == 0 && reader.skippedRecordsTotal == 0)
  }

  @Test func sameMessageGivesTheSameBytesWhateverWasWrittenBefore() {
    var numbers = SeededNumbers(7)
    let messages = (0..<20).map { _ in Samples.message(&numbers) }
    var used = Samples.codec()
    let forwards = messages.map { records(of: $0, by: &used) }
    let backwards = messages.reversed().map { records(of: $0, by: &used) }
    #expect(forwards == Array(backwards.reversed()))
    for (message, expected) in zip(messages, forwards) {
      var fresh = Samples.codec()
      #expect(records(of: message, by: &fresh) == expected)
    }
  }

  @Test func readerWithOtherNumbersReadsTheSameNames() throws {
    let names = Samples.names.reversed().map { names in
      SourceNames(
        source: names.source,
        dimensions: Array(names.dimensions.prefix(64).reversed())
          + names.dimensions.dropFirst(64).reversed(),
        areas: names.areas.reversed() + ["976"], terms: ["new"] + names.terms.reversed(),
        services: names.services.reversed())
    }
    var numbers = SeededNumbers(11)
    var writer = Samples.codec()
    var reader = Samples.codec(names)
    for _ in 0..<40 {
      let message = Samples.message(&numbers)
      let found = try reader.decode(records(of: message, by: &writer)[0])
      Self.expectSame(found, message, "renumbered", names: names)
      guard case .panes(_, let panes)? = found else { continue }
      for sums in panes.sums {
        let keys = sums.rows.map { Int($0.dimension) * 1000 + Int($0.area) }
        #expect(keys == keys.sorted())
        let terms = sums.terms.map { Int($0.row) * 1000 + Int($0.term) }
        #expect(terms == terms.sorted())
        let cells = sums.extras.values.map(\.cell)
        #expect(cells == cells.sorted())
        let ratings = sums.extras.ratings
        #expect(zip(ratings, ratings.dropFirst()).allSatisfy { $0.precedes($1) })
      }
    }
    #expect(reader.unknownNamesTotal == 0 && reader.skippedRowsTotal == 0)
  }

  @Test func namesThatTheReaderDoesNotKnowAreCountedAndSkipped() throws {
    let names = Samples.names.map { names in
      SourceNames(
        source: names.source, dimensions: names.dimensions.map { $0 == "flood" ? "" : $0 },
        areas: names.areas.filter { $0 != "2A" }, terms: names.terms.filter { $0 != "feu" },
        services: names.services)
    }
    var numbers = SeededNumbers(3)
    var sums = Samples.sums(&numbers)
    while sums.rows.count < 30 || sums.terms.count < 30 { sums = Samples.sums(&numbers) }
    var writer = Samples.codec()
    var reader = Samples.codec(names)
    let message = PanesMessage.panes(
      source: 0, PanesRecord(sums: [sums, sums], announcement: nil))
    guard case .panes(_, let found)? = try reader.decode(records(of: message, by: &writer)[0])
    else {
      Issue.record("no panes")
      return
    }
    var expected = NamedSums(sums, Samples.names[0])
    let unknown = { (key: String) in key.hasPrefix("flood/") || key.hasSuffix("/2A") }
    let skipped = expected.rows.keys.filter(unknown).count
    expected.rows = expected.rows.filter { !unknown($0.key) }
    expected.tokens = expected.tokens.filter { !unknown($0.key) }
    expected.terms = expected.terms.filter { !unknown($0.key) }
      .mapValues { $0.filter { $0.key != "feu" } }.filter { !$0.value.isEmpty }
    #expect(skipped > 0)
    #expect(found.sums.map { NamedSums($0, names[0]) } == [expected, expected])
    #expect(reader.unknownNamesTotal == 3)
    #expect(reader.skippedRowsTotal == Int64(2 * skipped))
  }

  @Test func seriesThatTheConfigurationDoesNotListIsSkipped() throws {
    var numbers = SeededNumbers(3)
    var sums = Samples.sums(&numbers)
    while sums.rows.count < 30 { sums = Samples.sums(&numbers) }
    var writer = Samples.codec()
    let names = Samples.names[0]
    var reader = PanesCodec(
      names: [names],
      layouts: [
        SeriesLayout(
          areas: names.areas.count, overall: names.dimensions.map { !$0.isEmpty },
          perArea: [Bool](repeating: false, count: names.dimensions.count), termThemes: [])
      ])
    let message = PanesMessage.panes(source: 0, PanesRecord(sums: [sums], announcement: nil))
    guard case .panes(_, let found)? = try reader.decode(records(of: message, by: &writer)[0])
    else {
      Issue.record("no panes")
      return
    }
    #expect(found.sums[0].rows.allSatisfy { $0.area == -1 })
    #expect(reader.skippedRowsTotal == Int64(sums.rows.count - found.sums[0].rows.count))
    #expect(reader.skippedRowsTotal > 0)
  }

  @Test func sourceThatTheReaderDoesNotKnowIsCountedAndSkipped() throws {
    var numbers = SeededNumbers(5)
    var writer = Samples.codec()
    var reader = Samples.codec([Samples.names[1]])
    let note = PanesMessage.exercise(source: 0, Samples.note(&numbers))
    #expect(try reader.decode(records(of: note, by: &writer)[0]) == nil)
    #expect(reader.unknownNamesTotal == 1)
  }

  /// Bodies that were changed and sealed again, so that no checksum stands before the decoder.
  @Test(arguments: 0..<12) func damagedBodyIsAnErrorAndNeverATrap(seed: UInt64) throws {
    var numbers = SeededNumbers(seed)
    var writer = Samples.codec()
    var reader = Samples.codec()
    var frame = RecordFrame()
    var body: [UInt8] = []
    var record: [UInt8] = []
    let kinds = [1, 8, 129].map { RecordKind(id: $0, version: $0 == 1 ? 2 : 1, name: "") }
    let whole = records(of: Samples.message(&numbers), by: &writer)[0]
    let kind = try #require(try frame.open(whole, kinds: kinds, into: &body))
    var errors = 0
    for length in Array(0..<min(body.count, 100)) + (0..<50).map({ _ in numbers.below(body.count) })
    {
      frame.seal(Array(body.prefix(length)), kind: kind, into: &record)
      #expect(throws: StateError.self, "\(length) of \(body.count) bytes") {
        try reader.decode(record)
      }
    }
    for _ in 0..<150 {
      var damaged = body
      for _ in 0...numbers.below(3) {
        damaged[numbers.below(damaged.count)] =
          numbers.chance(30) ? 0xFF : UInt8(truncatingIfNeeded: numbers.next())
      }
      frame.seal(damaged, kind: kind, into: &record)
      do {
        // What can be read must be fit for DETECT.
        guard case .panes(let source, let panes)? = try reader.decode(record) else { continue }
        for sums in panes.sums {
          #expect(
            sums.rows.allSatisfy {
              Samples.layouts[Int(source)].lists(dimension: $0.dimension, area: $0.area)
            })
          #expect(sums.rows.reduce(0) { $0 + Int($1.authors) } == sums.authors.count)
          #expect(sums.rows.reduce(0) { $0 + Int($1.texts) } == sums.texts.count)
          #expect(sums.terms.allSatisfy { Int($0.row) < sums.rows.count })
          let areas = Int32(Samples.layouts[Int(source)].areas)
          #expect(sums.extras.values.allSatisfy { $0.cell >= 0 && $0.cell < areas })
          #expect(sums.extras.ratings.allSatisfy { $0.category >= 0 && $0.area < areas })
          for report in sums.extras.reports {
            #expect(report.area < areas)
            _ = sums.extras.domain(of: report)
            _ = sums.extras.merchant(of: report)
          }
          #expect(sums.extras.hits.allSatisfy { $0.area < areas })
        }
      } catch {
        errors += 1
      }
    }
    #expect(errors > 0)
  }

  @Test func changedRecordIsAnError() {
    var numbers = SeededNumbers(2)
    var writer = Samples.codec()
    var reader = Samples.codec()
    let message = PanesMessage.panes(
      source: 1,
      PanesRecord(
        sums: [Samples.sums(&numbers, source: 1)], announcement: Samples.announcement(&numbers)))
    let record = records(of: message, by: &writer)[0]
    for place in record.indices where place < 100 || place % 13 == 0 {
      var damaged = record
      damaged[place] = damaged[place] &+ UInt8(1 + numbers.below(255))
      #expect(throws: StateError.self) { try reader.decode(damaged) }
      #expect(throws: StateError.self) { try reader.decode(Array(record.prefix(place))) }
    }
  }

  @Test func lastColumnsOfALaterWriterAreSkipped() throws {
    var numbers = SeededNumbers(21)
    var writer = Samples.codec()
    var reader = Samples.codec()
    var frame = RecordFrame()
    var body: [UInt8] = []
    var record: [UInt8] = []
    let kinds = [1, 8, 129].map { RecordKind(id: $0, version: $0 == 1 ? 2 : 1, name: "") }
    for _ in 0..<10 {
      let message = Samples.message(&numbers)
      let whole = records(of: message, by: &writer)[0]
      let kind = try #require(try frame.open(whole, kinds: kinds, into: &body))
      frame.seal(body + [1, 2, 3], kind: kind, into: &record)
      Self.expectSame(try reader.decode(record), message, "longer")
    }
    #expect(reader.unknownColumnsTotal == 10)
  }

  @Test func newerVersionIsRefusedAndOptionalKindIsSkipped() throws {
    var frame = RecordFrame()
    var reader = Samples.codec()
    var record: [UInt8] = []
    frame.seal([0], kind: RecordKind(id: 1, version: 3, name: ""), into: &record)
    #expect(throws: StateError.newer(what: "pane sums", version: 3, known: 2)) {
      try reader.decode(record)
    }
    frame.seal([0], kind: RecordKind(id: 200, version: 2, name: ""), into: &record)
    #expect(try reader.decode(record) == nil)
    #expect(reader.skippedRecordsTotal == 1)
  }
}
