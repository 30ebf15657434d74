internal import Glibc
internal import Synchronization

/// Set once, by SIGTERM, SIGINT or a caller, when the work is to end in order.
///
/// `@unchecked` is not needed: the only state is an atomic.
package final class StopFlag: Sendable {
  private let flag = Atomic<Bool>(false)

  package init() {}

  package var isSet: Bool { flag.load(ordering: .relaxed) }
  package func set() { flag.store(true, ordering: .relaxed) }

  /// The flag that the signals set.
  package static let ofSignals = StopFlag()

  /// From now on SIGTERM and SIGINT set `ofSignals`. A second SIGINT kills, for whoever waits at a
  /// terminal; further SIGTERMs change nothing, for supervisors may send it to the process and again
  /// to its group, and the end in order must not be cut short by that.
  ///
  /// With `hangUpReloads` SIGHUP asks for a reload; otherwise it ends the process, as a terminal
  /// that is closed should.
  package static func watchSignals(hangUpReloads: Bool = false) {
    _ = ofSignals
    _ = ReloadRequest.ofSignals
    // Whoever started this process may have had them blocked, and that is handed down.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    if hangUpReloads { sigaddset(&signals, SIGHUP) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for number in [SIGTERM, SIGINT] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in StopFlag.ofSignals.set() }
      action.sa_flags = number == SIGINT ? Int32(bitPattern: UInt32(SA_RESETHAND)) : SA_RESTART
      sigaction(number, &action, nil)
    }
    guard hangUpReloads else { return }
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in ReloadRequest.ofSignals.make() }
    action.sa_flags = SA_RESTART
    sigaction(SIGHUP, &action, nil)
  }
}

/// Made by SIGHUP or a caller, taken once by whoever reloads; several in between are one.
package final class ReloadRequest: Sendable {
  private let isMade = Atomic<Bool>(false)

  package init() {}

  package func make() { isMade.store(true, ordering: .releasing) }

  /// Whether there was one since the last call.
  package func take() -> Bool { isMade.exchange(false, ordering: .acquiring) }

  /// The one that SIGHUP makes.
  package static let ofSignals = ReloadRequest()
}
