import Alerts
import Daemon
import EventTime
import Foundation
import Kafka
import Synchronization
import Testing

/// A live run on a thread of its own.
final class LiveSession: Sendable {
  let stop = StopFlag()
  private let state = Mutex(State())

  private struct State {
    var events: [AlertEvent] = []
    var records: RecordCounter?
    var failure: String?
    var alertEvents: Int64 = 0
    var deadLetters: Int64 = 0
    var isOver = false
  }

  var events: [AlertEvent] { state.withLock { $0.events } }
  var records: Int64 { state.withLock { $0.records?.value ?? 0 } }
  /// Known once it has ended.
  var alertEventsTotal: Int64 { state.withLock { $0.alertEvents } }
  var deadLettersTotal: Int64 { state.withLock { $0.deadLetters } }
  /// What ended it, other than the stop flag.
  var failure: String? { state.withLock { $0.failure } }

  /// Starts the run; `clock` says what time it is there.
  func start(_ properties: ClientProperties, clock: RunClock) {
    let thread = Thread { [self] in
      do {
        try run(properties, clock)
      } catch {
        state.withLock { $0.failure = "\(error)" }
      }
      state.withLock { $0.isOver = true }
    }
    thread.stackSize = 4 << 20
    thread.start()
  }

  private func run(_ properties: ClientProperties, _ clock: RunClock) throws {
    let assembly = try History.assembly()
    var options = LiveRunOptions()
    options.commitEverySeconds = 0.2
    let run = try LiveRun(
      assembly: assembly, chain: assembly.chain(key: History.key, history: false),
      properties: properties, version: "test", clock: clock, options: options,
      log: Log(level: .error)
    ) { [self] event in
      state.withLock { $0.events.append(event) }
    }
    let records = run.records
    state.withLock { $0.records = records }
    try run.run(until: stop)
    let (alerts, letters) = (run.alertEventsTotal, run.deadLettersTotal)
    state.withLock {
      $0.alertEvents = alerts
      $0.deadLetters = letters
    }
  }

  /// Sets the stop flag and waits for the end.
  func end() async throws {
    stop.set()
    try await until(90, "the run has ended") { state.withLock { $0.isOver } }
  }
}

/// Waits for what other threads bring about, and fails the test where they do not.
func until(_ seconds: Double, _ what: Comment, _ isSo: () throws -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while try !isSo() {
    try #require(ContinuousClock.now < deadline, "not in \(seconds) s: \(what)")
    try await Task.sleep(for: .milliseconds(50))
  }
}
