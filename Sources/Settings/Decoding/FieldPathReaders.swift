internal import EventTime
internal import Signals

extension Value {
  /// The scalar as a path into records of `format`.
  func fieldPath(_ format: RecordFormat) -> FieldPath? {
    guard let text = text() else { return nil }
    do {
      let path = try FieldPath(parsing: text, format: format)
      if case .csv(_, let columns) = format, !columns.isEmpty, !columns.contains(text) {
        fail(
          .contradiction, "no column '\(text)' in csv.columns",
          suggestion: suggestion(for: text, among: columns, noun: "columns"))
        return nil
      }
      return path
    } catch {
      fail(.wrongType, "'\(text)' is no path: \(error.message), at its byte \(error.position)")
      return nil
    }
  }

  /// A test on the field that `entry`'s key names.
  static func condition(
    _ entry: YAMLEntry, _ value: Value, _ format: RecordFormat
  ) -> FieldCondition? {
    let key = YAMLNode(
      content: .scalar(entry.key, isPlain: false), location: entry.location)
    let path = Value(node: key, path: value.path, ledger: value.ledger).fieldPath(format)
    guard let test = value.test(), let path else { return nil }
    return FieldCondition(path: path, test: test)
  }

  private func test() -> FieldCondition.Test? {
    if node.isNull {
      fail(.wrongType, "no value", suggestion: "give one, or { exists: false }")
      return nil
    }
    guard case .mapping = node.content else { return texts().map { .oneOf($0) } }
    var section = Section(self)
    let unwanted = section.declare("not", "value or list", default: "none", "")?.texts()
    let exists = section.declare("exists", "boolean", default: "none", "")?.boolean()
    section.finish()
    switch (unwanted, exists) {
    case (let texts?, nil): return .noneOf(texts)
    case (nil, let exists?): return .exists(exists)
    case (.some, .some):
      fail(.contradiction, "'not' and 'exists' at once", suggestion: "'not' implies that it exists")
    case (nil, nil):
      if !section.has("not"), !section.has("exists") {
        fail(.missingKey, "expected a value, a list, { not: … } or { exists: true }")
      }
    }
    return nil
  }

  private func texts() -> [String]? {
    guard let elements = elements(acceptsSingle: true, count: 1...1000) else { return nil }
    let texts = elements.compactMap { $0.text() }
    return texts.count == elements.count ? texts : nil
  }
}

extension Section {
  mutating func path(
    _ name: String, _ format: RecordFormat, _ meaning: String, isRequired: Bool = false
  ) -> FieldPath? {
    let value = declare(name, "path", default: "none", meaning, isRequired: isRequired)
    let result = value?.fieldPath(format)
    if let result { ledger.record(joined(path, name), YAMLNode.quoted(result.text), .results) }
    return result
  }

  /// One path or several.
  mutating func paths(
    _ name: String, _ format: RecordFormat, default shown: String = "none", _ meaning: String
  ) -> [FieldPath] {
    let value = declare(name, "path or list of paths", default: shown, meaning)
    let elements = value?.elements(acceptsSingle: true, count: 1...16) ?? []
    let result = elements.compactMap { $0.fieldPath(format) }
    for path in result {
      ledger.record(joined(self.path, name), YAMLNode.quoted(path.text), .results)
    }
    return result
  }

  mutating func conditions(
    _ name: String, _ format: RecordFormat, _ meaning: String
  ) -> [FieldCondition] {
    map(
      name, keys: "PATH", type: "value, list of values, {not: …} or {exists: boolean}", meaning
    ) { Value.condition($0, $1, format) }
    .map(\.value)
  }

  /// A path alone, in RFC 3339, or a map that says how the time is written.
  mutating func time(
    _ name: String, _ format: RecordFormat, _ meaning: String, isRequired: Bool = false
  ) -> TimeField? {
    let value = declare(
      name, "path, or map", default: "none", meaning, isRequired: isRequired)
    if let value, case .scalar = value.node.content {
      guard let path = value.fieldPath(format) else { return nil }
      ledger.record(joined(self.path, name + ".at"), YAMLNode.quoted(path.text), .results)
      return TimeField(path: path, format: .rfc3339(zone: .utc))
    }
    guard value != nil || ledger.isReference else { return nil }
    var section =
      value.map { Section($0) }
      ?? Section(absent: joined(path, name), ledger: ledger, location: location)
    let result = section.timeField(format)
    section.finish()
    return result
  }

  private mutating func timeField(_ format: RecordFormat) -> TimeField? {
    let at = path("at", format, "Where the time stands.", isRequired: true)
    let unit = optionalChoice("unit", TimeUnit.self, "Of a number since 1970-01-01T00:00:00Z.")
    let text = optionalChoice(
      "format", TimeText.self, "How a text says the time; rfc3339 where there is no unit.")
    let zone = zone(
      "zone", default: "UTC", "Of times without an offset; required with dd/mm/yyyy.")
    if unit != nil, has("format") {
      fail(.contradiction, at: "format", "'unit' and 'format' at once", suggestion: "keep one")
    }
    if has("zone"), unit != nil || text == .twitter {
      fail(
        .contradiction, at: "zone", "'zone' says nothing here",
        suggestion: "these times hold their offset; remove it")
    }
    if text == .dayMonthYear, !has("zone") {
      fail(
        .missingKey, at: "format", "missing key 'zone' in '\(path)'",
        suggestion: "dd/mm/yyyy is local time, as of Europe/Paris")
    }
    guard let at else { return nil }
    let rule = zone ?? .utc
    let timeFormat: TimeFormat =
      switch (unit, text) {
      case (.seconds?, _): .epochSeconds
      case (.milliseconds?, _): .epochMilliseconds
      case (.microseconds?, _): .epochMicroseconds
      case (nil, .twitter?): .twitter
      case (nil, .dayMonthYear?): .dayMonthYear(zone: rule)
      case (nil, .rfc3339?), (nil, nil): .rfc3339(zone: rule)
      }
    return TimeField(path: at, format: timeFormat)
  }
}

private enum TimeUnit: String, CaseIterable { case seconds, milliseconds, microseconds }

private enum TimeText: String, CaseIterable {
  case rfc3339, twitter
  case dayMonthYear = "dd/mm/yyyy"
}
