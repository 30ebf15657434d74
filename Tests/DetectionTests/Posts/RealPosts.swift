import Detection
import EventTime
import Foundation
import Settings
import Signals

/// Posts of a real crisis as text detectors read them, where `shared/data` lies beside the checkout:
/// scanned with the shipped themes, cut into words, and put into clusters by their words. The data
/// names no authors: each post is an author's own.
struct RealPosts {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let data = root.deletingLastPathComponent().appending(path: "shared/data")
  static var isHere: Bool { FileManager.default.fileExists(atPath: data.path()) }
  static let english: UInt16 = 0x656E

  struct Post {
    var time: Instant
    var themes: UInt64
    var words: [String]
    var tokens: UInt16
    var isOnTopic: Bool
  }

  var posts: [Post] = []
  private(set) var bits: [String: UInt64] = [:]

  /// Common words that say nothing; the production path has a longer list.
  private static let stopWords = Set(
    """
    the a an and or but of to in on at for with from by is are was were be been am i you he she it we
    they me my your his her its our their this that these those so not no do does did have has had
    will would can could should just like get got go going one all out up down about as if when what
    who how why where there here im its dont rt amp via u ur lol haha now then than too very more most
    some any new day today tonight time good great love know think want need see look people make
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// `path` below `shared/data`.
  init(_ path: String) throws {
    let configuration = FileManager.default.temporaryDirectory
      .appending(path: "vigie-real-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: configuration) }
    let config = Self.root.appending(path: "Config").path()
    try Data(
      """
      sources: \(config)/sources/generic.yaml
      themes: \(config)/themes
      timeZones: \(config)/timezones.yaml

      """.utf8
    ).write(to: configuration)
    let themes = try Configuration.load(path: configuration.path()).themes.map { file in
      Theme(
        name: file.name, terms: file.terms.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value })
    }
    let lexicon = try Lexicon(themes: themes, places: [])
    for theme in themes { bits[theme.name] = lexicon.themeBit(theme.name) }
    var scanner = TextScanner(lexicon: lexicon)
    let text = try String(contentsOf: Self.data.appending(path: path), encoding: .utf8)
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    for line in text.split(separator: "\n") {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      guard let record = object as? [String: Any], let body = record["text"] as? String,
        let written = record["ts"] as? String, let date = formatter.date(from: written)
      else { continue }
      let scan = Array(body.utf8).withUnsafeBytes { scanner.scan($0) }
      posts.append(
        Post(
          time: Instant(microseconds: Int64((date.timeIntervalSince1970 * 1e6).rounded())),
          themes: scan.themes, words: Self.words(body), tokens: UInt16(clamping: scan.words),
          isOnTopic: record["label"] as? String == "on-topic"))
    }
    posts.sort { $0.time < $1.time }
  }

  private static func words(_ body: String) -> [String] {
    body.lowercased().split(whereSeparator: \.isWhitespace)
      .filter { !$0.hasPrefix("@") && !$0.hasPrefix("http") }
      .flatMap { $0.split { !$0.isLetter && !$0.isNumber && $0 != "#" } }
      .map(String.init)
      .filter { $0.count > 2 && !stopWords.contains($0) }
  }

  /// The panes from the first post to the last, every one.
  func panes(_ length: PaneLength, _ body: (Pane, TextPane) -> Void) {
    guard let first = posts.first, let last = posts.last else { return }
    var clusters = ClusterByWords()
    var next = 0
    var pane = length.pane(of: first.time)
    while pane <= length.pane(of: last.time) {
      var input = TextPane()
      while next < posts.count, length.pane(of: posts[next].time) == pane {
        append(posts[next], number: next, clusters.find(posts[next].words), to: &input)
        next += 1
      }
      body(pane, input)
      pane = pane.next
    }
  }

  private func append(
    _ post: Post, number: Int, _ cluster: PostCluster, to input: inout TextPane
  ) {
    var row = PostRow()
    row.time = post.time
    row.offset = Int64(number)
    row.id = mix64(UInt64(number) + 1)
    row.author = mix64(UInt64(number) + 1_000_000)
    row.language = Self.english
    row.themes = post.themes | 1
    row.tokens = post.tokens
    row.firstWord = Int32(input.posts.words.count)
    for word in Set(post.words).sorted() {
      input.posts.words.append(
        PostWord(
          hash: hash64(word), start: Int32(input.posts.bytes.count),
          count: UInt8(clamping: word.utf8.count), kind: word.hasPrefix("#") ? .hashtag : .word))
      input.posts.bytes.append(contentsOf: word.utf8)
    }
    row.wordCount = UInt16(input.posts.words.count - Int(row.firstWord))
    input.posts.rows.append(row)
    input.clusters.append(cluster)
  }
}

/// Clusters by the Jaccard similarity of words, at least ½, to a representative that never moves;
/// candidates by any of the three longest words.
private struct ClusterByWords {
  private var representatives: [(words: Set<String>, size: Int32)] = []
  private var byWord: [String: [Int]] = [:]

  mutating func find(_ words: [String]) -> PostCluster {
    let words = Set(words)
    let keys = words.sorted { ($0.count, $0) > ($1.count, $1) }.prefix(3)
    var best = (share: 0.0, index: -1)
    for index in Set(keys.flatMap { byWord[$0]?.suffix(50) ?? [] }).sorted() {
      let other = representatives[index].words
      let shared = Double(words.intersection(other).count)
      let share = shared / max(1, Double(words.union(other).count))
      if share >= 0.5, share > best.share { best = (share, index) }
    }
    if best.index < 0 {
      best.index = representatives.count
      representatives.append((words, 0))
      for key in keys { byWord[key, default: []].append(best.index) }
    }
    representatives[best.index].size += 1
    return PostCluster(
      id: mix64(UInt64(best.index) + 7) | 1, size: representatives[best.index].size)
  }
}
