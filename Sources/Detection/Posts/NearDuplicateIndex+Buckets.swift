internal import EventTime
internal import Signals

extension NearDuplicateIndex {
  /// Bucket and tag of each band.
  mutating func address(_ signature: TextSignature) {
    for half in 0..<2 {
      let keys = Self.keys(signature, half: half)
      addresses[4 * half] = address(4 * half, keys.0)
      addresses[4 * half + 1] = address(4 * half + 1, keys.1)
      addresses[4 * half + 2] = address(4 * half + 2, keys.2)
      addresses[4 * half + 3] = address(4 * half + 3, keys.3)
    }
  }

  /// The same for the exact hash of a short text.
  mutating func address(text: UInt64) { addresses[Self.bands] = address(Self.bands, text) }

  /// Four bands of 48 bits each, in the high bits.
  @inline(__always)
  private static func keys(
    _ signature: TextSignature, half: Int
  ) -> (UInt64, UInt64, UInt64, UInt64) {
    let a = signature.words[3 * half]
    let b = signature.words[3 * half + 1]
    let c = signature.words[3 * half + 2]
    return (a << 16, (a >> 48 | b << 16) << 16, (b >> 32 | c << 32) << 16, c & ~0xFFFF)
  }

  @inline(__always)
  private func address(_ table: Int, _ key: UInt64) -> Address {
    let hash = (key ^ key >> 32) &* 0x9E37_79B9_7F4A_7C15
    let bucket = Int(truncatingIfNeeded: hash >> UInt64(52 - bucketBits))
    return Address(
      bucket: table << bucketBits | bucket & (1 << bucketBits - 1),
      tag: UInt32(truncatingIfNeeded: hash >> 52))
  }

  /// The cluster whose representative agrees best, at least by half; −1 without one.
  mutating func find(_ signature: TextSignature) -> Int {
    var (best, agreement, last) = (-1, Self.minimumAgreement - 1, -1)
    for table in 0..<Self.bands {
      let bucket = buckets[addresses[table].bucket]
      var hits = Self.lanes(of: bucket, tag: addresses[table].tag)
      while hits != 0 {
        let lane = hits.trailingZeroBitCount
        hits &= hits - 1
        guard bucket[lane] != Self.empty else { continue }
        let slot = Int(bucket[lane] & Self.slotMask)
        guard slot != best, slot != last else { continue }
        last = slot
        comparisons &+= 1
        let found = entries[slot].signature.agreement(with: signature)
        let isBetter =
          found > agreement
          || (best >= 0 && found == agreement && entries[slot].founded < entries[best].founded)
        if isBetter { (best, agreement) = (slot, found) }
      }
    }
    return best
  }

  /// A bit for each lane of a bucket that holds this tag.
  @inline(__always)
  private static func lanes(of bucket: SIMD8<UInt32>, tag: UInt32) -> UInt32 {
    let weights = SIMD8<UInt32>(1, 2, 4, 8, 16, 32, 64, 128)
    let isHit = (bucket &>> slotBits) .== SIMD8(repeating: tag)
    return SIMD8<UInt32>(repeating: 0).replacing(with: weights, where: isHit).wrappedSum()
  }

  /// Asks for the buckets of a text that comes soon.
  func prefetchBuckets(_ signature: TextSignature) {
    buckets.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      for half in 0..<2 {
        let keys = Self.keys(signature, half: half)
        prefetch(base + 32 * address(4 * half, keys.0).bucket)
        prefetch(base + 32 * address(4 * half + 1, keys.1).bucket)
        prefetch(base + 32 * address(4 * half + 2, keys.2).bucket)
        prefetch(base + 32 * address(4 * half + 3, keys.3).bucket)
      }
    }
  }

  /// The cluster of exactly this short text, −1 without one.
  func find(text: UInt64) -> Int {
    let address = addresses[Self.bands]
    let bucket = buckets[address.bucket]
    for lane in 0..<8 where bucket[lane] >> Self.slotBits == address.tag {
      guard bucket[lane] != Self.empty else { continue }
      let slot = Int(bucket[lane] & Self.slotMask)
      if entries[slot].signature.words[0] == text { return slot }
    }
    return -1
  }

  /// Puts a representative into the bucket at hand of a table; a full one lets the least recently
  /// used go.
  mutating func put(_ slot: Int, into table: Int) {
    let address = addresses[table]
    let bucket = buckets[address.bucket]
    var lane = 0
    while lane < 8, bucket[lane] != Self.empty { lane += 1 }
    if lane == 8 {
      lane = 0
      for other in 1..<8 {
        let (a, b) = (Int(bucket[other] & Self.slotMask), Int(bucket[lane] & Self.slotMask))
        if entries[a].lastUse < entries[b].lastUse { lane = other }
      }
      entries[Int(bucket[lane] & Self.slotMask)].tables &= ~(1 << UInt16(table))
      evictedReferences += 1
    }
    buckets[address.bucket][lane] = address.tag << Self.slotBits | UInt32(slot)
    entries[slot].tables |= 1 << UInt16(table)
  }

  mutating func clearBuckets() {
    buckets = [SIMD8<UInt32>](
      repeating: SIMD8(repeating: Self.empty), count: Self.tables << bucketBits)
  }

  /// Doubles the tables when they are full; where the text at hand lies follows.
  mutating func growIfNeeded(_ signature: TextSignature?, text: UInt64) {
    guard bucketBits < maximumBucketBits,
      Double(slots.count) >= Self.fill * Double(1 << bucketBits)
    else { return }
    bucketBits += 1
    fillBuckets()
    if let signature { address(signature) } else { address(text: text) }
  }

  /// Makes the buckets anew from what each entry says of itself; false when one would not fit.
  @discardableResult
  mutating func fillBuckets() -> Bool {
    clearBuckets()
    for slot in 0..<slots.end where slots.contains(slot) {
      let entry = entries[slot]
      if entry.isShort {
        address(text: entry.signature.words[0])
      } else {
        address(entry.signature)
      }
      for table in 0..<Self.tables where entry.tables >> UInt16(table) & 1 != 0 {
        let place = addresses[table].bucket
        var lane = 0
        while lane < 8, buckets[place][lane] != Self.empty { lane += 1 }
        guard lane < 8 else { return false }
        buckets[place][lane] = addresses[table].tag << Self.slotBits | UInt32(slot)
      }
    }
    return true
  }
}
