import Detection
import EventTime
import Signals

/// A detector in panes of ten seconds, and posts of given clusters.
struct RumourFixture {
  static let subject: UInt64 = 0b10
  static let enquiry: UInt64 = 0b100
  static let denial: UInt64 = 0b1000

  var detector: RumourDetector
  var pane: Int64 = 0
  var input = TextPane()
  var findings: [Finding] = []
  private var sizes: [UInt64: Int32] = [:]
  private var nextPost: UInt64 = 1

  static func configuration(areas: Int = 50) -> RumourConfiguration {
    var configuration = RumourConfiguration()
    // Much may be said by chance, so that small streams speak.
    configuration.falseAlarmsPerWeek = 100
    configuration.areaCount = areas
    configuration.markers.subjects = subject
    configuration.markers.enquiry = enquiry
    configuration.markers.denial = denial
    configuration.filterBits = 1 << 20
    configuration.maximumPosts = 1 << 12
    configuration.maximumPairs = 1 << 12
    configuration.maximumAccounts = 1 << 12
    return configuration
  }

  init(_ configuration: RumourConfiguration = configuration()) {
    detector = RumourDetector(configuration)
  }

  static func author(_ number: Int) -> UInt64 { mix64(UInt64(number)) & (1 << 48 - 1) | 1 }

  var opened: [Finding] { findings.filter { $0.phase == .opened } }

  /// Adds a post to the pane at hand; its id.
  @discardableResult
  mutating func post(
    cluster: UInt64, author: Int, area: Int32 = -1, themes: UInt64 = subject,
    flags: SignalFlags = [], related: UInt64 = 0, link: UInt64 = 0, second: Double = 0,
    words: [String] = [], excerpt: String? = nil
  ) -> UInt64 {
    var row = PostRow()
    row.id = mix64(nextPost ^ 0x99_0000) & (1 << 48 - 1) | 1
    nextPost += 1
    row.time = Instant(microseconds: pane * 10_000_000 + Int64(second * 1e6))
    row.author = Self.author(author)
    row.area = area
    row.themes = themes | 1
    row.flags = flags
    row.related = related
    row.link = link
    row.tokens = 10
    row.firstWord = Int32(input.posts.words.count)
    for word in words {
      let bytes = Array(word.utf8)
      input.posts.words.append(
        PostWord(
          hash: hash64(word), start: Int32(input.posts.bytes.count), count: UInt8(bytes.count),
          kind: .word))
      input.posts.bytes += bytes
    }
    row.wordCount = UInt16(words.count)
    if let excerpt {
      row.excerptStart = Int32(input.posts.bytes.count)
      row.excerptCount = Int32(excerpt.utf8.count)
      input.posts.bytes += Array(excerpt.utf8)
    }
    input.posts.rows.append(row)
    let size = cluster == 0 ? 0 : (sizes[cluster] ?? 0) + 1
    sizes[cluster] = size
    input.clusters.append(PostCluster(id: cluster, size: size))
    return row.id
  }

  /// Closes the pane at hand.
  mutating func step() {
    let order = input.posts.rows.indices.sorted {
      input.posts.rows[$0].precedes(input.posts.rows[$1])
    }
    let (rows, clusters) = (input.posts.rows, input.clusters)
    // Sizes follow the canonical order, as the index gives them.
    var seen: [UInt64: [Int32]] = [:]
    for cluster in clusters { seen[cluster.id, default: []].append(cluster.size) }
    input.posts.rows = order.map { rows[$0] }
    input.clusters = order.map { place in
      let id = clusters[place].id
      let size = seen[id]?.min() ?? 0
      seen[id]?.removeAll { $0 == size && id != 0 }
      return PostCluster(id: id, size: id == 0 ? 0 : size)
    }
    detector.step(Pane(index: pane), input, into: &findings)
    input = TextPane()
    pane += 1
  }

  mutating func step(minutes: Int) {
    for _ in 0..<minutes * 6 { step() }
  }

  /// So many authors tell the same within `minutes`, one at a time.
  mutating func tell(
    cluster: UInt64, authors: Range<Int>, minutes: Int, area: Int32 = -1,
    themes: UInt64 = subject, flags: SignalFlags = [], link: UInt64 = 0
  ) {
    let panes = max(1, minutes * 6)
    var told = 0
    for place in 1...panes {
      while told < authors.count * place / panes {
        post(
          cluster: cluster, author: authors.lowerBound + told, area: area, themes: themes,
          flags: flags, link: link, second: Double(told % 10))
        told += 1
      }
      step()
    }
  }

  /// Clusters of five people each who write now and then, so that chance has something to say.
  mutating func chance(clusters: Int, from first: Int) {
    for cluster in first..<first + clusters {
      for place in 0..<5 {
        let author = 10_000 + Int(mix64(UInt64(cluster * 8 + place)) % 5000)
        post(cluster: UInt64(1_000_000 + cluster), author: author, second: Double(place))
      }
      step()
    }
  }

  /// Accounts that write one text within seconds.
  mutating func flood(cluster: UInt64, accounts: Range<Int>) {
    for account in accounts {
      post(cluster: cluster, author: account, second: Double(account % 100) / 12)
    }
    step()
  }

  /// Located posts of no cluster, evenly over all areas.
  mutating func live(areas: Int, rounds: Int) {
    for _ in 0..<rounds {
      for area in 0..<areas { post(cluster: 0, author: 0, area: Int32(area), themes: 0) }
    }
    step()
  }
}
