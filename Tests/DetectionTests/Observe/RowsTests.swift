import Detection
import EventTime
import Signals
import Testing

@Suite("Rows that OBSERVE reads beside the counts")
struct RowsTests {
  typealias H = ObserveHarness

  static func layout() -> SeriesLayout {
    let listed = [Bool](repeating: true, count: SeriesLayout.themes + 3)
    return SeriesLayout(areas: 4, overall: listed, perArea: listed, termThemes: [])
  }

  static func observe(
    _ reads: RowReads, list: WatchList = WatchList(), labels: ReportLabels? = nil,
    dedupe: Interval = .zero, partitions: Range<Int32> = 0..<1, resume: CommitMetadata? = nil
  ) -> Observe {
    var configuration = H.configuration(1000, dedupe)
    configuration.layout = layout()
    configuration.reads = reads
    var observe = Observe(configuration: configuration, watchList: list, labels: labels)
    for partition in partitions { observe.assign(partition: partition, resume: resume) }
    return observe
  }

  /// By pane, the rows of all partitions merged; for the same of several parts.
  static func rows(
    _ observe: inout Observe, _ batches: [(partition: Int32, signals: [Signal])],
    ends: Bool = true, into found: inout [Int64: PaneRows]
  ) {
    var effects = ObserveEffects()
    for batch in batches {
      batch.signals.withUnsafeBufferPointer {
        observe.step($0, partition: batch.partition, into: &effects)
      }
    }
    for partition in Set(batches.map(\.partition)) where ends {
      observe.end(partition: partition, into: &effects)
    }
    for index in 0..<effects.sumCount {
      let pane = effects[index].pane.index - H.origin / 10
      found[pane, default: PaneRows()].merge(effects[index].extras)
    }
  }

  static func rows(_ reads: RowReads, _ signals: [Signal]) -> [Int64: PaneRows] {
    var observe = observe(reads)
    var found: [Int64: PaneRows] = [:]
    rows(&observe, [(0, signals)], into: &found)
    return found
  }

  static func count(
    _ second: Double, id: UInt64, offset: Int64, area: Int32, value: Int64?
  ) -> Signal {
    var signal = H.signal(second, id: id, offset: offset, area: area)
    if let value { signal.value = value * 1_000_000 } else { signal.outcome = .hidden }
    return signal
  }

  @Test func valuesAreSummedByAreaAndHiddenIsNotZero() {
    let rows = Self.rows(
      .values,
      [
        Self.count(1, id: 1, offset: 0, area: 2, value: 30),
        Self.count(2, id: 2, offset: 1, area: 2, value: 12),
        Self.count(3, id: 3, offset: 2, area: 0, value: nil),
        Self.count(4, id: 4, offset: 3, area: -1, value: 9),
        Self.count(5, id: 5, offset: 4, area: 1, value: 0),
        Self.count(6, id: 6, offset: 5, area: 2, value: nil),
      ])
    #expect(
      rows[0]?.values == [
        ValueRow(cell: 0, samples: 0, hidden: 1, sum: 0),
        ValueRow(cell: 1, samples: 1, hidden: 0, sum: 0),
        ValueRow(cell: 2, samples: 2, hidden: 1, sum: 42_000_000),
      ])
  }

  @Test func hiddenCountsOnceAndNotWhereItsValueCameAfterAll() {
    let rows = Self.rows(
      .values,
      [
        Self.count(1, id: 1, offset: 0, area: 0, value: nil),
        Self.count(2, id: 1, offset: 1, area: 0, value: nil),
        Self.count(3, id: 2, offset: 2, area: 1, value: nil),
        Self.count(4, id: 2, offset: 3, area: 1, value: 5),
      ])
    #expect(rows[0]?.values.map(\.hidden) == [1, 0])
    #expect(rows[0]?.values.map(\.samples) == [0, 1])
  }

  @Test func hiddenLeavesCountsAndFrontierAsTheyWere() {
    var with = Self.observe(.values)
    var without = Self.observe([])
    var (one, other) = (ObserveEffects(), ObserveEffects())
    let signals = [
      H.signal(1, id: 1, offset: 0, area: 1), Self.count(60, id: 9, offset: 1, area: 1, value: nil),
      H.signal(12, id: 2, offset: 2, area: 1),
    ]
    signals.withUnsafeBufferPointer {
      with.step($0, partition: 0, into: &one)
      without.step($0, partition: 0, into: &other)
    }
    #expect(with.frontier(partition: 0) == without.frontier(partition: 0))
    #expect(with.counts(partition: 0) == without.counts(partition: 0))
    #expect(with.counts(partition: 0)?.filtered == 1)
  }

  @Test func ratingsAreCountedByServiceAreaAndCategory() {
    func rating(_ offset: Int64, _ service: Int32, _ area: Int32, _ category: Int32) -> Signal {
      var signal = H.signal(1, id: UInt64(offset) + 1, offset: offset, area: area)
      signal.service = service
      signal.category = category
      return signal
    }
    let rows = Self.rows(
      .ratings,
      [
        rating(0, 1, 2, 0), rating(1, 0, -1, 2), rating(2, 1, 2, 0), rating(3, 1, 2, 1),
        rating(4, -1, 0, 1), rating(5, 1, 2, -1), rating(6, 1, 2, 99),
      ])
    #expect(
      rows[0]?.ratings == [
        RatingRow(service: -1, area: 0, category: 1, count: 1),
        RatingRow(service: 0, area: -1, category: 2, count: 1),
        RatingRow(service: 1, area: 2, category: 0, count: 2),
        RatingRow(service: 1, area: 2, category: 1, count: 1),
      ])
  }

  @Test func reportsStandInTheOrderOfTheirTimesWithTheirNames() {
    let labels = ReportLabels()
    for (hash, text) in [(5, "example.org"), (6, "boutique exemple")] as [(UInt64, String)] {
      var text = text
      text.withUTF8 { labels.insert(hash, UnsafeRawBufferPointer($0)) }
    }
    func report(_ second: Double, _ offset: Int64, _ domain: UInt64, _ merchant: UInt64) -> Signal {
      var signal = H.signal(second, id: UInt64(offset) + 1, offset: offset, area: 1)
      signal.category = 2
      signal.item = domain
      signal.merchant = merchant
      return signal
    }
    var observe = Self.observe(.reports, labels: labels)
    var found: [Int64: PaneRows] = [:]
    Self.rows(
      &observe, [(0, [report(3, 0, 5, 6), report(2, 1, 7, 0), report(1, 2, 0, 0)])], into: &found)
    let rows = found[0] ?? PaneRows()
    #expect(rows.reports.map(\.offset) == [2, 1, 0])
    #expect(rows.reports.map { rows.domain(of: $0) } == [nil, nil, "example.org"])
    #expect(rows.reports.map { rows.merchant(of: $0) } == [nil, nil, "boutique exemple"])
    #expect(rows.reports.map(\.domain) == [0, 7, 5])
  }

  /// Signals of everything, in disorder within the delay.
  static func stream(seed: UInt64, count: Int) -> [Signal] {
    var random = SplitMix(state: seed)
    var clock = 0.0
    return (0..<count).map { offset in
      clock += random.unit() * 2
      var signal = H.signal(
        clock - random.unit() * 10,
        id: random.next() % 5 == 0 ? random.next() % 30 + 1 : UInt64(1000 + offset),
        offset: Int64(offset), arrival: clock, area: Int32(random.next() % 5) - 1)
      signal.value = Int64(random.next() % 100) * 1_000_000
      signal.service = Int32(random.next() % 3) - 1
      signal.category = Int32(random.next() % 3)
      signal.item = random.next() % 4
      if random.next() % 6 == 0 { signal.outcome = .hidden }
      return signal
    }
  }

  static func lines(_ found: [Int64: PaneRows]) -> [String] {
    found.sorted { $0.key < $1.key }.flatMap { pane, rows -> [String] in
      let values = rows.values.map { "\(pane) \($0)" }
      let ratings = rows.ratings.map { "\(pane) \($0)" }
      return values + ratings + rows.reports.map { "\(pane) \($0.time) \($0.id) \($0.value)" }
    }
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func rowsAreTheSameHoweverTheStreamIsSplit(seed: UInt64) {
    // Each id in one partition: duplicates are told within a partition alone.
    let stream = Self.stream(seed: seed, count: 400)
    var whole: [Int64: PaneRows] = [:]
    var alone = Self.observe([.values, .ratings, .reports])
    Self.rows(&alone, [(0, stream)], into: &whole)
    #expect(whole.values.contains { $0.values.contains { $0.hidden > 0 } })
    var split: [Int64: PaneRows] = [:]
    var three = Self.observe([.values, .ratings, .reports], partitions: 0..<3)
    let parts = (0..<3).map { part in stream.filter { $0.id % 3 == UInt64(part) } }
    Self.rows(
      &three, [2, 0, 1].map { (Int32($0), parts[$0]) }, into: &split)
    #expect(Self.lines(split) == Self.lines(whole))
  }

  @Test(arguments: [1, 7, 40]) func restartAtEveryRecordGivesTheSameRows(stride: Int) {
    let stream = Self.stream(seed: 5, count: 300)
    for dedupe in [Interval.zero, .seconds(25)] {
      var whole: [Int64: PaneRows] = [:]
      var alone = Self.observe([.values, .reports], dedupe: dedupe)
      Self.rows(&alone, [(0, stream)], into: &whole)
      var found: [Int64: PaneRows] = [:]
      var commit: CommitPoint?
      var next = 0
      while next < stream.count {
        let end = min(next + stride, stream.count)
        var observe = Self.observe([.values, .reports], dedupe: dedupe, resume: commit?.metadata)
        Self.rows(
          &observe, [(0, Array(stream[Int(commit?.offset ?? 0)..<end]))],
          ends: end == stream.count, into: &found)
        commit = observe.commitPoint(partition: 0, topicID: "t")
        next = end
      }
      #expect(Self.lines(found) == Self.lines(whole))
    }
  }

  @Test func mergeIsTheSameInAnyOrder() {
    var parts: [PaneRows] = []
    for seed in 0..<4 {
      var observe = Self.observe([.values, .ratings, .reports])
      var found: [Int64: PaneRows] = [:]
      Self.rows(&observe, [(0, Self.stream(seed: UInt64(seed), count: 50))], into: &found)
      parts += found.values
    }
    var forwards = PaneRows()
    var backwards = PaneRows()
    for part in parts { forwards.merge(part) }
    for part in parts.reversed() { backwards.merge(part) }
    #expect(forwards.values == backwards.values)
    #expect(forwards.ratings == backwards.ratings)
    #expect(forwards.reports == backwards.reports)
    #expect(forwards.reports.count > 100)
  }
}

extension ReportRow {
  /// What it says beside its place.
  fileprivate var value: String { "\(area) \(category) \(domain) \(merchant)" }
}
