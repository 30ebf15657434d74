/// A map of a file whose keys are declared by reading them.
///
/// Each reader takes a key's name, default, range and meaning, and returns its value: the same line
/// is what decodes the key, what `vigie check --reference` prints, and what makes another key
/// unknown. After an error a reader returns its default, or a value of its type that nobody sees,
/// so that all errors of a file are found in one go; the whole file is refused at the end.
struct Section {
  let path: String
  let ledger: Ledger
  let location: SourceLocation
  /// Whether it stands in the file as a map; otherwise it holds defaults.
  let isPresent: Bool
  private let entries: [YAMLEntry]
  /// An error was given for the whole of it.
  private let isRefused: Bool
  private(set) var declared: [String] = []

  /// The map of `value`; anything else is an error.
  init(_ value: Value) {
    path = value.path
    ledger = value.ledger
    location = value.node.location
    let members = value.members()
    entries = members ?? []
    isPresent = members != nil
    isRefused = members == nil
  }

  /// A map that is not in the file.
  init(absent path: String, ledger: Ledger, location: SourceLocation) {
    self.path = path
    self.ledger = ledger
    self.location = location
    entries = []
    isPresent = false
    isRefused = false
  }

  /// Declares a key and looks it up; nil where it is absent, or stands without a value, which is
  /// an error.
  mutating func declare(
    _ name: String, _ type: String, default defaultText: String, _ meaning: String,
    isRequired: Bool = false, freeKeys: String? = nil
  ) -> Value? {
    declared.append(name)
    if ledger.isReference {
      ledger.entries.append(
        ReferenceEntry(
          keyPath: joined(path, freeKeys.map { "\(name).\($0)" } ?? name), type: type,
          defaultText: isRequired ? "required" : defaultText, meaning: meaning))
      return nil
    }
    guard let entry = entries.first(where: { $0.key == name }) else {
      if isRequired, !isRefused {
        let place = path.isEmpty ? "" : " in '\(path)'"
        fail(.missingKey, "missing key '\(name)'\(place)", suggestion: meaning)
      }
      return nil
    }
    let value = Value(node: entry.value, path: joined(path, name), ledger: ledger)
    guard !entry.value.isNull else {
      value.fail(.wrongType, "no value", suggestion: "give one, or remove the line")
      return nil
    }
    return value
  }

  /// Notes an error at a key, or at the section where the key is not in the file.
  func fail(
    _ kind: ConfigurationError.Kind, at key: String? = nil, _ message: String,
    suggestion: String? = nil
  ) {
    ledger.errors.append(
      ConfigurationError(
        kind, at: key.map(location(of:)) ?? location,
        keyPath: key.map { joined(path, $0) } ?? path,
        message, suggestion: suggestion))
  }

  /// Where a key stands; the section's own place where it is not in the file.
  func location(of key: String) -> SourceLocation {
    entries.first { $0.key == key }?.location ?? location
  }

  /// Whether the file gives this key.
  func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

  /// Gives an error for every key that was not declared.
  func finish() {
    for entry in entries where !declared.contains(entry.key) {
      ledger.errors.append(
        ConfigurationError(
          .unknownKey, at: entry.location, keyPath: joined(path, entry.key),
          "unknown key '\(entry.key)'",
          suggestion: suggestion(for: entry.key, among: declared, noun: "valid keys")))
    }
  }
}
