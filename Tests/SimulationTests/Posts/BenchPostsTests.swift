import EventTime
import Foundation
import Simulation
import Testing

@Suite struct BenchPostsTests {
  @Test func postsHaveTheSizeAndPaceOfTheMeasurement() throws {
    var posts = BenchPosts(seed: 1, start: monday)
    var bytes = 0
    var textBytes = 0
    var times: [Int64] = []
    var named = 0
    let communes = CityArea.french.flatMap { $0.communes.map(\.name) }
    posts.next(5000) { time, _, payload in
      bytes += payload.count
      times.append((time - monday).microseconds)
      let json = (try? JSONSerialization.jsonObject(with: Data(payload))) as? [String: Any]
      let commit = json?["commit"] as? [String: Any]
      #expect(commit?["collection"] as? String == "app.bsky.feed.post")
      let text = (commit?["record"] as? [String: Any])?["text"] as? String ?? ""
      textBytes += text.utf8.count
      if communes.contains(where: {
        text.contains("à " + $0) || text.contains("in " + $0) || text.contains("في " + $0)
          || text.contains("#" + $0.filter { $0 != "-" })
      }) {
        named += 1
      }
    }
    #expect(times == (0..<5000).map { $0 * 200 })
    #expect(abs(Double(bytes) / 5000 - 546) < 15, "\(Double(bytes) / 5000) bytes a post")
    #expect(abs(Double(textBytes) / 5000 - 96) < 5, "\(Double(textBytes) / 5000) of text")
    #expect(abs(Double(named) / 5000 - 0.15) < 0.015)
  }

  @Test func vocabularyIsLarge() {
    #expect(BenchPosts(seed: 1, start: monday).vocabularyCount >= 5000)
  }

  @Test func batchesDoNotChangeTheBytes() {
    var whole = BenchPosts(seed: 9, start: monday)
    var pieces = BenchPosts(seed: 9, start: monday)
    var first: [[UInt8]] = []
    var second: [[UInt8]] = []
    whole.next(500) { first.append(Array($2)) }
    for _ in 0..<100 { pieces.next(5) { second.append(Array($2)) } }
    #expect(first == second)
    #expect(Set(first).count == 500)
  }
}
