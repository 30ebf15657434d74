import Foundation
import Kafka
import Testing

extension VigieTests {
  @Suite struct DeadLetterTests {
    @Test(arguments: TestBroker.present)
    func listShowsPlaceAndReasonAndCounts(broker: TestBroker) async throws {
      let topics = try TopicSet(broker)
      try topics.writeLetter(offset: 3, "missing_field")
      try topics.writeLetter(offset: 4, "late")
      try topics.writeLetter(offset: 5, "missing_field")
      try topics.write(topics.deadLetters, "no letter")
      try topics.writeLetter(offset: 5, "replayed")
      let all = try await topics.vigie("deadletters", "list")
      #expect(all.status == 0)
      #expect(all.lines.count == 3)
      #expect(all.lines[0].hasSuffix("Z  posts  \(topics.input)[0]@3  missing_field"))
      #expect(all.lines[1].hasSuffix("\(topics.input)[0]@4  late"))
      #expect(all.lines[2].hasSuffix("\(topics.input)[0]@5  missing_field  (put back)"))
      #expect(
        all.words == "3 dead letters: 2 missing_field, 1 late\n"
          + "1 record of the topic are no dead letters\n")
      let some = try await topics.vigie(
        "deadletters", "list", "--reason", "missing_field", "--limit", "1", "--format", "ndjson")
      #expect(some.lines.count == 1)
      let letter = try #require(
        JSONSerialization.jsonObject(with: Data(some.lines[0].utf8)) as? [String: Any])
      #expect(letter["offset"] as? Int == 5 && letter["replayed"] as? Bool == true)
      #expect(letter["topic"] as? String == topics.input)
      #expect(some.words.contains("the newest 1 are shown: --limit 2 shows all"))
      let none = try await topics.vigie(
        "deadletters", "list", "--source", "posts", "--reason", "future")
      #expect(none.status == 0 && none.output.isEmpty && none.words.hasPrefix("0 dead letters\n"))
    }

    @Test(arguments: TestBroker.present)
    func recordIsPutBackOnceWithKeyAndHeaders(broker: TestBroker) async throws {
      let topics = try TopicSet(broker)
      let secret = "a-word-of-the-record"
      let time = "2026-03-02T08:00:00Z"
      try topics.write(
        topics.input, #"{"id":"\#(secret)","ts":"\#(time)"}"#, key: "k1",
        headers: [RecordHeader("origin", text: "feed")])
      try topics.write(topics.input, #"{"id":"late","ts":"\#(time)"}"#)
      try topics.write(topics.input, #"{"no":"\#(secret)"}"#)
      for (offset, reason) in [
        (0, "missing_field"), (0, "missing_field"), (1, "late"), (2, "bad_time"),
        (70, "missing_field"),
      ] {
        try topics.writeLetter(offset: offset, reason)
      }
      try topics.writeLetter(offset: 0, "malformed", partition: 9)

      let trial = try await topics.vigie("deadletters", "replay", "--dry-run")
      #expect(trial.status == 0)
      #expect(
        trial.words.hasPrefix(
          "2 records tried, none put back: 1 would be taken (1 of them older than their source's "
            + "delay: late), 1 rejected again as missing_field\n"))
      #expect(try topics.records(topics.input).count == 3)

      let first = try await topics.vigie("deadletters", "replay", "--reason", "missing_field")
      #expect(first.status == 0)
      #expect(first.words == "1 record put back\n1 gone: their topic has dropped them\n")
      let written = try topics.records(topics.input)
      #expect(written.count == 4)
      #expect(written.last?.payload == written.first?.payload && written.last?.key == "k1")
      #expect(written.last?.headers == ["origin": "feed", "vigie-replayed-from": "0@0"])

      let second = try await topics.vigie("deadletters", "replay", "--reason", "missing_field")
      #expect(second.words.contains("0 records put back\n"))
      #expect(second.words.contains("1 put back by an earlier run: --again does it once more\n"))
      // The record that was put back is rejected again: it is not sent round for ever.
      try topics.writeLetter(offset: 3, "missing_field")
      let third = try await topics.vigie("deadletters", "replay", "--reason", "missing_field")
      #expect(third.words.contains("0 records put back\n"))
      #expect(third.words.contains("1 put back before, and rejected again"))
      let again = try await topics.vigie(
        "deadletters", "replay", "--reason", "missing_field", "--again")
      #expect(again.words.contains("2 records put back\n"))
      #expect(try topics.records(topics.input).map(\.headers.count) == [1, 0, 0, 2, 2, 2])
      for ended in [trial, first, second, third, again] {
        #expect(!ended.words.contains(secret) && !ended.text.contains(secret))
      }
    }

    @Test func letterOfAForeignTopicMovesNothing() async throws {
      let topics = try TopicSet(.embedded)
      try topics.write(
        topics.deadLetters,
        #"{"arrival":"2026-03-02T08:00:00Z","offset":0,"partition":0,"reason":"malformed","#
          + #""source":"posts","topic":"\#(topics.alerts)"}"#)
      let ended = try await topics.vigie("deadletters", "replay")
      #expect(ended.status == 0)
      #expect(ended.words.contains("0 records put back\n"))
      #expect(ended.words.contains("1 of a source or topic that the configuration does not have\n"))
      #expect(try topics.records(topics.alerts).isEmpty)
    }
  }
}
