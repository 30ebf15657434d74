import Foundation
import Settings

/// A folder of configuration files for the length of one test.
final class ConfigurationFolder {
  let path: String

  init(_ files: [String: String]) throws {
    path = FileManager.default.temporaryDirectory.path + "/vigie-settings-\(UUID().uuidString)"
    for (name, text) in files { try write(name, Array(text.utf8)) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let url = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func load() throws(ConfigurationErrors) -> Configuration {
    try Configuration.load(path: path + "/vigie.yaml")
  }

  /// The errors of loading it as they print, without the folder's own path.
  func errors() -> [String] {
    do {
      _ = try load()
      return []
    } catch {
      return error.errors.map { $0.description.replacingOccurrences(of: path + "/", with: "") }
    }
  }

  func kinds() -> [ConfigurationError.Kind] {
    do {
      _ = try load()
      return []
    } catch {
      return error.errors.map(\.kind)
    }
  }
}

/// The least that loads: one source.
let plainFiles = [
  "vigie.yaml": "sources: posts.yaml\n",
  "posts.yaml": "posts:\n  id: /id\n  time: /ts\n",
]

/// The least that loads, with one file replaced or added.
func plainFiles(with name: String, _ text: String) -> [String: String] {
  plainFiles.merging([name: text]) { $1 }
}

/// The repository's root.
let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().path
