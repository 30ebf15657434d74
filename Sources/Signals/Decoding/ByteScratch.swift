internal import CSimdJSON

/// Bytes under construction, in memory that is kept: it grows to the largest need and stays there.
package struct ByteScratch: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  package private(set) var count = 0

  package init(capacity: Int) {
    self.capacity = max(capacity, 64)
    base = .allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit { base.deallocate() }

  /// What was written since `removeAll`; valid until the next change.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  package mutating func removeAll() { count = 0 }

  /// Makes room for `more` bytes and gives it; `commit` says how many of them were written.
  mutating func reserve(_ more: Int) -> UnsafeMutableRawBufferPointer {
    if count + more > capacity {
      let larger = max(count + more, 2 * capacity)
      let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
      moved.copyMemory(from: base, byteCount: count)
      base.deallocate()
      base = moved
      capacity = larger
    }
    return UnsafeMutableRawBufferPointer(start: base + count, count: more)
  }

  mutating func commit(_ written: Int) {
    precondition(written >= 0 && count + written <= capacity, "more written than reserved")
    count += written
  }

  mutating func append(_ byte: UInt8) {
    reserve(1)[0] = byte
    count += 1
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    reserve(bytes.count).baseAddress?.copyMemory(from: source, byteCount: bytes.count)
    count += bytes.count
  }

  /// Appends a scalar as text, a number in its shortest decimal form; an object, an array, null or
  /// an absent field adds nothing.
  mutating func append(_ field: FieldView) {
    switch field.kind {
    case .string: append(field.text)
    case .int64: append(decimal: field.int64.magnitude, negative: field.int64 < 0)
    case .uint64: append(decimal: field.bits, negative: false)
    case .double:
      let room = reserve(32)
      guard let start = room.baseAddress else { return }
      count += vigie_double_text(field.double, start.assumingMemoryBound(to: CChar.self))
    case .bool:
      let text: StaticString = field.bits != 0 ? "true" : "false"
      append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    case .absent, .null, .object, .array: return
    }
  }

  private mutating func append(decimal value: UInt64, negative: Bool) {
    let room = reserve(20)
    var rest = value
    var at = 20
    repeat {
      at -= 1
      room[at] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    if negative {
      at -= 1
      room[at] = 0x2D
    }
    guard let start = room.baseAddress else { return }
    start.copyMemory(from: start + at, byteCount: 20 - at)
    count += 20 - at
  }
}
