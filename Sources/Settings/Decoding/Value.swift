/// One value of a file on its way to a type: where it stands, and where errors about it go.
struct Value {
  let node: YAMLNode
  let path: String
  let ledger: Ledger

  /// Notes an error here.
  func fail(
    _ kind: ConfigurationError.Kind, _ message: String, suggestion: String? = nil
  ) {
    ledger.errors.append(
      ConfigurationError(
        kind, at: node.location, keyPath: path, "\(path): \(message)", suggestion: suggestion))
  }

  private func wrongType(_ expected: String) {
    if case .refused = node.content { return }
    fail(.wrongType, "expected \(expected), found \(node.summary)")
  }

  /// Any scalar as it is written; nil, with an error, for anything else.
  func text(_ rule: TextRule = .any) -> String? {
    guard case .scalar(let text, _) = node.content, !node.isNull else {
      wrongType(rule == .any ? "text" : rule.explanation)
      return nil
    }
    guard rule.holds(for: text) else {
      fail(
        .wrongType,
        text.isEmpty
          ? "expected text, found an empty one"
          : "'\(text)' is no \(rule.type): expected \(rule.explanation)")
      return nil
    }
    return text
  }

  func integer(in range: ClosedRange<Int>) -> Int? {
    let expected = "an integer, \(range.lowerBound)…\(range.upperBound)"
    guard case .scalar(let text, isPlain: true) = node.content, Self.isInteger(text) else {
      wrongType(expected)
      return nil
    }
    guard let value = Int(text), range.contains(value) else {
      fail(.outOfRange, "\(text) is out of range", suggestion: "expected \(expected)")
      return nil
    }
    return value
  }

  func number(in range: ClosedRange<Double>) -> Double? {
    let expected = "a number, \(decimalText(range.lowerBound))…\(decimalText(range.upperBound))"
    guard case .scalar(let text, isPlain: true) = node.content,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }),
      let value = Double(text)
    else {
      wrongType(expected)
      return nil
    }
    guard range.contains(value) else {
      fail(.outOfRange, "\(text) is out of range", suggestion: "expected \(expected)")
      return nil
    }
    return value
  }

  func boolean() -> Bool? {
    if case .scalar(let text, isPlain: true) = node.content {
      if text == "true" { return true }
      if text == "false" { return false }
    }
    wrongType("true or false")
    return nil
  }

  func choice<Choice>(_ type: Choice.Type) -> Choice?
  where Choice: RawRepresentable<String> & CaseIterable {
    let names = Choice.allCases.map(\.rawValue)
    guard case .scalar(let text, _) = node.content else {
      wrongType("one of \(names.joined(separator: ", "))")
      return nil
    }
    if let choice = Choice(rawValue: text) { return choice }
    fail(
      .wrongType, "'\(text)' is not a choice",
      suggestion: suggestion(for: text, among: names, noun: "choices"))
    return nil
  }

  /// The elements of a list; a single value that is no list counts as a list of one where
  /// `acceptsSingle`.
  func elements(acceptsSingle: Bool = false, count: ClosedRange<Int> = 0...100_000) -> [Value]? {
    var nodes: [YAMLNode]
    switch node.content {
    case .sequence(let elements): nodes = elements
    case .scalar where acceptsSingle && !node.isNull: nodes = [node]
    case .scalar, .mapping, .refused:
      wrongType("a list")
      return nil
    }
    guard count.contains(nodes.count) else {
      let limits = "\(count.lowerBound)…\(count.upperBound)"
      fail(
        .outOfRange, "\(nodes.count) elements are out of range",
        suggestion: "expected \(limits)")
      return nil
    }
    return nodes.map { Value(node: $0, path: path, ledger: ledger) }
  }

  /// The entries of a map.
  func members() -> [YAMLEntry]? {
    if case .mapping(let entries) = node.content { return entries }
    wrongType("a map")
    return nil
  }

  func member(_ entry: YAMLEntry) -> Value {
    Value(node: entry.value, path: joined(path, entry.key), ledger: ledger)
  }

  private static func isInteger(_ text: String) -> Bool {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}

/// `path` and one more step.
func joined(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

/// A number as a person writes it: without a fraction where there is none.
func decimalText(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
}
