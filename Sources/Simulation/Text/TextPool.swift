/// A run of bytes in a `TextPool`.
struct Piece: Sendable {
  var start: Int32
  var count: Int32
}

/// All texts in one block of bytes, escaped as they stand in a JSON string.
struct TextPool: Sendable {
  private(set) var bytes: [UInt8] = []

  /// Adds `text`, with quotes, backslashes and line ends escaped.
  mutating func add(_ text: some StringProtocol) -> Piece {
    let start = bytes.count
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case UInt8(ascii: "\n"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(UInt8(ascii: "n"))
      default:
        precondition(byte >= 0x20, "a text of the simulation holds a control character")
        bytes.append(byte)
      }
    }
    return Piece(start: Int32(start), count: Int32(bytes.count - start))
  }
}
