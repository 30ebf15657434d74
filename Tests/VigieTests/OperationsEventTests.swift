import Alerts
import EventTime
import Foundation
import Testing

/// What is said of ourselves on the alert topic.
@Suite struct OperationsEventTests {
  private let time = Instant(seconds: 1_790_000_000)

  @Test func heartbeatsAndExercisesFollowTheirSchema() async throws {
    let events: [OperationsEvent] = [
      .heartbeat(
        site: "s", instance: "vigie-1", version: "0", configHash: "h", time: time, openAlerts: 2,
        frontiers: ["posts": time]),
      .exercise(
        site: "s", source: "posts", exercise: String(repeating: "0a", count: 16), time: time,
        sent: time - .seconds(3), observed: time - .seconds(2), detected: time - .seconds(1)),
    ]
    var lines = Data()
    for event in events { lines += event.json + Data("\n".utf8) }
    try await expectValid(lines, schema: "operations")
  }

  @Test func theSameHeartbeatHasTheSameIDAndAnotherTimeAnother() {
    func heartbeat(_ time: Instant) -> OperationsEvent {
      .heartbeat(
        site: "s", instance: "vigie-1", version: "0", configHash: "h", time: time, openAlerts: 0,
        frontiers: [:])
    }
    #expect(heartbeat(time) == heartbeat(time))
    #expect(heartbeat(time) != heartbeat(time + .seconds(1)))
  }
}
