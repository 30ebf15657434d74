internal import Glibc

/// Structured log lines: a time, a level, an event and its fields, one line each on a descriptor.
///
/// Per batch and per event of the service, never per record, and never a payload.
package struct Log: Sendable {
  package enum Level: Int, Sendable, Comparable {
    case debug, information, warning, error
    package static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
    var name: String {
      switch self {
      case .debug: "debug"
      case .information: "info"
      case .warning: "warn"
      case .error: "error"
      }
    }
  }

  private let descriptor: Int32
  private let level: Level

  package init(descriptor: Int32 = 2, level: Level = .information) {
    self.descriptor = descriptor
    self.level = level
  }

  /// `time=… level=… event=… key=value …`; values with blanks or quotes are quoted.
  package func callAsFunction(
    _ level: Level, _ event: String, _ fields: KeyValuePairs<String, String> = [:]
  ) {
    guard level >= self.level else { return }
    var line = "time=\(SystemClock.now().rfc3339) level=\(level.name) event=\(Self.quoted(event))"
    for (key, value) in fields { line += " \(key)=\(Self.quoted(value))" }
    line += "\n"
    line.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while !rest.isEmpty {
        let written = write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written < 0 && errno != EINTR { return }
        rest = rest.dropFirst(max(0, written))
      }
    }
  }

  private static func quoted(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 32 && $0 != 34 && $0 != 61 }
    if isPlain { return text }
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n")
    return "\"\(escaped)\""
  }
}
