import Detection
import EventTime
import Signals
import Testing

/// Posts made of numbered words.
struct WordPosts {
  var block = PostsBlock()
  var next: UInt64 = 1

  static func word(_ number: Int) -> UInt64 { mix64(UInt64(number) ^ 0x77_0000) }

  mutating func add(_ words: [Int], themes: UInt64 = 1, flags: SignalFlags = []) {
    var row = PostRow()
    row.id = mix64(next) & (1 << 48 - 1) | 1
    next += 1
    row.tokens = UInt16(words.count)
    row.themes = themes
    row.flags = flags
    var text: UInt64 = 0
    var builder = SignatureBuilder()
    for word in words {
      text = mix64(text ^ Self.word(word))
      builder.add(word: Self.word(word))
    }
    row.text = text
    if words.count >= TextSignature.minimumTokens { row.signature = builder.finish() }
    block.rows.append(row)
  }

  mutating func clear() { block.removeAll() }
}

@Suite("Posts: near-duplicates")
struct NearDuplicateIndexTests {
  static let panesPerMinute: Int64 = 6

  private static func index(limit: Int = 100_000, subjects: UInt64 = 0b10) -> NearDuplicateIndex {
    var configuration = NearDuplicateConfiguration()
    configuration.maximumClusters = limit
    configuration.markers.subjects = subjects
    return NearDuplicateIndex(configuration)
  }

  private static func clusters(
    _ index: inout NearDuplicateIndex, _ posts: WordPosts, pane: Int64
  ) -> [PostCluster] {
    var clusters: [PostCluster] = []
    index.assign(Pane(index: pane), posts.block, into: &clusters)
    return clusters
  }

  @Test func anAlmostEqualTextJoinsAndAnotherOneFounds() {
    var index = Self.index()
    var posts = WordPosts()
    posts.add(Array(0..<15))
    posts.add(Array(0..<14) + [99])
    posts.add(Array(200..<215))
    let clusters = Self.clusters(&index, posts, pane: 0)
    #expect(clusters[0].isNew && clusters[2].isNew)
    #expect(clusters[1].id == clusters[0].id && clusters[1].size == 2)
    #expect(clusters[2].id != clusters[0].id)
  }

  /// A union of pairs would chain the whole walk into one cluster.
  @Test func textsThatDriftAwayAreNotChained() {
    var index = Self.index()
    var posts = WordPosts()
    for start in 0..<60 { posts.add(Array(start..<start + 15)) }
    let clusters = Self.clusters(&index, posts, pane: 0)
    var firstOf: [UInt64: Int] = [:]
    var widest = 0
    for (start, cluster) in clusters.enumerated() {
      let first = firstOf[cluster.id] ?? start
      firstOf[cluster.id] = first
      widest = max(widest, start - first)
    }
    #expect(widest <= 9, "texts of one cluster share at least a third of their words")
    #expect(firstOf.count >= 6)
  }

  /// Whether two signatures meet in a bucket: they have a band of three minima in common.
  private static func share(_ a: TextSignature, _ b: TextSignature) -> Bool {
    (0..<8).contains { band in
      (3 * band..<3 * band + 3).allSatisfy { a[$0] == b[$0] }
    }
  }

  @Test func ofEquallyGoodClustersTheOldestIsJoined() {
    // Two representatives that are equally far from the third text, which both would take.
    var index = Self.index()
    var ties = 0
    for text in 0..<400 {
      let base = text * 100
      var posts = WordPosts()
      posts.next = UInt64(text * 10 + 1)
      let shared = Array(base..<base + 10)
      posts.add(shared + [base + 50, base + 51, base + 52, base + 53, base + 54, base + 55])
      posts.add(shared + [base + 60, base + 61, base + 62, base + 63, base + 64, base + 65])
      posts.add(shared)
      let (a, b) = (posts.block.rows[0].signature, posts.block.rows[1].signature)
      let c = posts.block.rows[2].signature
      let clusters = Self.clusters(&index, posts, pane: Int64(text))
      guard clusters[1].isNew, Self.share(a, c), Self.share(b, c),
        a.agreement(with: c) == b.agreement(with: c),
        a.agreement(with: c) >= NearDuplicateIndex.minimumAgreement
      else { continue }
      ties += 1
      #expect(clusters[2].id == clusters[0].id)
    }
    #expect(ties > 5)
  }

  @Test func shortTextsJoinExactOnesOnly() {
    var index = Self.index()
    var posts = WordPosts()
    posts.add([1, 2, 3, 4])
    posts.add([1, 2, 3, 5])
    posts.add([1, 2, 3, 4])
    posts.add([])
    let clusters = Self.clusters(&index, posts, pane: 0)
    #expect(clusters[0].isNew && clusters[1].isNew)
    #expect(clusters[2].id == clusters[0].id)
    #expect(clusters[3].id == 0 && clusters[3].size == 0)
  }

  @Test(arguments: [(1, false, 10), (0b11, false, 60), (1, true, 1440)] as [(UInt64, Bool, Int64)])
  func aClusterStaysForItsResidence(themes: UInt64, isSpreading: Bool, minutes: Int64) {
    for (wait, stays) in [(minutes, true), (minutes + 1, false)] {
      var index = Self.index()
      var posts = WordPosts()
      posts.add(Array(0..<12), themes: themes)
      if isSpreading { posts.add(Array(0..<12), themes: themes) }
      _ = Self.clusters(&index, posts, pane: 0)
      posts.clear()
      posts.add(Array(0..<12), themes: themes)
      let later = Self.clusters(&index, posts, pane: wait * Self.panesPerMinute)
      #expect(later[0].isNew == !stays, "after \(wait) min")
    }
  }

  @Test func atTheLimitTheLeastRecentlyUsedGoes() {
    var index = Self.index(limit: 10)
    var posts = WordPosts()
    for text in 0..<10 { posts.add(Array(text * 20..<text * 20 + 12)) }
    // The first is used again, so the second is the least recently used.
    posts.add(Array(0..<12))
    posts.add(Array(1000..<1012))
    posts.add(Array(0..<12))
    posts.add(Array(20..<32))
    let clusters = Self.clusters(&index, posts, pane: 0)
    #expect(clusters[12].id == clusters[0].id, "used lately, so it stayed")
    #expect(clusters[13].isNew, "the least recently used went")
    #expect(index.clusterCount == 10)
    #expect(index.evictedClusters == 2)
  }

  @Test func theIndexGrowsWithoutForgettingAnything() {
    var index = Self.index()
    var posts = WordPosts()
    for text in 0..<5000 { posts.add(Array(text * 20..<text * 20 + 12)) }
    let founded = Self.clusters(&index, posts, pane: 0)
    let again = Self.clusters(&index, posts, pane: 1)
    var lost = 0
    for (a, b) in zip(founded, again) where a.id != b.id { lost += 1 }
    #expect(lost == 0 && index.clusterCount == 5000)
  }

  @Test(arguments: [0, 1, 7, 30])
  func aRestoredIndexGoesOnAlike(restoredAt: Int64) throws {
    func posts(_ pane: Int64) -> WordPosts {
      var posts = WordPosts()
      posts.next = UInt64(pane) * 1000 + 1
      for number in 0..<60 {
        let text = Int(mix64(UInt64(pane * 60) + UInt64(number)) % 300)
        let length = text % 7 == 0 ? 3 : 12
        var words = Array(text * 20..<text * 20 + length)
        if number % 3 == 0 { words[length - 1] = 100_000 + number }
        posts.add(words, themes: text % 5 == 0 ? 3 : 1)
      }
      return posts
    }
    var straight = Self.index(limit: 200)
    var other = Self.index(limit: 200)
    for pane in 0..<Int64(60) {
      // Two minutes apart, so that residences end in between.
      let time = pane * 12
      let block = posts(pane)
      let expected = Self.clusters(&straight, block, pane: time)
      let found = Self.clusters(&other, block, pane: time)
      #expect(expected.map(\.id) == found.map(\.id))
      #expect(expected.map(\.size) == found.map(\.size))
      if pane == restoredAt {
        var cells = StateCells()
        other.save("index", into: &cells)
        other = Self.index(limit: 200)
        try other.load("index", cells)
      }
    }
    var (a, b) = (StateCells(), StateCells())
    straight.save("index", into: &a)
    other.save("index", into: &b)
    #expect(a.cells == b.cells)
  }
}
