import Detection
import EventTime
import Pipeline
import Testing

@Suite("Records of vigie.findings")
struct FindingsCodecTests {
  typealias Samples = RecordSamples

  static func evidence(_ numbers: inout SeededNumbers) throws -> SeriesEvidence {
    var writer = StateWriter()
    let (terms, samples) = (UInt8(numbers.below(256)), UInt8(numbers.below(32)))
    writer.byte(terms)
    for _ in 0..<terms.nonzeroBitCount {
      writer.unsigned(UInt64(numbers.below(Samples.words.count)))
      writer.unsigned(UInt64(1 + numbers.below(1000)))
    }
    writer.byte(samples)
    for place in 0..<samples.nonzeroBitCount {
      writer.signed(place == 0 ? 1_700_000_000_000_000 : Int64(numbers.below(1_000_000)))
      writer.unsigned(numbers.next() >> 16)
      writer.signed(Int64(numbers.below(1_000_000)))
      writer.signed(Int64(numbers.below(21)))
    }
    writer.byte(UInt8(numbers.below(5)))
    writer.signed(numbers.chance(50) ? .min : 944_444)
    var reader = StateReader(writer.bytes)
    return try SeriesEvidence(from: &reader) { UInt16($0) }
  }

  static func finding(
    _ numbers: inout SeededNumbers, _ series: SeriesKey, _ pane: Pane
  ) -> Finding {
    var finding = Finding(
      detector: .volume, series: series, pane: pane,
      phase: Finding.Phase(rawValue: UInt8(numbers.below(5))) ?? .opened,
      score: Double(numbers.below(300_000)) / 1000.7, peak: .greatestFiniteMagnitude,
      threshold: 0.1, windowMinutes: 480, observed: Int64(numbers.below(100_000)),
      expected: Double(bitPattern: numbers.next() >> 2), distinctAuthors: -1,
      episodeCount: Int64(numbers.below(1_000_000)), episodeTexts: 5,
      falseAlarmsPerWeek: 1e-300, since: Pane(index: pane.index - Int64(numbers.below(9000))),
      openedAt: pane)
    finding.detector = numbers.chance(50) ? .rumour : .volume
    finding.kind = FindingKind(rawValue: numbers.chance(50) ? "organic" : "coordinated")
    finding.item = numbers.next()
    if numbers.chance(70) { finding.details = details(&numbers) }
    return finding
  }

  static func details(_ numbers: inout SeededNumbers) -> FindingDetails {
    var details = FindingDetails()
    details.label = numbers.chance(50) ? "exemple.fr" : ""
    details.terms = Samples.words.filter { _ in numbers.chance(30) }
    details.excerpt = numbers.chance(50) ? "on me dit que … le pont" : nil
    details.excerptPost = numbers.chance(50) ? numbers.next() : nil
    for name in ["shares", "authors", "enquiries"] where numbers.chance(60) {
      details[Measure(rawValue: name)] = Double(numbers.below(1_000_000)) / 7
    }
    details.areas = (0..<Int32(Samples.areas.count)).filter { _ in numbers.chance(30) }
    details.sources = (0..<Int32(Samples.names.count)).filter { _ in numbers.chance(50) }
    details.samples = (0..<numbers.below(FindingDetails.sampleLimit + 1)).map { place in
      SourcedSample(
        source: Int32(numbers.below(Samples.names.count)),
        sample: Sample(
          time: Instant(microseconds: 1_700_000_000_000_000 - Int64(place)),
          id: numbers.next(), offset: Int64(numbers.below(1_000_000)), partition: 3))
    }
    if numbers.chance(40) {
      details.place = FindingDetails.Place(latitude: 48.85, longitude: -2.35, radiusKm: 1.5)
    }
    return details
  }

  static func panes(
    _ numbers: inout SeededNumbers, count: Int, source: Int32
  ) throws -> [PaneFindings] {
    try (0..<count).map { place in
      let pane = Pane(index: 170_000_000 + Int64(place))
      var findings: [EvidencedFinding] = []
      for (dimension, name) in Samples.names[Int(source)].dimensions.enumerated()
      where !name.isEmpty {
        for area in -1..<Int32(Samples.areas.count) where numbers.chance(20) {
          let series = SeriesKey(source: source, dimension: Int32(dimension), area: area)
          findings.append(
            EvidencedFinding(
              finding: finding(&numbers, series, pane), evidence: try evidence(&numbers)))
        }
      }
      findings.sort { Finding.precedes($0.finding, $1.finding) }
      return PaneFindings(
        source: source, pane: pane, missing: numbers.chance(20), findings: findings,
        retractions: (0..<numbers.below(4)).map { _ in numbers.next() >> 16 }.sorted())
    }
  }

  /// What a pane says, by names, each line whole.
  static func lines(_ pane: PaneFindings, _ names: [SourceNames]) -> [String] {
    pane.findings.map { entry in
      let all = names
      let names = names[Int(entry.finding.series.source)]
      let area = entry.finding.series.area
      var finding = entry.finding
      finding.series = SeriesKey(source: 0, dimension: 0, area: 0)
      // Indexes by their names.
      let details = finding.details
      finding.details?.areas = []
      finding.details?.sources = []
      finding.details?.samples = []
      let measures = details?.sortedMeasures.map { "\($0.measure.rawValue)=\($0.value)" } ?? []
      for measure in details?.sortedMeasures.map(\.measure) ?? [] {
        finding.details?[measure] = nil
      }
      let touched = details?.areas.map { names.areas[Int($0)] }.sorted() ?? []
      let added = details?.sources.map { all[Int($0)].source }.sorted() ?? []
      let samples =
        details?.samples.map { "\(all[Int($0.source)].source) \($0.sample)" } ?? []
      var terms: [String] = []
      var writer = StateWriter()
      entry.evidence.save(into: &writer) {
        terms.append(names.terms[Int($0)])
        return 0
      }
      return
        "\(pane.pane.index) \(pane.missing) \(names.source) "
        + "\(names.dimensions[Int(entry.finding.series.dimension)]) "
        + "\(area < 0 ? "" : names.areas[Int(area)]) \(finding) \(terms) \(writer.bytes) "
        + "\(measures) \(touched) \(added) \(samples)"
    }.sorted() + ["\(pane.missing) \(pane.retractions)"]
  }

  static func records(_ message: FindingsMessage, by codec: inout FindingsCodec) -> [[UInt8]] {
    var records: [[UInt8]] = []
    codec.encode(message) { records.append(Array($0)) }
    return records
  }

  @Test(arguments: 0..<10) func everyMessageComesBackAsItWas(seed: UInt64) throws {
    var numbers = SeededNumbers(seed)
    var writer = FindingsCodec(names: Samples.names)
    var reader = FindingsCodec(names: Samples.names)
    for source in [Int32(0), 1] {
      let panes = try Self.panes(&numbers, count: numbers.below(6), source: source)
      let frontier = numbers.chance(70) ? Pane(index: 170_000_009) : nil
      let message = FindingsMessage.findings(
        source: source, shard: Int32(seed), panes: panes, frontier: frontier)
      let records = Self.records(message, by: &writer)
      #expect(records.count == 1)
      #expect(Self.records(message, by: &writer) == records)
      guard
        case .findings(source, Int32(seed), let found, frontier)? = try reader.decode(records[0])
      else {
        Issue.record("seed \(seed): other fields")
        return
      }
      #expect(
        found.map { Self.lines($0, Samples.names) } == panes.map { Self.lines($0, Samples.names) })
      for (before, after) in zip(panes, found) {
        #expect(before.findings.map(\.finding) == after.findings.map(\.finding))
      }
    }
    let note = Samples.note(&numbers)
    let records = Self.records(.exercise(source: 1, note), by: &writer)
    guard case .exercise(1, note)? = try reader.decode(records[0]) else {
      Issue.record("seed \(seed): another note")
      return
    }
    #expect(reader.unknownNamesTotal == 0 && reader.unknownColumnsTotal == 0)
  }

  @Test func readerWithOtherNumbersReadsTheSameNames() throws {
    let names = Samples.names.reversed().map { names in
      SourceNames(
        source: names.source, dimensions: names.dimensions.reversed(),
        areas: ["976"] + names.areas.reversed(), terms: names.terms.reversed())
    }
    var numbers = SeededNumbers(6)
    var writer = FindingsCodec(names: Samples.names)
    var reader = FindingsCodec(names: names)
    let panes = try Self.panes(&numbers, count: 5, source: 0)
    let records = Self.records(
      .findings(source: 0, shard: 3, panes: panes, frontier: nil), by: &writer)
    guard case .findings(1, 3, let found, nil)? = try reader.decode(records[0]) else {
      Issue.record("other fields")
      return
    }
    #expect(found.map { Self.lines($0, names) } == panes.map { Self.lines($0, Samples.names) })
    #expect(found.allSatisfy { $0.findings.map(\.finding).isAscending })
    #expect(reader.unknownNamesTotal == 0)
  }

  @Test func unknownSeriesAndTermsAreCountedAndSkipped() throws {
    let names = Samples.names.map { names in
      SourceNames(
        source: names.source, dimensions: names.dimensions.map { $0 == "flood" ? "" : $0 },
        areas: names.areas.filter { $0 != "2A" }, terms: names.terms.filter { $0 != "feu" })
    }
    var numbers = SeededNumbers(6)
    var writer = FindingsCodec(names: Samples.names)
    var reader = FindingsCodec(names: names)
    let panes = try Self.panes(&numbers, count: 5, source: 0)
    let records = Self.records(
      .findings(source: 0, shard: 3, panes: panes, frontier: nil), by: &writer)
    guard case .findings(0, 3, let found, nil)? = try reader.decode(records[0]) else {
      Issue.record("other fields")
      return
    }
    var gone: Int64 = 0
    for (before, after) in zip(panes, found) {
      let known = before.findings.filter {
        $0.finding.series.dimension != 1 && $0.finding.series.area != 2
      }
      gone += Int64(before.findings.count - known.count)
      #expect(known.map(\.finding.score) == after.findings.map(\.finding.score))
      #expect(before.retractions == after.retractions)
      for (a, b) in zip(known, after.findings) {
        let terms = a.evidence.topTerms(limit: 8).map { Samples.words[Int($0)] }
        #expect(
          terms.filter { $0 != "feu" }
            == b.evidence.topTerms(limit: 8).map { names[0].terms[Int($0)] })
        #expect(a.evidence.latestSamples == b.evidence.latestSamples)
      }
    }
    #expect(gone > 0)
    #expect(reader.unknownNamesTotal == gone + 1)
    var stranger = FindingsCodec(names: [Samples.names[1]])
    #expect(try stranger.decode(records[0]) == nil)
    #expect(stranger.unknownNamesTotal == 1)
  }

  @Test func largeMessageGoesOnInFurtherRecords() throws {
    var numbers = SeededNumbers(12)
    var panes = try Self.panes(&numbers, count: 20, source: 0)
    panes[4].retractions = (0..<1000).map { UInt64($0) << 20 }
    var writer = FindingsCodec(names: Samples.names, maxBodyBytes: 2500)
    var reader = FindingsCodec(names: Samples.names)
    let frontier = Pane(index: 170_000_020)
    let records = Self.records(
      .findings(source: 0, shard: 1, panes: panes, frontier: frontier), by: &writer)
    #expect(records.count > 5)
    #expect(records.allSatisfy { $0.count < 6000 })
    // As ALERT joins them.
    var inbox = FindingsInbox(shards: 1)
    for (index, record) in records.enumerated() {
      guard case .findings(0, 1, let found, let until)? = try reader.decode(record) else {
        Issue.record("record \(index): other fields")
        return
      }
      for pane in found { inbox.take(pane) }
      #expect(until == (index == records.count - 1 ? frontier : nil))
    }
    inbox.take(frontier: frontier, source: 0, shard: 0)
    var joined: [[String]] = []
    inbox.pass(source: 0) { joined.append(Self.lines($0, Samples.names)) }
    #expect(joined == panes.map { Self.lines($0, Samples.names) })
  }

  @Test(arguments: 0..<6) func damagedBodyIsAnErrorAndNeverATrap(seed: UInt64) throws {
    var numbers = SeededNumbers(seed)
    var writer = FindingsCodec(names: Samples.names)
    var reader = FindingsCodec(names: Samples.names)
    let panes = try Self.panes(&numbers, count: 3, source: 0)
    let whole = Self.records(
      .findings(source: 0, shard: 0, panes: panes, frontier: Pane(index: 5)), by: &writer)[0]
    for place in whole.indices where place < 100 || place % 13 == 0 {
      var damaged = whole
      damaged[place] = damaged[place] &+ UInt8(1 + numbers.below(255))
      #expect(throws: StateError.self) { try reader.decode(damaged) }
      #expect(throws: StateError.self) { try reader.decode(Array(whole.prefix(place))) }
    }
    // The same behind the checksum: changed bodies, sealed again.
    var frame = RecordFrame()
    var body: [UInt8] = []
    var record: [UInt8] = []
    let kind = RecordKind(id: 1, version: 2, name: "")
    _ = try frame.open(whole, kinds: [kind], into: &body)
    for length in body.indices where length < 100 || length % 13 == 0 {
      frame.seal(Array(body.prefix(length)), kind: kind, into: &record)
      #expect(throws: StateError.self) { try reader.decode(record) }
    }
    var errors = 0
    for _ in 0..<150 {
      var damaged = body
      for _ in 0...numbers.below(3) {
        damaged[numbers.below(damaged.count)] =
          numbers.chance(30) ? 0xFF : UInt8(truncatingIfNeeded: numbers.next())
      }
      frame.seal(damaged, kind: kind, into: &record)
      do { _ = try reader.decode(record) } catch { errors += 1 }
    }
    #expect(errors > 0)
  }

  @Test func newerVersionIsRefusedByName() {
    var frame = RecordFrame()
    var reader = FindingsCodec(names: Samples.names)
    var record: [UInt8] = []
    frame.seal([0], kind: RecordKind(id: 1, version: 3, name: ""), into: &record)
    #expect(throws: StateError.newer(what: "findings", version: 3, known: 2)) {
      try reader.decode(record)
    }
  }

  @Test func versionOfBeforeTheFirstReleaseIsRefused() {
    var frame = RecordFrame()
    var reader = FindingsCodec(names: Samples.names)
    var record: [UInt8] = []
    frame.seal([0], kind: RecordKind(id: 1, version: 1, name: ""), into: &record)
    let error = #expect(throws: StateError.self) { try reader.decode(record) }
    guard case .incompatible(let reason)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("version 1"))
  }
}

extension [Finding] {
  fileprivate var isAscending: Bool {
    zip(self, dropFirst()).allSatisfy { Finding.precedes($0, $1) }
  }
}
