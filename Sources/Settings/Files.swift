internal import Glibc

/// Reads files and directories; errors are in the words of the system.
enum Files {
  struct Failure: Error {
    var reason: String
  }

  private static var failure: Failure { Failure(reason: String(cString: strerror(errno))) }

  /// The bytes of a regular file, refused when there are more than `limit`.
  static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    guard !isDirectory(path) else { throw Failure(reason: "Is a directory") }
    guard let file = fopen(path, "rb") else { throw failure }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&block, 1, block.count, file)
      if count == 0 { break }
      bytes += block[..<count]
      guard bytes.count <= limit else { throw Failure(reason: "more than \(limit) bytes") }
    }
    guard ferror(file) == 0 else { throw failure }
    return bytes
  }

  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a directory, sorted by their bytes, without hidden ones.
  static func names(in directory: String) throws(Failure) -> [String] {
    guard let stream = opendir(directory) else { throw failure }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Whether a name is that of a YAML file.
  static func isYAML(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }

  /// Whether `name` fits a shell pattern.
  static func matches(_ name: String, pattern: String) -> Bool { fnmatch(pattern, name, 0) == 0 }

  /// `path` seen from `directory`; an absolute path stands.
  static func resolved(_ path: String, from directory: String) -> String {
    if path.hasPrefix("/") || directory.isEmpty { return path }
    let plain = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    return directory.hasSuffix("/") ? directory + plain : "\(directory)/\(plain)"
  }

  /// All before the last slash; empty for a bare name.
  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path, without its extension.
  static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    return String(name.lastIndex(of: ".").map { name[..<$0] } ?? name)
  }
}
