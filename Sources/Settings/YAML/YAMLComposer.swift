/// Limits of one configuration file; beyond them it is refused.
enum YAMLLimits {
  static let fileBytes = 4 << 20
  static let depth = 32
  static let nodes = 500_000
}

/// Builds the tree of one file out of the parser's events.
///
/// Only what a person needs to configure is taken: one document of maps with text keys, lists and
/// scalars. Anchors, aliases and tags are refused, for with them a value stands elsewhere than
/// where it is read; so are keys that stand twice.
struct YAMLComposer: ~Copyable {
  private let file: String
  private var parser: YAMLParser
  private var nodes = 0
  private(set) var errors: [ConfigurationError] = []

  private init(file: String, bytes: [UInt8]) {
    self.file = file
    parser = YAMLParser(bytes)
  }

  /// The root of `bytes`, and all that is wrong with them; no root where they are not YAML, or
  /// hold nothing.
  static func compose(
    file: String, bytes: [UInt8]
  ) -> (root: YAMLNode?, errors: [ConfigurationError]) {
    let whole = SourceLocation(file: file)
    guard bytes.count <= YAMLLimits.fileBytes else {
      let limit = YAMLLimits.fileBytes >> 20
      return (nil, [ConfigurationError(.syntax, at: whole, "a file of more than \(limit) MiB")])
    }
    if let location = invalidUTF8(in: bytes, file: file) {
      return (nil, [ConfigurationError(.syntax, at: location, "these bytes are not UTF-8")])
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var composer = YAMLComposer(
      file: file, bytes: bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes)
    do {
      let root = try composer.document()
      if root == nil, composer.errors.isEmpty {
        composer.errors.append(ConfigurationError(.syntax, at: whole, "the file is empty"))
      }
      return (root, composer.errors)
    } catch {
      return (nil, composer.errors + [error])
    }
  }

  /// Where the first byte stands that is not UTF-8.
  private static func invalidUTF8(in bytes: [UInt8], file: String) -> SourceLocation? {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var location = SourceLocation(file: file, line: 1, column: 1)
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue("\n"):
        location.line += 1
        location.column = 1
      case .scalarValue: location.column += 1
      case .emptyInput: return nil
      case .error: return location
      }
    }
  }

  private mutating func next() throws(ConfigurationError) -> (YAMLEvent, SourceLocation) {
    do {
      let next = try parser.next()
      return (next.event, SourceLocation(file: file, line: next.line, column: next.column))
    } catch {
      throw ConfigurationError(
        .syntax, at: SourceLocation(file: file, line: error.line, column: error.column),
        "not YAML: \(error.message)")
    }
  }

  private mutating func document() throws(ConfigurationError) -> YAMLNode? {
    var root: YAMLNode?
    while true {
      let (event, location) = try next()
      switch event {
      case .streamStart, .documentEnd: continue
      case .streamEnd: return root
      case .documentStart:
        guard root == nil else {
          throw ConfigurationError(.syntax, at: location, "a second document in one file")
        }
      default: root = try node(event, location, depth: 1)
      }
    }
  }

  private mutating func node(
    _ event: YAMLEvent, _ location: SourceLocation, depth: Int
  ) throws(ConfigurationError) -> YAMLNode {
    nodes += 1
    guard depth <= YAMLLimits.depth, nodes <= YAMLLimits.nodes else {
      throw ConfigurationError(
        .syntax, at: location,
        depth > YAMLLimits.depth
          ? "more than \(YAMLLimits.depth) levels deep"
          : "more than \(YAMLLimits.nodes) values in one file")
    }
    switch event {
    case .scalar(let text, let isPlain, let anchor, let tag):
      refuse(anchor: anchor, tag: tag, at: location)
      return YAMLNode(content: .scalar(text, isPlain: isPlain), location: location)
    case .sequenceStart(let anchor, let tag):
      refuse(anchor: anchor, tag: tag, at: location)
      return YAMLNode(content: .sequence(try elements(depth: depth)), location: location)
    case .mappingStart(let anchor, let tag):
      refuse(anchor: anchor, tag: tag, at: location)
      return YAMLNode(content: .mapping(try entries(depth: depth)), location: location)
    case .alias(let name):
      refuse(.syntax, "alias '*\(name)'", "write the value out", at: location)
      return YAMLNode(content: .refused, location: location)
    case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
      preconditionFailure("libyaml gave \(event) where a value begins")
    }
  }

  private mutating func elements(depth: Int) throws(ConfigurationError) -> [YAMLNode] {
    var elements: [YAMLNode] = []
    while true {
      let (event, location) = try next()
      if case .sequenceEnd = event { return elements }
      elements.append(try node(event, location, depth: depth + 1))
    }
  }

  private mutating func entries(depth: Int) throws(ConfigurationError) -> [YAMLEntry] {
    var entries: [YAMLEntry] = []
    var lines: [String: Int] = [:]
    while true {
      let (event, location) = try next()
      if case .mappingEnd = event { return entries }
      let key = try node(event, location, depth: depth + 1)
      let (valueEvent, valueLocation) = try next()
      let value = try node(valueEvent, valueLocation, depth: depth + 1)
      guard case .scalar(let text, _) = key.content else {
        refuse(.syntax, "a key that is not text", nil, at: location)
        continue
      }
      if let line = lines[text] {
        refuse(
          .duplicateKey, "key '\(text)' stands twice", "it is on line \(line) already",
          at: location)
        continue
      }
      lines[text] = location.line
      entries.append(YAMLEntry(key: text, location: location, value: value))
    }
  }

  private mutating func refuse(anchor: String?, tag: String?, at location: SourceLocation) {
    if let anchor { refuse(.syntax, "anchor '&\(anchor)'", "write the value out", at: location) }
    if let tag { refuse(.syntax, "tag '\(tag)'", "types follow from the keys", at: location) }
  }

  private mutating func refuse(
    _ kind: ConfigurationError.Kind, _ message: String, _ suggestion: String?,
    at location: SourceLocation
  ) {
    errors.append(ConfigurationError(kind, at: location, message, suggestion: suggestion))
  }
}
