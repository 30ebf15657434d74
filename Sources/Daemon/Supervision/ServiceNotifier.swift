internal import CSystemd

/// Tells the service manager, systemd, how the daemon is; says nothing where there is none.
///
/// The manager is found through `NOTIFY_SOCKET` in the environment, at each call.
package struct ServiceNotifier: Sendable {
  package init() {}

  /// The daemon does its work: at the end of the start, and of every reload, a failed one too.
  package func ready(_ status: String) { tell(["READY=1", Self.line(status)]) }

  /// A line for `systemctl status`.
  package func status(_ status: String) { tell([Self.line(status)]) }

  /// A reload begins; `ready` ends it.
  package func reloading() {
    let now = SystemClock.monotonicNanoseconds() / 1000
    tell(["RELOADING=1", "MONOTONIC_USEC=\(now)"])
  }

  /// The end in order begins.
  package func stopping(_ status: String) { tell(["STOPPING=1", Self.line(status)]) }

  /// Starting or stopping takes longer: from now on, at least `seconds` more are needed.
  ///
  /// To be said again before they are over, for as long as there is progress.
  package func extendTimeout(seconds: Double) {
    precondition(seconds > 0)
    tell(["EXTEND_TIMEOUT_USEC=\(UInt64(seconds * 1e6))"])
  }

  /// All is well for another period of the manager's watchdog.
  func feedWatchdog() { tell(["WATCHDOG=1"]) }

  /// How often the manager wants to hear that, at the least; nil: it does not ask this process.
  static var watchdogSeconds: Double? {
    var microseconds: UInt64 = 0
    guard sd_watchdog_enabled(0, &microseconds) > 0, microseconds > 0 else { return nil }
    return Double(microseconds) / 1e6
  }

  private func tell(_ lines: [String]) {
    // That nobody listens is no error of ours, and there is nobody else to tell.
    _ = sd_notify(0, lines.joined(separator: "\n"))
  }

  private static func line(_ status: String) -> String {
    "STATUS=" + status.replacing("\n", with: " ")
  }
}
