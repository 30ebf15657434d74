/// How often terms were seen that are not followed yet: a count–min sketch of bytes with two rows and
/// conservative update (Cormode & Muthukrishnan 2005; Estan & Varghese 2002). It never counts too low.
struct TermSketch: Sendable {
  private(set) var counts: [UInt8]
  private(set) var counted = 0

  /// `bytes` is a power of two.
  init(bytes: Int) {
    precondition(bytes >= 2 && bytes & (bytes - 1) == 0)
    counts = [UInt8](repeating: 0, count: bytes)
  }

  /// Counts a term; its count so far.
  mutating func count(_ hash: UInt64) -> UInt8 {
    let half = counts.count / 2
    let first = Int(truncatingIfNeeded: hash >> 8) & (half - 1)
    let second = half + (Int(truncatingIfNeeded: hash >> 36) & (half - 1))
    let least = min(counts[first], counts[second])
    guard least < .max else { return least }
    if counts[first] == least { counts[first] = least + 1 }
    if counts[second] == least { counts[second] = least + 1 }
    counted += 1
    if counted >= EmergingConstants.sketchCounts { halve() }
    return least + 1
  }

  mutating func halve() {
    for place in counts.indices { counts[place] >>= 1 }
    counted = 0
  }

  /// Runs of equal counts.
  func save(into writer: inout StateWriter) {
    writer.count(counted)
    var place = 0
    while place < counts.count {
      let value = counts[place]
      var end = place + 1
      while end < counts.count, counts[end] == value { end += 1 }
      writer.byte(value)
      writer.count(end - place)
      place = end
    }
  }

  mutating func load(_ reader: inout StateReader) throws(StateError) {
    counted = try reader.index(below: EmergingConstants.sketchCounts, "counts of a sketch")
    var place = 0
    while place < counts.count {
      let value = try reader.byte()
      let run = try reader.index(below: counts.count - place + 1, "a run of a sketch")
      guard run > 0 else { throw .damaged("an empty run of a sketch") }
      for slot in place..<place + run { counts[slot] = value }
      place += run
    }
  }
}
