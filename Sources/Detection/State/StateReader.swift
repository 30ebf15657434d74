package import EventTime

/// Why bytes of state or of a record cannot be read.
package enum StateError: Error, Sendable, Equatable {
  /// They end too early, do not match their checksum, or hold what nobody wrote.
  case damaged(String)
  /// A newer version of the software wrote them.
  case newer(what: String, version: Int, known: Int)
  /// They were written under settings that cannot be changed.
  case incompatible(String)
}

/// Reads what `StateWriter` wrote. Every read checks the bounds; damaged bytes are an error, never a
/// trap.
package struct StateReader {
  private let bytes: [UInt8]
  package private(set) var position: Int
  private let end: Int

  package init(_ bytes: [UInt8]) {
    self.init(bytes, 0..<bytes.count)
  }

  package init(_ bytes: [UInt8], _ range: Range<Int>) {
    precondition(range.upperBound <= bytes.count)
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  package var isAtEnd: Bool { position == end }
  package var remaining: Int { end - position }

  package mutating func byte() throws(StateError) -> UInt8 {
    guard position < end else { throw .damaged("the bytes end too early") }
    defer { position += 1 }
    return bytes[position]
  }

  package mutating func flag() throws(StateError) -> Bool {
    let value = try byte()
    guard value <= 1 else { throw .damaged("\(value) is no truth value") }
    return value == 1
  }

  package mutating func unsigned() throws(StateError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 63 || next <= 1 else { throw .damaged("a number of more than 64 bits") }
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return value }
      shift += 7
    }
  }

  package mutating func signed() throws(StateError) -> Int64 {
    let value = try unsigned()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// A number of elements, each of at least `elementBytes`: more than can follow is damage.
  package mutating func count(elementBytes: Int = 1) throws(StateError) -> Int {
    let value = try unsigned()
    guard value <= UInt64(remaining / max(1, elementBytes)) else {
      throw .damaged("\(value) elements where \(remaining) bytes are left")
    }
    return Int(value)
  }

  package mutating func int32() throws(StateError) -> Int32 {
    let value = try signed()
    guard let narrow = Int32(exactly: value) else { throw .damaged("\(value) is too large") }
    return narrow
  }

  package mutating func fixed32() throws(StateError) -> UInt32 { try load(UInt32.self) }
  package mutating func fixed64() throws(StateError) -> UInt64 { try load(UInt64.self) }

  package mutating func token() throws(StateError) -> UInt64 {
    guard remaining >= 6 else { throw .damaged("the bytes end too early") }
    var value: UInt64 = 0
    for shift in 0..<6 { value |= UInt64(bytes[position + shift]) << UInt64(8 * shift) }
    position += 6
    return value
  }

  package mutating func double() throws(StateError) -> Double {
    Double(bitPattern: try fixed64())
  }

  package mutating func instant() throws(StateError) -> Instant {
    Instant(microseconds: try signed())
  }

  package mutating func pane() throws(StateError) -> Pane { Pane(index: try signed()) }

  package mutating func text() throws(StateError) -> String {
    let length = try count()
    defer { position += length }
    guard let text = String(validating: bytes[position..<(position + length)], as: UTF8.self)
    else { throw .damaged("a text that is not UTF-8") }
    return text
  }

  package mutating func data() throws(StateError) -> [UInt8] {
    let length = try count()
    defer { position += length }
    return Array(bytes[position..<(position + length)])
  }

  /// Where the bytes of a text or of data stand, without a copy of them.
  package mutating func range() throws(StateError) -> Range<Int> {
    let length = try count()
    defer { position += length }
    return position..<(position + length)
  }

  /// Where the next `count` bytes stand, which are passed over.
  package mutating func skip(_ count: Int) throws(StateError) -> Range<Int> {
    guard count >= 0, count <= remaining else { throw .damaged("the bytes end too early") }
    defer { position += count }
    return position..<(position + count)
  }

  /// Appends `count` tokens of `width` bytes each, 6 or 8.
  package mutating func tokens(
    _ count: Int, width: Int, into tokens: inout [UInt64]
  ) throws(StateError) {
    precondition(width == 6 || width == 8)
    guard count >= 0, count <= remaining / width else {
      throw .damaged("the bytes end too early")
    }
    let start = position
    position += count * width
    tokens.reserveCapacity(tokens.count + count)
    bytes.withUnsafeBytes { bytes in
      for place in 0..<count {
        let at = start + place * width
        let low = UInt64(
          UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
        let high =
          width == 6
          ? UInt64(
            UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: at + 4, as: UInt16.self)))
          : UInt64(
            UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self)))
        tokens.append(high << 32 | low)
      }
    }
  }

  /// Everything must have been read.
  package func finish() throws(StateError) {
    guard isAtEnd else { throw .damaged("\(remaining) bytes too many") }
  }

  private mutating func load<Value: FixedWidthInteger>(_ type: Value.Type) throws(StateError)
    -> Value
  {
    let size = MemoryLayout<Value>.size
    guard remaining >= size else { throw .damaged("the bytes end too early") }
    defer { position += size }
    return bytes.withUnsafeBytes {
      Value(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Value.self))
    }
  }
}
