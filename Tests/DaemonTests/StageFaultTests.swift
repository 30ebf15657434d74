import Daemon
import EventTime
import Foundation
import Kafka
import Pipeline
import Settings
import Signals
import Testing

/// What goes wrong on a real broker, and does not lose or repeat anything.
@Suite(.serialized, .enabled(if: RealBroker.isThere, RealBroker.comment))
struct StageFaultTests {
  /// A record that the topic does not take holds the positions back: nothing is lost, and it is said.
  @Test func aRecordTooLargeForItsTopicHoldsBackAndIsSaid() async throws {
    let site = try RealBroker(settings: [".panes": ["max.message.bytes": "200"]])
    try site.feed(try History.posts())
    let monitor = ProblemMonitor()
    let session = try StageSession(site, instance: "one", monitor: monitor)
    session.start()
    try await until(40, "the refusal is said") {
      monitor.problem(of: "observe.posts")?.contains("too large") ?? false
        || monitor.problem(of: "observe.posts")?.contains("MSG_SIZE") ?? false
    }
    try session.end()
    #expect(try site.told().isEmpty)
    #expect(try site.committed() == [])
  }

  /// An exercise goes through all three stages and back.
  @Test func anExerciseComesThrough() async throws {
    let site = try RealBroker()
    try site.feed(try History.posts())
    let session = try StageSession(site, instance: "one")
    session.start()
    let mark = ExerciseMark(
      idHigh: 0x0123_4567_89AB_CDEF, idLow: 0x0123_4567_89AB_CDEF,
      sent: Instant(microseconds: site.lastMilliseconds * 1000))
    let id = mark.id
    let producer = try Producer(site.properties)
    try producer.produce(
      topic: site.configuration.sources[0].topic, partition: 0, key: nil,
      payload: mark.payload,
      timestampMilliseconds: site.lastMilliseconds)
    try producer.close()
    try await until(40, "the exercise is told") {
      try site.operations().contains { $0.contains(id) }
    }
    try session.end()
    let event = try #require(try site.operations().first { $0.contains(id) })
    #expect(event.contains(#""subject":"ops/exercise/posts""#))
    #expect(event.contains(#""type":"vigie.alert.exercise""#))
    #expect(event.contains(#""mode":"exercise""#))
    #expect(try site.operations().contains { $0.contains(#""type":"vigie.heartbeat""#) })
    #expect(try site.operations().filter { $0.contains(id) }.count == 1)
  }
}
