internal import CCrypto

/// HMAC-SHA-256 (RFC 2104 with FIPS 180-4) under one key, for many short messages.
///
/// The key is absorbed once, into an inner and an outer state of SHA-256; each message starts from
/// a copy of them, which saves two of the four compressions of a short message and all allocation.
///
/// A value of this type cannot be copied, so it cannot be printed, described or reflected either;
/// its memory is wiped when its owner goes.
package struct HMACSHA256: ~Copyable {
  private let states: UnsafeMutablePointer<KeyedStates>

  /// Absorbs `key`, of any length; one that is longer than a block (64 bytes) is hashed first.
  package init(key: [UInt8]) {
    states = .allocate(capacity: 1)
    states.initialize(to: KeyedStates())
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.blockBytes) { block in
      block.initialize(repeating: 0)
      key.withUnsafeBufferPointer { key in
        if key.count > Self.blockBytes {
          Self.hash(UnsafeRawBufferPointer(key), into: block.baseAddress!)
        } else {
          UnsafeMutableRawBufferPointer(block).copyMemory(from: UnsafeRawBufferPointer(key))
        }
      }
      for i in block.indices { block[i] ^= 0x36 }
      SHA256_Init(&states.pointee.inner)
      SHA256_Update(&states.pointee.inner, block.baseAddress!, block.count)
      for i in block.indices { block[i] ^= 0x36 ^ 0x5c }
      SHA256_Init(&states.pointee.outer)
      SHA256_Update(&states.pointee.outer, block.baseAddress!, block.count)
      OPENSSL_cleanse(block.baseAddress!, block.count)
    }
  }

  deinit {
    OPENSSL_cleanse(states, MemoryLayout<KeyedStates>.size)
    states.deallocate()
  }

  /// The code of `prefix` followed by `message`. No allocation.
  package func code(
    prefix: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0),
    of message: UnsafeRawBufferPointer
  ) -> Digest {
    var digest = Digest()
    withUnsafeMutableBytes(of: &digest) { digest in
      let out = digest.baseAddress!.assumingMemoryBound(to: UInt8.self)
      var context = states.pointee.inner
      if let base = prefix.baseAddress { SHA256_Update(&context, base, prefix.count) }
      if let base = message.baseAddress { SHA256_Update(&context, base, message.count) }
      SHA256_Final(out, &context)
      context = states.pointee.outer
      SHA256_Update(&context, out, digest.count)
      SHA256_Final(out, &context)
    }
    return digest
  }

  private static let blockBytes = 64

  private static func hash(
    _ bytes: UnsafeRawBufferPointer, into out: UnsafeMutablePointer<UInt8>
  ) {
    var context = SHA256_CTX()
    SHA256_Init(&context)
    SHA256_Update(&context, bytes.baseAddress!, bytes.count)
    SHA256_Final(out, &context)
    OPENSSL_cleanse(&context, MemoryLayout<SHA256_CTX>.size)
  }

  private struct KeyedStates {
    var inner = SHA256_CTX()
    var outer = SHA256_CTX()
  }

  /// The 32 bytes of a code, in the order in which they are written.
  @frozen
  package struct Digest: BitwiseCopyable, Sendable {
    package var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    @inlinable
    package init() {}

    /// The first 64 bits, read as a big-endian number.
    @inlinable
    package var first64: UInt64 { UInt64(bigEndian: words.0) }
  }
}
