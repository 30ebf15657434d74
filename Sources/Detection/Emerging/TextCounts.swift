internal import EventTime

/// All texts of the stream by window, counted as those of a term are: in the same slots.
struct TextCounts: BitwiseCopyable, Sendable {
  /// Half-life 24 h.
  var total = 0.0
  var sums = InlineArray<3, Int64>(repeating: 0)
  var rings = InlineArray<34, Int32>(repeating: 0)

  /// Moves from minute `old` to `now`, later.
  mutating func move(from old: Int64, to now: Int64, decay: Double) {
    total *= decay
    for w in 0..<EmergingConstants.windowCount {
      let length = EmergingConstants.slotMinutes[w]
      let count = EmergingConstants.slotCounts[w]
      let first = floorDivide(old, length) + 1
      let last = floorDivide(now, length)
      guard first <= last else { continue }
      for slot in max(first, last - count + 1)...last {
        let place = EmergingConstants.slotOffsets[w] + Int(floorModulo(slot, count))
        sums[w] -= Int64(rings[place])
        rings[place] = 0
      }
    }
  }

  mutating func count(windows: Int, slots: InlineArray<3, Int>) {
    total += 1
    for w in 0..<windows {
      rings[slots[w]] += 1
      sums[w] += 1
    }
  }
}

extension TextCounts {
  func save(into writer: inout StateWriter) {
    writer.double(total)
    for slot in 0..<EmergingConstants.slots { writer.count(Int(rings[slot])) }
  }

  init(from reader: inout StateReader) throws(StateError) {
    total = try reader.double(in: StateLimits.sums, "texts")
    for w in 0..<EmergingConstants.windowCount {
      let first = EmergingConstants.slotOffsets[w]
      for slot in first..<first + Int(EmergingConstants.slotCounts[w]) {
        rings[slot] = Int32(try reader.index(below: 1 << 30, "texts of a slot"))
        sums[w] += Int64(rings[slot])
      }
    }
  }
}
