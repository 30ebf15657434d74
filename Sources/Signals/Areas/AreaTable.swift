import EventTime

/// A table from 64-bit keys to areas by open addressing: built once, then only read.
///
/// Keys are short codes packed into a word, which are exact, or hashes of names, which are taken to
/// be equal when their 64 bits are: with 2¹⁶ names a strange name hits by chance once in 2⁴⁸.
struct AreaTable: Sendable {
  /// What `find` gives for a key that is not there.
  static let absent = Int32.min

  private var keys: [UInt64]
  private var values: [Int32]
  private(set) var count = 0

  /// An empty table; key 0 stands for a free slot.
  init() {
    keys = [UInt64](repeating: 0, count: 16)
    values = [Int32](repeating: Self.absent, count: 16)
  }

  /// Sets the value of `key`, which is not 0 (a hash that is 0 is moved by `key(hash:)`).
  mutating func insert(_ value: Int32, for key: UInt64) {
    precondition(key != 0, "key 0 is a free slot")
    if (count + 1) * 2 > keys.count { grow() }
    let slot = slot(of: key)
    if keys[slot] == 0 { count += 1 }
    keys[slot] = key
    values[slot] = value
  }

  /// The value of `key`, or `absent`. Expected O(1): at most half of the slots are taken.
  @inline(__always)
  func find(_ key: UInt64) -> Int32 { values[slot(of: key)] }

  /// The slot that holds `key`, or the free one where it would go.
  @inline(__always)
  private func slot(of key: UInt64) -> Int {
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: mix64(key)) & mask
    while keys[slot] != key && keys[slot] != 0 { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    let (oldKeys, oldValues) = (keys, values)
    keys = [UInt64](repeating: 0, count: oldKeys.count * 2)
    values = [Int32](repeating: Self.absent, count: oldKeys.count * 2)
    for (key, value) in zip(oldKeys, oldValues) where key != 0 {
      let slot = slot(of: key)
      keys[slot] = key
      values[slot] = value
    }
  }

  /// A key from a hash.
  @inline(__always)
  static func key(hash: UInt64) -> UInt64 { hash == 0 ? 1 : hash }
}

/// A code of one to eight ASCII letters, digits and marks, as a number: the same for both cases.
struct PackedCode {
  var key: UInt64
  /// Bytes, without spaces around.
  var count: Int
  /// Whether all bytes from the third on are digits: then the first ones may be a prefix.
  var endsInDigits: Bool

  /// The code in `bytes` without the spaces around it; nil when it is empty, longer than eight
  /// bytes, or has anything but visible ASCII in it.
  @inline(__always)
  init?(_ bytes: UnsafeRawBufferPointer) {
    var start = 0
    var end = bytes.count
    while start < end, bytes[start] == 0x20 { start += 1 }
    while end > start, bytes[end - 1] == 0x20 { end -= 1 }
    count = end - start
    guard count > 0, count <= 8 else { return nil }
    key = 0
    endsInDigits = true
    for i in start..<end {
      var byte = bytes[i]
      guard byte > 0x20, byte < 0x7F else { return nil }
      if byte >= 0x61, byte <= 0x7A { byte -= 0x20 }
      if i - start >= 2, byte < 0x30 || byte > 0x39 { endsInDigits = false }
      key = key << 8 | UInt64(byte)
    }
  }

  /// The first `count` bytes of the code.
  @inline(__always)
  func prefix(_ count: Int) -> UInt64 { key >> UInt64(8 * (self.count - count)) }

  /// The code with a zero before it, which a spreadsheet may have eaten.
  @inline(__always)
  mutating func padWithZero() {
    key |= UInt64(0x30) << UInt64(8 * count)
    count += 1
  }

  /// The key of the code without its leading zeros, or nil when it has none.
  var withoutLeadingZeros: UInt64? {
    var rest = count
    while rest > 1, key >> UInt64(8 * (rest - 1)) & 0xFF == 0x30 { rest -= 1 }
    return rest == count ? nil : key & ((1 << UInt64(8 * rest)) - 1)
  }
}
