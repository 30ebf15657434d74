/// A part of a YAML file that knows where it stands.
struct YAMLNode {
  enum Content {
    /// As written; `isPlain` without quotes and not as a block.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    /// In the order of the file; no key stands twice.
    case mapping([YAMLEntry])
    /// Something that an error was already given for.
    case refused
  }
  var content: Content
  var location: SourceLocation

  /// A plain `null`, `~` or nothing.
  var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return text.isEmpty || text == "~" || text == "null"
  }

  /// What it is, for a sentence: "the text 'x'", "a list".
  var summary: String {
    switch content {
    case .scalar(let text, let isPlain):
      if isNull { return "nothing" }
      let shown = text.count > 40 ? text.prefix(40) + "…" : text[...]
      return isPlain ? "'\(shown)'" : "the text '\(shown)'"
    case .sequence: return "a list"
    case .mapping: return "a map"
    case .refused: return "something refused"
    }
  }

  /// The same text for the same content, whatever its layout and the order of keys.
  var canonicalText: String {
    switch content {
    case .scalar(let text, _): return Self.quoted(text)
    case .sequence(let nodes):
      return "[" + nodes.map(\.canonicalText).joined(separator: ",") + "]"
    case .mapping(let entries):
      let members = entries.map { Self.quoted($0.key) + ":" + $0.value.canonicalText }
      return "{" + members.sorted().joined(separator: ",") + "}"
    case .refused: return "!"
    }
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

/// One key of a mapping and its value.
struct YAMLEntry {
  var key: String
  var location: SourceLocation
  var value: YAMLNode
}
