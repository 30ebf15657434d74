internal import EventTime

/// Slots by a key of 64 bits: open addressing with linear probing; the keys stand beside the slots.
struct SlotTable: Sendable {
  private struct Place: BitwiseCopyable {
    var key: UInt64 = 0
    var slot: Int32 = -1
  }

  private var places = [Place](repeating: Place(), count: 64)
  private(set) var count = 0

  private func home(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: mix64(key)) & (places.count - 1)
  }

  /// The slot of `key`, −1 without one. O(1) expected.
  func find(_ key: UInt64) -> Int {
    let mask = places.count - 1
    var place = home(key)
    while places[place].slot >= 0 {
      if places[place].key == key { return Int(places[place].slot) }
      place = (place + 1) & mask
    }
    return -1
  }

  /// Asks for the place of a key that is looked up soon.
  @inline(__always)
  func prefetchPlace(_ key: UInt64) {
    let home = home(key)
    places.withUnsafeBufferPointer { places in
      if let base = places.baseAddress { prefetch(base + home) }
    }
  }

  /// Adds a key that has no slot.
  mutating func insert(_ key: UInt64, slot: Int) {
    if count * 2 >= places.count {
      let old = places
      places = [Place](repeating: Place(), count: old.count * 2)
      for entry in old where entry.slot >= 0 { put(entry) }
    }
    put(Place(key: key, slot: Int32(slot)))
    count += 1
  }

  private mutating func put(_ entry: Place) {
    let mask = places.count - 1
    var place = home(entry.key)
    while places[place].slot >= 0 { place = (place + 1) & mask }
    places[place] = entry
  }

  /// Removes a key that has a slot; those behind it move up (Knuth, TAOCP 3, 6.4, algorithm R).
  mutating func remove(_ key: UInt64) {
    let mask = places.count - 1
    var hole = home(key)
    while places[hole].slot >= 0, places[hole].key != key { hole = (hole + 1) & mask }
    precondition(places[hole].slot >= 0, "a key without a slot")
    var place = hole
    while true {
      place = (place + 1) & mask
      guard places[place].slot >= 0 else { break }
      let distance = (place - home(places[place].key)) & mask
      if distance >= (place - hole) & mask {
        places[hole] = places[place]
        hole = place
      }
    }
    places[hole] = Place()
    count -= 1
  }
}
