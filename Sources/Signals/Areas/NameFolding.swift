/// Folds the name of a place as a field of a record holds it, so that spellings of one name meet.
///
/// Latin letters lose case and accents (œ becomes oe, ß ss), Arabic ones their variants, vowel signs
/// and lengthening; runs of anything else become one space; the words “st” and “ste” become “saint”
/// and “sainte”. Letters of other scripts stay as they are.
enum NameFolding {
  /// Longest folded name; a longer one is no name.
  static let capacity = 128

  /// Folds UTF-8 into `out`, which has room for `capacity` bytes, and returns how many it wrote; −1
  /// when the folded name is longer. Malformed bytes are copied: they match no name.
  static func fold(
    _ bytes: UnsafeRawBufferPointer, into out: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    var folder = Folder(out: out)
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      if byte < 0x80 {
        folder.ascii(byte)
        i += 1
      } else if byte < 0xE0, i + 1 < bytes.count {
        folder.twoBytes(byte, bytes[i + 1])
        i += 2
      } else if byte == 0xE2, i + 2 < bytes.count, bytes[i + 1] == 0x80 || bytes[i + 1] == 0x81 {
        // General punctuation: ’ “ ” – — and the spaces.
        folder.separator()
        i += 3
      } else {
        folder.append(byte)
        i += 1
      }
    }
    return folder.finish()
  }
}

private struct Folder {
  let out: UnsafeMutableBufferPointer<UInt8>
  var count = 0
  var wordStart = 0
  var overflow = false

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    guard count < NameFolding.capacity else {
      overflow = true
      return
    }
    out[count] = byte
    count += 1
  }

  @inline(__always)
  mutating func ascii(_ byte: UInt8) {
    switch byte {
    case 0x41...0x5A: append(byte | 0x20)
    case 0x30...0x39, 0x61...0x7A: append(byte)
    default: separator()
    }
  }

  mutating func separator() {
    endWord()
    if count > wordStart {
      append(0x20)
      wordStart = count
    }
  }

  /// “st” and “ste” are how postal files write “saint” and “sainte”.
  private mutating func endWord() {
    let length = count - wordStart
    guard length == 2 || length == 3, out[wordStart] == 0x73, out[wordStart + 1] == 0x74,
      length == 2 || out[wordStart + 2] == 0x65
    else { return }
    count = wordStart
    append(0x73)
    append(0x61)
    append(0x69)
    append(0x6E)
    append(0x74)
    if length == 3 { append(0x65) }
  }

  mutating func finish() -> Int {
    endWord()
    if count == wordStart, count > 0 { count -= 1 }
    return overflow ? -1 : count
  }

  mutating func twoBytes(_ first: UInt8, _ second: UInt8) {
    let scalar = UInt32(first & 0x1F) << 6 | UInt32(second & 0x3F)
    switch scalar {
    case 0x80..<0xC0:
      separator()
    case 0xC0..<0x180:
      switch latinBases.utf8Start[Int(scalar) - 0xC0] {
      case 0x30: separator()
      case 0x31: pair("a", "e")
      case 0x32: pair("o", "e")
      case 0x33: pair("s", "s")
      case 0x34: pair("i", "j")
      case let base: append(base)
      }
    case 0x300..<0x370, 0x640, 0x64B..<0x660, 0x670:
      break  // Combining accents; Arabic lengthening and vowel signs.
    case 0x622, 0x623, 0x625, 0x671: scalarOfTwo(0x627)  // alef
    case 0x624: scalarOfTwo(0x648)  // waw
    case 0x626, 0x649: scalarOfTwo(0x64A)  // ya
    case 0x629: scalarOfTwo(0x647)  // ta marbuta as ha
    case 0x60C, 0x61B, 0x61F: separator()
    default:
      append(first)
      append(second)
    }
  }

  private mutating func pair(_ first: Unicode.Scalar, _ second: Unicode.Scalar) {
    append(UInt8(ascii: first))
    append(UInt8(ascii: second))
  }

  private mutating func scalarOfTwo(_ scalar: UInt32) {
    append(UInt8(0xC0 | scalar >> 6))
    append(UInt8(0x80 | scalar & 0x3F))
  }
}

/// Base letters of U+00C0 to U+017F in order; 0 is no letter, 1 ae, 2 oe, 3 ss, 4 ij.
private let latinBases: StaticString = """
  aaaaaa1ceeeeiiiidnooooo0ouuuuyt3aaaaaa1ceeeeiiiidnooooo0ouuuuyty\
  aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii44jjkkkllllllllllnnnnnnnnnoooooo22rrrrrrssss\
  ssssttttttuuuuuuuuuuuuwwyyyzzzzzzs
  """
