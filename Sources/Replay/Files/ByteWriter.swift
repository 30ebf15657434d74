/// Writes a file from its start through a buffer; `-` is standard output.
struct ByteWriter: ~Copyable {
  let path: String
  private let file: FileDescriptor
  private var buffer: [UInt8] = []

  private static let bufferBytes = 64 << 10

  /// Makes the file, or empties it.
  init(path: String) throws(ReplayError) {
    self.path = path
    file = try FileDescriptor(writing: path)
    buffer.reserveCapacity(Self.bufferBytes)
  }

  mutating func write(_ text: String) throws(ReplayError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  /// Writes what is held back. Without it the end of the file is missing.
  mutating func flush() throws(ReplayError) {
    let held = buffer
    let result: Result<Void, ReplayError> = held.withUnsafeBytes { bytes in
      do throws(ReplayError) {
        try file.write(bytes, path: path)
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try result.get()
    buffer.removeAll(keepingCapacity: true)
  }
}
