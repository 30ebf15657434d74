internal import Crypto

/// Keyed hashes of identifiers, by which reads and the entries of a watch list meet.
///
/// The first 64 bits of HMAC-SHA-256 over `watchlist`, a zero byte, the kind, a zero byte, and the
/// identifier in its folded form. Who holds a hash but not the key can neither undo it nor test a
/// guess; no pseudonym of an author or a post is made of such a message. A chance match among a
/// million hashes of entries and a billion reads has probability 5 × 10⁻⁵.
package struct IdentifierHash: ~Copyable {
  private let hmac: HMACSHA256

  package init(key: [UInt8]) { hmac = HMACSHA256(key: key) }

  /// The hash of an identifier as it is written; 0 where nothing is left of it, or too much. No
  /// allocation.
  package func token(_ identifier: UnsafeRawBufferPointer, _ kind: IdentifierKind) -> UInt64 {
    withUnsafeTemporaryAllocation(byteCount: IdentifierFolding.capacity, alignment: 8) { folded in
      defer { Self.wipe(folded) }
      let count = IdentifierFolding.fold(identifier, into: folded)
      guard count > 0 else { return 0 }
      return token(folded: UnsafeRawBufferPointer(rebasing: folded[..<count]), kind)
    }
  }

  /// Calls `body` with the hash of the identifier, then with that of each form in which one of its
  /// characters is taken for another: 0 and O, 1 and I, 8 and B, 5 and S, of plates alone. Nothing
  /// where nothing is left of it.
  package func tokens(
    _ identifier: UnsafeRawBufferPointer, _ kind: IdentifierKind,
    _ body: (_ token: UInt64, _ isConfused: Bool) -> Void
  ) {
    withUnsafeTemporaryAllocation(byteCount: IdentifierFolding.capacity, alignment: 8) { folded in
      defer { Self.wipe(folded) }
      let count = IdentifierFolding.fold(identifier, into: folded)
      guard count > 0 else { return }
      let form = UnsafeRawBufferPointer(rebasing: folded[..<count])
      body(token(folded: form, kind), false)
      guard kind == .plate else { return }
      for place in 0..<count {
        let character = folded[place]
        let other = IdentifierFolding.confused(character)
        guard other != 0 else { continue }
        folded[place] = other
        body(token(folded: form, kind), true)
        folded[place] = character
      }
    }
  }

  private func token(folded: UnsafeRawBufferPointer, _ kind: IdentifierKind) -> UInt64 {
    let prefix: StaticString =
      switch kind {
      case .plate: "watchlist\0plate\0"
      case .number: "watchlist\0number\0"
      }
    let label = UnsafeRawBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount)
    let token = hmac.code(prefix: label, of: folded).first64
    return token == 0 ? 1 : token
  }

  private static func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
    for place in bytes.indices { bytes[place] = 0 }
  }
}
