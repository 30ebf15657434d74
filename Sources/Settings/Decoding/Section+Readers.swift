extension Section {
  mutating func integer(
    _ name: String, default standard: Int, in range: ClosedRange<Int>, _ meaning: String,
    _ effect: Effect = .results
  ) -> Int {
    let type = "integer, \(range.lowerBound)…\(range.upperBound)"
    let value = declare(name, type, default: "\(standard)", meaning)
    let result = value?.integer(in: range) ?? standard
    ledger.record(joined(path, name), "\(result)", effect)
    return result
  }

  mutating func number(
    _ name: String, default standard: Double, in range: ClosedRange<Double>, _ meaning: String,
    _ effect: Effect = .results
  ) -> Double {
    let type = "number, \(decimalText(range.lowerBound))…\(decimalText(range.upperBound))"
    let value = declare(name, type, default: decimalText(standard), meaning)
    let result = value?.number(in: range) ?? standard
    ledger.record(joined(path, name), "\(result)", effect)
    return result
  }

  mutating func boolean(
    _ name: String, default standard: Bool, _ meaning: String, _ effect: Effect = .results
  ) -> Bool {
    let value = declare(name, "boolean", default: "\(standard)", meaning)
    let result = value?.boolean() ?? standard
    ledger.record(joined(path, name), "\(result)", effect)
    return result
  }

  /// A text with a default; nil makes the key required.
  mutating func text(
    _ name: String, default standard: String?, as rule: TextRule = .any, _ meaning: String,
    _ effect: Effect = .results
  ) -> String {
    let value = declare(
      name, rule.type, default: standard ?? "", meaning, isRequired: standard == nil)
    let result = value?.text(rule) ?? standard ?? ""
    ledger.record(joined(path, name), YAMLNode.quoted(result), effect)
    return result
  }

  mutating func optionalText(
    _ name: String, as rule: TextRule = .any, _ meaning: String, _ effect: Effect = .results
  ) -> String? {
    let result = declare(name, rule.type, default: "none", meaning)?.text(rule)
    if let result { ledger.record(joined(path, name), YAMLNode.quoted(result), effect) }
    return result
  }

  mutating func choice<Choice>(
    _ name: String, default standard: Choice, _ meaning: String, _ effect: Effect = .results
  ) -> Choice where Choice: RawRepresentable<String> & CaseIterable {
    let names = Choice.allCases.map(\.rawValue)
    let value = declare(
      name, names.joined(separator: ", "), default: standard.rawValue, meaning)
    let result = value?.choice(Choice.self) ?? standard
    ledger.record(joined(path, name), result.rawValue, effect)
    return result
  }

  /// A list of texts, or one text alone where `acceptsSingle`.
  mutating func texts(
    _ name: String, default standard: [String] = [], as rule: TextRule = .any,
    count: ClosedRange<Int> = 0...100_000, acceptsSingle: Bool = false, isRequired: Bool = false,
    _ meaning: String, _ effect: Effect = .results
  ) -> [String] {
    let type = acceptsSingle ? "\(rule.type) or list of them" : "list of \(rule.type)"
    let shown = standard.isEmpty ? "none" : "[\(standard.joined(separator: ", "))]"
    let value = declare(name, type, default: shown, meaning, isRequired: isRequired)
    let elements = value?.elements(acceptsSingle: acceptsSingle, count: count)
    let result = elements?.compactMap { $0.text(rule) } ?? standard
    let texts = result.map { YAMLNode.quoted($0) }
    ledger.record(joined(path, name), "[\(texts.joined(separator: ","))]", effect)
    return result
  }

  /// A map with keys of its own, all of which have defaults.
  mutating func section<Result>(
    _ name: String, _ meaning: String, _ body: (inout Section) -> Result
  ) -> Result {
    let value = declare(name, "map", default: "its keys' defaults", meaning)
    var section =
      value.map { Section($0) }
      ?? Section(absent: joined(path, name), ledger: ledger, location: location)
    let result = body(&section)
    section.finish()
    return result
  }

  /// A map with keys of its own that may be left out as a whole.
  mutating func optionalSection<Result>(
    _ name: String, _ meaning: String, isRequired: Bool = false, type: String = "map",
    _ body: (inout Section) -> Result
  ) -> Result? {
    guard let value = declare(name, type, default: "none", meaning, isRequired: isRequired) else {
      if ledger.isReference {
        var section = Section(absent: joined(path, name), ledger: ledger, location: location)
        _ = body(&section)
      }
      return nil
    }
    var section = Section(value)
    let result = body(&section)
    section.finish()
    return section.isPresent ? result : nil
  }

  /// A list of maps; `standard` where the key is absent.
  mutating func sections<Result>(
    _ name: String, default standard: [Result], shown: String, _ meaning: String,
    _ body: (inout Section) -> Result
  ) -> [Result] {
    guard let value = declare(name, "list of maps", default: shown, meaning) else {
      if ledger.isReference {
        var section = Section(absent: joined(path, name) + "[]", ledger: ledger, location: location)
        _ = body(&section)
      } else {
        ledger.record(joined(path, name), "default", .results)
      }
      return standard
    }
    guard let elements = value.elements(count: 1...1000) else { return standard }
    return elements.enumerated().map { index, element in
      let path = "\(joined(path, name))[\(index)]"
      var section = Section(Value(node: element.node, path: path, ledger: ledger))
      let result = body(&section)
      section.finish()
      return result
    }
  }

  /// A choice without a default.
  mutating func optionalChoice<Choice>(
    _ name: String, _ type: Choice.Type, _ meaning: String, _ effect: Effect = .results
  ) -> Choice? where Choice: RawRepresentable<String> & CaseIterable {
    let names = Choice.allCases.map(\.rawValue)
    let value = declare(name, names.joined(separator: ", "), default: "none", meaning)
    let result = value?.choice(type)
    if let result { ledger.record(joined(path, name), result.rawValue, effect) }
    return result
  }

  /// A map whose keys are free names; `keys` stands for them in the reference.
  mutating func map<Result>(
    _ name: String, keys: String, type: String, _ meaning: String, _ effect: Effect = .results,
    _ body: (YAMLEntry, Value) -> Result?
  ) -> [(key: String, value: Result)] {
    let value = declare(name, type, default: "none", meaning, freeKeys: keys)
    guard let value, let members = value.members() else { return [] }
    // An empty map says what none says.
    if !members.isEmpty { ledger.record(joined(path, name), value.node.canonicalText, effect) }
    return members.compactMap { entry in
      body(entry, value.member(entry)).map { (entry.key, $0) }
    }
  }
}
