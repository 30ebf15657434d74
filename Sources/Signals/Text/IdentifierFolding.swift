/// What an identifier identifies, and so which of its characters are taken for others.
package enum IdentifierKind: String, Sendable, CaseIterable {
  /// A number plate, as a camera reads it.
  case plate
  /// Any other number, of a document or a device: it is read as it is, or not at all.
  case number
}

/// One written form for an identifier, so that spellings of it meet.
///
/// Letters of ASCII and Latin-1 become upper case; Arabic-Indic and full-width digits become those of
/// ASCII; the forms of alef are one; separators, marks of direction, vowel signs and lengthening go.
/// Letters of other scripts stay as they are: the Arabic series letter of a Moroccan plate is not the
/// Latin one.
package enum IdentifierFolding {
  /// Longest folded identifier; a longer one is none.
  package static let capacity = 64

  /// Folds UTF-8 into `out`, which has room for `capacity` bytes, and returns how many it wrote: 0
  /// where nothing is left, or for what is longer. A byte that is not UTF-8 is a separator.
  package static func fold(
    _ bytes: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer
  ) -> Int {
    var count = 0
    var at = 0
    while at < bytes.count {
      let (code, length) = scalar(bytes, at)
      at += length
      let folded = fold(code)
      guard folded != 0 else { continue }
      let size = folded < 0x80 ? 1 : folded < 0x800 ? 2 : folded < 0x1_0000 ? 3 : 4
      guard count + size <= capacity else { return 0 }
      write(folded, size, to: UnsafeMutableRawBufferPointer(rebasing: out[count...]))
      count += size
    }
    return count
  }

  /// 0: not part of an identifier.
  private static func fold(_ code: UInt32) -> UInt32 {
    switch code {
    case 0x30...0x39, 0x41...0x5A: code
    case 0x61...0x7A: code - 0x20
    case 0..<0xC0, 0xD7, 0xF7: 0
    case 0xE0...0xFE: code - 0x20
    case 0x0300...0x036F, 0x0640, 0x064B...0x065F, 0x0670, 0x061C: 0
    case 0x0622, 0x0623, 0x0625, 0x0671: 0x0627
    case 0x0660...0x0669: code - 0x0660 + 0x30
    case 0x06F0...0x06F9: code - 0x06F0 + 0x30
    case 0x060C, 0x061B, 0x066A...0x066D, 0x06D4: 0
    case 0x2000...0x2BFF, 0x3000...0x303F, 0xFE00...0xFE0F, 0xFEFF, 0xFFFD: 0
    case 0xFF10...0xFF19: code - 0xFF10 + 0x30
    case 0xFF21...0xFF3A: code - 0xFF21 + 0x41
    case 0xFF41...0xFF5A: code - 0xFF41 + 0x41
    case 0xFF01...0xFF0F, 0xFF1A...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFF65: 0
    default: code
    }
  }

  /// The scalar at `at` and the bytes that it takes; 0 and one for a byte that is not UTF-8.
  private static func scalar(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> (UInt32, Int) {
    let lead = bytes[at]
    if lead < 0x80 { return (UInt32(lead), 1) }
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard lead >= 0xC2, lead < 0xF5, at + length <= bytes.count else { return (0, 1) }
    var code = UInt32(lead) & (0xFF >> UInt32(length + 1))
    for index in 1..<length {
      let next = bytes[at + index]
      guard next & 0xC0 == 0x80 else { return (0, 1) }
      code = code << 6 | UInt32(next & 0x3F)
    }
    return (code, length)
  }

  private static func write(_ code: UInt32, _ size: Int, to out: UnsafeMutableRawBufferPointer) {
    guard size > 1 else {
      out[0] = UInt8(truncatingIfNeeded: code)
      return
    }
    let marks: UInt32 = size == 2 ? 0xC0 : size == 3 ? 0xE0 : 0xF0
    out[0] = UInt8(truncatingIfNeeded: marks | code >> UInt32(6 * (size - 1)))
    for index in 1..<size {
      let bits = code >> UInt32(6 * (size - 1 - index))
      out[index] = UInt8(truncatingIfNeeded: 0x80 | bits & 0x3F)
    }
  }

  /// What a camera reads for a character of a plate, and the other way round; 0 for none.
  static func confused(_ character: UInt8) -> UInt8 {
    switch character {
    case UInt8(ascii: "0"): UInt8(ascii: "O")
    case UInt8(ascii: "O"): UInt8(ascii: "0")
    case UInt8(ascii: "1"): UInt8(ascii: "I")
    case UInt8(ascii: "I"): UInt8(ascii: "1")
    case UInt8(ascii: "8"): UInt8(ascii: "B")
    case UInt8(ascii: "B"): UInt8(ascii: "8")
    case UInt8(ascii: "5"): UInt8(ascii: "S")
    case UInt8(ascii: "S"): UInt8(ascii: "5")
    default: 0
    }
  }
}
