internal import Detection
internal import EventTime
internal import Glibc

/// A stream of clusters of near-duplicates as `rumour` reads it: candidates with at least two posts,
/// of heavy-tailed popularity, and posts of no cluster that make up the rate.
///
/// A cluster that never has a second author says nothing to the detector and is left out; a pane is
/// a minute.
struct ClusterStream {
  static let areaCount = 100
  static let paneLength = PaneLength(seconds: 60) ?? .standard
  /// New texts among posts that get a second one at all, and candidates among them.
  static let spreadingShare = 0.04
  static let candidateShare = 0.07
  static let newShare = 0.67
  /// P(N ≥ n) = (n/2)^−1.2, N the posts of a spreading cluster.
  static let popularity = 1.2
  static let mostPosts = 30_000.0
  private static let horizon = 4 * 1440

  private struct Post {
    var cluster: UInt64
    var author: UInt64
    var area: Int32
    var isShared: Bool
    var second: Float
  }

  let postsPerSecond: Double
  let locatedShare: Double
  var random: Xoshiro256
  private let authors: AliasTable
  private let homes: AliasTable
  private var ring: [[Post]]
  private var sizes: [UInt64: Int32] = [:]
  private var nextCluster: UInt64 = 1
  private var nextPost: UInt64 = 1
  private(set) var minute = 0

  init(seed: UInt64, postsPerSecond: Double, locatedShare: Double, authorCount: Int = 200_000) {
    self.postsPerSecond = postsPerSecond
    self.locatedShare = locatedShare
    random = Xoshiro256(seed: seed)
    authors = .zipf(count: authorCount, exponent: 0.8, offset: 30)
    homes = .zipf(count: Self.areaCount, exponent: 0.9, offset: 2)
    ring = [[Post]](repeating: [], count: Self.horizon)
  }

  static func token(author: UInt64) -> UInt64 { mix64(author ^ 0xA07) & (1 << 48 - 1) | 1 }

  private func usualArea(_ random: inout Xoshiro256) -> Int32 { Int32(homes.draw(&random)) }

  /// The rate of the hour: few at night, most in the evening.
  private var rhythm: Double { 1 + 0.7 * sin(2 * .pi * (Double(minute % 1440) / 1440 - 0.4)) }

  private mutating func poisson(_ mean: Double) -> Int {
    var (count, sum) = (0, random.exponential())
    while sum < mean {
      count += 1
      sum += random.exponential()
    }
    return count
  }

  private mutating func put(_ post: Post, at minutes: Double) {
    let offset = Int(minutes)
    guard offset < Self.horizon else { return }
    var post = post
    post.second = Float((minutes - Double(offset)) * 60)
    ring[(minute + offset) % Self.horizon].append(post)
  }

  private mutating func newCluster() -> UInt64 {
    let id = mix64(nextCluster ^ 0xC1)
    nextCluster += 1
    return id
  }

  /// A harmless cluster: most of its posts are shares, spread over minutes to days; some are local.
  private mutating func harmless() {
    let id = newCluster()
    let posts = min(Self.mostPosts, 2 * pow(1 - random.uniform(), -1 / Self.popularity))
    let shared = 1 - random.uniform() * random.uniform()
    let scale = 60 * exp(1.2 * random.normal())
    let local = random.chance(0.05) ? Int32(homes.draw(&random)) : -1
    for post in 0..<Int(posts) {
      let isLocal = local >= 0 && random.chance(0.4)
      var area: Int32 = -1
      if random.chance(locatedShare) { area = isLocal ? local : usualArea(&random) }
      put(
        Post(
          cluster: id, author: UInt64(authors.draw(&random)), area: area,
          isShared: post > 0 && random.chance(shared), second: 0),
        at: post == 0 ? 0 : scale * random.exponential())
    }
  }

  /// A rumour of so many authors over `minutes`, most of them by themselves and in one place; its
  /// cluster.
  mutating func inject(authors count: Int, minutes: Double) -> UInt64 {
    let id = newCluster()
    let place = usualArea(&random)
    for _ in 0..<count {
      var area: Int32 = -1
      if random.chance(locatedShare) {
        area = random.chance(0.6) ? place : usualArea(&random)
      }
      put(
        Post(
          cluster: id, author: UInt64(1_000_000 + random.below(1_000_000)), area: area,
          isShared: random.chance(0.3), second: 0),
        at: minutes * random.uniform())
    }
    return id
  }

  /// A flood: most accounts of a group write one text within two minutes; its cluster.
  mutating func flood(of accounts: [UInt64]) -> UInt64 {
    let id = newCluster()
    for account in accounts where random.chance(0.8) {
      let post = Post(cluster: id, author: account, area: -1, isShared: false, second: 0)
      put(post, at: 2 * random.uniform())
    }
    return id
  }

  /// The next minute.
  mutating func next(into pane: inout TextPane, filler: Bool) -> Pane {
    let rate = postsPerSecond * 60 * rhythm
    let clusters = rate * Self.newShare * Self.spreadingShare * Self.candidateShare
    for _ in 0..<poisson(clusters) { harmless() }
    pane.posts.removeAll()
    pane.clusters.removeAll(keepingCapacity: true)
    let place = minute % Self.horizon
    let start = Int64(minute) * 60_000_000
    var rows: [(row: PostRow, cluster: UInt64)] = []
    for post in ring[place] {
      var row = PostRow()
      row.id = mix64(nextPost) & (1 << 48 - 1) | 1
      nextPost += 1
      row.time = Instant(microseconds: start + Int64(Double(post.second) * 1e6))
      row.author = Self.token(author: post.author)
      row.area = post.area
      row.themes = 0b11
      row.tokens = 10
      if post.isShared { row.flags = .repost }
      rows.append((row, post.cluster))
    }
    ring[place].removeAll()
    rows.sort { $0.row.precedes($1.row) }
    for (row, cluster) in rows {
      let size = (sizes[cluster] ?? 0) + 1
      sizes[cluster] = size
      pane.posts.rows.append(row)
      pane.clusters.append(PostCluster(id: cluster, size: size))
    }
    if filler {
      let missing = max(0, Int(rate) - rows.count)
      for _ in 0..<missing {
        pane.posts.rows.append(PostRow())
        pane.clusters.append(PostCluster(id: 0, size: 0))
      }
    }
    minute += 1
    return Pane(index: Int64(minute - 1))
  }

  /// Forgets the sizes of clusters: those that go on begin at 2.
  mutating func trim() {
    guard sizes.count > 2_000_000 else { return }
    for key in Array(sizes.keys) { sizes[key] = 1 }
  }
}
