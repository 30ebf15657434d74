import Detection
import EventTime
import Signals
import Testing

@Suite("State: rows for other detectors and posts that wait for their pane")
struct StateRowsTests {
  static let names = SourceNames(
    source: "posts",
    dimensions: ["all", "flood"] + [String](repeating: "", count: 62)
      + ["category=a", "category=b", "category=other"],
    areas: ["A", "B", "C", "D"], terms: [], services: ["caf", "impots", "other"])

  static func detect(_ names: SourceNames = names) -> Detect {
    let listed = names.dimensions.map { !$0.isEmpty }
    let layout = SeriesLayout(
      areas: names.areas.count, overall: listed, perArea: listed, termThemes: [])
    return Detect(
      source: 7, paneLength: .standard, layout: layout,
      volume: VolumeDetector(
        source: 7,
        configuration: VolumeConfiguration(
          seriesCount: 25, familySeriesCount: 5, hasAuthors: true)))
  }

  static let sums: PaneSums = {
    var sums = PaneSums()
    sums.pane = Pane(index: 170_000_000)
    sums.partition = 3
    sums.extras.values = [
      ValueRow(cell: 1, samples: 4, hidden: 2, sum: -5),
      ValueRow(cell: 3, samples: 1, hidden: 0, sum: 9),
    ]
    sums.extras.ratings = [
      RatingRow(service: -1, area: -1, category: 0, count: 2),
      RatingRow(service: 1, area: 2, category: 2, count: 7),
    ]
    var report = ReportRow(
      time: Instant(seconds: 1_700_000_001), id: 11, offset: 5, area: 2, category: 1, domain: 8,
      merchant: 9)
    report.partition = 3
    report.domainCount = 3
    report.merchantStart = 3
    report.merchantCount = 2
    sums.extras.reports = [report]
    sums.extras.bytes = Array("a.bcd".utf8)
    var hit = HitRow(
      time: Instant(seconds: 1_700_000_002), entry: 77, id: 12, offset: 6, area: -1,
      isToVerify: true)
    hit.partition = 3
    sums.extras.hits = [hit]
    var post = PostRow()
    post.time = Instant(seconds: 1_700_000_003)
    post.id = 13
    post.themes = 0b11
    post.area = 3
    post.source = 7
    post.partition = 3
    post.signature.words[5] = 42
    post.wordCount = 1
    post.excerptStart = 4
    post.excerptCount = 2
    sums.posts.rows = [post]
    sums.posts.words = [PostWord(hash: 99, start: 0, count: 4, kind: .hashtag)]
    sums.posts.bytes = Array("cruela".utf8)
    return sums
  }()

  static func saved(_ detect: borrowing Detect, _ names: SourceNames = names) -> [String: [UInt8]] {
    var cells = StateCells()
    detect.save(names: names, into: &cells)
    return cells.cells
  }

  static func loaded(
    _ cells: [String: [UInt8]], _ names: SourceNames = names
  ) throws(StateError) -> [String: [UInt8]] {
    var detect = detect(names)
    _ = try detect.load(StateCells(cells), names: names)
    return saved(detect, names)
  }

  static func cells() -> [String: [UInt8]] {
    var detect = detect()
    detect.take(sums)
    return saved(detect)
  }

  @Test func whatWaitsIsThereAgainToTheLastBit() throws {
    let cells = Self.cells()
    let pending = try #require(cells["posts/pending/0"])
    #expect(pending.count > 200)
    #expect(try Self.loaded(cells) == cells)
    #expect(String(decoding: pending, as: UTF8.self).contains("a.bcd"))
    #expect(String(decoding: pending, as: UTF8.self).contains("cruela"))
  }

  @Test func renumberedThereAndBackItIsTheSame() throws {
    let other = SourceNames(
      source: "posts",
      dimensions: ["all", "new", "flood"] + [String](repeating: "", count: 61)
        + ["category=b", "category=a", "category=other"],
      areas: ["D", "C", "B", "A", "Z"], terms: [], services: ["impots", "caf", "other"])
    let cells = Self.cells()
    let renumbered = try Self.loaded(cells, other)
    #expect(renumbered["posts/pending/0"] != cells["posts/pending/0"])
    #expect(try Self.loaded(renumbered) == cells)
  }

  @Test func whatIsGoneIsLeftOutAndCounted() throws {
    let fewer = SourceNames(
      source: "posts",
      dimensions: ["all", ""] + [String](repeating: "", count: 62) + ["category=a", "category=b"],
      areas: ["A", "D"], terms: [], services: ["caf", "other"])
    var detect = Self.detect(fewer)
    let report = try detect.load(StateCells(Self.cells()), names: fewer)
    // A value of B, and the rating of a service in C.
    #expect(report.droppedRows == 2)
    #expect(report.droppedAreas == ["B", "C"])
    let once = Self.saved(detect, fewer)
    #expect(try Self.loaded(once, fewer) == once)
  }

  /// Version 1 had neither services nor rows for other detectors.
  @Test func firstVersionIsRead() throws {
    var detect = Self.detect()
    var sums = Self.sums
    sums.extras = PaneRows()
    sums.posts = PostsBlock()
    sums.retractions = [5]
    detect.take(sums)
    let cells = Self.saved(detect)
    var first = cells
    let pending = try #require(first["posts/pending/0"])
    #expect(pending.suffix(9).allSatisfy { $0 == 0 })
    first["posts/pending/0"] = [1] + pending.dropFirst().dropLast(9)
    let plain = SourceNames(
      source: "posts", dimensions: Self.names.dimensions, areas: Self.names.areas, terms: [])
    let names = try #require(Self.saved(detect, plain)["posts/names"])
    #expect(names.last == 0)
    first["posts/names"] = [1] + names.dropFirst().dropLast()
    #expect(try Self.loaded(first) == cells)
  }

  @Test func damageIsAnErrorAndNeverATrap() {
    let cells = Self.cells()
    let bytes = cells["posts/pending/0"] ?? []
    for end in 0..<bytes.count {
      var torn = cells
      torn["posts/pending/0"] = Array(bytes.prefix(end))
      #expect(throws: StateError.self, "\(end)") { try Self.loaded(torn) }
    }
    var random = SplitMix(state: 3)
    var refused = 0
    for _ in 0..<600 {
      var damaged = bytes
      damaged[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      var cells = cells
      cells["posts/pending/0"] = damaged
      do { _ = try Self.loaded(cells) } catch { refused += 1 }
    }
    #expect(refused > 0 && refused < 600)
  }
}
