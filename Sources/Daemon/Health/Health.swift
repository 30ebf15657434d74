internal import Synchronization

/// How the daemon is: its components, and its threads' signs of life.
///
/// Written by the threads that do the work, read by the admin server and the watchdog. States
/// change rarely, and take a lock; a beat takes none.
package final class Health: Sendable {
  private struct State {
    var components: [String: ComponentState] = [:]
    var pulses: [Pulse] = []
  }

  private let state = Mutex(State())
  private let clock: @Sendable () -> UInt64

  /// `clock` gives monotonic nanoseconds.
  package init(clock: @escaping @Sendable () -> UInt64 = SystemClock.monotonicNanoseconds) {
    self.clock = clock
  }

  /// Names a component, or changes its state.
  package func set(_ component: String, _ new: ComponentState) {
    state.withLock { $0.components[component] = new }
  }

  /// The component is no part of the daemon any more.
  package func remove(_ component: String) {
    state.withLock { _ = $0.components.removeValue(forKey: component) }
  }

  package func state(of component: String) -> ComponentState? {
    state.withLock { $0.components[component] }
  }

  /// A new thread's sign of life, beginning with a beat now; a second one of a name replaces it.
  package func pulse(_ name: String, limitSeconds: Double) -> Pulse {
    let pulse = Pulse(name: name, limitSeconds: limitSeconds, clock: clock)
    state.withLock { state in
      state.pulses.removeAll { $0.name == name }
      state.pulses.append(pulse)
    }
    return pulse
  }

  /// Everything at one moment.
  package func report() -> HealthReport {
    let (components, pulses) = state.withLock { ($0.components, $0.pulses) }
    let now = clock()
    return HealthReport(
      components: components.map { .init(name: $0, state: $1) }.sorted { $0.name < $1.name },
      threads: pulses.filter { !$0.hasEnded }.sorted { $0.name < $1.name }.map { pulse in
        .init(
          name: pulse.name, silentSeconds: pulse.silentSeconds(at: now),
          isHung: pulse.overdueSeconds(at: now) != nil)
      })
  }

  /// Whether no thread hangs.
  package var isAlive: Bool {
    let pulses = state.withLock { $0.pulses }
    let now = clock()
    return pulses.allSatisfy { $0.overdueSeconds(at: now) == nil }
  }
}

/// How the daemon was at one moment.
package struct HealthReport: Sendable, Equatable {
  package struct Component: Sendable, Equatable {
    package var name: String
    package var state: ComponentState
  }

  package struct Thread: Sendable, Equatable {
    package var name: String
    /// Since its last beat.
    package var silentSeconds: Double
    package var isHung: Bool
  }

  /// By name.
  package var components: [Component]
  /// By name, without those that have ended in order.
  package var threads: [Thread]

  /// Whether no thread hangs. What a component says of itself has no part in it: to start a daemon
  /// anew does not bring a broker back.
  package var isAlive: Bool { threads.allSatisfy { !$0.isHung } }

  /// Whether every component is ready, and there is one.
  package var isReady: Bool {
    !components.isEmpty && components.allSatisfy(\.state.isReady)
  }

  /// Names and words of what is not ready, or hangs, for a status of one line; nil: all is well.
  package var trouble: String? {
    var parts = threads.filter(\.isHung).map { "thread \($0.name) hangs" }
    if components.isEmpty { parts.append("starting") }
    for component in components where component.state != .ready {
      parts.append("\(component.name) \(component.state.words)")
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}
