internal import Alerts
internal import Glibc

/// A published alert event as two runs over the same history are compared: its bytes without mode,
/// references and input frontiers (`AlertEvent.withoutCircumstances`, on what stands in the log).
package enum ComparableAlert {
  /// The event is about ourselves, and not part of any history.
  package static func isOperational(_ payload: [UInt8]) -> Bool {
    find(#""subject":"ops/"#, in: payload) != nil
  }

  /// The event tells again, now that the present is reached, what opened quietly: that depends on when
  /// it was, and is not part of the history either.
  package static func isAnnouncement(_ payload: [UInt8], key: [UInt8]) -> Bool {
    let alertID = String(decoding: key, as: UTF8.self)
    let announced = AlertEvent.eventID(alertID: alertID, action: "announced")
    return find(#""id":"\#(announced)""#, in: payload) != nil
  }

  /// Of an event of the history.
  package static func bytes(of payload: [UInt8]) -> [UInt8] {
    var bytes = payload
    cut(#""mode":""#, upTo: UInt8(ascii: "\""), from: &bytes)
    cut(#""sampleRefs":["#, upTo: UInt8(ascii: "]"), from: &bytes)
    cut(#""inputFrontiers":{"#, upTo: UInt8(ascii: "}"), from: &bytes)
    return bytes
  }

  /// Takes out what stands between the end of `opening`, which ends in no other place, and `close`.
  private static func cut(_ opening: String, upTo close: UInt8, from bytes: inout [UInt8]) {
    guard let start = find(opening, in: bytes) else { return }
    let from = start + opening.utf8.count
    guard let end = bytes[from...].firstIndex(of: close) else { return }
    bytes.removeSubrange(from..<end)
  }

  private static func find(_ text: String, in bytes: [UInt8]) -> Int? {
    var text = text
    return text.withUTF8 { needle in
      bytes.withUnsafeBufferPointer { hay in
        guard let sought = needle.baseAddress, let base = hay.baseAddress else { return nil }
        var from = 0
        while from + needle.count <= hay.count {
          // Nearly every place is passed over by the first byte alone.
          guard
            let next = memchr(base + from, Int32(sought[0]), hay.count - needle.count + 1 - from)
          else { return nil }
          from = UnsafeRawPointer(next) - UnsafeRawPointer(base)
          if memcmp(base + from, sought, needle.count) == 0 { return from }
          from += 1
        }
        return nil
      }
    }
  }
}
