internal import CZstd

/// Unpacks Zstandard frames, one after the other, up to the end of the file (RFC 8878).
///
/// The window may be at most 128 MiB, the library's own limit: a file packed with `--long=31` is
/// refused, for the reader's memory is bounded.
struct ZstdDecoder: ~Copyable {
  private let context: OpaquePointer
  /// Inside a frame: the file must not end here.
  private var isInFrame = true

  init() {
    guard let context = ZSTD_createDCtx() else { preconditionFailure("zstd is out of memory") }
    self.context = context
  }

  deinit { ZSTD_freeDCtx(context) }

  /// As ``ByteReader/read(into:)``.
  mutating func read(
    from source: inout PackedInput, into target: UnsafeMutableRawBufferPointer
  ) throws(ReplayError) -> Int {
    while true {
      try source.fill(atLeast: 1)
      let pending = source.pending
      if pending.count == 0 && !isInFrame { return 0 }
      var input = ZSTD_inBuffer(src: pending.baseAddress, size: pending.count, pos: 0)
      var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
      let code = ZSTD_decompressStream(context, &output, &input)
      if ZSTD_isError(code) != 0 {
        let text = String(cString: ZSTD_getErrorName(code))
        throw ReplayError(path: source.path, reason: .corrupt(text))
      }
      source.use(input.pos)
      // 0 says that a frame ended and all of it is out.
      if input.pos > 0 || output.pos > 0 { isInFrame = code != 0 }
      if output.pos > 0 { return output.pos }
      if input.pos == 0 && source.isAtEnd && isInFrame {
        throw ReplayError(path: source.path, reason: .truncated)
      }
    }
  }
}
