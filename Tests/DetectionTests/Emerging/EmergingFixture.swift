import Detection
import EventTime
import Signals

/// A detector fed with posts that a test writes down, word by word.
struct EmergingFixture {
  /// Monday, 2024-01-01T00:00Z.
  static let start = Instant(seconds: 1_704_067_200)

  var detector: EmergingDetector
  var pane: Pane
  var findings: [Finding] = []
  var next: UInt64 = 1
  var open = TextPane()
  let paneLength: PaneLength

  init(
    paneSeconds: Int64 = 60, areas: Int = 10,
    _ change: (inout EmergingConfiguration) -> Void = { _ in }
  ) {
    paneLength = PaneLength(seconds: paneSeconds) ?? .standard
    var configuration = EmergingConfiguration(
      source: 4, areaCount: areas, paneLength: paneLength)
    change(&configuration)
    detector = EmergingDetector(configuration: configuration)
    pane = paneLength.pane(of: Self.start)
  }

  /// Adds a post of a text of its own, by an author of its own, to the present pane.
  mutating func post(
    _ words: [String], area: Int32 = -1, author: UInt64? = nil, cluster: PostCluster? = nil
  ) {
    next += 1
    var row = PostRow()
    row.time = paneLength.start(of: pane)
    row.offset = Int64(next)
    row.id = mix64(next)
    row.author = author ?? mix64(next ^ 0xABCD_0000)
    row.area = area
    row.tokens = UInt16(words.count)
    row.firstWord = Int32(open.posts.words.count)
    row.wordCount = UInt16(words.count)
    for word in words {
      let kind: PostWord.Kind = word.hasPrefix("#") ? .hashtag : .word
      open.posts.words.append(
        PostWord(
          hash: hash64(word), start: Int32(open.posts.bytes.count), count: UInt8(word.utf8.count),
          kind: kind))
      open.posts.bytes.append(contentsOf: word.utf8)
    }
    open.posts.rows.append(row)
    open.clusters.append(cluster ?? PostCluster(id: mix64(next ^ 0x5A5A) | 1, size: 1))
  }

  /// Ends the pane.
  mutating func step() {
    detector.step(pane, open, into: &findings)
    pane = pane.next
    open = TextPane()
  }

  /// Adds posts of five words out of 400, the first ones common.
  mutating func chatter(_ posts: Int, _ random: inout TestRandom) {
    for _ in 0..<posts {
      var words: [String] = []
      while words.count < 5 {
        let rank = Int(400 * random.uniform() * random.uniform())
        let word = "word\(rank)x"
        if !words.contains(word) { words.append(word) }
      }
      post(words)
    }
  }

  mutating func usual(minutes: Int, perMinute: Double = 10, _ random: inout TestRandom) {
    for _ in 0..<minutes {
      chatter(random.poisson(perMinute), &random)
      step()
    }
  }

  var opened: [Finding] { findings.filter { $0.phase == .opened } }
}
