/// A folded word as it is looked up: its first 16 bytes, zeros behind, and a hash of all of it.
struct WordKey: BitwiseCopyable {
  var first: UInt64
  var second: UInt64
  var hash: UInt64

  /// `count` is at least 1. Reads up to 15 bytes beyond the word, which must be readable.
  @inline(__always)
  init(_ word: UnsafeRawPointer, count: Int) {
    // Bits beyond the word: 0 to 56 of the first eight bytes, 0 or more of the second.
    let beyond = UInt64(truncatingIfNeeded: 64 &- 8 &* min(count, 8))
    let beyondSecond = UInt64(truncatingIfNeeded: 128 &- 8 &* min(count, 16))
    let all = UInt64.max
    first = word.loadUnaligned(as: UInt64.self) & (all &>> beyond)
    second =
      word.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      & (beyondSecond > 63 ? 0 : all &>> beyondSecond)
    hash = Self.multiply(first ^ 0x9E37_79B9_7F4A_7C15, second ^ 0xBF58_476D_1CE4_E5B9)
    if count > 16 { hash = Self.extended(hash, word, count) }
  }

  @inline(never)
  private static func extended(_ start: UInt64, _ word: UnsafeRawPointer, _ count: Int) -> UInt64 {
    var hash = start
    var offset = 16
    while offset < count {
      let beyond = UInt64(truncatingIfNeeded: 64 &- 8 &* min(count &- offset, 8))
      let part = word.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & (.max &>> beyond)
      hash = multiply(hash ^ part, 0x94D0_49BB_1331_11EB)
      offset &+= 8
    }
    return hash
  }

  /// Both halves of the product, one upon the other: every bit of both factors counts.
  @inline(__always)
  private static func multiply(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  // What the hash is used for; the ranges of bits overlap little.
  @inline(__always)
  var filterBit: Int { Int(truncatingIfNeeded: hash &>> 47) }
  @inline(__always)
  var slot: Int { Int(truncatingIfNeeded: hash & 0xFFFF_FFFF) }
  /// Twelve bits that stand in the slot and spare most comparisons of a wrong word.
  @inline(__always)
  var tag: UInt32 { UInt32(truncatingIfNeeded: hash &>> 35) & 0xFFF }
}
