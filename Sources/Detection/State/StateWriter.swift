package import EventTime

/// Bytes of state or of a record between the stages: fixed little-endian numbers and varints.
///
/// The same values give the same bytes; floating-point numbers are stored as bits.
package struct StateWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  package mutating func byte(_ value: UInt8) { bytes.append(value) }
  package mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// Seven bits a byte, the lowest first.
  package mutating func unsigned(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Numbers near zero of either sign are short.
  package mutating func signed(_ value: Int64) {
    unsigned(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  package mutating func count(_ value: Int) { unsigned(UInt64(value)) }
  package mutating func fixed32(_ value: UInt32) { append(value.littleEndian) }
  package mutating func fixed64(_ value: UInt64) { append(value.littleEndian) }
  /// The low 48 bits.
  package mutating func token(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) {
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[..<6]))
    }
  }
  /// Tokens of `width` bytes each: 8, or 6 for those of at most 48 bits.
  package mutating func tokens(_ values: ArraySlice<UInt64>, width: Int) {
    precondition(width == 6 || width == 8)
    if width == 6 {
      for value in values { token(value) }
    } else {
      for value in values { fixed64(value) }
    }
  }
  package mutating func double(_ value: Double) { fixed64(value.bitPattern) }
  package mutating func instant(_ value: Instant) { signed(value.microseconds) }
  package mutating func pane(_ value: Pane) { signed(value.index) }

  package mutating func text(_ value: String) {
    count(value.utf8.count)
    bytes.append(contentsOf: value.utf8)
  }

  package mutating func data(_ value: [UInt8]) {
    count(value.count)
    bytes.append(contentsOf: value)
  }

  package mutating func raw(_ value: [UInt8]) { bytes.append(contentsOf: value) }
  package mutating func raw(_ value: ArraySlice<UInt8>) { bytes.append(contentsOf: value) }
  package mutating func raw(_ value: UnsafeRawBufferPointer) { bytes.append(contentsOf: value) }

  private mutating func append<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }
}
