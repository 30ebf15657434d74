/// Dense slots of which the lowest free one is given out, so that the same history gives the same
/// slots, also after a restore.
///
/// A bit a slot, and above it a bit for every word that is full: O(1) for up to 2²⁴ slots.
struct SlotSet: Sendable {
  let limit: Int
  private(set) var count = 0
  /// One more than the highest slot that is taken.
  private(set) var end = 0
  private var used: [UInt64] = []
  /// By word of `used`: whether all of it is taken.
  private var full: [UInt64] = []
  /// The lowest word of `full` that may have a free word below it.
  private var firstOpen = 0

  init(limit: Int) {
    precondition(limit > 0 && limit < 1 << 30)
    self.limit = limit
  }

  var isFull: Bool { count >= limit }

  func contains(_ slot: Int) -> Bool {
    slot < end && used[slot >> 6] >> UInt64(slot & 63) & 1 != 0
  }

  /// The lowest free slot; there must be one.
  mutating func take() -> Int {
    precondition(!isFull)
    while firstOpen < full.count, full[firstOpen] == .max { firstOpen += 1 }
    let word =
      firstOpen < full.count
      ? firstOpen << 6 + (~full[firstOpen]).trailingZeroBitCount : used.count
    let slot =
      word < used.count ? word << 6 + (~used[word]).trailingZeroBitCount : word << 6
    insert(slot)
    return slot
  }

  /// Takes this slot, which must be free.
  mutating func insert(_ slot: Int) {
    precondition(!contains(slot) && slot < limit)
    let word = slot >> 6
    while used.count <= word { used.append(0) }
    while full.count <= word >> 6 { full.append(0) }
    used[word] |= 1 << UInt64(slot & 63)
    if used[word] == .max { full[word >> 6] |= 1 << UInt64(word & 63) }
    end = max(end, slot + 1)
    count += 1
  }

  mutating func remove(_ slot: Int) {
    precondition(contains(slot))
    let word = slot >> 6
    used[word] &= ~(1 << UInt64(slot & 63))
    full[word >> 6] &= ~(1 << UInt64(word & 63))
    firstOpen = min(firstOpen, word >> 6)
    count -= 1
    guard slot + 1 == end else { return }
    end = slot
    while end > 0, !contains(end - 1) { end -= 1 }
  }
}
