internal import Glibc
internal import Synchronization

/// Feeds the service manager's watchdog while every thread of the daemon turns, so that a hung one
/// makes the manager restart the process.
///
/// It has a thread of its own, which wakes twice in a period of the watchdog. It ends when told to,
/// or with the last reference.
package final class Watchdog: Sendable {
  private let loop: WatchdogLoop
  private let thread: Mutex<pthread_t?>

  /// Nil where the manager has asked this process for no sign of life, or no thread can be had,
  /// which is logged.
  package convenience init?(health: Health, log: Log, notifier: ServiceNotifier = .init()) {
    guard let seconds = ServiceNotifier.watchdogSeconds else { return nil }
    self.init(periodSeconds: seconds / 2, health: health, log: log, notifier: notifier)
  }

  private init?(periodSeconds: Double, health: Health, log: Log, notifier: ServiceNotifier) {
    guard
      let loop = WatchdogLoop(
        periodSeconds: periodSeconds, health: health, log: log, notifier: notifier)
    else {
      log(.error, "no watchdog: no pipe can be made")
      return nil
    }
    self.loop = loop
    var thread = pthread_t()
    // The thread holds a reference of its own, and gives it back at its end.
    let context = Unmanaged.passRetained(loop)
    guard pthread_create(&thread, nil, WatchdogLoop.main, context.toOpaque()) == 0 else {
      context.release()
      loop.end()
      log(.error, "no watchdog: no thread can be made")
      return nil
    }
    self.thread = Mutex(thread)
  }

  deinit { stop() }

  /// The manager is not fed any more. A second call does nothing.
  package func stop() {
    let running = thread.withLock { thread -> pthread_t? in
      let running = thread
      thread = nil
      return running
    }
    guard let running else { return }
    loop.end()
    pthread_join(running, nil)
  }
}

/// What the watchdog's thread does.
private final class WatchdogLoop: Sendable {
  private let periodSeconds: Double
  private let health: Health
  private let log: Log
  private let notifier: ServiceNotifier
  /// Of a pipe whose writing end is closed when the thread is to end.
  private let reading: Int32
  private let writing: Int32

  init?(periodSeconds: Double, health: Health, log: Log, notifier: ServiceNotifier) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    reading = ends[0]
    writing = ends[1]
    self.periodSeconds = periodSeconds
    self.health = health
    self.log = log
    self.notifier = notifier
  }

  deinit { close(reading) }

  func end() { close(writing) }

  static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
    context in
    if let context { Unmanaged<WatchdogLoop>.fromOpaque(context).takeRetainedValue().run() }
    return nil
  }

  private func run() {
    var wasAlive = true
    repeat {
      let report = health.report()
      if report.isAlive { notifier.feedWatchdog() }
      if report.isAlive != wasAlive { tell(report) }
      wasAlive = report.isAlive
    } while !hasEnded()
  }

  private func tell(_ report: HealthReport) {
    guard !report.isAlive else { return log(.warning, "threads turn again") }
    for thread in report.threads where thread.isHung {
      log(
        .error, "thread hangs: the service manager is not fed until it turns",
        ["thread": thread.name, "silentSeconds": String(Int(thread.silentSeconds))])
    }
  }

  /// Waits for a period, or for the end.
  private func hasEnded() -> Bool {
    var waited = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
    return poll(&waited, 1, Int32(clamping: Int(periodSeconds * 1000))) > 0
  }
}
