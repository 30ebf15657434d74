internal import EventTime

/// A cluster whose representative is on a subject that matters, or reports.
struct CandidateCluster: BitwiseCopyable, Sendable {
  var id: UInt64 = 0
  /// The link that its members share: the first one seen; 0 without any.
  var link: UInt64 = 0
  /// Themes of the representative: its own markers are no answer to it.
  var themes: UInt64 = 0
  /// The first author's telling, until a second author comes.
  var firstTeller = Teller()
  /// Event time of the first post, in microseconds.
  var firstTime: Int64 = 0
  var firstPane: Int64 = 0
  /// Pane, then place among its 2²⁴ uses.
  var lastUse: Int64 = 0
  var source: Int32 = 0
  var shares: Int32 = 0
  var posts: Int32 = 0
  /// Its story from the second author on, −1 before.
  var story: Int32 = -1
}

/// What is kept of a candidate from its second author on.
struct ClusterStory: BitwiseCopyable, Sendable {
  static let wordLimit = 24
  static let recentLimit = 8
  /// Tellers at most; from then on only every second one is kept, every fourth and so on.
  static let tellerLimit = 256

  var cluster: Int32 = -1
  /// Its place among the watched, −1 while nothing is to be said.
  var watch: Int32 = -1
  var tellers = TellerList()
  /// Tellers are kept whose hash ends in so many zero bits.
  var level: UInt8 = 0
  var isTouched = false
  var synchrony: UInt16 = 0
  /// Distinct authors so far, shares apart.
  var authors: Int32 = 0
  var enquiries: Int32 = 0
  var denials: Int32 = 0
  var callsToShare: Int32 = 0
  /// Content words and the members, from the second on, that held them.
  var words = InlineArray<24, UInt64>(repeating: 0)
  var wordCounts = InlineArray<24, UInt16>(repeating: 0)
  var wordCount: UInt8 = 0
  /// The last authors who joined, the newest first, and when.
  var recent = InlineArray<8, UInt64>(repeating: 0)
  var recentTimes = InlineArray<8, Int64>(repeating: 0)
  var recentCount: UInt8 = 0
  var sampleCount: UInt8 = 0
  var samples = InlineArray<5, Sample>(
    repeating: Sample(time: .distantPast, id: 0, offset: 0, partition: 0))
  var sampleSources = InlineArray<5, Int32>(repeating: 0)

  /// Counts a member's word; when there is no room the first that few hold gives way.
  mutating func add(word: UInt64) {
    var weak = -1
    for place in 0..<Int(wordCount) {
      if words[place] == word {
        if wordCounts[place] < .max { wordCounts[place] += 1 }
        return
      }
      if weak < 0, wordCounts[place] == 1 { weak = place }
    }
    if Int(wordCount) < Self.wordLimit {
      words[Int(wordCount)] = word
      wordCounts[Int(wordCount)] = 1
      wordCount += 1
    } else if weak >= 0 {
      words[weak] = word
    }
  }

  /// Members, from the second on, that held a word.
  func count(ofWord word: UInt64) -> Int {
    for place in 0..<Int(wordCount) where words[place] == word { return Int(wordCounts[place]) }
    return 0
  }

  mutating func remember(_ sample: Sample, source: Int32) {
    let last = samples.count - 1
    for place in stride(from: last, to: 0, by: -1) {
      samples[place] = samples[place - 1]
      sampleSources[place] = sampleSources[place - 1]
    }
    samples[0] = sample
    sampleSources[0] = source
    sampleCount = min(sampleCount + 1, UInt8(samples.count))
  }

  mutating func forget(post: UInt64) {
    var kept = 0
    for place in 0..<Int(sampleCount) where samples[place].id != post {
      samples[kept] = samples[place]
      sampleSources[kept] = sampleSources[place]
      kept += 1
    }
    sampleCount = UInt8(kept)
  }
}

/// What is said of a cluster: its episode, and what may be shown.
struct WatchedCluster: Sendable {
  var cluster: Int32
  var tracker = EpisodeTracker()
  /// Of the episode: its area, fixed when it is first said, and whether anything was said.
  var area: Int32 = -1
  var isSaid = false
  /// Words that k members held, with their texts, in the order in which they got there.
  var terms: [(hash: UInt64, text: String)] = []
  var excerpt: String?
  /// The post that the excerpt is of.
  var excerptPost: UInt64 = 0

  static let termLimit = 16

  init(cluster: Int32) { self.cluster = cluster }
}
