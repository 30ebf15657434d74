import EventTime
import Foundation
import Kafka
import Testing

/// The same posts, from a file and from the topic of a broker.
@Suite(.serialized) struct TopicReplayTests {
  @Test func fileSplitOverPartitionsGivesTheSameAlerts() throws {
    let posts = try History.posts()
    let whole = try History.comparable(History.events(ofFile: History.input))
    #expect(whole.count >= 4)
    let broker = try EmbeddedBroker()
    try broker.createTopic("posts", partitions: 8)
    try broker.feed(posts, to: "posts")
    let written = try readAll(broker.quick, "posts", partitions: 8)
    #expect(written.count == posts.count)
    #expect(Set(written.map(\.partition)).count == 8)
    #expect(try History.comparable(History.events(ofTopicAt: broker.quick)) == whole)
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func linesShuffledWithinTheDelayGiveTheSameAlerts(seed: UInt64) throws {
    let posts = try History.posts()
    let whole = try History.comparable(History.events(ofFile: History.input))
    // Sorted by time plus a shift under 15 s: none comes after one that is 15 s later.
    var random = SplitMix(state: seed)
    let shuffled = posts.map { (at: $0.milliseconds + random.below(15_000), post: $0) }
      .sorted { $0.at < $1.at }.map(\.post)
    #expect(shuffled.map(\.id) != posts.map(\.id))
    let file = FileManager.default.temporaryDirectory
      .appending(path: "vigie-shuffled-\(UUID().uuidString).ndjson")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(shuffled.map(\.line).joined(separator: "\n").utf8).write(to: file)
    #expect(try History.comparable(History.events(ofFile: file.path)) == whole)
    let broker = try EmbeddedBroker()
    try broker.createTopic("posts", partitions: 8)
    try broker.feed(shuffled, to: "posts")
    #expect(try History.comparable(History.events(ofTopicAt: broker.quick)) == whole)
  }

  /// The embedded broker knows no offsets of times: the topic is read whole, and filtered.
  @Test func onlyTheTimesAskedForAreRead() throws {
    let posts = try History.posts()
    let broker = try EmbeddedBroker()
    try broker.createTopic("posts", partitions: 2)
    try broker.feed(posts, to: "posts")
    let first = try #require(posts.first).milliseconds
    let last = try #require(posts.last).milliseconds
    let eight = Instant(microseconds: (first + 8 * 3_600_000) * 1000)
    // The flood comes after the ninth hour.
    #expect(try History.events(ofTopicAt: broker.quick, until: eight).isEmpty)
    let whole = try History.events(ofTopicAt: broker.quick)
    #expect(try History.events(ofTopicAt: broker.quick, from: eight) != whole)
    let end = Instant(microseconds: (last + 1) * 1000)
    #expect(try History.events(ofTopicAt: broker.quick, from: end).isEmpty)
  }

  @Test func topicThatIsNotThereIsNamed() throws {
    let broker = try EmbeddedBroker()
    #expect {
      try History.events(ofTopicAt: broker.quick)
    } throws: { error in
      "\(error)".contains("none of the topics is there: posts")
    }
  }
}

/// SplitMix64 (Steele, Lea & Flood 2014).
struct SplitMix {
  var state: UInt64

  /// From 0 up to and without `limit`.
  mutating func below(_ limit: Int64) -> Int64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Int64(mix64(state) % UInt64(limit))
  }
}
