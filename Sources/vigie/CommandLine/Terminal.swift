import Glibc

/// The standard streams: results on the output, words for people on the error stream.
enum Terminal {
  /// Writes a line of results.
  static func result(_ line: String) { write(line + "\n", to: 1) }

  /// Writes a line for people.
  static func say(_ line: String) { write(line + "\n", to: 2) }

  static let errorIsTerminal = isatty(2) == 1

  /// Writes all of `text`; gives up when the reader is gone.
  static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
  }

  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = Glibc.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        return
      }
      rest = rest.dropFirst(written)
    }
  }

  /// Bold or coloured when the stream is a terminal.
  static func styled(_ text: String, _ code: String, on descriptor: Int32 = 1) -> String {
    isatty(descriptor) == 1 ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

/// `1 record`, `2 records`.
func counted(_ count: Int64, _ thing: String) -> String {
  count == 1 ? "1 \(thing)" : "\(count) \(thing)s"
}
