internal import Signals

extension ConfigurationLoader {
  mutating func loadSources(_ values: [Value]) -> [SourceFile] {
    var seen: Set<String> = []
    var sources: [SourceFile] = []
    for value in values {
      for path in expanded(value) where seen.insert(path).inserted {
        if let source = loadSource(path, from: value) { sources.append(source) }
      }
    }
    let byName = Dictionary(grouping: sources, by: \.spec.name)
    for (name, same) in byName where same.count > 1 {
      errors.append(
        ConfigurationError(
          .contradiction, at: same[1].location, keyPath: name,
          "source '\(name)' stands in two files", suggestion: "\(same[0].location.file) has it"))
    }
    return sources.sorted { $0.spec.name.utf8.lexicographicallyPrecedes($1.spec.name.utf8) }
  }

  /// The files that a path means: itself, a directory's, or those whose names fit a pattern.
  private mutating func expanded(_ value: Value) -> [String] {
    guard let text = text(of: value) else { return [] }
    let path = Files.resolved(text, from: Files.directory(of: value.node.location.file))
    var directory = path
    var pattern = "*"
    if !Files.isDirectory(path) {
      pattern = String(path.split(separator: "/").last ?? "")
      guard pattern.contains(where: { "*?[".contains($0) }) else { return [path] }
      directory = Files.directory(of: path)
    }
    let count = errors.count
    let found = files(in: directory.isEmpty ? "." : directory, from: value)
    let fitting = found.filter {
      Files.matches(String($0.split(separator: "/").last ?? ""), pattern: pattern)
    }
    if fitting.isEmpty, errors.count == count {
      fail(.missingFile, path, from: value, "no YAML file there")
    }
    return fitting
  }

  private mutating func loadSource(_ path: String, from value: Value) -> SourceFile? {
    let ledger = Ledger(prefix: "source.", zones: zones)
    guard let root = root(path, from: value, ledger) else { return nil }
    defer { take(ledger) }
    guard case .mapping(let entries) = root.node.content, entries.count == 1 else {
      errors.append(
        ConfigurationError(
          .wrongType, at: root.node.location, "expected one key, the source's name",
          suggestion: "write 'NAME:' and its keys indented below"))
      return nil
    }
    let member = root.member(entries[0])
    let name = YAMLNode(
      content: .scalar(entries[0].key, isPlain: false), location: entries[0].location)
    guard Value(node: name, path: "source", ledger: ledger).text(.name) != nil else { return nil }
    var section = Section(member)
    var source = SourceFile(&section)
    section.finish()
    source.location = entries[0].location
    return source
  }
}
