import Detection
import EventTime
import Signals
import Testing

@Suite("Posts that text detectors read")
struct ObservePostsTests {
  typealias H = PostsHarness

  /// Two minutes of posts out of order, with copies, duplicates and retractions.
  static let history: [[UInt8]] = {
    let texts = [
      "la crue monte sur les quais de la Seine", "rien à signaler ce soir",
      "#crue evacuation du quartier http://t.co/x", "bonjour",
      "la crue du siècle @jean 06 12 34 56 78",
    ]
    var numbers: UInt64 = 5
    func next(_ bound: UInt64) -> Int {
      numbers &+= 0x9E37_79B9_7F4A_7C15
      return Int(mix64(numbers) % bound)
    }
    return (0..<600).map { place in
      let id = next(20) == 0 ? next(600) : place
      let second = Double(place) / 5 + Double(next(10_000)) / 1000
      return H.record(second, id: id, texts[next(5)] + " n\(next(50))", gone: next(30) == 0)
    }
  }()

  static func panes(partitions: Int = 1, batch: Int) throws -> [Int64: [String]] {
    var h = try H(partitions: (0..<Int32(partitions)).map { $0 })
    for partition in 0..<partitions {
      let own = history.filter {
        // All records of one id in one partition, as an exporter does it.
        let id = $0.prefix { $0 != UInt8(ascii: ",") }
        return Int(id.withUnsafeBytes { hash64($0) } % UInt64(partitions)) == partition
      }
      for start in stride(from: 0, to: own.count, by: batch) {
        h.feed(own[start..<min(own.count, start + batch)], from: start, partition: Int32(partition))
      }
      h.end(partition: Int32(partition))
    }
    return h.panes
  }

  @Test func blockHoldsWhatCountsInCanonicalOrder() throws {
    var h = try H()
    h.feed(
      [
        H.record(5, id: 1, "la crue monte"), H.record(3, id: 2, "bonjour le quai"),
        H.record(4, id: 3, ""),
      ], from: 7)
    h.end()
    let posts = h.effects[0].posts
    #expect(posts.rows.map(\.offset) == [8, 9, 7])
    #expect(posts.rows.map(\.wordCount) == [2, 0, 2])
    #expect(posts.rows.map(\.themes) == [1, 1, 3])
    #expect(posts.rows.map { posts.excerpt(of: $0) } == [nil, nil, "la crue monte"])
    #expect(posts.rows.map(\.partition) == [0, 0, 0])
    #expect(posts.rows[1].text == 0)
  }

  @Test func postWithdrawnWithinItsPaneIsNotRead() throws {
    var h = try H()
    h.feed(
      [
        H.record(1, id: 1, "la crue"), H.record(2, id: 2, "le quai"),
        H.record(6, id: 1, "", gone: true), H.record(14, id: 2, "", gone: true),
      ], from: 0)
    h.end()
    #expect(h.panes[0]?.count == 1)
    #expect(h.panes[0]?[0].contains("quai") == true)
    #expect(h.panes[1] == [])
  }

  @Test func duplicateIsReadOnceAndTheSmallestStays() throws {
    var h = try H()
    h.feed(
      [
        H.record(5, id: 1, "quai"), H.record(3, id: 1, "la crue monte sur les quais du fleuve"),
        H.record(4, id: 1, "pompiers"),
      ], from: 0)
    h.feed([H.record(2, id: 1, "barque"), H.record(9, id: 2, "toit")], from: 3)
    h.end()
    #expect(h.panes[0]?.count == 2)
    #expect(h.panes[0]?[0].contains("word barque") == true)
    #expect(h.panes[0]?[1].contains("word toit") == true)
  }

  @Test(arguments: [1, 7, 100])
  func blockIsTheSameWhateverTheBatches(batch: Int) throws {
    let whole = try Self.panes(batch: 1000)
    let total = whole.values.reduce(0) { $0 + $1.count }
    #expect(total > 400)
    #expect(try Self.panes(batch: batch) == whole)
  }

  @Test func splitOverPartitionsMergesToTheSamePosts() throws {
    let whole = try Self.panes(batch: 1000).mapValues { $0.sorted() }
    #expect(try Self.panes(partitions: 3, batch: 50).mapValues { $0.sorted() } == whole)
  }

  @Test func restartReadsTheOpenPanesAgain() throws {
    let whole = try Self.panes(batch: 50)
    var first = try H()
    first.feed(Self.history[..<250], from: 0)
    let committed = first.observe.commitPoint(partition: 0, topicID: "t")
    let point = try #require(committed)
    var second = try H(partitions: [0], resume: point.metadata)
    let offset = Int(point.offset)
    for start in stride(from: offset, to: Self.history.count, by: 40) {
      second.feed(Self.history[start..<min(start + 40, Self.history.count)], from: start)
    }
    second.end()
    let both = first.panes.merging(second.panes) { $0 + $1 }
    #expect(both == whole)
  }

  @Test func sourceThatIsNotReadHasNoPosts() throws {
    var h = try H(reads: false)
    h.feed(Self.history, from: 0)
    h.end()
    #expect(h.panes.count > 5)
    let areEmpty = h.panes.values.allSatisfy { $0.isEmpty }
    #expect(areEmpty)
  }

  @Test func postsBeyondTheLimitCountAndAreNotRead() {
    var configuration = ObserveHarness.configuration(200_000)
    configuration.readsPosts = true
    var observe = Observe(configuration: configuration)
    observe.assign(partition: 0)
    var effects = ObserveEffects()
    let more = PostsBlock.maximumPosts + 5
    // The last ones in time come first.
    let signals = (0..<more).map {
      ObserveHarness.signal(
        9 - Double($0) / Double(more), id: UInt64($0 + 1), offset: Int64($0))
    }
    signals.withUnsafeBufferPointer { observe.step($0, partition: 0, into: &effects) }
    observe.end(partition: 0, into: &effects)
    #expect(effects[0].rows[0].count == Int32(more))
    #expect(effects[0].posts.rows.count == PostsBlock.maximumPosts)
    #expect(effects[0].posts.rows.first?.id == UInt64(more))
    #expect(effects[0].posts.rows.last?.id == 6)
    let unread = observe.unreadPostsTotal
    #expect(unread == Int64(more), "those without a detail are not read either")
  }

  @Test func storageIsUsedAgainFromPaneToPane() throws {
    var h = try H()
    var seen: Set<[Int]> = []
    for pane in 0..<40 {
      h.feed(
        (0..<50).map { H.record(Double(pane * 10), id: 50 * pane + $0, "la crue monte \($0)") },
        from: pane * 50)
      if pane > 10 { seen.insert(h.capacities) }
    }
    #expect(seen.count == 1)
  }
}
