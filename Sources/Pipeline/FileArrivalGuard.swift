package import EventTime
package import Signals

/// Stands in for the arrival where a file has none.
///
/// There the arrival is the event time itself, so nothing else can tell a clock that ran ahead: a
/// jump over a day that the next event does not follow is rejected as `future`. Signals after such
/// a jump are held until the next event is known.
package struct FileArrivalGuard: Sendable {
  /// A jump forward longer than this needs the next event to confirm it.
  package static let jump = Interval.days(1)

  private var latest = Instant.distantPast
  private var held: [Signal] = []
  /// The details of the signals that are held, copied: those of a batch go with it.
  private var heldDetails: [UInt64] = []

  package init() {}

  /// Passes on what is decided, in order; the rest is held.
  package mutating func pass(
    _ signals: UnsafeBufferPointer<Signal>, details: UnsafeRawBufferPointer? = nil,
    to take: (UnsafeBufferPointer<Signal>, UnsafeRawBufferPointer?) -> Void
  ) {
    if held.isEmpty && !hasJump(signals) {
      take(signals, details)
      return
    }
    let first = held.count
    held.append(contentsOf: signals)
    Self.keep(&held, from: first, details?.baseAddress, into: &heldDetails)
    decide(isEnd: false, take)
  }

  /// Copies the details that the signals from `first` on point at, and lets them point there.
  private static func keep(
    _ signals: inout [Signal], from first: Int, _ source: UnsafeRawPointer?,
    into details: inout [UInt64]
  ) {
    for position in signals.indices[first...] where signals[position].detail >= 0 {
      guard let source else {
        signals[position].detail = -1
        continue
      }
      let detail = DetailArena.detail(signals[position].detail, in: source)
      signals[position].detail = Int32(details.count)
      let size = Int(detail.load(as: PostDetail.self).size)
      details.append(
        contentsOf: UnsafeBufferPointer(
          start: detail.assumingMemoryBound(to: UInt64.self), count: size / DetailArena.unit))
    }
  }

  /// The file has ended: a last jump has nothing against it.
  package mutating func finish(
    _ take: (UnsafeBufferPointer<Signal>, UnsafeRawBufferPointer?) -> Void
  ) {
    decide(isEnd: true, take)
  }

  /// Follows the times of a batch; true, with nothing changed, when one of them is a jump.
  private mutating func hasJump(_ signals: UnsafeBufferPointer<Signal>) -> Bool {
    var reached = latest
    let jump = Self.jump
    var hasBegun = latest != .distantPast
    for position in signals.indices where signals[position].isAccepted {
      let time = signals[position].time
      if hasBegun && time > reached + jump { return true }
      reached = max(reached, time)
      hasBegun = true
    }
    latest = reached
    return false
  }

  private mutating func decide(
    isEnd: Bool, _ take: (UnsafeBufferPointer<Signal>, UnsafeRawBufferPointer?) -> Void
  ) {
    var decided = 0
    while decided < held.count {
      guard held[decided].outcome == .accepted else {
        decided += 1
        continue
      }
      let time = held[decided].time
      if latest != .distantPast && time > latest + Self.jump {
        let next = held[(decided + 1)...].first { $0.outcome == .accepted }
        if next == nil && !isEnd { break }
        if let next, next.time + Self.jump < time {
          held[decided].outcome = .rejected
          held[decided].reason = .future
          held[decided].arrival = latest
          decided += 1
          continue
        }
      }
      latest = max(latest, time)
      decided += 1
    }
    held.withUnsafeBufferPointer { all in
      heldDetails.withUnsafeBytes { details in
        take(UnsafeBufferPointer(rebasing: all[0..<decided]), details)
      }
    }
    held.removeFirst(decided)
    guard decided > 0 else { return }
    var kept: [UInt64] = []
    heldDetails.withUnsafeBytes { Self.keep(&held, from: 0, $0.baseAddress, into: &kept) }
    heldDetails = kept
  }
}
