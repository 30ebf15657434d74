import Alerts
import Daemon
import EventTime
import Foundation
import Kafka
import Testing

/// The daemon on the embedded broker.
@Suite(.serialized) struct LiveRunTests {
  private static let partitions: Int32 = 2

  /// A broker with every topic of the configuration.
  private func broker() throws -> EmbeddedBroker {
    let broker = try EmbeddedBroker()
    try broker.createTopic("posts", partitions: Self.partitions)
    for topic in ["vigie.alerts", "vigie.alerts.current", "vigie.deadletters"] {
      try broker.createTopic(topic, partitions: 1)
    }
    return broker
  }

  /// A clock that stands two hours behind the last post, and is fast: panes close in seconds.
  private func clock(after posts: [Post]) throws -> RunClock {
    let last = try #require(posts.map(\.milliseconds).max())
    return RunClock(from: Instant(microseconds: last * 1000) + .hours(2), speed: 600)
  }

  private func committed(_ broker: EmbeddedBroker) throws -> [Int64] {
    let consumer = try Consumer(broker.quick, group: "vigie.observe.posts")
    let topics = (0..<Self.partitions).map { TopicPartition("posts", $0) }
    return try consumer.committed(topics).map(\.offset)
  }

  private func ends(_ broker: EmbeddedBroker) throws -> [Int64] {
    let consumer = try Consumer(broker.quick, group: nil)
    defer { consumer.close() }
    let topics = (0..<Self.partitions).map { TopicPartition("posts", $0) }
    let marks = try consumer.watermarks(of: topics)
    return topics.compactMap { marks[$0]?.high }
  }

  @Test func recordsBecomeAlertsAndDeadLetters() async throws {
    let broker = try broker()
    var posts = try History.posts()
    let bad = [
      Post(id: "b1", milliseconds: posts[40].milliseconds, line: "no record"),
      Post(id: "b2", milliseconds: posts[50].milliseconds, line: #"{"id":"b2"}"#),
    ]
    posts.insert(bad[0], at: 41)
    posts.insert(bad[1], at: 52)
    try broker.feed(posts, to: "posts")
    let session = LiveSession()
    try session.start(broker.quick, clock: clock(after: posts))
    let expected = try History.events(ofTopicAt: broker.quick)
    #expect(expected.count >= 4)
    try await until(120, "all is read, and told") {
      session.failure != nil
        || session.records == posts.count && session.events.count >= expected.count
    }
    try await session.end()
    #expect(session.failure == nil)

    let told = try readAll(broker.quick, "vigie.alerts")
    #expect(told.count == Int(session.alertEventsTotal))
    #expect(told.allSatisfy { $0.contentType == CloudEventEncoder.contentType })
    #expect(told.allSatisfy { record in record.key.map { record.payload.contains($0) } ?? false })
    #expect(try History.comparable(session.events) == History.comparable(expected))
    // It is history: told to those who record, and quiet.
    #expect(session.events.allSatisfy { $0.mode == .catchUp })
    #expect(try readAll(broker.quick, "vigie.alerts.current").count == told.count)

    let letters = try readAll(broker.quick, "vigie.deadletters").map(\.payload)
    #expect(letters.count == 2 && session.deadLettersTotal == 2)
    #expect(letters.contains { $0.contains(#""reason":"malformed""#) })
    #expect(letters.contains { $0.contains(#""reason":"missing_field""#) })
    #expect(letters.allSatisfy { $0.contains(#""source":"posts","topic":"posts""#) })
    #expect(letters.allSatisfy { !$0.contains("no record") })
  }

  @Test func stopCommitsAndTheNextRunTakesNothingTwice() async throws {
    let broker = try broker()
    let posts = try History.posts()
    try broker.feed(posts, to: "posts")
    let first = LiveSession()
    try first.start(broker.quick, clock: clock(after: posts))
    // Once the clock has closed every pane, nothing is left to read again.
    let ends = try ends(broker)
    #expect(ends.reduce(0, +) == Int64(posts.count))
    try await until(120, "every pane is closed and committed") {
      try first.failure != nil || committed(broker) == ends
    }
    try await first.end()
    #expect(first.failure == nil && first.records == Int64(posts.count))
    #expect(try committed(broker) == ends)

    let last = try #require(posts.last)
    let more = (1...3).map { number in
      Post(
        id: "new-\(number)", milliseconds: last.milliseconds + 3_600_000 + Int64(number),
        line: last.line.replacing(#""id":"\#(last.id)""#, with: #""id":"new-\#(number)""#))
    }
    try broker.feed(more, to: "posts")
    let second = LiveSession()
    try second.start(broker.quick, clock: clock(after: more))
    try await until(90, "the new records are read") {
      second.failure != nil || second.records >= 3
    }
    try await second.end()
    #expect(second.failure == nil && second.records == 3)
    #expect(second.alertEventsTotal == 0)
  }

  @Test func stopIsObeyedWhileTheBrokerIsAway() async throws {
    let broker = try broker()
    broker.takeDown()
    let session = LiveSession()
    session.start(broker.quick, clock: RunClock())
    try await session.end()
    #expect(session.failure == nil && session.records == 0)
  }
}
