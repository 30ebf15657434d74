import Daemon
import EventTime
import Glibc

/// How far a long work is, in one line on a terminal that is drawn again; nothing elsewhere.
final class ProgressBar {
  /// What is counted.
  enum Unit { case bytes, records }

  private let total: Int64?
  private let unit: Unit
  private let started = SystemClock.monotonicNanoseconds()
  private var next: UInt64 = 0
  private var isShown = false

  /// - Parameter total: nil when the end is not known.
  init(total: Int64?, of unit: Unit = .bytes) {
    self.total = total
    self.unit = unit
  }

  /// Draws at most ten times a second.
  func show(_ done: Int64, at time: Instant? = nil) {
    guard Terminal.errorIsTerminal else { return }
    let now = SystemClock.monotonicNanoseconds()
    guard now >= next else { return }
    next = now + 100_000_000
    isShown = true
    var line = "\r\u{1B}[2K"
    if let total, total > 0 {
      let share = min(1, Double(done) / Double(total))
      let filled = Int(share * 30)
      line += "[" + String(repeating: "#", count: filled)
      line += String(repeating: ".", count: 30 - filled) + "] \(Int(share * 100)) %"
    } else {
      line += unit == .bytes ? "\(done >> 20) MB" : counted(done, "record")
    }
    let seconds = Double(now - started) / 1e9
    let rate = Double(done) / max(0.1, seconds)
    line += unit == .bytes ? "  \(Int(rate / 1e6)) MB/s" : "  \(Int(rate)) records/s"
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
