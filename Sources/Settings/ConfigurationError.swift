/// Where something stands in a configuration file, from line 1 and column 1 (in characters).
package struct SourceLocation: Sendable, Hashable, Comparable {
  package var file: String
  /// 0 when the whole file is meant.
  package var line: Int
  package var column: Int

  package init(file: String, line: Int = 0, column: Int = 0) {
    self.file = file
    self.line = line
    self.column = column
  }

  package static func < (a: SourceLocation, b: SourceLocation) -> Bool {
    (a.file, a.line, a.column) < (b.file, b.line, b.column)
  }
}

/// One thing that is wrong in the configuration.
package struct ConfigurationError: Error, Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// A file or directory that is named is not there, or cannot be read.
    case missingFile
    /// Not YAML, or YAML that is not taken here: aliases, tags, several documents.
    case syntax
    case duplicateKey
    case unknownKey
    case wrongType
    case outOfRange
    case missingKey
    /// Two values that cannot hold together.
    case contradiction
    /// A secret written in YAML, or one that its reference does not give.
    case secret
  }
  package var kind: Kind
  package var location: SourceLocation
  /// From the top of the file, as in `limits.maxDepth`; empty for the file as a whole.
  package var keyPath: String
  package var message: String
  /// What to write instead, as far as it can be told.
  package var suggestion: String?

  package init(
    _ kind: Kind, at location: SourceLocation, keyPath: String = "", _ message: String,
    suggestion: String? = nil
  ) {
    self.kind = kind
    self.location = location
    self.keyPath = keyPath
    self.message = message
    self.suggestion = suggestion
  }
}

extension ConfigurationError: CustomStringConvertible {
  /// `FILE:LINE:COLUMN: MESSAGE: SUGGESTION`, in one line.
  package var description: String {
    var text = location.file
    if location.line > 0 { text += ":\(location.line):\(location.column)" }
    text += ": \(message)"
    if let suggestion { text += ": \(suggestion)" }
    return text
  }
}

/// Everything that is wrong in the configuration, in the order of files and lines.
package struct ConfigurationErrors: Error, Sendable, Equatable, CustomStringConvertible {
  package var errors: [ConfigurationError]

  /// At least one error.
  package init(_ errors: [ConfigurationError]) {
    precondition(!errors.isEmpty)
    self.errors = errors.sorted { $0.location < $1.location }
  }

  /// Whether all that is wrong is a file that is not there or cannot be read.
  package var isMissingFile: Bool { errors.allSatisfy { $0.kind == .missingFile } }

  /// One line an error.
  package var description: String { errors.map(\.description).joined(separator: "\n") }
}
