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

  /// Holds nothing; stands in while the true one is lent.
  static let none = TermSketch(bytes: 2)

  /// Lends the counts to `body`.
  mutating func withCounts(_ body: (inout SketchCounts) -> Void) {
    let size = counts.count
    var counted = counted
    counts.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var counts = SketchCounts(base: base, size: size, counted: counted)
      body(&counts)
      counted = counts.counted
    }
    self.counted = counted
  }

  mutating func halve() { withCounts { $0.halve() } }

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

/// The counts of a sketch while a pane is counted.
struct SketchCounts {
  let base: UnsafeMutablePointer<UInt8>
  /// A power of two.
  let size: Int
  var counted: Int

  /// Counts a term; its count so far.
  @inline(__always)
  mutating func count(_ hash: UInt64) -> UInt8 {
    let half = size / 2
    let first = Int(truncatingIfNeeded: hash >> 8) & (half - 1)
    let second = half + (Int(truncatingIfNeeded: hash >> 36) & (half - 1))
    let least = min(base[first], base[second])
    guard least < .max else { return least }
    if base[first] == least { base[first] = least + 1 }
    if base[second] == least { base[second] = least + 1 }
    counted += 1
    if counted >= EmergingConstants.sketchCounts { halve() }
    return least + 1
  }

  mutating func halve() {
    for place in 0..<size { base[place] >>= 1 }
    counted = 0
  }
}
