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

  /// From now on SIGTERM and SIGINT set `ofSignals`; a second one of them kills, as by default.
  package static func watchSignals() {
    _ = ofSignals
    // Whoever started this process may have had them blocked, and that is handed down.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for number in [SIGTERM, SIGINT] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in StopFlag.ofSignals.set() }
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
      sigaction(number, &action, nil)
    }
  }
}
