internal import CZstd

/// Packs and unpacks whole blocks of bytes with Zstandard, with contexts that are used again.
///
/// The same bytes give the same block with the same version of the library.
package struct ZstdBlock: ~Copyable {
  /// The fastest: the blocks are small, and most of them hashes that nothing compresses.
  package static let level: Int32 = 1

  private let packer: OpaquePointer
  private let unpacker: OpaquePointer

  package init() {
    guard let packer = ZSTD_createCCtx(), let unpacker = ZSTD_createDCtx() else {
      preconditionFailure("zstd is out of memory")
    }
    self.packer = packer
    self.unpacker = unpacker
  }

  deinit {
    ZSTD_freeCCtx(packer)
    ZSTD_freeDCtx(unpacker)
  }

  /// Packs `block` into the start of `target`; nil when it does not fit.
  package mutating func compress(
    _ block: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) -> Int? {
    let size = ZSTD_compressCCtx(
      packer, target.baseAddress, target.count, block.baseAddress, block.count, Self.level)
    return ZSTD_isError(size) == 0 ? size : nil
  }

  /// Unpacks a block that must fill `target` exactly: one that holds more or less is an error, and
  /// nothing is written beyond `target`.
  package mutating func decompress(
    _ packed: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) throws(CompressionError) {
    let size = ZSTD_decompressDCtx(
      unpacker, target.baseAddress, target.count, packed.baseAddress, packed.count)
    guard ZSTD_isError(size) == 0 else {
      throw CompressionError(reason: String(cString: ZSTD_getErrorName(size)))
    }
    guard size == target.count else {
      throw CompressionError(reason: "\(size) bytes where \(target.count) were said to be")
    }
  }
}
