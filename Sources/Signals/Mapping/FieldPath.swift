/// A field path that cannot be read.
package struct FieldPathError: Error, Sendable, Equatable {
  package var message: String
  /// The byte of the path's text at which it goes wrong, from 0.
  package var position: Int

  package init(message: String, position: Int) {
    self.message = message
    self.position = position
  }
}

extension FieldPath {
  /// The most steps that a path may have.
  package static let stepLimit = 16

  /// Reads a path as it is written in a source file.
  ///
  /// JSON: a pointer after RFC 6901, `/commit/record/text`, with `~1` for a slash and `~0` for a
  /// tilde. A step of digits is the index of an array; a step `[member=value]` selects the first
  /// element of an array whose `member` is that string. CSV: the name of a column.
  package init(parsing text: String, format: RecordFormat) throws(FieldPathError) {
    guard !text.isEmpty else {
      throw FieldPathError(message: "an empty path names no field", position: 0)
    }
    switch format {
    case .csv:
      self.init(text: text, steps: [.key(text)])
    case .json:
      self.init(text: text, steps: try Self.pointerSteps(Array(text.utf8)))
    }
  }

  private static func pointerSteps(_ bytes: [UInt8]) throws(FieldPathError) -> [Step] {
    guard bytes[0] == UInt8(ascii: "/") else {
      throw FieldPathError(message: "a JSON pointer begins with '/'", position: 0)
    }
    var steps: [Step] = []
    var start = 1
    while start <= bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
      guard steps.count < stepLimit else {
        throw FieldPathError(message: "more than \(stepLimit) steps", position: start)
      }
      steps.append(try step(bytes[start..<end]))
      start = end + 1
    }
    return steps
  }

  private static func step(_ bytes: ArraySlice<UInt8>) throws(FieldPathError) -> Step {
    guard let first = bytes.first else {
      throw FieldPathError(message: "a step without a name", position: bytes.startIndex)
    }
    if first == UInt8(ascii: "[") { return try selection(bytes) }
    guard bytes.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return .key(try unescaped(bytes))
    }
    guard bytes.count == 1 || first != UInt8(ascii: "0") else {
      throw FieldPathError(
        message: "an index has no leading zeros", position: bytes.startIndex)
    }
    guard bytes.count <= 6 else {
      throw FieldPathError(message: "an index over 999999", position: bytes.startIndex)
    }
    return .index(bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) })
  }

  private static func selection(_ bytes: ArraySlice<UInt8>) throws(FieldPathError) -> Step {
    guard bytes.last == UInt8(ascii: "]") else {
      throw FieldPathError(message: "'[' without ']'", position: bytes.startIndex)
    }
    let inside = bytes.dropFirst().dropLast()
    guard let equals = inside.firstIndex(of: UInt8(ascii: "=")), equals > inside.startIndex else {
      throw FieldPathError(
        message: "a selection is written [member=value]", position: bytes.startIndex)
    }
    return .select(
      key: try unescaped(inside[..<equals]), value: try unescaped(inside[(equals + 1)...]))
  }

  private static func unescaped(_ bytes: ArraySlice<UInt8>) throws(FieldPathError) -> String {
    var result: [UInt8] = []
    var i = bytes.startIndex
    while i < bytes.endIndex {
      if bytes[i] == UInt8(ascii: "~") {
        let next = i + 1 < bytes.endIndex ? bytes[i + 1] : 0
        switch next {
        case UInt8(ascii: "0"): result.append(UInt8(ascii: "~"))
        case UInt8(ascii: "1"): result.append(UInt8(ascii: "/"))
        default:
          throw FieldPathError(
            message: "'~' is written '~0', and '/' inside a name '~1'", position: i)
        }
        i += 2
      } else {
        result.append(bytes[i])
        i += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
