internal import EventTime

/// When keys (clusters, authors) were last seen, in bounded memory.
///
/// Buckets of eight; at the limit the key of a bucket that was seen longest ago is forgotten, and
/// counted. O(1).
struct RestMemory: Sendable {
  static let ways = 8

  private var keys: [UInt64]
  private var minutes: [Int32]
  /// Keys that went at the limit.
  private(set) var forgotten = 0

  /// Room for about `entries` keys: the next power of two.
  init(entries: Int) {
    precondition(entries > 0)
    var buckets = 1
    while buckets * Self.ways < entries { buckets *= 2 }
    keys = [UInt64](repeating: 0, count: buckets * Self.ways)
    minutes = [Int32](repeating: 0, count: buckets * Self.ways)
  }

  /// Takes down that `key`, not 0, is seen at `minute`; the minutes since it was seen before, −1 where
  /// that is not known. Minutes never go back.
  mutating func see(_ key: UInt64, at minute: Int64) -> Int32 {
    let now = Int32(truncatingIfNeeded: minute)
    let bucket = Int(truncatingIfNeeded: mix64(key)) & (keys.count / Self.ways - 1)
    let first = bucket * Self.ways
    var oldest = first
    var oldestAge: Int32 = -1
    for place in first..<first + Self.ways {
      if keys[place] == key {
        let age = now &- minutes[place]
        minutes[place] = now
        return max(0, age)
      }
      let age = keys[place] == 0 ? Int32.max : max(0, now &- minutes[place])
      if age > oldestAge {
        oldestAge = age
        oldest = place
      }
    }
    if keys[oldest] != 0 { forgotten += 1 }
    keys[oldest] = key
    minutes[oldest] = now
    return -1
  }
}

extension RestMemory {
  func save(into writer: inout StateWriter) {
    writer.count(keys.count)
    writer.count(forgotten)
    let used = keys.indices.filter { keys[$0] != 0 }
    writer.indexes(used)
    for place in used {
      writer.fixed64(keys[place])
      writer.fixed32(UInt32(bitPattern: minutes[place]))
    }
  }

  /// Into a memory of the same size.
  mutating func load(_ reader: inout StateReader) throws(StateError) {
    let size = Int(clamping: try reader.unsigned())
    guard size == keys.count else {
      throw .incompatible("a memory of \(size) entries where there are \(keys.count)")
    }
    forgotten = Int(try reader.integer(in: 0...Int64.max / 2, unsigned: "forgotten keys"))
    for place in try reader.indexes(below: keys.count, "an entry") {
      keys[place] = try reader.fixed64()
      guard keys[place] != 0 else { throw .damaged("an entry without a key") }
      minutes[place] = Int32(bitPattern: try reader.fixed32())
    }
  }
}

extension StateReader {
  /// What `count` of a writer wrote where it is no number of elements that follow.
  mutating func integer(
    in range: ClosedRange<Int64>, unsigned what: String
  ) throws(StateError) -> Int64 {
    let value = try unsigned()
    guard let whole = Int64(exactly: value), range.contains(whole) else {
      throw .damaged("\(what): \(value)")
    }
    return whole
  }
}
