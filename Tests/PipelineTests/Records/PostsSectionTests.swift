import Detection
import EventTime
import Foundation
import Pipeline
import Signals
import Testing

@Suite("Posts in the records of vigie.panes")
struct PostsSectionTests {
  static let start = PaneLength.standard.start(of: Pane(index: 170_000_000))

  /// Posts of one pane with copies, all kinds of words, and fields at their extremes.
  static func posts(_ seed: UInt64, count: Int, isWide: Bool = false) -> PostsBlock {
    var numbers = SeededNumbers(seed)
    var posts = PostsBlock()
    let unit = [1, 1000, 1_000_000][numbers.below(3)]
    let shift: UInt64 = isWide ? 0 : 16
    for place in 0..<count {
      var row = PostRow()
      row.time = Instant(
        microseconds: start.microseconds + Int64(10_000_000 * place / count / unit * unit))
      row.id = isWide ? UInt64(place) << 48 | 1 : UInt64(place + 1) << 20
      row.offset = 1_000_000 + Int64(numbers.below(100_000))
      if numbers.chance(80) { row.author = numbers.next() >> shift }
      if numbers.chance(20) { row.related = numbers.next() >> shift }
      if numbers.chance(90) {
        row.text = mix64(UInt64(numbers.below(count)))
        row.tokens = UInt16(row.text % 40)
        if row.tokens >= 5 {
          for word in 0..<6 { row.signature.words[word] = mix64(row.text &+ UInt64(word)) }
        }
      }
      row.area = Int32(numbers.below(RecordSamples.areas.count + 1)) - 1
      row.language = [0, 0x6672, 0x656E, 0xFFFF][numbers.below(4)]
      row.flags = SignalFlags(rawValue: UInt16(numbers.below(64)))
      for theme in [1, 3, 4] where numbers.chance(10) { row.themes |= 1 << UInt64(theme) }
      row.source = 0
      row.partition = 3
      write(&row, &numbers, into: &posts)
      posts.rows.append(row)
    }
    return posts
  }

  private static func write(
    _ row: inout PostRow, _ numbers: inout SeededNumbers, into posts: inout PostsBlock
  ) {
    var words: [(hash: UInt64, text: [UInt8], kind: TermKind)] = []
    for _ in 0..<numbers.below(20) {
      let kind = TermKind(rawValue: numbers.chance(80) ? 0 : numbers.chance(90) ? 1 : 2) ?? .word
      let text = Array("mot\(numbers.below(numbers.chance(50) ? 20 : 100_000))é".utf8)
      let own = text.withUnsafeBytes { TermHash.of($0, kind: kind) }
      // A hash that does not follow from the text: a word that was cut.
      words.append((numbers.chance(5) ? own ^ 1 : own, text, kind))
    }
    words.sort { $0.hash < $1.hash }
    row.firstWord = Int32(posts.words.count)
    for (place, word) in words.enumerated() {
      if place > 0, words[place - 1].hash == word.hash { continue }
      posts.words.append(
        PostWord(
          hash: word.hash, start: Int32(posts.bytes.count), count: UInt8(word.text.count),
          kind: word.kind))
      posts.bytes += word.text
      row.wordCount += 1
      if word.kind == .link && row.link == 0 { row.link = word.hash }
    }
    if numbers.chance(2) { row.link = numbers.next() }
    if numbers.chance(20) {
      row.excerptStart = Int32(posts.bytes.count)
      posts.bytes += Array("extrait \(numbers.below(1000)) ‹handle›".utf8)
      row.excerptCount = Int32(posts.bytes.count) - row.excerptStart
    }
  }

  /// What the rows say, whatever their places.
  static func lines(_ posts: PostsBlock, _ rows: Range<Int>? = nil) -> [String] {
    posts.rows[rows ?? posts.rows.indices].map { row in
      let words = posts.words(of: row).map { "\($0.hash) \($0.kind) \(posts.text(of: $0))" }
      let signature = (0..<6).map { row.signature.words[$0] }
      return
        "\(row.time.microseconds) \(row.offset) \(row.id) \(row.author) \(row.related) \(row.text) "
        + "\(row.link) \(row.themes) \(signature) \(row.source) \(row.partition) \(row.area) "
        + "\(row.language) \(row.flags.rawValue) \(row.tokens) \(words) "
        + "\(posts.excerpt(of: row) ?? "")"
    }
  }

  static func read(
    _ body: [UInt8], by section: inout PostsSection, into posts: inout PostsBlock
  ) throws(StateError) {
    var reader = StateReader(body)
    try section.read(
      from: &reader, of: body, start: start, length: .standard, source: 0, partition: 3,
      into: &posts)
    try reader.finish()
  }

  @Test(arguments: 0..<12) func everyBlockComesBackAsItWas(seed: UInt64) throws {
    let posts = Self.posts(seed, count: [1, 40, 700][Int(seed % 3)], isWide: seed % 4 == 3)
    var section = PostsSection(names: RecordSamples.names[0])
    var back = PostsBlock()
    var next = 0
    var sections = 0
    while next < posts.rows.count {
      let rows = section.rows(of: posts, from: next, maxBytes: 40_000)
      var writer = StateWriter()
      section.write(posts, rows, start: Self.start, into: &writer)
      #expect(writer.bytes.count <= section.bound(of: posts, rows), "seed \(seed)")
      try Self.read(writer.bytes, by: &section, into: &back)
      next = rows.upperBound
      sections += 1
    }
    #expect(sections > 1 || posts.rows.count < 100)
    #expect(Self.lines(back) == Self.lines(posts), "seed \(seed)")
    #expect(section.unknownNames == 0)
  }

  @Test func sectionHoldsAtMostSoManyPosts() {
    let posts = Self.posts(1, count: PostsSection.maximumRows + 3)
    let section = PostsSection(names: RecordSamples.names[0])
    let first = section.rows(of: posts, from: 0, maxBytes: .max)
    #expect(first == 0..<PostsSection.maximumRows)
    #expect(section.rows(of: posts, from: first.upperBound, maxBytes: .max).count == 3)
    #expect(section.rows(of: posts, from: 5, maxBytes: 1) == 5..<6)
  }

  @Test func emptyBlockIsASection() throws {
    var section = PostsSection(names: RecordSamples.names[0])
    var writer = StateWriter()
    section.write(PostsBlock(), 0..<0, start: Self.start, into: &writer)
    var back = PostsBlock()
    try Self.read(writer.bytes, by: &section, into: &back)
    #expect(back.isEmpty)
  }

  @Test func nameThatIsGoneIsCountedAndThePostStays() throws {
    let posts = Self.posts(2, count: 200)
    var section = PostsSection(names: RecordSamples.names[0])
    var writer = StateWriter()
    section.write(posts, 0..<200, start: Self.start, into: &writer)
    // Flood and fire have changed places, outage and the last area are gone.
    let names = SourceNames(
      source: "posts", dimensions: RecordSamples.dimensions(["all", "fire", "", "flood"], []),
      areas: Array(RecordSamples.areas.dropLast().reversed()), terms: [])
    var other = PostsSection(names: names)
    var back = PostsBlock()
    try Self.read(writer.bytes, by: &other, into: &back)
    #expect(other.unknownNames == 2)
    for (before, after) in zip(posts.rows, back.rows) {
      let themes =
        before.themes & 1 | (before.themes >> 1 & 1) << 3 | (before.themes >> 3 & 1) << 1
      #expect(after.themes == themes)
      let isGone = before.area < 0 || before.area == Int32(RecordSamples.areas.count - 1)
      #expect(after.area == (isGone ? -1 : Int32(RecordSamples.areas.count - 2) - before.area))
    }
  }

  @Test func damageIsAnErrorOrAnotherBlockAndNeverATrap() throws {
    let posts = Self.posts(4, count: 12)
    var section = PostsSection(names: RecordSamples.names[0])
    var writer = StateWriter()
    section.write(posts, 0..<12, start: Self.start, into: &writer)
    var refused = 0
    for place in writer.bytes.indices {
      for change: UInt8 in [1, 0x80, 0xFF] {
        var body = writer.bytes
        body[place] ^= change
        var back = PostsBlock()
        do {
          try Self.read(body, by: &section, into: &back)
          for row in back.rows { _ = (back.words(of: row).map(back.text), back.excerpt(of: row)) }
        } catch {
          refused += 1
        }
      }
      var back = PostsBlock()
      let short = Array(writer.bytes[..<place])
      #expect(throws: StateError.self) { try Self.read(short, by: &section, into: &back) }
    }
    #expect(refused > 100)
  }

  static let crises = ChainHarness.root.appending(path: "../shared/data/crisislex_t6")

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: crises.path),
      "the texts of ../shared/data/crisislex_t6 are not there"))
  func realPostsTakeAtMost110Bytes() throws {
    var records: [[UInt8]] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.crises.path).sorted()
    where name.hasSuffix(".ndjson") {
      let lines = try String(contentsOf: Self.crises.appending(path: name), encoding: .utf8)
      records += lines.split(separator: "\n").prefix(2000).map { Array($0.utf8) }
    }
    let posts = try Self.read(records)
    try #require(posts.rows.count > 4000)
    var section = PostsSection(names: RecordSamples.names[0])
    var frame = RecordFrame()
    var writer = StateWriter()
    var record: [UInt8] = []
    let rows = 0..<PostsSection.maximumRows
    section.write(posts, rows, start: Self.start, into: &writer)
    frame.seal(
      writer.bytes, kind: RecordKind(id: 2, version: 1, name: "posts"), into: &record)
    let bytes = Double(record.count) / Double(rows.count)
    #expect(bytes > 40 && bytes <= 110, "\(bytes) bytes a post")
  }

  /// The texts as posts of one pane by as many authors, 35 % of a theme as on the shipped themes.
  private static func read(_ records: [[UInt8]]) throws -> PostsBlock {
    var spec = SourceSpec(name: "posts")
    spec.clock = .arrival
    spec.id = [try FieldPath(parsing: "/id", format: .json)]
    spec.author = spec.id[0]
    spec.text = [try FieldPath(parsing: "/text", format: .json)]
    let terms = ["flood*", "tornado", "hurricane", "sandy", "storm", "water", "power", "help"]
    var decoder = try SignalDecoder(
      spec: spec, territory: Territory(name: "none"),
      lexicon: try Lexicon(themes: [Theme(name: "flood", terms: ["en": terms])], places: []),
      pseudonymKey: Array("0123456789abcdef".utf8), maxRecordBytes: 1 << 20, readsDetails: true)
    var configuration = ObserveConfiguration(
      source: 0, paneLength: .standard, maxDelay: .seconds(20), idle: .seconds(60), dedupe: .zero,
      maxEventsPerPane: 100_000, layout: RecordSamples.layouts[0])
    configuration.readsPosts = true
    var observe = Observe(configuration: configuration)
    observe.assign(partition: 0)
    var signals = SignalBuffer()
    var effects = ObserveEffects()
    for (offset, record) in records.enumerated() {
      signals.removeAll()
      let arrival = Instant(microseconds: start.microseconds + Int64(offset) * 1000)
      let padded = record + [UInt8](repeating: 0, count: 64)
      padded.withUnsafeBytes { bytes in
        let view = RecordView(
          payload: UnsafeRawBufferPointer(rebasing: bytes[..<record.count]), offset: Int64(offset),
          arrival: arrival)
        withUnsafePointer(to: view) {
          decoder.decode(UnsafeBufferPointer(start: $0, count: 1), into: &signals)
        }
      }
      observe.step(
        UnsafeBufferPointer(signals.signals), details: signals.details.bytes, partition: 0,
        into: &effects)
    }
    observe.end(partition: 0, into: &effects)
    return effects.sumCount > 0 ? effects[0].posts : PostsBlock()
  }
}
