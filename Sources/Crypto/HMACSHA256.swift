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

  /// The code of `prefix` followed by `message`. No allocation; up to 55 bytes in all cost two
  /// compressions and little else.
  package func code(
    prefix: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0),
    of message: UnsafeRawBufferPointer
  ) -> Digest {
    prefix.count + message.count <= Self.shortBytes
      ? shortCode(prefix, message) : longCode(prefix, message)
  }

  /// Pads the only block by hand (FIPS 180-4, 5.1.1) and spares OpenSSL's buffering.
  private func shortCode(
    _ prefix: UnsafeRawBufferPointer, _ message: UnsafeRawBufferPointer
  ) -> Digest {
    var digest = Digest()
    withUnsafeTemporaryAllocation(byteCount: Self.blockBytes, alignment: 8) { block in
      let bytes = block.baseAddress!.assumingMemoryBound(to: UInt8.self)
      block.initializeMemory(as: UInt8.self, repeating: 0)
      block.copyMemory(from: prefix)
      if let base = message.baseAddress {
        (block.baseAddress! + prefix.count).copyMemory(from: base, byteCount: message.count)
      }
      finish(block, count: prefix.count + message.count)
      var context = states.pointee.inner
      SHA256_Transform(&context, bytes)
      block.initializeMemory(as: UInt8.self, repeating: 0)
      withUnsafeBytes(of: context.h) { Self.store($0, into: block) }
      finish(block, count: MemoryLayout<Digest>.size)
      context = states.pointee.outer
      SHA256_Transform(&context, bytes)
      withUnsafeBytes(of: context.h) { words in
        withUnsafeMutableBytes(of: &digest) { Self.store(words, into: $0) }
      }
    }
    return digest
  }

  /// Ends a block that holds `count` bytes after the key's: one bit, zeros, the length in bits.
  private func finish(_ block: UnsafeMutableRawBufferPointer, count: Int) {
    block[count] = 0x80
    let bits = UInt64(8 * (Self.blockBytes + count)).bigEndian
    block.storeBytes(of: bits, toByteOffset: Self.blockBytes - 8, as: UInt64.self)
  }

  /// The eight words of a state as big-endian bytes.
  private static func store(
    _ words: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer
  ) {
    for i in 0..<8 {
      let word = words.load(fromByteOffset: 4 * i, as: UInt32.self)
      bytes.storeBytes(of: word.bigEndian, toByteOffset: 4 * i, as: UInt32.self)
    }
  }

  private func longCode(
    _ prefix: UnsafeRawBufferPointer, _ message: UnsafeRawBufferPointer
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

  /// What fits in one block beside a bit and the length.
  private static let shortBytes = blockBytes - 9
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
