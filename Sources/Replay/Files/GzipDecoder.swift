internal import CZlib

/// Unpacks gzip members, one after the other, up to the end of the file (RFC 1952).
struct GzipDecoder: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>
  /// Inside a member: the file must not end here.
  private var isInMember = true

  init() {
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

  /// As ``ByteReader/read(into:)``.
  mutating func read(
    from source: inout PackedInput, into target: UnsafeMutableRawBufferPointer
  ) throws(ReplayError) -> Int {
    while true {
      try source.fill(atLeast: 1)
      let pending = source.pending
      if pending.count == 0 {
        guard !isInMember else { throw ReplayError(path: source.path, reason: .truncated) }
        return 0
      }
      if !isInMember && !beginMember(pending, &source) { continue }
      let offered = source.pending
      stream.pointee.next_in = UnsafeMutableRawPointer(mutating: offered.baseAddress)?
        .assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_in = UInt32(offered.count)
      let room = min(target.count, Int(UInt32.max))
      stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(room)
      let code = inflate(stream, Z_NO_FLUSH)
      source.use(offered.count - Int(stream.pointee.avail_in))
      let made = room - Int(stream.pointee.avail_out)
      switch code {
      case Z_OK: break
      case Z_STREAM_END: isInMember = false
      // No progress for want of input: the next round reads more or finds the end.
      case Z_BUF_ERROR where made == 0 && stream.pointee.avail_in == 0: break
      default:
        let text = stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(code)"
        throw ReplayError(path: source.path, reason: .corrupt(text))
      }
      if made > 0 { return made }
    }
  }

  /// After a member: zero bytes are padding (as `tar` and tapes leave), anything else a new member.
  private mutating func beginMember(
    _ pending: UnsafeRawBufferPointer, _ source: inout PackedInput
  ) -> Bool {
    let padding = pending.prefix { $0 == 0 }.count
    if padding > 0 {
      source.use(padding)
      return false
    }
    let code = inflateReset(stream)
    precondition(code == Z_OK)
    isInMember = true
    return true
  }
}
