import Foundation
import Glibc

/// Lines of results to a file or, for `-`, to the standard output.
final class OutputFile {
  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  init(path: String) throws(Failure) {
    self.path = path
    guard path != "-" else {
      descriptor = 1
      return
    }
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if descriptor < 0 {
      throw .cannotCreate("\(path): cannot be created: \(String(cString: strerror(errno)))")
    }
  }

  /// Writes a line; on the standard output at once, so that a reader sees it.
  func write(_ line: Data) throws(Failure) {
    buffer.append(contentsOf: line)
    buffer.append(UInt8(ascii: "\n"))
    if descriptor == 1 || buffer.count > 65_536 { try flush() }
  }

  /// Writes whole lines with their ends.
  func write(lines: [UInt8]) throws(Failure) {
    buffer.append(contentsOf: lines)
    try flush()
  }

  func close() throws(Failure) {
    try flush()
    if descriptor != 1, Glibc.close(descriptor) != 0 {
      throw .cannotCreate("\(path): cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  private func flush() throws(Failure) {
    var start = 0
    while start < buffer.count {
      let written = buffer.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start)
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw .cannotCreate("\(path): cannot be written: \(String(cString: strerror(errno)))")
      }
      start += written
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
