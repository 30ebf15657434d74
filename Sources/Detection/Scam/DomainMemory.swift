internal import EventTime

/// Which domains were there, and from when to when: 12 bytes each, by hash.
///
/// An open table with linear probing whose size follows from the number held. What it answers depends
/// on what was put in alone, not on the order.
struct DomainMemory: Sendable {
  /// 0 is an empty place; the hash 0 is no domain.
  private var hashes: [UInt64] = []
  /// First and last day since `origin`, 16 bits each.
  private var days: [UInt32] = []
  private(set) var count = 0
  private(set) var forgotten = 0
  let limit: Int
  /// Day 0 of the days held.
  private var origin: Int64?

  init(limit: Int) {
    precondition(limit > 0)
    self.limit = limit
    resize(64)
  }

  /// Notes a report on `day`; the day on which the domain was first there, nil if it never was within
  /// `rememberDays`.
  mutating func note(_ hash: UInt64, day: Int64, rememberDays: Int64) -> Int64? {
    let origin = self.origin ?? day
    self.origin = origin
    let today = Self.clamped(day - origin)
    var place = find(hash)
    if hashes[place] == hash {
      let first = Int64(days[place] >> 16)
      let last = Int64(days[place] & 0xFFFF)
      if Int64(today) - last <= rememberDays {
        days[place] = UInt32(first) << 16 | UInt32(max(today, UInt32(last)))
        return origin + first
      }
      days[place] = today << 16 | today
      return nil
    }
    if count >= limit { forget(keeping: limit - max(1, limit / 10)) }
    if (count + 1) * 8 > hashes.count * 7 {
      grow(to: hashes.count * 2)
    }
    place = find(hash)
    hashes[place] = hash
    days[place] = today << 16 | today
    count += 1
    return nil
  }

  private static func clamped(_ day: Int64) -> UInt32 { UInt32(max(0, min(0xFFFF, day))) }

  private func find(_ hash: UInt64) -> Int {
    let mask = hashes.count - 1
    var place = Int(truncatingIfNeeded: mix64(hash)) & mask
    while hashes[place] != 0, hashes[place] != hash { place = (place + 1) & mask }
    return place
  }

  private mutating func resize(_ size: Int) {
    hashes = [UInt64](repeating: 0, count: size)
    days = [UInt32](repeating: 0, count: size)
  }

  private mutating func grow(to size: Int) {
    let (oldHashes, oldDays) = (hashes, days)
    resize(size)
    for index in oldHashes.indices where oldHashes[index] != 0 {
      let place = find(oldHashes[index])
      hashes[place] = oldHashes[index]
      days[place] = oldDays[index]
    }
  }

  /// Keeps the `keeping` that were seen last, the smaller hash among equals.
  private mutating func forget(keeping: Int) {
    var held = entries
    held.sort { ($1.last, $0.hash) < ($0.last, $1.hash) }
    forgotten += held.count - keeping
    resize(hashes.count)
    count = 0
    for entry in held.prefix(keeping) { insert(entry) }
  }

  private mutating func insert(_ entry: Entry) {
    let place = find(entry.hash)
    if hashes[place] == 0 { count += 1 }
    hashes[place] = entry.hash
    days[place] = entry.first << 16 | entry.last
  }

  struct Entry {
    var hash: UInt64
    var first: UInt32
    var last: UInt32
  }

  /// In no order that matters.
  private var entries: [Entry] {
    hashes.indices.filter { hashes[$0] != 0 }.map {
      Entry(hash: hashes[$0], first: days[$0] >> 16, last: days[$0] & 0xFFFF)
    }
  }

  /// Cells of the state: the few that a day's reports touch are written anew.
  static let chunks = 64

  func saveHead(into writer: inout StateWriter) {
    writer.count(forgotten)
    writer.flag(origin != nil)
    writer.signed(origin ?? 0)
  }

  mutating func loadHead(_ reader: inout StateReader) throws(StateError) {
    forgotten = Int(try reader.integer(in: 0...(1 << 53), "domains forgotten").magnitude)
    let hasOrigin = try reader.flag()
    let day = try reader.integer(in: StateLimits.panes, "a day")
    origin = hasOrigin ? day : nil
  }

  /// The entries of every chunk, ascending by hash.
  func saveChunks(_ write: (Int, [Entry]) -> Void) {
    var byChunk = [[Entry]](repeating: [], count: Self.chunks)
    for entry in entries { byChunk[Self.chunk(entry.hash)].append(entry) }
    for chunk in byChunk.indices { write(chunk, byChunk[chunk].sorted { $0.hash < $1.hash }) }
  }

  static func chunk(_ hash: UInt64) -> Int { Int(hash >> 58) }

  mutating func load(_ entry: Entry, chunk: Int) throws(StateError) {
    guard entry.hash != 0, Self.chunk(entry.hash) == chunk, entry.first <= entry.last,
      entry.last <= 0xFFFF, hashes[find(entry.hash)] == 0, count < limit
    else { throw .damaged("a remembered domain") }
    if (count + 1) * 8 > hashes.count * 7 { grow(to: hashes.count * 2) }
    insert(entry)
  }
}
