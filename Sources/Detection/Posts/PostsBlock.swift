package import EventTime
package import Signals

/// What text detectors read of one post. It holds numbers only: no body, no name.
package struct PostRow: BitwiseCopyable, Sendable {
  package var time = Instant(microseconds: 0)
  package var offset: Int64 = 0
  /// Keyed token of source and id.
  package var id: UInt64 = 0
  /// Keyed token of the author within an epoch of 28 days; 0 when the source names none.
  package var author: UInt64 = 0
  /// Token of the post that this one shares or answers; 0 for neither.
  package var related: UInt64 = 0
  /// Hash of the folded text; 0 without one.
  package var text: UInt64 = 0
  /// Hash of the link's host and path; 0 without one.
  package var link: UInt64 = 0
  /// One bit a theme; bit 0 is always set.
  package var themes: UInt64 = 1
  /// Of words and word pairs; not set where `tokens` is under `TextSignature.minimumTokens`.
  package var signature = TextSignature()
  package var source: Int32 = 0
  package var partition: Int32 = 0
  package var area: Int32 = -1
  package var language: UInt16 = 0
  package var flags = SignalFlags()
  /// Words of the text, stop words too.
  package var tokens: UInt16 = 0
  /// Distinct words, hashtags and link without stop words: `words[firstWord..<firstWord + wordCount]`.
  package var wordCount: UInt16 = 0
  package var firstWord: Int32 = 0
  /// Scrubbed beginning of the text, only where a theme or a reporting word matches, in `bytes`.
  package var excerptStart: Int32 = 0
  package var excerptCount: Int32 = 0

  package init() {}

  /// Canonical order: by time, then id.
  package func precedes(_ other: PostRow) -> Bool {
    (time.microseconds, id) < (other.time.microseconds, other.id)
  }
}

/// One of a post's distinct words.
package struct PostWord: BitwiseCopyable, Sendable {
  package typealias Kind = TermKind

  /// See `TermHash`; of a link it is the row's `link`.
  package var hash: UInt64
  /// Its text in `bytes`.
  package var start: Int32
  package var count: UInt8
  package var kind: Kind

  package init(hash: UInt64, start: Int32, count: UInt8, kind: Kind) {
    self.hash = hash
    self.start = start
    self.count = count
    self.kind = kind
  }
}

/// The posts of one pane, in canonical order, with their words: never the order of the words in a text.
package struct PostsBlock: Sendable {
  /// Posts of one pane and partition that are read; further ones count, and are not read.
  package static let maximumPosts = 100_000

  package var rows: [PostRow] = []
  package var words: [PostWord] = []
  package var bytes: [UInt8] = []

  package init() {}

  package var isEmpty: Bool { rows.isEmpty }

  package mutating func removeAll() {
    rows.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }

  package func words(of row: PostRow) -> ArraySlice<PostWord> {
    words[Int(row.firstWord)..<Int(row.firstWord) + Int(row.wordCount)]
  }

  package func text(of word: PostWord) -> String {
    String(decoding: bytes[Int(word.start)..<Int(word.start) + Int(word.count)], as: UTF8.self)
  }

  package func excerpt(of row: PostRow) -> String? {
    guard row.excerptCount > 0 else { return nil }
    let start = Int(row.excerptStart)
    return String(decoding: bytes[start..<start + Int(row.excerptCount)], as: UTF8.self)
  }
}

/// Which themes the text detectors read as markers, one bit each; 0 where the theme is not configured.
package struct MarkerThemes: Sendable, Equatable {
  package var reporting: UInt64 = 0
  package var enquiry: UInt64 = 0
  package var denial: UInt64 = 0
  package var callToShare: UInt64 = 0
  package var panic: UInt64 = 0
  /// Themes that make a cluster worth following: all but `all` and the markers of enquiry and denial.
  package var subjects: UInt64 = 0

  package init() {}
}

/// The cluster of near-duplicates that a post belongs to.
package struct PostCluster: BitwiseCopyable, Sendable {
  /// Token of the first post's cluster; 0 for a post that belongs to none (a repost without text).
  package var id: UInt64 = 0
  /// Posts of the cluster so far, this one included.
  package var size: Int32 = 0
  /// Whether this post founded it.
  package var isNew: Bool { size == 1 }

  package init(id: UInt64, size: Int32) {
    self.id = id
    self.size = size
  }
}

/// What a pane of a group of sources brings to the text detectors.
package struct TextPane: Sendable {
  /// All posts of the group's sources, in canonical order.
  package var posts = PostsBlock()
  /// By post.
  package var clusters: [PostCluster] = []
  /// Ids of posts that were withdrawn.
  package var retractions: [UInt64] = []

  package init() {}
}
