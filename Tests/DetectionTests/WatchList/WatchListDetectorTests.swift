import Detection
import EventTime
import Signals
import Testing

@Suite("watchlist")
struct WatchListDetectorTests {
  static let entry = WatchEntry(
    name: "a", reference: "file 1", legalBasis: "law 1", kind: .plate, from: .distantPast,
    until: .distantFuture)

  static func detector() -> WatchListDetector {
    WatchListDetector(
      configuration: WatchListConfiguration(source: 3, paneLength: .standard), entries: [entry])
  }

  static func hit(
    _ pane: Int64, entry: UInt64 = entry.token, area: Int32 = 2, isToVerify: Bool = false
  ) -> HitRow {
    var row = HitRow(
      time: Instant(seconds: pane * 10 + 1), entry: entry, id: UInt64(pane) + 1, offset: pane,
      area: area, isToVerify: isToVerify)
    row.partition = 4
    return row
  }

  /// Steps panes 0..<count; what was found, with its pane.
  static func run(
    _ detector: inout WatchListDetector, _ panes: Range<Int64>, hits: [Int64: [HitRow]],
    missing: Range<Int64> = 0..<0
  ) -> [Finding] {
    var found: [Finding] = []
    for pane in panes {
      detector.step(
        Pane(index: pane),
        HitPane(hits: hits[pane] ?? [], isMissing: missing.contains(pane)), into: &found)
      detector.checkInvariants()
    }
    return found
  }

  static func story(_ findings: [Finding]) -> [String] {
    findings.map {
      "\($0.pane.index) \($0.phase) \($0.kind.rawValue) \($0.observed) \($0.series.area)"
    }
  }

  @Test func oneAlertForAnEntryAndAreaFromItsFirstReadTo30MinutesAfterItsLast() throws {
    var detector = Self.detector()
    let found = Self.run(
      &detector, 0..<400,
      hits: [5: [Self.hit(5)], 6: [Self.hit(6)], 40: [Self.hit(40), Self.hit(40, area: -1)]])
    #expect(
      Self.story(found) == [
        "5 opened match 1 2", "35 continued match 2 2", "40 opened match 1 -1",
        "65 continued match 3 2", "220 closed match 1 -1", "220 closed match 3 2",
      ])
    let opened = try #require(found.first)
    #expect(opened.detector == .watchlist && opened.item == Self.entry.token)
    #expect(opened.series == SeriesKey(source: 3, dimension: 0, area: 2))
    #expect(opened.details?.label == "file 1")
    #expect(opened.details?.terms == ["law 1"])
    #expect(opened.details?[.reads] == 1)
    #expect(opened.score >= opened.threshold)
    let last = try #require(found.last)
    #expect(last.details?.samples.map(\.sample.offset) == [40, 6, 5])
    #expect(last.details?.samples.allSatisfy { $0.source == 3 && $0.sample.partition == 4 } == true)
  }

  @Test func readToTheCharacterMakesOfAnAlertToVerifyAMatchAtOnce() {
    var detector = Self.detector()
    let found = Self.run(
      &detector, 0..<20,
      hits: [
        1: [Self.hit(1, isToVerify: true)], 2: [Self.hit(2, isToVerify: true)], 3: [Self.hit(3)],
        4: [Self.hit(4, isToVerify: true)],
      ])
    #expect(Self.story(found) == ["1 opened to-verify 1 2", "3 continued match 3 2"])
    #expect(found[1].score > found[0].score)
    #expect(found[1].details?[.exactReads] == 1)
  }

  @Test func missingFeedClosesNothing() {
    var detector = Self.detector()
    let found = Self.run(&detector, 0..<600, hits: [1: [Self.hit(1)]], missing: 50..<350)
    #expect(Self.story(found) == ["1 opened match 1 2", "481 closed match 1 2"])
  }

  @Test func entryThatIsNotKnownHereStillSpeaksWithoutItsReference() {
    var detector = Self.detector()
    let found = Self.run(&detector, 0..<2, hits: [1: [Self.hit(1, entry: 77)]])
    #expect(found.first?.item == 77)
    #expect(found.first?.details?.label == "")
  }

  @Test func beyondTheLimitTheOneReadLongestAgoCloses() {
    var detector = Self.detector()
    let limit = WatchListDetector.maximumOpen
    let many = (0..<UInt64(limit)).map { Self.hit(2, entry: 1000 + $0) }
    let found = Self.run(&detector, 0..<3, hits: [1: [Self.hit(1, entry: 5)], 2: many])
    #expect(found.count == limit + 2)
    #expect(found.last?.item == 5 && found.last?.phase == .closed)
    #expect(detector.evictedTotal == 1)
  }

  static func hits(seed: UInt64) -> [Int64: [HitRow]] {
    var random = SplitMix(state: seed)
    var hits: [Int64: [HitRow]] = [:]
    for pane in Int64(0)..<800 where random.next() % 20 == 0 {
      for _ in 0...(random.next() % 3) {
        hits[pane, default: []].append(
          Self.hit(
            pane, entry: random.next() % 3, area: Int32(random.next() % 3) - 1,
            isToVerify: random.next() % 2 == 0))
      }
    }
    return hits
  }

  @Test(arguments: [UInt64(1), 2]) func savedAndLoadedAtEveryPaneItGoesOnAlike(seed: UInt64) throws
  {
    let hits = Self.hits(seed: seed)
    var whole = Self.detector()
    let expected = Self.run(&whole, 0..<800, hits: hits, missing: 100..<140)
    var found: [Finding] = []
    var cells = StateCells()
    Self.detector().save("x", into: &cells)
    for pane in Int64(0)..<800 {
      var machine = Self.detector()
      try machine.load("x", cells)
      // Hits in another order are the same hits.
      found += Self.run(
        &machine, pane..<pane + 1, hits: hits.mapValues { $0.reversed() }, missing: 100..<140)
      cells = StateCells()
      machine.save("x", into: &cells)
    }
    #expect(found == expected)
    #expect(expected.count > 20)
  }

  @Test func damagedStateIsAnErrorAndNeverATrap() {
    var detector = Self.detector()
    _ = Self.run(&detector, 0..<300, hits: Self.hits(seed: 4))
    var cells = StateCells()
    detector.save("x", into: &cells)
    let bytes = cells.cells["x/watchlist"] ?? []
    for end in 0..<bytes.count {
      var machine = Self.detector()
      #expect(throws: StateError.self) {
        try machine.load("x", StateCells(["x/watchlist": Array(bytes.prefix(end))]))
      }
    }
    var random = SplitMix(state: 9)
    var loaded = 0
    for _ in 0..<500 {
      var damaged = bytes
      damaged[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      var machine = Self.detector()
      do {
        try machine.load("x", StateCells(["x/watchlist": damaged]))
        loaded += 1
        _ = Self.run(&machine, 300..<310, hits: Self.hits(seed: 5))
      } catch { continue }
    }
    #expect(loaded < 500)
  }
}
