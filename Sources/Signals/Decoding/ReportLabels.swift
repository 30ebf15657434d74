internal import EventTime

/// What the hashes of domains and merchants say, until the panes that hold them are closed.
///
/// A class, since a source's decoder writes it and its OBSERVE reads it; both are of one thread.
/// What a label's text is follows from its hash, so that it does not matter who met it first.
package final class ReportLabels {
  /// Labels held; beyond, the one that was seen longest ago goes, and its text is empty from then on.
  package static let limit = 65_536
  /// Bytes of a text that are held; a longer one is cut before a character.
  package static let textBytes = 96

  private var texts: [UInt8] = []
  private var lengths: [UInt8] = []
  private var hashes: [UInt64] = []
  /// Neighbours in the order of use, the latest first; −1 is none.
  private var newer: [Int32] = []
  private var older: [Int32] = []
  private var newest: Int32 = -1
  private var oldest: Int32 = -1
  /// Entry + 1 by hash, open addressing; 0 is free.
  private var slots: [Int32]
  private let capacity: Int
  /// Labels that went to make room.
  package private(set) var evicted: Int64 = 0

  package init(capacity: Int = ReportLabels.limit) {
    precondition(capacity > 1)
    self.capacity = capacity
    slots = [Int32](repeating: 0, count: 64)
  }

  package var count: Int { hashes.count }

  /// Holds the text of a hash, as the one seen last. Amortised O(1).
  package func insert(_ hash: UInt64, _ text: UnsafeRawBufferPointer) {
    let found = slot(of: hash)
    if slots[found] != 0 {
      let entry = slots[found] - 1
      unlink(entry)
      link(entry)
      return
    }
    var entry = Int32(hashes.count)
    if hashes.count < capacity {
      hashes.append(hash)
      lengths.append(0)
      newer.append(-1)
      older.append(-1)
      texts.append(contentsOf: repeatElement(0, count: Self.textBytes))
      if 2 * hashes.count > slots.count { grow() }
    } else {
      entry = oldest
      unlink(entry)
      remove(hashes[Int(entry)])
      hashes[Int(entry)] = hash
      evicted += 1
    }
    slots[slot(of: hash)] = entry + 1
    link(entry)
    let count = Self.cut(text)
    lengths[Int(entry)] = UInt8(count)
    for place in 0..<count { texts[Int(entry) * Self.textBytes + place] = text[place] }
  }

  /// Appends the text of a hash to `bytes` and returns its length; 0 for one that is gone.
  package func append(_ hash: UInt64, to bytes: inout [UInt8]) -> Int {
    let found = slots[slot(of: hash)]
    guard found != 0 else { return 0 }
    let start = Int(found - 1) * Self.textBytes
    let count = Int(lengths[Int(found - 1)])
    bytes.append(contentsOf: texts[start..<start + count])
    return count
  }

  /// How much of a text is held: whole characters of UTF-8.
  private static func cut(_ text: UnsafeRawBufferPointer) -> Int {
    guard text.count > textBytes else { return text.count }
    var count = textBytes
    while count > 0, text[count] & 0xC0 == 0x80 { count -= 1 }
    return count
  }

  private func slot(of hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: mix64(hash)) & mask
    while slots[slot] != 0, hashes[Int(slots[slot]) - 1] != hash { slot = (slot + 1) & mask }
    return slot
  }

  /// Frees a slot and moves up those behind it (Knuth, The Art of Computer Programming 3, 6.4 R).
  private func remove(_ hash: UInt64) {
    let mask = slots.count - 1
    var free = slot(of: hash)
    slots[free] = 0
    var next = (free + 1) & mask
    while slots[next] != 0 {
      let home = Int(truncatingIfNeeded: mix64(hashes[Int(slots[next]) - 1])) & mask
      if (next - home) & mask >= (next - free) & mask {
        slots[free] = slots[next]
        slots[next] = 0
        free = next
      }
      next = (next + 1) & mask
    }
  }

  private func grow() {
    slots = [Int32](repeating: 0, count: 2 * slots.count)
    // The newest one is not in the table yet.
    for entry in 0..<hashes.count - 1 { slots[slot(of: hashes[entry])] = Int32(entry) + 1 }
  }

  private func link(_ entry: Int32) {
    newer[Int(entry)] = -1
    older[Int(entry)] = newest
    if newest >= 0 { newer[Int(newest)] = entry } else { oldest = entry }
    newest = entry
  }

  private func unlink(_ entry: Int32) {
    let (before, after) = (newer[Int(entry)], older[Int(entry)])
    if before >= 0 { older[Int(before)] = after } else { newest = after }
    if after >= 0 { newer[Int(after)] = before } else { oldest = before }
  }
}
