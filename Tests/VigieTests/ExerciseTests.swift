import Foundation
import Kafka
import Testing

extension VigieTests {
  @Suite struct ExerciseTests {
    /// An event as the daemon publishes it of a mark.
    private func event(_ mark: String) throws -> String {
      let object = try JSONSerialization.jsonObject(with: Data(mark.utf8)) as? [String: Any]
      let id = try #require(object?["vigieExercise"] as? String)
      let sent = try #require(object?["sent"] as? String)
      return #"{"specversion":"1.0","id":"x","source":"/vigie/vigie","time":"\#(sent)","#
        + #""type":"vigie.alert.exercise","subject":"ops/exercise/posts","data":{"exercise":"\#(id)","#
        + #""hops":{"observed":"\#(sent)","detected":"\#(sent)","alerted":"\#(sent)"}}}"#
    }

    @Test(arguments: TestBroker.present)
    func hopsAndTotalAreShown(broker: TestBroker) async throws {
      let topics = try TopicSet(broker)
      // One of another day, which is not ours.
      try topics.write(
        topics.alerts, event(#"{"vigieExercise":"00","sent":"2026-03-02T08:00:00.000Z"}"#))
      let program = try Program(
        VigieProcess.binary,
        ["exercise", "--config", topics.configuration.path, "--timeout", "60s"])
      var marks: [TopicSet.Record] = []
      let deadline = ContinuousClock.now + .seconds(60)
      while marks.isEmpty, ContinuousClock.now < deadline {
        marks = try topics.records(topics.input)
        try await Task.sleep(for: .milliseconds(50))
      }
      let mark = try #require(marks.first)
      #expect(
        mark.payload.wholeMatch(
          of: /\{"vigieExercise":"[0-9a-f]{32}","sent":"[0-9T:.\-]{23}Z"\}/) != nil)
      try topics.write(topics.alerts, "{")
      try topics.write(topics.alerts, event(mark.payload))
      let ended = try await program.ended(limit: 60)
      #expect(ended.status == 0, "\(ended.words)")
      #expect(ended.lines.count == 7)
      #expect(ended.lines.first?.hasPrefix("source posts, exercise ") == true)
      let hops = ended.lines.dropFirst().compactMap { $0.split(separator: " ").last }
      #expect(hops.prefix(5) == ["sent", "observed", "detected", "alerted", "received"])
      #expect(ended.lines[2].contains("  0.000 s  observed"))
      #expect(ended.lines[6].hasPrefix("  total "))
    }

    @Test(arguments: TestBroker.present)
    func exerciseThatIsLostExits69(broker: TestBroker) async throws {
      let topics = try TopicSet(broker)
      let ended = try await topics.vigie("exercise", "--source", "posts", "--timeout", "1s")
      #expect(ended.status == 69)
      #expect(
        ended.words == "vigie: the exercise of source posts was lost after 'sent' (does the daemon "
          + "run?): no event on \(topics.alerts) within 1 s\n")
    }

    /// Each stage announces how far it is at every pane: the first whose output stands is at fault.
    @Test(arguments: TestBroker.present)
    func stageThatStandsIsNamed(broker: TestBroker) async throws {
      let topics = try TopicSet(broker, isExactlyOnce: true)
      var marks = 0
      func lost(growing: [String]) async throws -> String {
        let program = try Program(
          VigieProcess.binary,
          ["exercise", "--config", topics.configuration.path, "--timeout", "60s"])
        // Once the mark is there, it has looked how far the stages are.
        let deadline = ContinuousClock.now + .seconds(60)
        while try topics.records(topics.input).count == marks, ContinuousClock.now < deadline {
          try await Task.sleep(for: .milliseconds(50))
        }
        marks += 1
        for topic in growing { try topics.write(topic, "pane") }
        // Told to stop, it says what it knows.
        program.terminate()
        let ended = try await program.ended(limit: 60)
        #expect(ended.status == 69)
        return ended.words
      }
      let observe = try await lost(growing: [])
      #expect(observe.contains("after 'sent': \(topics.panes) has not grown, OBSERVE stands:"))
      let detect = try await lost(growing: [topics.panes])
      #expect(detect.contains("after 'observed': \(topics.findings) has not grown, DETECT stands:"))
      let alert = try await lost(growing: [topics.panes, topics.findings])
      #expect(alert.contains("after 'detected': \(topics.findings) has grown, ALERT stands:"))
    }

    @Test(arguments: TestBroker.present)
    func tailShowsAlertsAsLines(broker: TestBroker) async throws {
      let topics = try TopicSet(broker)
      let alert =
        #"{"time":"2026-03-02T08:00:00.000Z","type":"vigie.alert.opened","data":"#
        + #"{"state":"opened","severity":3,"mode":"catch-up","headline":{"fr":"Feu","en":"Fire"}}}"#
      try topics.write(topics.alerts, alert)
      try topics.write(topics.alerts, #"{"type":"vigie.heartbeat","data":{}}"#)
      try topics.write(
        topics.alerts, event(#"{"vigieExercise":"0a","sent":"2026-03-02T08:00:00.000Z"}"#))
      let lines = try await topics.vigie("tail", "--since", "1h", "--limit", "2")
      #expect(lines.status == 0, "\(lines.words)")
      #expect(
        lines.lines == [
          "2026-03-02 08:00 opened       3  Fire (catch-up)", "exercise of source posts, 0a",
        ])
      let raw = try await topics.vigie(
        "tail", "--since", "1h", "--limit", "1", "--format", "ndjson")
      #expect(raw.lines == [alert])
    }
  }
}
