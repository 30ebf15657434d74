/// Makes the MinHash signature of a text out of its words, which come in order.
///
/// The shingles are the words and the pairs of neighbours (Broder 1997). Plain bits: it allocates
/// nothing.
package struct SignatureBuilder: BitwiseCopyable, Sendable {
  private var low = SIMD8<Int16>(repeating: .max)
  private var middle = SIMD8<Int16>(repeating: .max)
  private var high = SIMD8<Int16>(repeating: .max)
  private var previous: UInt64 = 0
  private var hasPrevious = false

  package init() {}

  package mutating func reset() { self = SignatureBuilder() }

  /// Adds the next word, by its hash, and its pair with the one before.
  @inline(__always)
  package mutating func add(word hash: UInt64) {
    take(hash)
    if hasPrevious {
      take((previous &* 0x9E37_79B9_7F4A_7C15 ^ hash) &* 0xFF51_AFD7_ED55_8CCD)
    }
    previous = hash
    hasPrevious = true
  }

  package func finish() -> TextSignature {
    var signature = TextSignature()
    Self.store(low, at: 0, of: &signature)
    Self.store(middle, at: 2, of: &signature)
    Self.store(high, at: 4, of: &signature)
    return signature
  }

  /// The minima were taken as signed numbers.
  private static func store(_ part: SIMD8<Int16>, at place: Int, of signature: inout TextSignature)
  {
    let words = unsafeBitCast(part ^ SIMD8<Int16>(repeating: .min), to: SIMD2<UInt64>.self)
    signature.words[place] = words[0]
    signature.words[place + 1] = words[1]
  }

  @inline(__always)
  private mutating func take(_ shingle: UInt64) {
    low = Self.smaller(low, Self.lanes(shingle, 0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB))
    middle = Self.smaller(
      middle, Self.lanes(shingle, 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3))
    high = Self.smaller(high, Self.lanes(shingle, 0x1D8E_4E27_C47D_124F, 0xEB44_ACCA_B455_D165))
  }

  @inline(__always)
  private static func lanes(_ hash: UInt64, _ a: UInt64, _ b: UInt64) -> SIMD8<Int16> {
    let first = (hash ^ a).multipliedFullWidth(by: b)
    let second = (hash ^ b).multipliedFullWidth(by: a)
    return unsafeBitCast(
      SIMD2<UInt64>(first.high ^ first.low, second.high ^ second.low), to: SIMD8<Int16>.self)
  }

  @inline(__always)
  private static func smaller(_ a: SIMD8<Int16>, _ b: SIMD8<Int16>) -> SIMD8<Int16> {
    a.replacing(with: b, where: b .< a)
  }
}
