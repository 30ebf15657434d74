internal import Detection
internal import EventTime

/// Finds the index of a name by its UTF-8, without making a string of it. O(1).
struct NameIndex: Sendable {
  private var bytes: [UInt8] = []
  private var entries: [(range: Range<Int>, index: Int32)] = []
  /// Entry + 1 by hash, open addressing; 0 is free.
  private var slots: [Int32]

  /// Empty names are left out; of equal ones the first counts.
  init(_ names: [String]) {
    var size = 16
    while size < 2 * names.count { size *= 2 }
    slots = [Int32](repeating: 0, count: size)
    for (index, name) in names.enumerated() where !name.isEmpty {
      let name = Array(name.utf8)
      let slot = name.withUnsafeBytes { self.slot(of: $0) }
      guard slots[slot] == 0 else { continue }
      entries.append((bytes.count..<(bytes.count + name.count), Int32(index)))
      bytes.append(contentsOf: name)
      slots[slot] = Int32(entries.count)
    }
  }

  /// Nil: there is no such name.
  func index(of name: UnsafeRawBufferPointer) -> Int32? {
    let entry = slots[slot(of: name)]
    return entry == 0 ? nil : entries[Int(entry) - 1].index
  }

  private func slot(of name: UnsafeRawBufferPointer) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash64(name)) & mask
    while slots[slot] != 0 {
      if bytes[entries[Int(slots[slot]) - 1].range].elementsEqual(name) { break }
      slot = (slot + 1) & mask
    }
    return slot
  }
}

/// The names of one kind that a record uses, by their places in its table, while it is written.
struct UsedNames: Sendable {
  /// Place + 1 by the configuration's index; 0 is not used.
  private var places: [Int32] = []
  /// Indexes of this configuration, in the order of first use.
  private(set) var used: [Int32] = []

  mutating func removeAll() {
    for index in used { places[Int(index)] = 0 }
    used.removeAll(keepingCapacity: true)
  }

  mutating func place(of index: Int) -> UInt64 {
    while places.count <= index { places.append(0) }
    if places[index] == 0 {
      used.append(Int32(index))
      places[index] = Int32(used.count)
    }
    return UInt64(places[index] - 1)
  }

  func save(_ names: [String], into writer: inout StateWriter) {
    writer.count(used.count)
    for index in used { writer.text(names[Int(index)]) }
  }
}

/// What the places in a record's table of names mean here, while it is read.
struct KnownNames: Sendable {
  /// This configuration's index by place; −1 is not known.
  private(set) var indexes: [Int32] = []
  private(set) var unknown: Int64 = 0

  /// Reads a table out of `body`, over which `reader` goes.
  mutating func load(
    from reader: inout StateReader, of body: [UInt8], by index: NameIndex
  ) throws(StateError) {
    indexes.removeAll(keepingCapacity: true)
    unknown = 0
    let count = try reader.count()
    for _ in 0..<count {
      let range = try reader.range()
      let found = body.withUnsafeBytes {
        index.index(of: UnsafeRawBufferPointer(rebasing: $0[range]))
      }
      if found == nil { unknown += 1 }
      indexes.append(found ?? -1)
    }
  }

  /// −1: a name that is not known here. A place beyond the table is damage.
  func index(at place: UInt64) throws(StateError) -> Int32 {
    guard place < UInt64(indexes.count) else {
      throw .damaged("name \(place) of \(indexes.count)")
    }
    return indexes[Int(place)]
  }
}
