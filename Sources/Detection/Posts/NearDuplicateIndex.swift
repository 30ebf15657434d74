package import EventTime
internal import Signals

/// What bounds the index of near-duplicates.
package struct NearDuplicateConfiguration: Sendable, Equatable {
  /// Most that a reference within the index can tell apart.
  package static let mostClusters = 1 << 20 - 1

  /// Clusters at most; beyond it the least recently used goes, and is counted. The default is what a
  /// country's 1,000 posts a second hold by the residences below.
  package var maximumClusters = 840_000
  /// How long a single post stays that matches a subject or reporting words.
  package var candidateMinutes = 60.0
  /// How long any other single post stays.
  package var otherMinutes = 10.0
  /// How long a cluster of two posts or more stays after its last.
  package var spreadingMinutes = 1440.0
  package var markers = MarkerThemes()
  package var paneLength = PaneLength.standard

  package init() {}
}

/// Clusters of near-duplicate texts, by representatives that never move.
///
/// A text joins the cluster whose representative (its first text) agrees with it best, in at least
/// half of the signature; of equals the oldest. Else it founds a cluster. Joining representatives
/// alone keeps unlike texts from being chained into one cluster, as a union of pairs would. Texts of
/// fewer than `TextSignature.minimumTokens` words join by their exact hash.
///
/// Representatives are found by locality-sensitive hashing (A. Gionis, P. Indyk, R. Motwani,
/// "Similarity search in high dimensions via hashing", VLDB 1999): eight bands of three minima, each
/// in a bucket of at most eight, of which the least recently used goes.
package struct NearDuplicateIndex: Sendable {
  /// Half of the minima.
  package static let minimumAgreement = TextSignature.length / 2
  static let bands = 8
  /// Tables of buckets: one a band, and one for the exact hashes of short texts.
  static let tables = 9

  package let configuration: NearDuplicateConfiguration
  /// Clusters that went because there were more than `maximumClusters`.
  package internal(set) var evictedClusters = 0
  /// Representatives that a full bucket forgot, each counted by bucket.
  package internal(set) var evictedReferences = 0
  /// Representatives that a text was compared with, in all.
  package internal(set) var comparisons = 0

  /// Residences, each a list from the least recently used: other single posts, single candidates,
  /// clusters of two posts or more.
  enum Residence: UInt8, BitwiseCopyable { case other, candidate, spreading }

  struct Entry: BitwiseCopyable, Sendable {
    /// Of a short text its hash stands in the first word.
    var signature = TextSignature()
    var id: UInt64 = 0
    /// Of the first and of the last post: its pane, then its place in the pane's 2²⁴.
    var founded: Int64 = 0
    var lastUse: Int64 = 0
    var size: Int32 = 0
    /// Bits: the tables whose bucket holds it.
    var tables: UInt16 = 0
    var residence = Residence.other
    var isShort = false
  }

  var entries: [Entry] = []
  var slots: SlotSet
  var lists = RecencyLists(count: 3)
  /// By table, then bucket: a reference is 12 bits of the band's hash, then 20 of the slot.
  var buckets: [SIMD8<UInt32>] = []
  var bucketBits = 6
  let maximumBucketBits: Int
  let residencePanes: [Int64]
  var lastPane = Int64.min
  /// Where the bands of the text at hand lie.
  var addresses = InlineArray<9, Address>(repeating: Address(bucket: 0, tag: 0))

  struct Address: BitwiseCopyable, Sendable {
    var bucket: Int
    var tag: UInt32
  }

  static let empty = UInt32.max
  static let slotBits: UInt32 = 20
  static let slotMask: UInt32 = 1 << 20 - 1
  /// Entries a bucket of each table in the mean before the tables double.
  static let fill = 3.3

  package init(_ configuration: NearDuplicateConfiguration) {
    let limit = configuration.maximumClusters
    precondition(limit > 0 && limit <= NearDuplicateConfiguration.mostClusters)
    self.configuration = configuration
    slots = SlotSet(limit: limit)
    var bits = 6
    while Double(limit) > Self.fill * Double(1 << bits) { bits += 1 }
    maximumBucketBits = bits
    let minutes = [
      configuration.otherMinutes, configuration.candidateMinutes, configuration.spreadingMinutes,
    ]
    residencePanes = minutes.map { Int64(($0 / configuration.paneLength.minutes).rounded(.up)) }
    clearBuckets()
  }

  package var clusterCount: Int { slots.count }

  /// Bytes of its tables, as far as they are allocated.
  package var byteCount: Int {
    entries.capacity * MemoryLayout<Entry>.stride + lists.byteCount
      + buckets.capacity * MemoryLayout<SIMD8<UInt32>>.stride
  }

  /// Gives every post of a pane its cluster, one entry a post in their order; a post without text
  /// belongs to none. Panes come in order. O(1) a post.
  package mutating func assign(
    _ pane: Pane, _ posts: borrowing PostsBlock, into clusters: inout [PostCluster]
  ) {
    precondition(pane.index > lastPane, "panes come in order")
    lastPane = pane.index
    expire(pane.index)
    clusters.removeAll(keepingCapacity: true)
    clusters.reserveCapacity(posts.rows.count)
    var use = pane.index << Int64(Self.placeBits)
    let last = use | Int64(1 << Self.placeBits - 1)
    posts.rows.withUnsafeBufferPointer { rows in
      guard let first = rows.baseAddress else { return }
      for place in 0..<rows.count {
        let ahead = place &+ Self.prefetchDistance
        if ahead < rows.count, first[ahead].tokens >= TextSignature.minimumTokens {
          prefetchBuckets(first[ahead].signature)
        }
        let near = place &+ Self.candidateDistance
        if near < rows.count, first[near].tokens >= TextSignature.minimumTokens {
          prefetchCandidates(first[near].signature)
        }
        clusters.append(assign(first + place, use: use))
        if use < last { use += 1 }
      }
    }
  }

  static let placeBits = 24
  /// Posts ahead whose buckets are asked for: memory answers while the ones before are compared.
  static let prefetchDistance = 12
  /// Posts ahead whose candidates are asked for.
  static let candidateDistance = 4

  private mutating func assign(_ row: UnsafePointer<PostRow>, use: Int64) -> PostCluster {
    if Int(row.pointee.tokens) < TextSignature.minimumTokens {
      let text = row.pointee.text
      guard row.pointee.tokens > 0, text != 0 else { return PostCluster(id: 0, size: 0) }
      address(text: text)
      let slot = find(text: text)
      return slot >= 0 ? join(slot, use) : found(row, use, isShort: true)
    }
    address(row.pointee.signature)
    let slot = find(row.pointee.signature)
    return slot >= 0 ? join(slot, use) : found(row, use, isShort: false)
  }

  private mutating func join(_ slot: Int, _ use: Int64) -> PostCluster {
    lists.remove(slot, from: Int(entries[slot].residence.rawValue))
    lists.append(slot, to: Int(Residence.spreading.rawValue))
    entries[slot].residence = .spreading
    entries[slot].lastUse = use
    if entries[slot].size < .max { entries[slot].size += 1 }
    return PostCluster(id: entries[slot].id, size: entries[slot].size)
  }

  private mutating func found(
    _ row: UnsafePointer<PostRow>, _ use: Int64, isShort: Bool
  ) -> PostCluster {
    if slots.isFull { evictLeastRecent() }
    growIfNeeded(isShort ? nil : row.pointee.signature, text: row.pointee.text)
    let slot = slots.take()
    let markers = configuration.markers.subjects | configuration.markers.reporting
    var entry = Entry()
    entry.id = mix64(row.pointee.id ^ 0x636C_7573_7465_7221) | 1
    entry.founded = use
    entry.lastUse = use
    entry.size = 1
    entry.isShort = isShort
    entry.residence = row.pointee.themes & markers != 0 ? .candidate : .other
    if isShort {
      entry.signature.words[0] = row.pointee.text
    } else {
      entry.signature = row.pointee.signature
    }
    while entries.count <= slot { entries.append(Entry()) }
    entries[slot] = entry
    lists.append(slot, to: Int(entry.residence.rawValue))
    put(slot, into: isShort ? Self.bands..<Self.tables : 0..<Self.bands)
    return PostCluster(id: entry.id, size: 1)
  }

  /// Lets go of what nobody has added to for as long as its residence.
  private mutating func expire(_ pane: Int64) {
    for list in 0..<3 {
      let before = (pane - residencePanes[list]) << Int64(Self.placeBits)
      while true {
        let slot = lists.first(list)
        guard slot >= 0, entries[slot].lastUse < before else { break }
        remove(slot)
      }
    }
  }

  private mutating func evictLeastRecent() {
    var oldest = -1
    for list in 0..<3 {
      let slot = lists.first(list)
      guard slot >= 0 else { continue }
      if oldest < 0 || entries[slot].lastUse < entries[oldest].lastUse { oldest = slot }
    }
    remove(oldest)
    evictedClusters += 1
  }

  private mutating func remove(_ slot: Int) {
    let kept = addresses
    // As a rule the next one goes next.
    let next = lists.next(slot)
    if next >= 0, !entries[next].isShort { prefetchBuckets(entries[next].signature) }
    if entries[slot].isShort {
      address(text: entries[slot].signature.words[0])
    } else {
      address(entries[slot].signature)
    }
    takeOut(slot)
    lists.remove(slot, from: Int(entries[slot].residence.rawValue))
    slots.remove(slot)
    addresses = kept
  }
}
