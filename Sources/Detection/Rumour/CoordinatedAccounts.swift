internal import EventTime
internal import Statistics

/// Accounts that are together in clusters again and again, against chance.
///
/// Each author's first post in a cluster is paired with the last eight within a minute. Two accounts
/// that were paired in c clusters are partners when c ≥ 2 and the Poisson tail of c is below 10⁻⁶;
/// chance pairs them λ = n_a n_b P / (½ J²) times: n their joins, P the pairs seen, J all joins.
/// Nothing outlives the epoch in which accounts keep their pseudonyms.
struct CoordinatedAccounts: Sendable {
  static let withinMicroseconds: Int64 = 60_000_000
  static let minimumShared: UInt64 = 2
  static let minimumSurprise = 6.0
  /// Partners that one of a group must have; more where chance has more to choose from.
  static let partners = 4
  static let busyPartners = 6
  static let busyPostsPerSecond = 5.0
  /// Clusters with more authors are no longer looked at.
  static let maximumClusterAuthors = 500

  struct Group: BitwiseCopyable, Sendable {
    /// Of its first cluster; mixed, so that it is not the item of that cluster.
    var id: UInt64 = 0
    /// The group that it became part of; itself while it stands alone.
    var parent: Int32 = 0
    var source: Int32 = 0
    var members: Int32 = 0
    /// The most partners that one of it has.
    var partners: Int32 = 0
    /// Clusters in which partners were together.
    var floods: Int32 = 0
    var lastCluster: UInt64 = 0
    /// The largest surprise of a pair, and what chance brings it.
    var peak = 0.0
    var expected = 0.0
    var since: Int64 = 0
    var openedAt: Int64 = 0
    var lastActive: Int64 = 0
    var lastSaid: Int64 = 0
    var isOpen = false
    var isTouched = false
  }

  let limits: RumourConfiguration
  /// Value: joins in 24 bits, partners in 12, group + 1 in 20.
  var accounts: TokenTable
  /// Value: clusters in 16 bits, a bit for partners, 32 bits of the last cluster.
  var pairs: TokenTable
  /// Pairs seen in one cluster.
  var filter: [UInt64] = []
  var filterCount = 0
  var filterResets = 0
  var joins = 0.0
  var pairEvents = 0.0
  var groups: [Group] = []
  var refusedGroups = 0
  var epoch = Int64.min
  /// Groups touched in this pane, roots or not.
  var touched: [Int32] = []

  init(_ configuration: RumourConfiguration) {
    limits = configuration
    accounts = TokenTable(capacity: configuration.maximumAccounts)
    pairs = TokenTable(capacity: configuration.maximumPairs)
  }

  mutating func forgetAll() {
    accounts.removeAll()
    pairs.removeAll()
    filter.removeAll()
    filterCount = 0
    joins = 0
    pairEvents = 0
    groups.removeAll()
    touched.removeAll()
  }

  /// An author's first post in a cluster that at least two wrote in.
  mutating func join(
    _ author: UInt64, at time: Int64, cluster: UInt64, source: Int32, pane: Int64,
    story: inout ClusterStory
  ) {
    joins += 1
    // Memory answers for all pairs together.
    for place in 0..<Int(story.recentCount) {
      guard time - story.recentTimes[place] <= Self.withinMicroseconds else { continue }
      prefetchPair(Self.key(author, story.recent[place]))
    }
    count(author, pane: pane)
    for place in 0..<Int(story.recentCount) {
      let other = story.recent[place]
      guard time - story.recentTimes[place] <= Self.withinMicroseconds, other != author else {
        continue
      }
      pair(author, other, cluster: cluster, source: source, pane: pane)
    }
    let last = ClusterStory.recentLimit - 1
    for place in stride(from: last, to: 0, by: -1) {
      story.recent[place] = story.recent[place - 1]
      story.recentTimes[place] = story.recentTimes[place - 1]
    }
    story.recent[0] = author
    story.recentTimes[0] = time
    story.recentCount = min(story.recentCount + 1, UInt8(ClusterStory.recentLimit))
  }

  private mutating func count(_ author: UInt64, pane: Int64) {
    let stamp = UInt32(truncatingIfNeeded: pane)
    let place = accounts.find(author)
    if place < 0 {
      accounts.insert(author, value: 1, stamp: stamp)
    } else {
      let value = accounts.values[place]
      let isFull = value & 0xFF_FFFF == 0xFF_FFFF
      accounts.update(place, value: isFull ? value : value + 1, stamp: stamp)
    }
  }

  @inline(__always)
  private static func key(_ a: UInt64, _ b: UInt64) -> UInt64 {
    mix64(min(a, b) &* 0x9E37_79B9_7F4A_7C15 ^ max(a, b)) | 1
  }

  @inline(__always)
  private mutating func prefetchPair(_ key: UInt64) {
    pairs.prefetchSet(key)
    filter.withUnsafeBufferPointer { filter in
      guard let base = filter.baseAddress, !filter.isEmpty else { return }
      let bit = Int(truncatingIfNeeded: key >> 1) & (limits.filterBits - 1)
      prefetch(base + (bit >> 6))
    }
  }

  private mutating func pair(
    _ a: UInt64, _ b: UInt64, cluster: UInt64, source: Int32, pane: Int64
  ) {
    pairEvents += 1
    let key = Self.key(a, b)
    let stamp = UInt32(truncatingIfNeeded: pane)
    let check = mix64(cluster) >> 32
    let place = pairs.find(key)
    guard place >= 0 else {
      if passesFilter(key) {
        pairs.insert(key, value: 2 | check << 17, stamp: stamp)
        compare(key, a, b, cluster: cluster, source: source, pane: pane)
      }
      return
    }
    let value = pairs.values[place]
    guard value >> 17 != check, value & 0xFFFF < 0xFFFF else { return }
    pairs.update(place, value: (value & 0x1_FFFF + 1) | check << 17, stamp: stamp)
    compare(key, a, b, cluster: cluster, source: source, pane: pane)
  }

  /// Whether the pair was there before; it is from now on. A filter that is full of single pairs
  /// begins anew, so that what it lets through stays rare.
  private mutating func passesFilter(_ key: UInt64) -> Bool {
    if filter.isEmpty { filter = [UInt64](repeating: 0, count: limits.filterBits / 64) }
    let bit = Int(truncatingIfNeeded: key >> 1) & (limits.filterBits - 1)
    if filter[bit >> 6] >> UInt64(bit & 63) & 1 != 0 { return true }
    if filterCount >= limits.filterBits / 16 {
      for word in filter.indices { filter[word] = 0 }
      filterCount = 0
      filterResets += 1
    }
    filter[bit >> 6] |= 1 << UInt64(bit & 63)
    filterCount += 1
    return false
  }

  /// Compares a pair with chance, and makes it partners or sees partners together again.
  private mutating func compare(
    _ key: UInt64, _ a: UInt64, _ b: UInt64, cluster: UInt64, source: Int32, pane: Int64
  ) {
    let place = pairs.find(key)
    let (left, right) = (accounts.find(a), accounts.find(b))
    guard place >= 0, left >= 0, right >= 0 else { return }
    let value = pairs.values[place]
    let shared = value & 0xFFFF
    let product =
      Double(accounts.values[left] & 0xFF_FFFF)
      * Double(accounts.values[right] & 0xFF_FFFF)
    let expected = max(1e-12, product * pairEvents / (0.5 * joins * joins))
    let surprise = poissonSurprise(count: Double(shared), mean: expected)
    if value >> 16 & 1 != 0 {
      let group = root(accounts.values[left] >> 36)
      if group >= 0 { see(group, surprise, expected, cluster: cluster, pane: pane) }
      return
    }
    guard shared >= Self.minimumShared, surprise >= Self.minimumSurprise else { return }
    let stamp = UInt32(truncatingIfNeeded: pane)
    pairs.update(place, value: value | 1 << 16, stamp: stamp)
    let group = join(left, right, cluster: cluster, source: source, pane: pane)
    for account in [left, right] {
      var held = accounts.values[account] & (1 << 36 - 1)
      if held >> 24 < 0xFFF { held += 1 << 24 }
      accounts.update(account, value: held | UInt64(group + 1) << 36, stamp: stamp)
      if group >= 0 {
        groups[group].partners = max(groups[group].partners, Int32(held >> 24))
      }
    }
    if group >= 0 { see(group, surprise, expected, cluster: cluster, pane: pane) }
  }

  private mutating func see(
    _ group: Int, _ surprise: Double, _ expected: Double, cluster: UInt64, pane: Int64
  ) {
    if groups[group].lastCluster != cluster {
      groups[group].lastCluster = cluster
      groups[group].floods += 1
    }
    if surprise > groups[group].peak {
      groups[group].peak = surprise
      groups[group].expected = expected
    }
    groups[group].lastActive = pane
    touch(group)
  }

  private mutating func touch(_ group: Int) {
    guard !groups[group].isTouched else { return }
    groups[group].isTouched = true
    touched.append(Int32(group))
  }

  /// The group that a group, by its index + 1, has become part of; −1 for none.
  func root(_ indexAndOne: UInt64) -> Int {
    guard indexAndOne > 0 else { return -1 }
    var group = Int(indexAndOne) - 1
    while Int(groups[group].parent) != group { group = Int(groups[group].parent) }
    return group
  }

  /// The group of two new partners: the older of theirs, or a new one; −1 at the limit.
  private mutating func join(
    _ left: Int, _ right: Int, cluster: UInt64, source: Int32, pane: Int64
  ) -> Int {
    let (a, b) = (root(accounts.values[left] >> 36), root(accounts.values[right] >> 36))
    if a >= 0, b >= 0 {
      let (older, newer) = (min(a, b), max(a, b))
      guard older != newer else { return older }
      groups[newer].parent = Int32(older)
      groups[older].members += groups[newer].members
      groups[older].partners = max(groups[older].partners, groups[newer].partners)
      groups[older].floods = max(groups[older].floods, groups[newer].floods)
      touch(newer)
      return older
    }
    let known = max(a, b)
    if known >= 0 {
      groups[known].members += 1
      return known
    }
    guard groups.count < limits.maximumGroups else {
      refusedGroups += 1
      return -1
    }
    var group = Group()
    group.id = RumourDetector.groupItem(ofCluster: cluster)
    group.parent = Int32(groups.count)
    group.source = source
    group.members = 2
    group.since = pane
    group.lastSaid = pane
    groups.append(group)
    return groups.count - 1
  }
}
