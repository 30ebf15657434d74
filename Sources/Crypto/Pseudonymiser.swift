/// Turns names of accounts and ids of posts into keyed hashes of 48 bits.
///
/// What it protects: whoever holds tokens (a topic, a state log, a dump) but not the key can neither
/// compute the token of a name that he guesses nor undo one; tokens of one name under two labels or
/// in two epochs cannot be linked without the key; once the key of an epoch is destroyed nobody can.
///
/// What it does not: whoever holds the key can test guesses, so the key lives outside the state and
/// is rotated. Two names share a token by chance with probability n²/2⁴⁹ among n names: one pair
/// is expected at 24 million names, which a count of distinct authors does not notice.
///
/// Being `~Copyable`, it cannot be printed or described.
package struct Pseudonymiser: ~Copyable {
  private let hmac: HMACSHA256

  /// Absorbs the key and forgets it. Loading it, and asking for at least 32 random bytes, is the
  /// edge's business.
  package init(key: [UInt8]) {
    hmac = HMACSHA256(key: key)
  }

  /// The token of `bytes` under `label` (a source, a purpose) in `epoch`: the first 48 bits of
  /// HMAC-SHA-256 over label and epoch (each 8 bytes, big-endian) and the bytes. Never 0.
  ///
  /// Label and epoch have a fixed width, so no two triples give the same message. No allocation;
  /// up to 39 bytes cost two compressions.
  package mutating func token(
    _ bytes: UnsafeRawBufferPointer, label: UInt64, epoch: Int64
  ) -> UInt64 {
    var prefix = (label.bigEndian, epoch.bigEndian)
    let token = withUnsafeBytes(of: &prefix) { hmac.code(prefix: $0, of: bytes).first64 >> 16 }
    return token == 0 ? 1 : token
  }
}
