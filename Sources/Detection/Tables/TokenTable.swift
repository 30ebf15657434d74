internal import EventTime

/// A bounded table from tokens to values in sets of eight: at the limit the least recently used of
/// the token's set goes, and is counted. It begins small and doubles until it has all its sets.
struct TokenTable: Sendable {
  static let ways = 8

  private let maximumSetBits: Int
  private(set) var setBits: Int
  /// 0 is an empty place.
  private(set) var keys: [UInt64] = []
  private(set) var values: [UInt64] = []
  private var stamps: [UInt32] = []
  private(set) var count = 0
  private(set) var evicted = 0

  /// - Parameter capacity: tokens at most, a power of two.
  init(capacity: Int) {
    precondition(capacity >= Self.ways && capacity & (capacity - 1) == 0)
    maximumSetBits = (capacity / Self.ways).trailingZeroBitCount
    setBits = min(4, maximumSetBits)
    allocate()
  }

  private mutating func allocate() {
    let places = Self.ways << setBits
    keys = [UInt64](repeating: 0, count: places)
    values = keys
    stamps = [UInt32](repeating: 0, count: places)
  }

  private func firstPlace(_ key: UInt64) -> Int {
    (Int(truncatingIfNeeded: mix64(key)) & (1 << setBits - 1)) * Self.ways
  }

  /// The place of a token, −1 when it is not held; good until the next insertion. O(1).
  func find(_ key: UInt64) -> Int {
    guard key != 0 else { return -1 }
    let first = firstPlace(key)
    for place in first..<first + Self.ways where keys[place] == key { return place }
    return -1
  }

  /// Asks for the set of a token that is looked up soon.
  @inline(__always)
  func prefetchSet(_ key: UInt64) {
    let first = firstPlace(key)
    keys.withUnsafeBufferPointer { keys in
      guard let base = keys.baseAddress else { return }
      prefetch(base + first)
      prefetch(base + first + (Self.ways - 1))
    }
  }

  /// Changes a value and makes it the most recently used. `stamp` never falls.
  mutating func update(_ place: Int, value: UInt64, stamp: UInt32) {
    values[place] = value
    stamps[place] = stamp
  }

  /// Adds a token that is not held and is not 0.
  mutating func insert(_ key: UInt64, value: UInt64, stamp: UInt32) {
    while setBits < maximumSetBits, count * 2 >= keys.count || isFull(firstPlace(key)) { grow() }
    let first = firstPlace(key)
    var target = -1
    var oldest = first
    for place in first..<first + Self.ways {
      if keys[place] == 0 {
        target = place
        break
      }
      if stamps[place] < stamps[oldest] { oldest = place }
    }
    if target < 0 {
      target = oldest
      evicted += 1
    } else {
      count += 1
    }
    keys[target] = key
    values[target] = value
    stamps[target] = stamp
  }

  private func isFull(_ first: Int) -> Bool {
    (first..<first + Self.ways).allSatisfy { keys[$0] != 0 }
  }

  mutating func removeAll() {
    setBits = min(4, maximumSetBits)
    count = 0
    allocate()
  }

  /// Every set falls apart into two, so nothing is lost.
  private mutating func grow() {
    let old = (keys, values, stamps)
    setBits += 1
    allocate()
    for place in old.0.indices where old.0[place] != 0 {
      var target = firstPlace(old.0[place])
      while keys[target] != 0 { target += 1 }
      keys[target] = old.0[place]
      values[target] = old.1[place]
      stamps[target] = old.2[place]
    }
  }
}

extension TokenTable {
  private static let setsPerCell = 256

  /// Writes cells of up to about 50 kB, whose keys begin with `prefix/`.
  func save(_ prefix: String, into cells: inout StateCells) {
    cells.write("\(prefix)/head", as: .tokenTable) { writer in
      writer.count(setBits)
      writer.signed(Int64(evicted))
    }
    var first = 0
    while first < 1 << setBits {
      let sets = first..<min(1 << setBits, first + Self.setsPerCell)
      cells.write("\(prefix)/\(first / Self.setsPerCell)", as: .tokenTable) { writer in
        for set in sets { save(set: set, into: &writer) }
      }
      first = sets.upperBound
    }
  }

  private func save(set: Int, into writer: inout StateWriter) {
    let places = set * Self.ways..<(set + 1) * Self.ways
    var mask: UInt8 = 0
    for place in places where keys[place] != 0 { mask |= 1 << UInt8(place & 7) }
    writer.byte(mask)
    for place in places where keys[place] != 0 {
      writer.fixed64(keys[place])
      writer.unsigned(values[place])
      writer.fixed32(stamps[place])
    }
  }

  mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {
    let most = maximumSetBits
    let head = try cells.read("\(prefix)/head", as: .tokenTable) {
      (reader) throws(StateError) in
      let bits = try reader.index(below: most + 1, "the bits of a table")
      return (bits: bits, evicted: Int(try reader.integer(in: StateLimits.totals, "evictions")))
    }
    setBits = head.bits
    evicted = head.evicted
    count = 0
    allocate()
    var first = 0
    while first < 1 << setBits {
      let sets = first..<min(1 << setBits, first + Self.setsPerCell)
      try cells.read("\(prefix)/\(first / Self.setsPerCell)", as: .tokenTable) {
        (reader) throws(StateError) in
        for set in sets { try load(set: set, &reader) }
      }
      first = sets.upperBound
    }
  }

  private mutating func load(set: Int, _ reader: inout StateReader) throws(StateError) {
    let mask = try reader.byte()
    for way in 0..<Self.ways where mask >> UInt8(way) & 1 != 0 {
      let place = set * Self.ways + way
      let key = try reader.fixed64()
      guard key != 0, firstPlace(key) == set * Self.ways, find(key) < 0 else {
        throw .damaged("a token in another's place")
      }
      keys[place] = key
      values[place] = try reader.unsigned()
      stamps[place] = try reader.fixed32()
      count += 1
    }
  }
}

extension CellFormat {
  static let tokenTable = CellFormat("a table of tokens")
}
