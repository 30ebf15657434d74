/// Number plates as two letters, three digits, two letters, numbered from 0.
enum PlateText {
  private static let letters: [UInt8] = Array("abcdefghjklmnpqrstvwxyz".utf8)
  private static let base = UInt64(23)

  static let count: UInt64 = base * base * 1000 * base * base

  /// The seven characters of plate `number`, in lower case.
  static func characters(_ number: UInt64) -> [UInt8] {
    var rest = number
    func letter() -> UInt8 {
      defer { rest /= base }
      return letters[Int(rest % base)]
    }
    func digit() -> UInt8 {
      defer { rest /= 10 }
      return UInt8(ascii: "0") + UInt8(rest % 10)
    }
    return [letter(), letter(), digit(), digit(), digit(), letter(), letter()]
  }

  /// The plate with its first digit that looks like a letter read as that letter; as it is where there
  /// is none.
  static func confused(_ characters: [UInt8]) -> [UInt8] {
    let alike: [UInt8: UInt8] = [
      UInt8(ascii: "0"): UInt8(ascii: "o"), UInt8(ascii: "1"): UInt8(ascii: "i"),
      UInt8(ascii: "8"): UInt8(ascii: "b"), UInt8(ascii: "5"): UInt8(ascii: "s"),
    ]
    var read = characters
    if let index = read.firstIndex(where: { alike[$0] != nil }), let letter = alike[read[index]] {
      read[index] = letter
    }
    return read
  }
}
