internal import Crypto

/// SipHash-2-4 (Aumasson & Bernstein 2012): a keyed hash of 64 bits, a fifth of the cost of an HMAC.
///
/// Ids of posts go through it: who does not hold the key cannot lead from a public post to its
/// token. Authors, whose tokens live for 28 days, go through HMAC-SHA-256.
package struct KeyedHash: Sendable, BitwiseCopyable {
  private let key0: UInt64
  private let key1: UInt64

  package init(key0: UInt64, key1: UInt64) {
    self.key0 = key0
    self.key1 = key1
  }

  /// A key of its own for the ids of one source, derived from the pseudonymiser's.
  init(source: [UInt8], pseudonymiser: inout Pseudonymiser) {
    var parts: (UInt64, UInt64, UInt64) = (0, 0, 0)
    source.withUnsafeBytes { name in
      // No event has this epoch: these tokens are nobody's pseudonym.
      parts.0 = pseudonymiser.token(name, label: 0, epoch: .min)
      parts.1 = pseudonymiser.token(name, label: 1, epoch: .min)
      parts.2 = pseudonymiser.token(name, label: 2, epoch: .min)
    }
    key0 = parts.0 | parts.2 << 48
    key1 = parts.1 | (parts.2 >> 16) << 48
  }

  /// The hash of `bytes`. O(count), about 0.5 ns a byte.
  package func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var v0 = key0 ^ 0x736F_6D65_7073_6575
    var v1 = key1 ^ 0x646F_7261_6E64_6F6D
    var v2 = key0 ^ 0x6C79_6765_6E65_7261
    var v3 = key1 ^ 0x7465_6462_7974_6573

    @inline(__always)
    func round() {
      v0 = v0 &+ v1
      v1 = (v1 << 13 | v1 >> 51) ^ v0
      v0 = v0 << 32 | v0 >> 32
      v2 = v2 &+ v3
      v3 = (v3 << 16 | v3 >> 48) ^ v2
      v0 = v0 &+ v3
      v3 = (v3 << 21 | v3 >> 43) ^ v0
      v2 = v2 &+ v1
      v1 = (v1 << 17 | v1 >> 47) ^ v2
      v2 = v2 << 32 | v2 >> 32
    }

    let whole = bytes.count & ~7
    var at = 0
    while at < whole {
      let word = UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      v3 ^= word
      round()
      round()
      v0 ^= word
      at += 8
    }
    var last = UInt64(truncatingIfNeeded: bytes.count) << 56
    var shift: UInt64 = 0
    while at < bytes.count {
      last |= UInt64(bytes[at]) << shift
      shift += 8
      at += 1
    }
    v3 ^= last
    round()
    round()
    v0 ^= last
    v2 ^= 0xFF
    round()
    round()
    round()
    round()
    return v0 ^ v1 ^ v2 ^ v3
  }

  /// The hash as a token: 48 bits, never 0.
  @inline(__always)
  func token(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let token = hash(bytes) & 0xFFFF_FFFF_FFFF
    return token == 0 ? 1 : token
  }
}
