import EventTime
import Pipeline
import Signals
import Testing

@Suite("Arrivals of files")
struct FileArrivalGuardTests {
  /// Signals at these hours, each with a detail that says the hour in its tokens.
  static func batch(_ hours: [Int]) -> ([Signal], [UInt64]) {
    var signals: [Signal] = []
    var details: [UInt64] = []
    for hour in hours {
      var signal = Signal()
      signal.time = Instant(microseconds: Int64(hour) * 3_600_000_000)
      signal.arrival = signal.time
      signal.detail = Int32(details.count)
      var detail = PostDetail()
      detail.tokens = UInt16(hour)
      detail.size = UInt32(PostDetail.headerBytes)
      withUnsafeBytes(of: detail) { bytes in
        var words = [UInt64](repeating: 0, count: PostDetail.headerBytes / DetailArena.unit)
        words.withUnsafeMutableBytes { $0.copyMemory(from: bytes) }
        details += words
      }
      signals.append(signal)
    }
    return (signals, details)
  }

  @Test func heldSignalKeepsItsDetailBeyondItsBatch() {
    var held = FileArrivalGuard()
    var seen: [[Int]] = []
    let take = { (signals: UnsafeBufferPointer<Signal>, details: UnsafeRawBufferPointer?) in
      for signal in signals {
        let detail = details?.baseAddress.map {
          DetailArena.detail(signal.detail, in: $0).load(as: PostDetail.self)
        }
        seen.append([
          Int(signal.time.microseconds / 3_600_000_000), Int(detail?.tokens ?? 0),
          signal.isAccepted ? 1 : 0,
        ])
      }
    }
    // 100 is a jump that 101 confirms; 200 is one that 102 does not; 300 ends the file.
    for hours in [[1, 2], [3, 100], [101, 200], [102, 103], [300]] {
      var (signals, details) = Self.batch(hours)
      signals.withUnsafeBufferPointer { signals in
        details.withUnsafeBytes { held.pass(signals, details: $0, to: take) }
      }
      // The batch's memory is used again.
      for place in details.indices { details[place] = .max }
      signals.removeAll()
    }
    held.finish(take)
    #expect(
      seen == [
        [1, 1, 1], [2, 2, 1], [3, 3, 1], [100, 100, 1], [101, 101, 1], [200, 200, 0],
        [102, 102, 1], [103, 103, 1], [300, 300, 1],
      ])
  }
}
