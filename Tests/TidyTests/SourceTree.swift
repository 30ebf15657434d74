import Foundation

/// The project's own files, as this test finds them beside itself.
struct SourceTree {
  struct File {
    /// Path from the root of the project.
    var path: String
    var lines: [String]
    var text: String { lines.joined(separator: "\n") }
    /// The folder below `Sources` or `Tests`.
    var room: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
  }

  let root: URL

  init() {
    root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  func files(under folder: String, ending suffixes: [String]) throws -> [File] {
    let base = root.appending(path: folder)
    guard
      let walk = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
    else { return [] }
    var found: [File] = []
    for case let url as URL in walk
    where suffixes.contains(where: { url.lastPathComponent.hasSuffix($0) }) {
      let text = try String(contentsOf: url, encoding: .utf8)
      let path = String(url.path.dropFirst(root.path.count + 1))
      found.append(File(path: path, lines: text.components(separatedBy: "\n")))
    }
    return found.sorted { $0.path < $1.path }
  }

  func swiftSources() throws -> [File] { try files(under: "Sources", ending: [".swift"]) }
  func swiftTests() throws -> [File] { try files(under: "Tests", ending: [".swift"]) }
}

extension SourceTree.File {
  /// Modules that the file imports.
  var imports: [String] {
    lines.compactMap { line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place <= 1, place + 1 < words.count,
        !line.hasPrefix(" ")
      else { return nil }
      return String(words[place + 1])
    }
  }

  /// Lines without comments and without what stands in quotes.
  var code: [(number: Int, text: String)] {
    lines.enumerated().compactMap { index, line in
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      if trimmed.hasPrefix("//") { return nil }
      var kept = ""
      var isQuoted = false
      for character in line {
        if character == "\"" { isQuoted.toggle() } else if !isQuoted { kept.append(character) }
      }
      if let comment = kept.range(of: "//") { kept = String(kept[..<comment.lowerBound]) }
      return (index + 1, kept)
    }
  }
}
