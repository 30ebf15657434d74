import Detection
import EventTime
import Foundation
import Signals
import Testing

/// Clusters on real posts beside brute-force Jaccard similarities (CrisisLex T6), read where they
/// lie; skipped where they do not.
@Suite("Posts: recall on real texts")
struct NearDuplicateRecallTests {
  static let directory = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/data/crisislex_t6")

  /// The words of a text as the index wants them: no links, handles or "RT @x:", runs cut to two.
  private static func words(_ text: String) -> [String] {
    let kept = text.split(separator: " ").filter {
      !$0.hasPrefix("@") && !$0.hasPrefix("http") && $0 != "RT"
    }
    return foldedWords(of: kept.joined(separator: " "))
  }

  private static func shingles(_ words: [String]) -> Set<UInt64> {
    var found = Set(words.map { hash64($0) })
    for (a, b) in zip(words, words.dropFirst()) { found.insert(hash64(a + " " + b, seed: 1)) }
    return found
  }

  private static func texts(_ name: String) throws -> [[String]] {
    let url = directory.appending(path: name)
    let text = try String(contentsOf: url, encoding: .utf8)
    var texts: [[String]] = []
    for line in text.split(separator: "\n") {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      let post = try #require(object as? [String: String])
      let words = words(post["text"] ?? "")
      if words.count >= TextSignature.minimumTokens { texts.append(words) }
    }
    return texts
  }

  private static func jaccard(_ a: Set<UInt64>, _ b: Set<UInt64>) -> Double {
    let common = a.count < b.count ? a.count { b.contains($0) } : b.count { a.contains($0) }
    return Double(common) / Double(a.count + b.count - common)
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: directory.path()),
      "shared/data/crisislex_t6 is not here"),
    arguments: [
      "2012_Sandy_Hurricane.ndjson", "2013_Alberta_Floods.ndjson",
      "2013_Oklahoma_Tornado.ndjson", "2013_Queensland_Floods.ndjson",
    ])
  func similarTextsAreFoundAndUnlikeOnesAreNot(name: String) throws {
    let texts = try Self.texts(name)
    let sets = texts.map(Self.shingles)
    var configuration = NearDuplicateConfiguration()
    configuration.otherMinutes = 100_000
    var index = NearDuplicateIndex(configuration)
    var (founder, representatives) = ([UInt64: Int](), [Int]())
    // Texts of a similarity of 0.5 share one of the rarest half of their shingles, and one more
    // (prefix filter: R. Bayardo, Y. Ma, R. Srikant, "Scaling up all pairs similarity search", 2007).
    var frequency: [UInt64: Int] = [:]
    for set in sets { for shingle in set { frequency[shingle, default: 0] += 1 } }
    let rarest = sets.map { set in
      set.sorted { (frequency[$0] ?? 0, $0) < (frequency[$1] ?? 0, $1) }
        .prefix(set.count - (set.count + 1) / 2 + 1)
    }
    // Representatives by those shingles.
    var byShingle: [UInt64: [Int]] = [:]
    let levels = [0.5, 0.6, 0.7]
    var (due, found) = ([0, 0, 0], [0, 0, 0])
    var (joins, trueJoins) = (0, 0)
    var clusters: [PostCluster] = []
    for (place, words) in texts.enumerated() {
      var compared: Set<Int> = []
      var best = 0.0
      for shingle in rarest[place] {
        for other in byShingle[shingle] ?? [] where compared.insert(other).inserted {
          best = max(best, Self.jaccard(sets[place], sets[other]))
        }
      }
      var block = PostsBlock()
      var row = PostRow()
      row.id = UInt64(place + 1)
      row.tokens = UInt16(words.count)
      var builder = SignatureBuilder()
      for word in words { builder.add(word: hash64(word)) }
      row.signature = builder.finish()
      block.rows.append(row)
      index.assign(Pane(index: Int64(place)), block, into: &clusters)
      for (level, least) in levels.enumerated() where best >= least {
        due[level] += 1
        if !clusters[0].isNew { found[level] += 1 }
      }
      if clusters[0].isNew {
        founder[clusters[0].id] = place
        representatives.append(place)
        for shingle in rarest[place] { byShingle[shingle, default: []].append(place) }
      } else {
        let other = try #require(founder[clusters[0].id])
        joins += 1
        if Self.jaccard(sets[place], sets[other]) >= 0.4 { trueJoins += 1 }
      }
    }
    let recall = zip(found, due).map { Double($0) / Double($1) }
    let precision = Double(trueJoins) / Double(joins)
    let candidates = Double(index.comparisons) / Double(texts.count)
    let summary =
      "\(name): recall \(recall) of \(due), precision \(precision) of \(joins), \(candidates) a post"
    Attachment.record(summary, named: "recall of \(name).txt")
    #expect(recall[0] >= 0.9 && recall[1] >= 0.97 && recall[2] >= 0.99, "\(summary)")
    #expect(precision >= 0.88, "\(summary)")
    #expect(candidates < 8, "\(summary)")
  }
}
