internal import Glibc

/// A line of a file, borrowed from its reader until the reader moves on.
@frozen @usableFromInline
package struct Line {
  /// The line without its end; at least 64 bytes behind it may be read (not interpreted). Empty
  /// for a line that is too long.
  @usableFromInline package var bytes: UnsafeRawBufferPointer
  /// From 1, empty lines counted.
  @usableFromInline package var number: Int64
  /// The line is longer than the limit and was skipped.
  @usableFromInline package var isTooLarge: Bool

  @inlinable
  package init(bytes: UnsafeRawBufferPointer, number: Int64, isTooLarge: Bool) {
    self.bytes = bytes
    self.number = number
    self.isTooLarge = isTooLarge
  }
}

/// The lines of a file, plain or compressed (``ByteReader``).
///
/// Lines end in LF or CR LF, the last one also without; empty lines are left out, and so is a
/// byte-order mark before the first. One buffer of `maxLineBytes` and 64 KiB; a line is never copied
/// unless a chunk ends in it, and nothing is allocated after the start.
package struct LineReader: ~Copyable {
  /// Bytes behind each line that may be read, as simdjson does.
  package static let padding = 64

  /// The longest line that is handed out, in bytes, without its end.
  package let maxLineBytes: Int
  /// Lines so far, also the empty and the too long.
  package private(set) var lineNumber: Int64 = 0

  private var reader: ByteReader
  private let buffer: UnsafeMutableRawBufferPointer
  private let capacity: Int
  /// What was read and not yet handed out: `buffer[low..<high]`.
  private var low = 0
  private var high = 0
  /// Up to here `buffer[low...]` has no line end.
  private var scanned = 0
  private var isAtEnd = false
  /// What ended the reading, once the lines before it are handed out.
  private var failure: ReplayError?
  private var hasBegun = false
  /// In a line that is too long, whose start was thrown away.
  private var isSkipping = false

  private static let chunkBytes = 64 << 10
  private static let lineFeed: UInt8 = 0x0A
  private static let carriageReturn: UInt8 = 0x0D

  /// - Parameters:
  ///   - path: a file, `.gz`, `.zst`, or `-` for standard input.
  ///   - maxLineBytes: the longest line, 1 or more.
  /// - Throws: ``ReplayError`` when the file cannot be opened.
  package init(path: String, maxLineBytes: Int = 1 << 20) throws(ReplayError) {
    precondition(maxLineBytes >= 1)
    self.maxLineBytes = maxLineBytes
    reader = try ByteReader(path: path)
    // Room for a line's end, too, so that a full buffer without one holds a line too long.
    capacity = maxLineBytes + 2 + Self.chunkBytes
    buffer = .allocate(byteCount: capacity + Self.padding, alignment: 64)
    // The padding is read by others: it has to be initialised.
    buffer.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { buffer.deallocate() }

  /// The path as it was given.
  package var path: String { reader.path }

  /// The next line, good until the next call; nil is the end.
  ///
  /// - Throws: ``ReplayError`` for a failed read and for a damaged or truncated compressed file.
  package mutating func next() throws(ReplayError) -> Line? {
    while true {
      if let line = nextBuffered() { return line }
      if isAtEnd { return nil }
      try refill()
    }
  }

  /// Fills `lines` from its start with the next lines; all are good until the next call.
  ///
  /// It returns fewer than there is room for when the buffer ends before, and 0 only at the end.
  package mutating func nextBatch(
    into lines: UnsafeMutableBufferPointer<Line>
  ) throws(ReplayError) -> Int {
    precondition(lines.count > 0)
    guard let first = try next() else { return 0 }
    lines.initializeElement(at: 0, to: first)
    var count = 1
    while count < lines.count, let line = nextBuffered() {
      lines.initializeElement(at: count, to: line)
      count += 1
    }
    return count
  }

  /// The next line of those that the buffer holds whole; nil without one.
  @inline(__always)
  private mutating func nextBuffered() -> Line? {
    let base = UnsafeRawPointer(buffer.baseAddress.unsafelyUnwrapped)
    while low < high {
      var end = high
      var following = high
      if let found = memchr(base + scanned, Int32(Self.lineFeed), high - scanned) {
        end = UnsafeRawPointer(found) - base
        following = end + 1
      } else {
        scanned = high
        guard isAtEnd else { return nil }
      }
      let start = low
      low = following
      scanned = following
      lineNumber += 1
      if isSkipping {
        isSkipping = false
        return tooLarge
      }
      if end > start && base.load(fromByteOffset: end - 1, as: UInt8.self) == Self.carriageReturn {
        end -= 1
      }
      if end == start { continue }
      guard end - start <= maxLineBytes else { return tooLarge }
      let bytes = UnsafeRawBufferPointer(start: base + start, count: end - start)
      return Line(bytes: bytes, number: lineNumber, isTooLarge: false)
    }
    guard isSkipping && isAtEnd else { return nil }
    // The file ended where the thrown-away part did.
    isSkipping = false
    lineNumber += 1
    return tooLarge
  }

  private var tooLarge: Line {
    Line(
      bytes: UnsafeRawBufferPointer(start: buffer.baseAddress, count: 0), number: lineNumber,
      isTooLarge: true)
  }

  /// Moves the begun line to the front and reads a chunk behind it.
  private mutating func refill() throws(ReplayError) {
    let base = buffer.baseAddress.unsafelyUnwrapped
    if high - low > maxLineBytes + 1 {
      // More than a line and its CR, and no line end yet.
      isSkipping = true
      low = high
    }
    if low > 0 {
      base.copyMemory(from: base + low, byteCount: high - low)
      (low, high) = (0, high - low)
      scanned = high
    }
    // A whole chunk, in however many pieces it comes: where batches end is the same for a file, its
    // compressed form and a pipe.
    let end = min(high + Self.chunkBytes, capacity)
    if let failure { throw failure }
    let start = high
    do throws(ReplayError) {
      while high < end && !isAtEnd {
        let count = try reader.read(
          into: UnsafeMutableRawBufferPointer(rebasing: buffer[high..<end]))
        high += count
        isAtEnd = count == 0
      }
    } catch {
      // What came before the damage is handed out first.
      guard high > start else { throw error }
      failure = error
    }
    if !hasBegun { try dropByteOrderMark() }
  }

  /// The first bytes of a file: three of them decide whether they are a mark (EF BB BF).
  private mutating func dropByteOrderMark() throws(ReplayError) {
    while high < 3 && !isAtEnd && failure == nil {
      let count = try reader.read(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[high..<capacity]))
      high += count
      isAtEnd = count == 0
    }
    hasBegun = true
    guard high >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF else { return }
    low = 3
    scanned = 3
  }
}
