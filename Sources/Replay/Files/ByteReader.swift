internal import Compression
internal import Glibc

/// The bytes of a file from its start, unpacked: plain, `.gz` (also of several members), `.zst`
/// (also of several frames), or `-` for standard input.
///
/// A name that ends in `.gz` or `.zst` says what the file must be; any other is looked at, so that a
/// compressed standard input is unpacked too. It holds one file and 128 KiB, and allocates nothing
/// after its first read.
package struct ByteReader: ~Copyable {
  /// The path as it was given.
  package let path: String
  private var source: PackedInput
  /// At most one of the decoders is there; neither, and the bytes are taken as they are.
  private var gzip: GzipDecoder?
  private var zstd: ZstdDecoder?
  private var isDecided = false

  /// - Throws: ``ReplayError`` when the file cannot be opened.
  package init(path: String) throws(ReplayError) {
    self.path = path
    source = try PackedInput(path: path)
  }

  /// Fills at least one byte of `buffer` (which is not empty) unless the end is reached.
  ///
  /// - Returns: how many bytes were written from the buffer's start; 0 is the end.
  /// - Throws: ``ReplayError`` for a failed read and for a damaged or truncated compressed file.
  package mutating func read(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReplayError) -> Int {
    precondition(buffer.count > 0)
    if !isDecided { try decide() }
    if gzip != nil { return try source.read(with: &gzip!, into: buffer) }
    if zstd != nil { return try source.read(with: &zstd!, into: buffer) }
    return try source.take(into: buffer)
  }

  /// By the name, else by the first bytes (RFC 1952, 2.3.1; RFC 8878, 3.1.1).
  private mutating func decide() throws(ReplayError) {
    try source.fill(atLeast: 4)
    isDecided = true
    if path.hasSuffix(".gz") || source.starts(with: [0x1F, 0x8B]) {
      gzip = GzipDecoder()
    } else if path.hasSuffix(".zst") || source.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      zstd = ZstdDecoder()
    }
  }
}

/// A file as it lies on disk, read in chunks.
struct PackedInput: ~Copyable {
  let path: String
  private let file: FileDescriptor
  private let buffer: UnsafeMutableRawBufferPointer
  /// What was read and not yet used: `buffer[low..<high]`.
  private var low = 0
  private var high = 0
  private(set) var isAtEnd = false

  private static let chunkBytes = 128 << 10

  init(path: String) throws(ReplayError) {
    self.path = path
    file = try FileDescriptor(reading: path)
    buffer = .allocate(byteCount: Self.chunkBytes, alignment: 64)
  }

  deinit { buffer.deallocate() }

  /// What is read and not yet used; good until the next mutating call.
  var pending: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[low..<high]) }

  mutating func use(_ count: Int) {
    precondition(count >= 0 && count <= high - low)
    low += count
  }

  /// Reads until `count` bytes are pending or the file ends.
  mutating func fill(atLeast count: Int) throws(ReplayError) {
    precondition(count <= buffer.count)
    while high - low < count && !isAtEnd {
      if low > 0 {
        buffer.baseAddress?.copyMemory(from: buffer.baseAddress! + low, byteCount: high - low)
        (low, high) = (0, high - low)
      }
      let free = UnsafeMutableRawBufferPointer(rebasing: buffer[high...])
      let read = try file.read(into: free, path: path)
      if read == 0 { isAtEnd = true }
      high += read
    }
  }

  func starts(with magic: [UInt8]) -> Bool {
    high - low >= magic.count && pending.prefix(magic.count).elementsEqual(magic)
  }

  /// Moves bytes on as they are: what is pending first, else straight from the file.
  mutating func take(into target: UnsafeMutableRawBufferPointer) throws(ReplayError) -> Int {
    guard low < high else { return isAtEnd ? 0 : try file.read(into: target, path: path) }
    let count = min(high - low, target.count)
    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[low..<low + count]))
    low += count
    return count
  }
}
