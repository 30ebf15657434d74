internal import Glibc

/// Where a secret is found. It is never written in a configuration file, and never printed.
package struct Secret: Sendable, Equatable {
  package enum Source: Sendable, Equatable {
    /// A variable of the environment.
    case environment(String)
    /// A file that holds nothing else; one line end after it is dropped.
    case file(String)
  }
  package var source: Source
  package var location: SourceLocation
  package var keyPath: String

  /// The most bytes that a secret may have.
  package static let byteLimit = 65_536

  /// The secret's bytes, as they are now.
  package func read() throws(ConfigurationError) -> [UInt8] {
    let bytes: [UInt8]
    switch source {
    case .environment(let name):
      guard let value = getenv(name) else { throw error("no variable \(name) in the environment") }
      bytes = Array(String(cString: value).utf8)
    case .file(let path):
      do {
        bytes = Self.withoutLineEnd(try Files.read(path, limit: Self.byteLimit))
      } catch {
        throw self.error("\(path): \(error.reason)")
      }
    }
    guard !bytes.isEmpty else { throw error("it is empty") }
    return bytes
  }

  private func error(_ message: String) -> ConfigurationError {
    ConfigurationError(.secret, at: location, keyPath: keyPath, "\(keyPath): \(message)")
  }

  private static func withoutLineEnd(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    return bytes
  }
}

extension Value {
  static let secretSyntax = "write { environment: NAME } or { file: PATH }"

  /// A reference to a secret. What stands there instead is not repeated in the error: it may be
  /// the secret itself.
  func secret() -> Secret? {
    guard case .mapping = node.content else {
      if case .refused = node.content { return nil }
      fail(
        .secret, "a secret is never written in a configuration file",
        suggestion: Self.secretSyntax)
      return nil
    }
    var section = Section(self)
    let name = section.optionalText("environment", "", .operation)
    let file = section.optionalText("file", "", .operation)
    section.finish()
    switch (name, file) {
    case (let name?, nil):
      return Secret(source: .environment(name), location: node.location, keyPath: path)
    case (nil, let file?):
      let path = Files.resolved(file, from: Files.directory(of: node.location.file))
      return Secret(source: .file(path), location: node.location, keyPath: self.path)
    case (nil, nil), (.some, .some):
      fail(.secret, "a secret comes from one place", suggestion: Self.secretSyntax)
      return nil
    }
  }
}
