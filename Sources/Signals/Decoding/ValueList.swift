/// Values of the configuration, as compared with fields: strings by their bytes, numbers by value,
/// booleans by their JSON text.
struct ValueList: ~Copyable {
  private struct Value: BitwiseCopyable {
    var first: UInt64
    var start: Int
    var length: Int
    var kind: FieldType
    var bits: UInt64
  }

  private let values: UnsafeMutableBufferPointer<Value>
  private let text: UnsafeMutableRawBufferPointer

  init(_ texts: [String]) {
    values = .allocate(capacity: texts.count)
    // Eight bytes more, so that the first eight of any value can be read at once.
    text = .allocate(
      byteCount: texts.reduce(8) { $0 + $1.utf8.count }, alignment: 8)
    text.initializeMemory(as: UInt8.self, repeating: 0)
    var at = 0
    for (index, value) in texts.enumerated() {
      let start = at
      for byte in value.utf8 {
        text[at] = byte
        at += 1
      }
      let number = ValueList.number(value)
      values.initializeElement(
        at: index,
        to: Value(
          first: 0, start: start, length: at - start, kind: number.kind, bits: number.bits))
    }
    for index in values.indices {
      let bytes = UnsafeRawBufferPointer(rebasing: text[values[index].start...])
      values[index].first = ValueList.first(bytes, length: values[index].length)
    }
  }

  deinit {
    values.deallocate()
    text.deallocate()
  }

  var indices: Range<Int> { values.indices }

  /// The first value in `range` that is the scalar `field`, or −1. O(range).
  func index(of field: FieldView, in range: Range<Int>) -> Int {
    switch field.kind {
    case .string: return index(of: field.text, in: range)
    case .bool:
      let word: StaticString = field.bits != 0 ? "true" : "false"
      return index(
        of: UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount),
        in: range)
    case .int64, .uint64, .double:
      for index in range where equal(values[index], field) { return index }
      return -1
    case .absent, .null, .object, .array: return -1
    }
  }

  private func index(of bytes: UnsafeRawBufferPointer, in range: Range<Int>) -> Int {
    let first = ValueList.first(bytes, length: bytes.count)
    for index in range {
      let value = values[index]
      guard value.length == bytes.count, value.first == first else { continue }
      if value.length <= 8 { return index }
      if equal(value, bytes) { return index }
    }
    return -1
  }

  /// Whether the bytes, as many as the value has and more than eight, are its own: by words, the
  /// last of which may overlap the one before.
  private func equal(_ value: Value, _ bytes: UnsafeRawBufferPointer) -> Bool {
    var at = 8
    while at < value.length {
      let offset = min(at, value.length - 8)
      let known = text.loadUnaligned(fromByteOffset: value.start + offset, as: UInt64.self)
      if known != bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) { return false }
      at += 8
    }
    return true
  }

  private func equal(_ value: Value, _ field: FieldView) -> Bool {
    switch (value.kind, field.kind) {
    case (.int64, .int64), (.uint64, .uint64): value.bits == field.bits
    case (.int64, .double): Double(Int64(bitPattern: value.bits)) == field.double
    case (.double, .double): Double(bitPattern: value.bits) == field.double
    case (.double, .int64): Double(bitPattern: value.bits) == Double(field.int64)
    default: false
    }
  }

  /// The first eight bytes, zeros after the end.
  private static func first(_ bytes: UnsafeRawBufferPointer, length: Int) -> UInt64 {
    if length >= 8 { return bytes.loadUnaligned(as: UInt64.self) }
    if length >= 4 {
      // The first four and the last four, which may overlap.
      let low = UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
      let high = UInt32(
        littleEndian: bytes.loadUnaligned(fromByteOffset: length - 4, as: UInt32.self))
      return UInt64(littleEndian: UInt64(low) | UInt64(high) << UInt64(8 * (length - 4)))
    }
    var word: UInt64 = 0
    for index in 0..<length { word |= UInt64(bytes[index]) << UInt64(8 * index) }
    return UInt64(littleEndian: word)
  }

  /// What number a text is, so that the condition `1` also holds for a number 1.0.
  private static func number(_ text: String) -> (kind: FieldType, bits: UInt64) {
    if let value = Int64(text) { return (.int64, UInt64(bitPattern: value)) }
    if let value = UInt64(text) { return (.uint64, value) }
    if let value = Double(text), value.isFinite { return (.double, value.bitPattern) }
    return (.absent, 0)
  }
}
