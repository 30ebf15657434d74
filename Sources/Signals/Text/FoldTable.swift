/// How one character is folded, in 64 bits that are stored and counted without branches.
///
/// Bits 0-2: the number of bytes it becomes, 0 to 4, never more than it had; bit 3: they are part
/// of a word; bit 4: it was upper case; bit 5: a grave accent stands on it (French à); bits 8 and
/// up: the bytes.
@frozen
@usableFromInline
struct FoldEntry: BitwiseCopyable, Sendable {
  var raw: UInt64

  var length: Int { Int(truncatingIfNeeded: raw & 7) }
  var isWord: Bool { raw & 8 != 0 }
  var isUpper: Bool { raw & 16 != 0 }
  var isGrave: Bool { raw & 32 != 0 }
  var bytes: UInt64 { raw >> 8 }

  /// Parts words, like a space.
  static var cut: FoldEntry { FoldEntry(raw: 0x01 << 8 | 1) }
  /// Is not there: marks, joiners, the tatweel.
  static var drop: FoldEntry { FoldEntry(raw: 0) }

  /// A part of a word written as `folded`, of at most four bytes.
  static func letter(_ folded: String.UTF8View, upper: Bool = false) -> FoldEntry {
    precondition(folded.count <= 4, "a fold is longer than its source")
    var raw = UInt64(folded.count) | 8 | (upper ? 16 : 0)
    for (index, byte) in folded.enumerated() { raw |= UInt64(byte) << UInt64(8 + 8 * index) }
    return FoldEntry(raw: raw)
  }

  static func ascii(_ byte: UInt32, upper: Bool = false) -> FoldEntry {
    FoldEntry(raw: UInt64(byte) << 8 | (upper ? 16 : 0) | 8 | 1)
  }
}

/// The folds of U+0080-07FF (Latin, Greek, Cyrillic, Arabic and others of two bytes) and of
/// U+1E00-1FFF (further accented Latin and Greek), looked up by code point.
enum FoldTable {
  static let twoByteCount = 0x780
  static let extendedCount = 0x200

  /// Built once and kept as long as the process lives; written only while it is built.
  nonisolated(unsafe) static let entries: UnsafePointer<UInt32> = {
    let count = twoByteCount + extendedCount
    let table = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
    var folds: [Unicode.Scalar: String] = [:]
    for group in FoldedLetters.groups {
      for letter in group.letters.unicodeScalars { folds[letter] = group.folded }
    }
    for index in 0..<count {
      let code = index < twoByteCount ? 0x80 + index : 0x1E00 + index - twoByteCount
      let scalar = Unicode.Scalar(UInt32(code))!
      let entry = fold(scalar, folds)
      precondition(entry.length <= (code < 0x800 ? 2 : 3), "a fold is longer than its source")
      table[index] = UInt32(truncatingIfNeeded: entry.raw)
    }
    return UnsafePointer(table)
  }()

  private static func fold(
    _ scalar: Unicode.Scalar, _ folds: [Unicode.Scalar: String]
  ) -> FoldEntry {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark:
      return scalar == "\u{300}" ? FoldEntry(raw: 32) : .drop
    case .format:
      return .drop
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .spacingMark:
      if scalar == "\u{640}" { return .drop }
      let lower = scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
      let folded = folds[scalar] ?? folds[lower] ?? String(lower)
      let entry = FoldEntry.letter(folded.utf8, upper: lower != scalar)
      return scalar == "à" || scalar == "À" ? FoldEntry(raw: entry.raw | 32) : entry
    default:
      return .cut
    }
  }
}

/// The folds of what the table does not hold.
enum WideFold {
  /// A character of three bytes, U+0800-FFFF without U+1E00-1FFF.
  static func entry(threeBytes code: UInt32) -> FoldEntry {
    switch code {
    // Zero-width characters and marks of direction.
    case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: .drop
    // Combining marks of symbols, variation selectors, half marks.
    case 0x20D0...0x20FF, 0xFE00...0xFE0F, 0xFE20...0xFE2F: .drop
    // The ohm, kelvin and ångström signs are letters by decomposition.
    case 0x2126: .letter("ω".utf8, upper: true)
    case 0x212A: .ascii(0x6B, upper: true)
    case 0x212B: .ascii(0x61, upper: true)
    // The lower case of Ⱥ and Ⱦ, which are in the table.
    case 0x2C65: .ascii(0x61)
    case 0x2C66: .ascii(0x74)
    // Punctuation, symbols, arrows, pictures, private use.
    case 0x2000...0x2BFF, 0x2E00...0x2E7F, 0x3000...0x303F, 0xE000...0xF8FF: .cut
    case 0xFB00: .letter("ff".utf8)
    case 0xFB01: .letter("fi".utf8)
    case 0xFB02: .letter("fl".utf8)
    case 0xFB03: .letter("ffi".utf8)
    case 0xFB04: .letter("ffl".utf8)
    case 0xFB05, 0xFB06: .letter("st".utf8)
    case 0xFE10...0xFE1F, 0xFE30...0xFE6F: .cut
    // Full-width forms of ASCII.
    case 0xFF10...0xFF19: .ascii(code - 0xFF10 + 0x30)
    case 0xFF21...0xFF3A: .ascii(code - 0xFF21 + 0x61, upper: true)
    case 0xFF41...0xFF5A: .ascii(code - 0xFF41 + 0x61)
    case 0xFF00...0xFF65, 0xFFE0...0xFFFF: .cut
    default:
      FoldEntry(
        raw: 8 | 3 | UInt64(0xE0 | code >> 12) << 8 | UInt64(0x80 | (code >> 6) & 0x3F) << 16
          | UInt64(0x80 | code & 0x3F) << 24)
    }
  }

  /// A character of four bytes, U+10000-10FFFF.
  static func entry(fourBytes code: UInt32) -> FoldEntry {
    switch code {
    // Mathematical alphabets, in which names and slogans are set "in bold": 13 alphabets of 52
    // letters, five sets of digits.
    case 0x1D400...0x1D6A3:
      (code - 0x1D400) % 52 < 26
        ? .ascii((code - 0x1D400) % 52 + 0x61, upper: true)
        : .ascii((code - 0x1D400) % 52 - 26 + 0x61)
    case 0x1D7CE...0x1D7FF: .ascii((code - 0x1D7CE) % 10 + 0x30)
    // Pictures, symbols and private use.
    case 0x1D000...0x1D3FF, 0x1F000...0x1FBFF, 0xF0000...0x10FFFF: .cut
    // Tags and variation selectors.
    case 0xE0000...0xE0FFF: .drop
    default:
      FoldEntry(
        raw: 8 | 4 | UInt64(0xF0 | code >> 18) << 8 | UInt64(0x80 | (code >> 12) & 0x3F) << 16
          | UInt64(0x80 | (code >> 6) & 0x3F) << 24 | UInt64(0x80 | code & 0x3F) << 32)
    }
  }
}
