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
  var errors: [ConfigurationError] = []
  private(set) var lines: [String] = []
  private(set) var zones = TimeZoneTable()

  mutating func load(_ path: String) throws(ConfigurationErrors) -> Configuration {
    guard let root = root(path, from: nil, Ledger()) else { throw ConfigurationErrors(errors) }
    loadZones(root)
    guard let main = decode(root, { MainFile(&$0, path: path) }) else {
      throw ConfigurationErrors(errors)
    }
    var configuration = main.configuration
    let sources = loadSources(main.sources)
    configuration.sources = sources.map(\.spec)
    configuration.groups = groups(main, configuration.sources)
    configuration.themes = loadThemes(main.themes)
    configuration.territory = directory(main.territory)
    if let detectors = loadDetectors(
      main.detectors,
      KnownNames(
        sources: sources.map(\.spec.name), themes: configuration.themes.map(\.name)))
    {
      configuration.volume = detectors.volume
      configuration.detectors = detectors.others
    }
    checkTopics(main, sources)
    checkPanes(configuration, sources)
    guard errors.isEmpty else { throw ConfigurationErrors(errors) }
    configuration.canonicalText = lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .joined(separator: "\n")
    return configuration
  }

  /// The map at the root of a file; nil, with errors, where there is none.
  mutating func root(_ path: String, from value: Value?, _ ledger: Ledger) -> Value? {
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
  mutating func decode<Result>(
    _ path: String, from value: Value? = nil, prefix: String = "",
    _ body: (inout Section) -> Result
  ) -> Result? {
    guard let root = root(path, from: value, Ledger()) else { return nil }
    return decode(root, prefix: prefix, body)
  }

  /// Decodes the root of a file.
  mutating func decode<Result>(
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

  mutating func take(_ ledger: Ledger) {
    errors += ledger.errors
    lines += ledger.lines
  }

  /// An error about a file, at the place that names it.
  mutating func fail(
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

  mutating func directory(_ value: Value?) -> String? {
    guard let value, let text = text(of: value) else { return nil }
    let path = Files.resolved(text, from: Files.directory(of: value.node.location.file))
    guard Files.isDirectory(path) else {
      fail(.missingFile, path, from: value, "no such directory")
      return nil
    }
    return path
  }

  /// A text, its error noted: the file that it stands in was left already.
  mutating func text(of value: Value) -> String? {
    let ledger = Ledger()
    defer { take(ledger) }
    return Value(node: value.node, path: value.path, ledger: ledger).text()
  }

  mutating func files(in directory: String, from value: Value) -> [String] {
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
  mutating func loadZones(_ root: Value) {
    guard case .mapping(let entries) = root.node.content,
      let entry = entries.first(where: { $0.key == "timeZones" }), !entry.value.isNull
    else { return }
    let value = root.member(entry)
    guard let text = text(of: value) else { return }
    let path = Files.resolved(text, from: Files.directory(of: value.node.location.file))
    if let table = decode(path, from: value, { TimeZoneTable(&$0) }) { zones = table }
  }
}
