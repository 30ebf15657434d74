import Settings

/// One command of `vigie`: how it is called, what it says of itself, what it does.
struct Command: Sendable {
  var name: String
  /// One line.
  var summary: String
  /// Paragraphs that teach.
  var explanation: String
  var options: [CommandOption]
  /// Words after the command, such as `plan|create`; nil when it takes none.
  var operand: Operand? = nil
  var examples: [String] = []
  /// Left out of the overview.
  var isHidden = false
  var run: @Sendable (Arguments) throws(Failure) -> Void

  /// Words that a command takes beside its options.
  struct Operand: Sendable {
    var name: String
    var choices: [String]
    var help: String
  }
}

/// One option of a command.
struct CommandOption: Sendable {
  /// Without the dashes.
  var name: String
  /// What its value is called in help; nil for a flag.
  var value: String?
  var help: String
  var isRequired = false
  var isRepeatable = false
  var fallback: String? = nil
}

/// What was asked for, checked against the command's table.
struct Arguments: Sendable {
  fileprivate(set) var values: [String: [String]] = [:]
  fileprivate(set) var operands: [String] = []

  subscript(name: String) -> String? { values[name]?.last }
  func all(_ name: String) -> [String] { values[name] ?? [] }
  func has(_ name: String) -> Bool { values[name] != nil }
}

extension Command {
  /// Reads the words after the command's name.
  func parse(_ words: [String]) throws(Failure) -> Arguments {
    var arguments = Arguments()
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--"), word.count > 2 else {
        guard let operand else {
          throw .usage("'\(word)' is not expected here", command: name)
        }
        guard arguments.operands.isEmpty, operand.choices.contains(word) else {
          throw .usage(
            "'\(word)' is not one of \(operand.choices.joined(separator: ", "))"
              + suggestion(for: word, among: operand.choices), command: name)
        }
        arguments.operands.append(word)
        continue
      }
      let parts = word.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = String(parts[0])
      guard let option = options.first(where: { $0.name == key }) else {
        throw .usage(
          "unknown option --\(key)"
            + suggestion(for: key, among: options.map(\.name), prefix: "--"), command: name)
      }
      var value = ""
      if option.value != nil {
        if parts.count == 2 {
          value = String(parts[1])
        } else if let next = rest.popFirst() {
          value = next
        } else {
          throw .usage("--\(key) needs a value: --\(key) \(option.value ?? "")", command: name)
        }
      } else if parts.count == 2 {
        throw .usage("--\(key) takes no value", command: name)
      }
      if arguments.values[key] != nil && !option.isRepeatable {
        throw .usage("--\(key) is given twice", command: name)
      }
      arguments.values[key, default: []].append(value)
    }
    for option in options where arguments.values[option.name] == nil {
      if option.isRequired {
        throw .usage("--\(option.name) \(option.value ?? "") is missing", command: name)
      }
      if let fallback = option.fallback { arguments.values[option.name] = [fallback] }
    }
    if let operand, arguments.operands.isEmpty {
      throw .usage(
        "say which: \(name) \(operand.choices.joined(separator: " | "))", command: name)
    }
    return arguments
  }
}

/// `: did you mean …?` where a candidate is near, else nothing.
func suggestion(for word: String, among candidates: [String], prefix: String = "") -> String {
  nearest(to: word, among: candidates).map { ": did you mean \(prefix)\($0)?" } ?? ""
}
