package import EventTime

/// The record with which `vigie exercise` tests the alarm: a payload that no source's format needs.
///
/// Its bytes are exactly `{"vigieExercise":"ID","sent":"TIME"}`, with an id of 32 hexadecimal digits
/// in lower case and a time as `Instant.rfc3339` writes it. A decoder leaves such a record out,
/// whatever its source maps; a stage that sees one says so downstream.
package struct ExerciseMark: Hashable, Sendable, BitwiseCopyable {
  /// The first and the last 64 bits of the id.
  package var idHigh: UInt64
  package var idLow: UInt64
  /// When it was produced, by the clock of whoever did.
  package var sent: Instant

  package init(idHigh: UInt64, idLow: UInt64, sent: Instant) {
    self.idHigh = idHigh
    self.idLow = idLow
    self.sent = sent
  }

  /// What the payload begins with.
  private static let prefix: StaticString = #"{"vigieExercise":"#
  /// The first eight bytes of it, `{"vigieE`, as they lie in memory.
  private static let magic = UInt64(littleEndian: 0x4565_6967_6976_227B)
  private static let middle = #"","sent":""#
  private static let idDigits = 32

  /// Whether the payload is one of an exercise, or tries to be. One comparison for any other.
  @inline(__always)
  static func begins(_ payload: UnsafeRawBufferPointer) -> Bool {
    guard payload.count >= 8, payload.loadUnaligned(as: UInt64.self) == magic else { return false }
    return beginsWhole(payload)
  }

  @inline(never)
  private static func beginsWhole(_ payload: UnsafeRawBufferPointer) -> Bool {
    prefix.withUTF8Buffer { payload.starts(with: $0) }
  }

  /// Reads a payload; nil unless it is exactly what `payload` writes.
  package init?(payload: UnsafeRawBufferPointer) {
    let first = Self.prefix.utf8CodeUnitCount + 1
    let second = first + Self.idDigits + Self.middle.utf8.count
    guard Self.begins(payload), payload.count > second + 2,
      let high = Self.number(payload[first..<first + Self.idDigits / 2]),
      let low = Self.number(payload[first + Self.idDigits / 2..<first + Self.idDigits]),
      let sent = Instant.rfc3339(
        UnsafeRawBufferPointer(rebasing: payload[second..<payload.count - 2]), zone: .utc)
    else { return nil }
    self.init(idHigh: high, idLow: low, sent: sent)
    guard payload.elementsEqual(self.payload) else { return nil }
  }

  /// The id as 32 hexadecimal digits.
  package var id: String { Self.digits(idHigh) + Self.digits(idLow) }

  /// The bytes of the record.
  package var payload: [UInt8] {
    Array(#"\#(Self.prefix)"\#(id)\#(Self.middle)\#(sent.rfc3339)"}"#.utf8)
  }

  private static func digits(_ value: UInt64) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }

  private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> UInt64? {
    UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
