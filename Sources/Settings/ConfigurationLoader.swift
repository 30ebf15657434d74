internal import Signals

extension Configuration {
  /// Reads `vigie.yaml` at `path`, and every file that it names; paths in it are relative to it.
  ///
  /// Secrets are not read, the territory's files neither. Throws all that is wrong with the files,
  /// not only the first; `isMissingFile` where one that is named is not there.
  package static func load(path: String) throws(ConfigurationErrors) -> Configuration {
    var loader = ConfigurationLoader()
    return try loader.load(path)
  }
}

/// Gathers the values, the errors and the canonical lines of all files.
struct ConfigurationLoader {
  private var errors: [ConfigurationError] = []
  private var lines: [String] = []
  private var zones = TimeZoneTable()

  mutating func load(_ path: String) throws(ConfigurationErrors) -> Configuration {
    guard let root = root(path, from: nil, Ledger()) else { throw ConfigurationErrors(errors) }
    loadZones(root)
    guard let main = decode(root, { MainFile(&$0, path: path) }) else {
      throw ConfigurationErrors(errors)
    }
    var configuration = main.configuration
    let sources = loadSources(main.sources)
    configuration.sources = sources.map(\.spec)
    configuration.themes = loadThemes(main.themes)
    configuration.territory = directory(main.territory)
    if let volume = loadDetectors(
      main.detectors,
      KnownNames(
        sources: sources.map(\.spec.name), themes: configuration.themes.map(\.name)))
    {
      configuration.volume = volume
    }
    checkTopics(main, sources)
    checkPanes(configuration, sources)
    guard errors.isEmpty else { throw ConfigurationErrors(errors) }
    configuration.canonicalText = lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .joined(separator: "\n")
    return configuration
  }

  // MARK: Files

  /// The map at the root of a file; nil, with errors, where there is none.
  private mutating func root(_ path: String, from value: Value?, _ ledger: Ledger) -> Value? {
    let bytes: [UInt8]
    do {
      bytes = try Files.read(path, limit: YAMLLimits.fileBytes + 1)
    } catch {
      fail(.missingFile, path, from: value, error.reason)
      return nil
    }
    let (node, found) = YAMLComposer.compose(file: path, bytes: bytes)
    errors += found
    return node.map { Value(node: $0, path: "", ledger: ledger) }
  }

  /// Decodes one file; nil, with errors, where it is no map.
  private mutating func decode<Result>(
    _ path: String, from value: Value? = nil, prefix: String = "",
    _ body: (inout Section) -> Result
  ) -> Result? {
    guard let root = root(path, from: value, Ledger()) else { return nil }
    return decode(root, prefix: prefix, body)
  }

  /// Decodes the root of a file.
  private mutating func decode<Result>(
    _ root: Value, prefix: String = "", _ body: (inout Section) -> Result
  ) -> Result? {
    guard case .mapping = root.node.content else {
      errors.append(
        ConfigurationError(
          .wrongType, at: root.node.location, "expected a map, found \(root.node.summary)"))
      return nil
    }
    let ledger = Ledger(prefix: prefix, zones: zones)
    var section = Section(Value(node: root.node, path: "", ledger: ledger))
    let result = body(&section)
    section.finish()
    take(ledger)
    return result
  }

  private mutating func take(_ ledger: Ledger) {
    errors += ledger.errors
    lines += ledger.lines
  }

  /// An error about a file, at the place that names it.
  private mutating func fail(
    _ kind: ConfigurationError.Kind, _ path: String, from value: Value?, _ message: String
  ) {
    if let value {
      errors.append(
        ConfigurationError(
          kind, at: value.node.location, keyPath: value.path, "\(value.path): \(path): \(message)"))
    } else {
      errors.append(ConfigurationError(kind, at: SourceLocation(file: path), message))
    }
  }

  private mutating func directory(_ value: Value?) -> String? {
    guard let value, let text = text(of: value) else { return nil }
    let path = Files.resolved(text, from: Files.directory(of: value.node.location.file))
    guard Files.isDirectory(path) else {
      fail(.missingFile, path, from: value, "no such directory")
      return nil
    }
    return path
  }

  /// A text, its error noted: the file that it stands in was left already.
  private mutating func text(of value: Value) -> String? {
    let ledger = Ledger()
    defer { take(ledger) }
    return Value(node: value.node, path: value.path, ledger: ledger).text()
  }

  private mutating func files(in directory: String, from value: Value) -> [String] {
    do {
      return try Files.names(in: directory).filter(Files.isYAML).map {
        Files.resolved($0, from: directory)
      }
    } catch {
      fail(.missingFile, directory, from: value, error.reason)
      return []
    }
  }

  /// The zones come before all else, which speaks of them by name.
  private mutating func loadZones(_ root: Value) {
    guard case .mapping(let entries) = root.node.content,
      let entry = entries.first(where: { $0.key == "timeZones" }), !entry.value.isNull
    else { return }
    let value = root.member(entry)
    guard let text = text(of: value) else { return }
    let path = Files.resolved(text, from: Files.directory(of: value.node.location.file))
    if let table = decode(path, from: value, { TimeZoneTable(&$0) }) { zones = table }
  }

  // MARK: Sources

  private mutating func loadSources(_ values: [Value]) -> [SourceFile] {
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

  // MARK: Themes and detectors

  private mutating func loadThemes(_ value: Value?) -> [ThemeFile] {
    guard let value, let directory = directory(value) else { return [] }
    let paths = files(in: directory, from: value)
    if paths.count > Configuration.themeLimit {
      fail(
        .outOfRange, directory, from: value,
        "\(paths.count) themes, more than \(Configuration.themeLimit)")
    }
    let themes = paths.compactMap { path in
      let stem = Files.stem(of: path)
      return decode(path, from: value, prefix: "theme.\(stem).") { ThemeFile(&$0, stem: stem) }
    }
    return themes.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private mutating func loadDetectors(_ value: Value?, _ known: KnownNames) -> VolumeSettings? {
    var volumePath: String?
    if let value, let directory = directory(value) {
      for path in files(in: directory, from: value) {
        if Files.stem(of: path) == "volume" {
          volumePath = path
        } else {
          errors.append(
            ConfigurationError(
              .unknownKey, at: SourceLocation(file: path),
              "no detector '\(Files.stem(of: path))'", suggestion: "detectors: volume"))
        }
      }
    }
    if let volumePath {
      return decode(volumePath, from: value, prefix: "volume.") {
        VolumeSettings(&$0, known: known)
      }
    }
    let ledger = Ledger(prefix: "volume.")
    var section = Section(absent: "", ledger: ledger, location: SourceLocation(file: ""))
    let settings = VolumeSettings(&section, known: known)
    take(ledger)
    return settings
  }

  // MARK: Relations between files

  /// No topic of ours twice, and none that is also read: that would be a loop.
  private mutating func checkTopics(_ main: MainFile, _ sources: [SourceFile]) {
    var owners: [String: String] = [:]
    for (keyPath, topic, location) in main.topicLocations {
      if let owner = owners[topic] {
        errors.append(
          ConfigurationError(
            .contradiction, at: location, keyPath: keyPath,
            "\(keyPath): topic '\(topic)' is \(owner) already"))
      }
      owners[topic] = keyPath
    }
    for source in sources {
      guard let owner = owners[source.spec.topic] else { continue }
      errors.append(
        ConfigurationError(
          .contradiction, at: source.topicLocation, keyPath: "\(source.spec.name).topic",
          "source '\(source.spec.name)' reads topic '\(source.spec.topic)', which is \(owner)",
          suggestion: "Vigie does not read what it writes"))
    }
  }

  /// A partition may hold its panes open for as long as its source's delay.
  private mutating func checkPanes(_ configuration: Configuration, _ sources: [SourceFile]) {
    let ahead = Int64(configuration.limits.maxPanesAhead) * configuration.paneLength.seconds
    for source in sources where source.spec.maxDelay.microseconds > ahead * 1_000_000 {
      errors.append(
        ConfigurationError(
          .contradiction, at: source.maxDelayLocation,
          keyPath: "\(source.spec.name).maxDelaySeconds",
          "\(source.spec.name).maxDelaySeconds is more than limits.maxPanesAhead panes",
          suggestion: "at most \(ahead) s with paneSeconds \(configuration.paneLength.seconds)"))
    }
  }
}
