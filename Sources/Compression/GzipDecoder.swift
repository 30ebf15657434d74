internal import CZlib

/// Unpacks gzip members, one after the other (RFC 1952).
package struct GzipDecoder: ~Copyable, StreamDecoder {
  private let stream: UnsafeMutablePointer<z_stream>
  /// Inside a member.
  package private(set) var isInside = true

  package init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 bits of window, and 16 for a gzip header and nothing else.
    let code = inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(code == Z_OK, "zlib cannot start: \(code)")
  }

  deinit {
    inflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  package mutating func unpack(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(CompressionError) -> UnpackedCounts {
    if !isInside {
      // Zero bytes after a member are padding (as `tar` and tapes leave), anything else a new one.
      let padding = input.prefix { $0 == 0 }.count
      if padding > 0 || input.isEmpty { return UnpackedCounts(used: padding, made: 0) }
      let code = inflateReset(stream)
      precondition(code == Z_OK)
      isInside = true
    }
    let offered = min(input.count, Int(UInt32.max))
    stream.pointee.next_in = UnsafeMutableRawPointer(mutating: input.baseAddress)?
      .assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(offered)
    let room = min(output.count, Int(UInt32.max))
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(room)
    let code = inflate(stream, Z_NO_FLUSH)
    let counts = UnpackedCounts(
      used: offered - Int(stream.pointee.avail_in), made: room - Int(stream.pointee.avail_out))
    switch code {
    case Z_OK: break
    case Z_STREAM_END: isInside = false
    // No progress for want of input.
    case Z_BUF_ERROR where counts.made == 0 && stream.pointee.avail_in == 0: break
    default:
      throw CompressionError(
        reason: stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(code)")
    }
    return counts
  }
}
