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
    let bucket = Int(truncatingIfNeeded: hash &>> UInt64(truncatingIfNeeded: 52 &- bucketBits))
    return Address(
      bucket: table &<< bucketBits | bucket & (1 &<< bucketBits &- 1),
      tag: UInt32(truncatingIfNeeded: hash &>> 52))
  }

  /// The cluster whose representative agrees best, at least by half; −1 without one.
  mutating func find(_ signature: TextSignature) -> Int {
    let addresses = addresses
    var (best, agreement, last) = (-1, Self.minimumAgreement - 1, -1)
    var compared = 0
    buckets.withUnsafeBytes { buckets in
      entries.withUnsafeBufferPointer { entries in
        guard let buckets = buckets.baseAddress, let entries = entries.baseAddress else { return }
        // Which lanes hold a tag of the text is known before one is followed: a branch a candidate
        // is foretold badly enough.
        var hits: UInt64 = 0
        for table in 0..<Self.bands {
          let found = Self.lanes(buckets, addresses[table])
          hits |= UInt64(found) &<< UInt64(truncatingIfNeeded: 8 &* table)
        }
        while hits != 0 {
          let hit = hits.trailingZeroBitCount
          hits &= hits &- 1
          let slot = Self.slot(buckets, addresses[hit &>> 3], lane: hit & 7)
          guard slot >= 0, slot != best, slot != last else { continue }
          last = slot
          compared &+= 1
          let found = entries[slot].signature.agreement(with: signature)
          let isBetter =
            found > agreement
            || (best >= 0 && found == agreement && entries[slot].founded < entries[best].founded)
          if isBetter { (best, agreement) = (slot, found) }
        }
      }
    }
    comparisons &+= compared
    return best
  }

  /// A bit for each lane of a bucket that holds its tag.
  @inline(__always)
  private static func lanes(_ buckets: UnsafeRawPointer, _ address: Address) -> UInt32 {
    EventTime.lanes(
      at: buckets + address.bucket &* bucketBytes, shiftedBy: slotBits, are: address.tag)
  }

  /// The slot in a lane of a bucket; −1 of an empty one.
  @inline(__always)
  private static func slot(_ buckets: UnsafeRawPointer, _ address: Address, lane: Int) -> Int {
    let reference = (buckets + address.bucket &* bucketBytes).load(
      fromByteOffset: 4 &* lane, as: UInt32.self)
    return reference == empty ? -1 : Int(reference & slotMask)
  }

  private static var bucketBytes: Int { MemoryLayout<SIMD8<UInt32>>.stride }

  /// Asks for the buckets of a text that comes soon.
  ///
  /// Mutating, though it changes nothing: otherwise the whole index is copied for the call.
  @inline(__always)
  mutating func prefetchBuckets(_ signature: TextSignature) {
    buckets.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      for half in 0..<2 {
        let keys = Self.keys(signature, half: half)
        prefetch(base + Self.bucketBytes &* address(4 * half, keys.0).bucket)
        prefetch(base + Self.bucketBytes &* address(4 * half + 1, keys.1).bucket)
        prefetch(base + Self.bucketBytes &* address(4 * half + 2, keys.2).bucket)
        prefetch(base + Self.bucketBytes &* address(4 * half + 3, keys.3).bucket)
      }
    }
  }

  /// Asks for the representatives with which a text that comes soon will be compared, as far as they
  /// are known by now; its buckets are at hand.
  mutating func prefetchCandidates(_ signature: TextSignature) {
    address(signature)
    let addresses = addresses
    buckets.withUnsafeBytes { buckets in
      entries.withUnsafeBytes { entries in
        guard let buckets = buckets.baseAddress, let entries = entries.baseAddress else { return }
        for table in 0..<Self.bands {
          var hits = Self.lanes(buckets, addresses[table])
          while hits != 0 {
            let lane = hits.trailingZeroBitCount
            hits &= hits &- 1
            let slot = Self.slot(buckets, addresses[table], lane: lane)
            guard slot >= 0 else { continue }
            let entry = entries + slot &* MemoryLayout<Entry>.stride
            prefetch(entry)
            prefetch(entry + (MemoryLayout<Entry>.stride - 1))
          }
        }
      }
    }
  }

  /// The cluster of exactly this short text, −1 without one.
  mutating func find(text: UInt64) -> Int {
    let address = addresses[Self.bands]
    let bucket = buckets[address.bucket]
    for lane in 0..<8 where bucket[lane] >> Self.slotBits == address.tag {
      guard bucket[lane] != Self.empty else { continue }
      let slot = Int(bucket[lane] & Self.slotMask)
      if entries[slot].signature.words[0] == text { return slot }
    }
    return -1
  }

  /// Puts a representative into the buckets at hand of the tables; a full one lets the least recently
  /// used go.
  mutating func put(_ slot: Int, into tables: Range<Int>) {
    let addresses = addresses
    var evicted = 0
    buckets.withUnsafeMutableBytes { buckets in
      entries.withUnsafeMutableBufferPointer { entries in
        guard let buckets = buckets.baseAddress, let entries = entries.baseAddress else { return }
        var held: UInt16 = 0
        for table in tables {
          let address = addresses[table]
          let bucket = buckets + address.bucket &* Self.bucketBytes
          var lane = EventTime.lanes(at: bucket, shiftedBy: 0, are: Self.empty)
            .trailingZeroBitCount
          if lane >= 8 {
            lane = Self.leastRecent(bucket, entries)
            let old = bucket.load(fromByteOffset: 4 &* lane, as: UInt32.self) & Self.slotMask
            entries[Int(old)].tables &= ~(1 &<< UInt16(truncatingIfNeeded: table))
            evicted &+= 1
          }
          bucket.storeBytes(
            of: address.tag &<< Self.slotBits | UInt32(truncatingIfNeeded: slot),
            toByteOffset: 4 &* lane, as: UInt32.self)
          held |= 1 &<< UInt16(truncatingIfNeeded: table)
        }
        entries[slot].tables |= held
      }
    }
    evictedReferences += evicted
  }

  /// Takes a representative out of the buckets at hand that hold it.
  mutating func takeOut(_ slot: Int) {
    let addresses = addresses
    let held = entries[slot].tables
    buckets.withUnsafeMutableBytes { buckets in
      guard let buckets = buckets.baseAddress else { return }
      for table in 0..<Self.tables where held &>> UInt16(truncatingIfNeeded: table) & 1 != 0 {
        let reference = addresses[table].tag &<< Self.slotBits | UInt32(truncatingIfNeeded: slot)
        let bucket = buckets + addresses[table].bucket &* Self.bucketBytes
        let lane = EventTime.lanes(at: bucket, shiftedBy: 0, are: reference).trailingZeroBitCount
        guard lane < 8 else { continue }
        bucket.storeBytes(of: Self.empty, toByteOffset: 4 &* lane, as: UInt32.self)
      }
    }
  }

  /// The lane of a full bucket whose cluster was used least recently.
  @inline(never)
  private static func leastRecent(
    _ bucket: UnsafeMutableRawPointer, _ entries: UnsafeMutablePointer<Entry>
  ) -> Int {
    var least = 0
    var use = Int64.max
    for lane in 0..<8 {
      let slot = bucket.load(fromByteOffset: 4 * lane, as: UInt32.self) & slotMask
      let last = entries[Int(slot)].lastUse
      if last < use { (least, use) = (lane, last) }
    }
    return least
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
    for slot in 0..<slots.end {
      let ahead = slot + Self.prefetchDistance
      if ahead < slots.end, !entries[ahead].isShort {
        prefetchBuckets(entries[ahead].signature)
      }
      guard slots.contains(slot) else { continue }
      guard fillBuckets(of: slot) else { return false }
    }
    return true
  }

  private mutating func fillBuckets(of slot: Int) -> Bool {
    let isShort = entries[slot].isShort
    let held = entries[slot].tables
    if isShort {
      address(text: entries[slot].signature.words[0])
    } else {
      address(entries[slot].signature)
    }
    let addresses = addresses
    var fits = true
    buckets.withUnsafeMutableBytes { buckets in
      guard let buckets = buckets.baseAddress else { return }
      for table in 0..<Self.tables where held &>> UInt16(truncatingIfNeeded: table) & 1 != 0 {
        let bucket = buckets + addresses[table].bucket &* Self.bucketBytes
        let lane = EventTime.lanes(at: bucket, shiftedBy: 0, are: Self.empty).trailingZeroBitCount
        guard lane < 8 else {
          fits = false
          return
        }
        bucket.storeBytes(
          of: addresses[table].tag &<< Self.slotBits | UInt32(truncatingIfNeeded: slot),
          toByteOffset: 4 &* lane, as: UInt32.self)
      }
    }
    return fits
  }
}
