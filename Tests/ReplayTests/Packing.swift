import Foundation

/// Containers written by hand, from their specifications: an independent side to read against.
enum Packing {
  /// A gzip member of stored blocks (RFC 1952; RFC 1951, 3.2.4).
  static func gzip(_ bytes: [UInt8], blockBytes: Int = 60_000) -> [UInt8] {
    var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var start = 0
    repeat {
      let end = min(start + blockBytes, bytes.count)
      let length = UInt16(end - start)
      out.append(end == bytes.count ? 1 : 0)
      out += littleEndian(length)
      out += littleEndian(~length)
      out += bytes[start..<end]
      start = end
    } while start < bytes.count
    return out + littleEndian(crc32(bytes)) + littleEndian(UInt32(bytes.count))
  }

  /// A Zstandard frame of raw blocks (RFC 8878, 3.1.1): 1 MiB window, no checksum.
  static func zstd(_ bytes: [UInt8], blockBytes: Int = 60_000) -> [UInt8] {
    var out: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 10 << 3]
    var start = 0
    repeat {
      let end = min(start + blockBytes, bytes.count)
      let header = UInt32(end - start) << 3 | (end == bytes.count ? 1 : 0)
      out += littleEndian(header).prefix(3)
      out += bytes[start..<end]
      start = end
    } while start < bytes.count
    return out
  }

  private static func littleEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) }
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~crc
  }
}

/// A directory of one test, gone at its end.
final class Scratch {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appending(path: "vigie-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// The path of a file of that name, whether it exists or not.
  func path(_ name: String) -> String { directory.appending(path: name).path }

  /// Writes a file and returns its path.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: directory.appending(path: name))
    return path(name)
  }

  func file(_ name: String, _ text: String) throws -> String {
    try file(name, Array(text.utf8))
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: directory.appending(path: name), encoding: .utf8)
  }
}

/// The root of the project, found from this file.
let projectRoot = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
