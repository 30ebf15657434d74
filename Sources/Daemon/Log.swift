internal import Glibc

/// Structured log lines: a time, a level, an event and its fields, one line each on a descriptor.
///
/// Per batch and per event of the service, never per record, and never a payload. Where the
/// descriptor is a stream to systemd's journal, each line begins with its priority, `<3>` to `<7>`,
/// which the journal takes off.
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

    /// As syslog counts.
    var priority: Int {
      switch self {
      case .debug: 7
      case .information: 6
      case .warning: 4
      case .error: 3
      }
    }
  }

  private let descriptor: Int32
  private let level: Level
  private let isJournal: Bool

  /// - `journalStream`: device and inode of the journal's stream, as `JOURNAL_STREAM` in the
  ///   environment gives them.
  package init(
    descriptor: Int32 = 2, level: Level = .information,
    journalStream: String? = getenv("JOURNAL_STREAM").map { String(cString: $0) }
  ) {
    self.descriptor = descriptor
    self.level = level
    isJournal = journalStream.map { Self.leads(descriptor, to: $0) } ?? false
  }

  /// `time=… level=… event=… key=value …`; values with blanks or quotes are quoted.
  package func callAsFunction(
    _ level: Level, _ event: String, _ fields: KeyValuePairs<String, String> = [:]
  ) {
    self(level, event, fields: fields.map { ($0.key, $0.value) })
  }

  /// The same with fields that were gathered.
  package func callAsFunction(
    _ level: Level, _ event: String, fields: [(String, String)]
  ) {
    guard level >= self.level else { return }
    var line = isJournal ? "<\(level.priority)>" : ""
    line += "time=\(SystemClock.now().rfc3339) level=\(level.name) event=\(Self.quoted(event))"
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

  /// Whether a descriptor is the file `DEVICE:INODE`: standard error may have been redirected since
  /// the manager set the variable.
  private static func leads(_ descriptor: Int32, to stream: String) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && stream == "\(status.st_dev):\(status.st_ino)"
  }

  /// Other programs' words may come here: no character of theirs ends a line or reaches a terminal
  /// as a command.
  private static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty && text.utf8.allSatisfy { $0 > 32 && $0 != 34 && $0 != 61 && $0 != 127 }
    if isPlain { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": quoted += "\\\\"
      case "\"": quoted += "\\\""
      case "\n": quoted += "\\n"
      case "\0"..<" ", "\u{7F}"..."\u{9F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
