public import CXXHash

/// XXH3 of a run of bytes: 64 bits, the same on every machine for the same seed.
///
/// For tables, words and deduplication; a pseudonym needs the keyed hash of `Crypto` instead.
@inline(__always)
package func hash64(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
  guard let base = bytes.baseAddress else { return mix64(seed ^ 0x9E37_79B9_7F4A_7C15) }
  return vigie_xxh3(base, UInt(bytes.count), seed)
}

/// XXH3 of a string's UTF-8; away from the hot path.
package func hash64(_ text: String, seed: UInt64 = 0) -> UInt64 {
  var text = text
  return text.withUTF8 { hash64(UnsafeRawBufferPointer($0), seed: seed) }
}

/// Asks for the line of memory at an address that will be read soon; a hint without effect on results.
@inlinable @inline(__always)
package func prefetch(_ address: UnsafeRawPointer) { vigie_prefetch(address) }

/// A bit for each of the eight numbers at an address whose bits from `shift` on are `value`.
@inlinable @inline(__always)
package func lanes(at address: UnsafeRawPointer, shiftedBy shift: UInt32, are value: UInt32)
  -> UInt32
{
  vigie_lanes(address, shift, value)
}

/// A bijective mix of 64 bits (the finaliser of SplitMix64): spreads dense ids over a table.
@inlinable
package func mix64(_ value: UInt64) -> UInt64 {
  var z = value
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
