public import EventTime
internal import Statistics

/// One record of evidence: where it stands, never what it says.
@frozen @usableFromInline
package struct Sample: BitwiseCopyable, Sendable, Equatable {
  @usableFromInline package var time: Instant
  /// The signal's token, so that a retraction can take the reference away.
  @usableFromInline package var id: UInt64
  @usableFromInline package var offset: Int64
  @usableFromInline package var partition: Int32

  @inlinable
  package init(time: Instant, id: UInt64, offset: Int64, partition: Int32) {
    self.time = time
    self.id = id
    self.offset = offset
    self.partition = partition
  }

  /// Canonical order: by time, then id.
  @inlinable
  package func precedes(_ other: Sample) -> Bool {
    (time.microseconds, id) < (other.time.microseconds, other.id)
  }
}

/// The sum of one (dimension, area) over one pane.
@frozen @usableFromInline
package struct SumRow: BitwiseCopyable, Sendable {
  @usableFromInline package var dimension: Int32
  @usableFromInline package var area: Int32
  @usableFromInline package var count: Int32
  @usableFromInline package var reposts: Int32
  /// Tokens held of authors and of texts, at most `BottomK.size` each.
  @usableFromInline package var authors: Int32
  @usableFromInline package var texts: Int32
  /// The first event in canonical order.
  @usableFromInline package var sample: Sample

  @inlinable
  package init(
    dimension: Int32, area: Int32, count: Int32, reposts: Int32, authors: Int32, texts: Int32,
    sample: Sample
  ) {
    self.dimension = dimension
    self.area = area
    self.count = count
    self.reposts = reposts
    self.authors = authors
    self.texts = texts
    self.sample = sample
  }
}

/// How often a theme's term stood in the events of a row.
@frozen @usableFromInline
package struct TermCount: BitwiseCopyable, Sendable {
  /// Position of the row in `PaneSums.rows`.
  @usableFromInline package var row: Int32
  @usableFromInline package var term: UInt16
  @usableFromInline package var count: Int32

  @inlinable
  package init(row: Int32, term: UInt16, count: Int32) {
    self.row = row
    self.term = term
    self.count = count
  }
}

/// What OBSERVE says of one closed pane of one partition: sums that merge exactly, and nothing of a
/// message. Rows in the order of their keys; each row's tokens follow those of the row before.
package struct PaneSums: Sendable {
  /// Tokens of authors and of texts that a row holds, at most.
  package static let tokensPerRow: Int32 = Int32(BottomK.size)

  package var partition: Int32 = 0
  package var pane = Pane(index: 0)
  /// Signals that count, those too that no series counts.
  package var events: Int32 = 0
  package var rows: [SumRow] = []
  package var authors: [UInt64] = []
  package var texts: [UInt64] = []
  package var terms: [TermCount] = []
  /// Ids of posts that were withdrawn in this pane, ascending.
  package var retractions: [UInt64] = []
  /// What text detectors read; only of a source that is in a group.
  package var posts = PostsBlock()
  /// What the other detectors read, each in the order of its keys.
  package var extras = PaneRows()

  package init() {}

  package mutating func removeAll() {
    events = 0
    rows.removeAll(keepingCapacity: true)
    authors.removeAll(keepingCapacity: true)
    texts.removeAll(keepingCapacity: true)
    terms.removeAll(keepingCapacity: true)
    retractions.removeAll(keepingCapacity: true)
    posts.removeAll()
    extras.removeAll()
  }
}
