internal import CZstd

/// Unpacks Zstandard frames, one after the other (RFC 8878).
///
/// The window may be at most 128 MiB, the library's own limit: a file packed with `--long=31` is
/// refused, for the reader's memory is bounded.
package struct ZstdDecoder: ~Copyable, StreamDecoder {
  private let context: OpaquePointer
  /// Inside a frame.
  package private(set) var isInside = true

  package init() {
    guard let context = ZSTD_createDCtx() else { preconditionFailure("zstd is out of memory") }
    self.context = context
  }

  deinit { ZSTD_freeDCtx(context) }

  package mutating func unpack(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(CompressionError) -> UnpackedCounts {
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let code = ZSTD_decompressStream(context, &target, &source)
    guard ZSTD_isError(code) == 0 else {
      throw CompressionError(reason: String(cString: ZSTD_getErrorName(code)))
    }
    // 0 says that a frame ended and all of it is out.
    if source.pos > 0 || target.pos > 0 { isInside = code != 0 }
    return UnpackedCounts(used: source.pos, made: target.pos)
  }
}
