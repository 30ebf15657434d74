import Daemon
import Synchronization
import Testing

/// A clock that stands still until it is moved.
final class HandClock: Sendable {
  private let nanoseconds = Atomic<UInt64>(1_000_000_000_000)

  var read: @Sendable () -> UInt64 { { [self] in nanoseconds.load(ordering: .relaxed) } }

  func pass(seconds: Double) {
    nanoseconds.wrappingAdd(UInt64(seconds * 1e9), ordering: .relaxed)
  }
}

@Suite struct HealthTests {
  let clock = HandClock()
  let health: Health

  init() { health = Health(clock: clock.read) }

  @Test func nothingIsReadyBeforeAComponentSaysSo() {
    #expect(!health.report().isReady)
    health.set("observe posts", .ready)
    #expect(health.report().isReady)
    health.set("observe counts", .starting)
    #expect(!health.report().isReady)
    health.remove("observe counts")
    #expect(health.report().isReady)
  }

  @Test(arguments: [
    (ComponentState.starting, false, "starting"),
    (.restoring(progress: 0), false, "restoring: 0 %"),
    (.restoring(progress: 0.999), false, "restoring: 99 %"), (.ready, true, "ready"),
    (.degraded(reason: "slow"), true, "degraded: slow"),
    (.failed(reason: "no broker"), false, "failed: no broker"),
  ])
  func eachStateIsReadyOrNotAndSaysWhy(_ state: ComponentState, _ isReady: Bool, _ words: String) {
    health.set("a", state)
    #expect(health.report().isReady == isReady)
    #expect(health.state(of: "a") == state)
    #expect(state.words == words)
    #expect(health.report().trouble == (state == .ready ? nil : "a \(words)"))
  }

  @Test func aThreadHangsWhenItHasNotTurnedForLongerThanItsLimit() {
    let pulse = health.pulse("detect-0", limitSeconds: 30)
    clock.pass(seconds: 30)
    #expect(health.isAlive)
    clock.pass(seconds: 1)
    #expect(!health.isAlive)
    let thread = health.report().threads[0]
    #expect(thread.name == "detect-0" && thread.silentSeconds == 31 && thread.isHung)
    #expect(health.report().trouble == "thread detect-0 hangs; starting")
    pulse.beat()
    #expect(health.isAlive && health.report().threads[0].silentSeconds == 0)
  }

  @Test func whatIsKnownToTakeLongIsWaitedFor() {
    let pulse = health.pulse("alert", limitSeconds: 5)
    pulse.beat(thenSilentFor: 60)
    clock.pass(seconds: 59)
    #expect(health.isAlive)
    pulse.beat()
    clock.pass(seconds: 6)
    #expect(!health.isAlive)
    // A shorter time than the limit does not lower it.
    pulse.beat(thenSilentFor: 1)
    clock.pass(seconds: 4)
    #expect(health.isAlive)
  }

  @Test func aThreadThatHasEndedIsNotWaitedFor() {
    let pulse = health.pulse("alert", limitSeconds: 5)
    pulse.end()
    clock.pass(seconds: 100)
    #expect(health.isAlive && health.report().threads.isEmpty)
  }

  @Test func aThreadThatBeginsAnewReplacesTheOldOne() {
    _ = health.pulse("alert", limitSeconds: 5)
    clock.pass(seconds: 100)
    let second = health.pulse("alert", limitSeconds: 5)
    second.beat()
    #expect(health.isAlive && health.report().threads.count == 1)
  }

  @Test func aComponentThatFailedDoesNotKillTheDaemon() {
    health.set("observe posts", .failed(reason: "no broker"))
    #expect(health.isAlive && health.report().isAlive)
  }
}
