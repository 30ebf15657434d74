/// Why a command ends without having done its work, with the exit code of sysexits(3).
struct Failure: Error, Sendable {
  var code: Int32
  var message: String

  /// 64: the command line is wrong.
  static func usage(_ message: String, command: String? = nil) -> Failure {
    let help = command.map { "vigie help \($0)" } ?? "vigie help"
    return Failure(code: 64, message: "\(message)\nSee: \(help)")
  }
  /// 64: no source of the configuration has this name.
  static func unknownSource(
    _ name: String, among names: [String], command: String
  ) -> Failure {
    .usage(
      "there is no source '\(name)'\(suggestion(for: name, among: names))\n"
        + "The sources are \(names.joined(separator: ", ")).", command: command)
  }
  /// 65: no usable record, or a broken container.
  static func data(_ message: String) -> Failure { Failure(code: 65, message: message) }
  /// 66: an input is not there.
  static func noInput(_ message: String) -> Failure { Failure(code: 66, message: message) }
  /// 69: the broker cannot be reached.
  static func unavailable(_ message: String) -> Failure { Failure(code: 69, message: message) }
  /// 70: a bug of ours.
  static func bug(_ message: String) -> Failure { Failure(code: 70, message: message) }
  /// 73: an output cannot be made.
  static func cannotCreate(_ message: String) -> Failure { Failure(code: 73, message: message) }
  /// 78: the configuration is wrong.
  static func configuration(_ message: String) -> Failure { Failure(code: 78, message: message) }
}
