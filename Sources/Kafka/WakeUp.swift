internal import CRdKafka
internal import Glibc

/// An event descriptor that ends a consumer's `wait`, from any thread.
package final class WakeUp: Sendable {
  /// What is written to the descriptor: an eventfd takes eight bytes, and adds them up.
  static let token: UInt64 = 1

  let descriptor: Int32

  package init() {
    descriptor = vigie_eventfd()
    precondition(descriptor >= 0, "no file descriptor left")
  }

  deinit { close(descriptor) }

  /// Ends the wait that is under way, or else the next one.
  package func signal() {
    var token = Self.token
    // It fails only when 2^64 − 2 signals stand there unread: then it is awake already.
    _ = write(descriptor, &token, MemoryLayout<UInt64>.size)
  }

  /// Waits for a signal, and takes it; returns whether there was one.
  func wait(timeoutMilliseconds: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, timeoutMilliseconds) > 0 else { return false }
    var count: UInt64 = 0
    return read(descriptor, &count, MemoryLayout<UInt64>.size) > 0
  }
}
