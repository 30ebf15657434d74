import Daemon
import EventTime
import Glibc

/// How far a long work is, in one line on a terminal that is drawn again; nothing elsewhere.
final class ProgressBar {
  private let total: Int64?
  private let started = SystemClock.monotonicNanoseconds()
  private var next: UInt64 = 0
  private var isShown = false

  /// - Parameter totalBytes: nil when the end is not known.
  init(totalBytes: Int64?) { total = totalBytes }

  /// Draws at most ten times a second.
  func show(_ bytes: Int64, at time: Instant?) {
    guard Terminal.errorIsTerminal else { return }
    let now = SystemClock.monotonicNanoseconds()
    guard now >= next else { return }
    next = now + 100_000_000
    isShown = true
    var line = "\r\u{1B}[2K"
    if let total, total > 0 {
      let share = min(1, Double(bytes) / Double(total))
      let filled = Int(share * 30)
      line += "[" + String(repeating: "#", count: filled)
      line += String(repeating: ".", count: 30 - filled) + "] \(Int(share * 100)) %"
    } else {
      line += "\(bytes >> 20) MB"
    }
    let seconds = Double(now - started) / 1e9
    line += "  \(Int(Double(bytes) / 1e6 / max(0.1, seconds))) MB/s"
    if let time { line += "  at \(time.rfc3339.prefix(16))Z" }
    Terminal.write(line, to: 2)
  }

  func end() {
    if isShown { Terminal.write("\r\u{1B}[2K", to: 2) }
  }
}

/// Nanoseconds of processor time that this thread has used.
@Sendable
func processorNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
