internal import EventTime

/// Dense ids for the series of one source: open addressing from (dimension, area) to id.
struct SeriesTable {
  private var slots: [Int32]
  private var keys: [UInt64] = []
  let limit: Int

  init(limit: Int) {
    self.limit = limit
    slots = [Int32](repeating: -1, count: 64)
  }

  var count: Int { keys.count }
  var isFull: Bool { keys.count >= limit }

  static func key(_ dimension: Int32, _ area: Int32) -> UInt64 {
    // Ordered as (dimension, area): the sign bit is turned so that −1 comes before 0.
    UInt64(UInt32(bitPattern: dimension) ^ 0x8000_0000) << 32
      | UInt64(UInt32(bitPattern: area) ^ 0x8000_0000)
  }

  func key(of id: Int) -> UInt64 { keys[id] }

  /// The id of `key`, −1 if it has none. O(1) expected.
  func find(_ key: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: mix64(key)) & mask
    while true {
      let id = slots[slot]
      if id < 0 { return -1 }
      if keys[Int(id)] == key { return Int(id) }
      slot = (slot + 1) & mask
    }
  }

  /// A new id for a key that has none; the table must not be full.
  mutating func insert(_ key: UInt64) -> Int {
    precondition(!isFull)
    keys.append(key)
    if keys.count * 2 > slots.count {
      rebuild(slotCount: slots.count * 2)
    } else {
      place(Int32(keys.count - 1))
    }
    return keys.count - 1
  }

  /// Gives the id of a forgotten series to another key. O(limit), at the limit only.
  mutating func reassign(_ id: Int, to key: UInt64) {
    keys[id] = key
    rebuild(slotCount: slots.count)
  }

  private mutating func place(_ id: Int32) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: mix64(keys[Int(id)])) & mask
    while slots[slot] >= 0 { slot = (slot + 1) & mask }
    slots[slot] = id
  }

  private mutating func rebuild(slotCount: Int) {
    slots = [Int32](repeating: -1, count: slotCount)
    for id in keys.indices { place(Int32(id)) }
  }

  func checkInvariants() {
    precondition(slots.count & (slots.count - 1) == 0 && keys.count * 2 <= slots.count)
    for id in keys.indices { precondition(find(keys[id]) == id, "key and id disagree") }
  }
}
