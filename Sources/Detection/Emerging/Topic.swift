/// Terms that rise together, and their episode.
struct Topic: Sendable {
  struct Member: Sendable {
    var hash: UInt64
    /// Text as people write it, `#` before a hashtag.
    var text: String
    /// The highest surprise so far.
    var peak: Double
  }

  /// The term that rose first names it.
  let item: UInt64
  let foundedMinute: Int64
  /// Most telling first.
  var members: [Member] = []
  /// Terms of it that are not named.
  var foldedTerms: Int64 = 0
  /// Of the alert; −1 until it opens, and where it has no place.
  var area: Int32 = -1
  var tracker = EpisodeTracker()
  /// The minute at which a term of it was last surprising.
  var lastMinute: Int64
  /// It was told, and is over: what belongs to it is folded until it is forgotten.
  var isOver = false
  var episodeTexts: Int64 = 0
  /// The latest first.
  var samples: [SourcedSample] = []
  // Of the present pane.
  var look = TermLook()
  var isTouched = false

  init(item: UInt64, minute: Int64) {
    self.item = item
    foundedMinute = minute
    lastMinute = minute
  }

  mutating func sort() {
    members.sort { ($0.peak, $1.hash) > ($1.peak, $0.hash) }
  }

  /// Takes a term in, or counts it where it has names enough.
  mutating func join(_ member: Member) {
    members.append(member)
    sort()
    if members.count > EmergingConstants.namedTerms {
      members.removeLast()
      foldedTerms += 1
    }
  }

  mutating func keep(_ sample: SourcedSample) {
    if samples.contains(where: { $0.sample.id == sample.sample.id }) { return }
    if samples.count == FindingDetails.sampleLimit { samples.removeLast() }
    samples.insert(sample, at: 0)
  }
}

/// What a term's most surprising window holds.
struct TermLook: Sendable, BitwiseCopyable {
  var score = 0.0
  /// Of the windows of at most an hour: they decide about closing.
  var closing = 0.0
  var window = 0
  var texts: Int64 = 0
  var expected = 0.0
  var authors: Int32 = 0
}
