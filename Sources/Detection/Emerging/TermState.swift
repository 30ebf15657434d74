internal import EventTime
internal import Glibc

/// One term that is followed: when different texts held it, and who wrote them.
struct TermState: BitwiseCopyable, Sendable {
  /// Texts with the term, half-life 24 h, up to the term's tick.
  var total = 0.0
  /// Texts by window.
  var sums = InlineArray<3, Int32>(repeating: 0)
  /// Where most of the located posts are, by majority vote (Boyer & Moore 1991); −1: none.
  var area: Int32 = -1
  /// Place in the words of the present pane where it stood last; −1: not in this pane.
  var word: Int32 = -1
  var votes: UInt16 = 0
  var located: UInt16 = 0
  var rings = InlineArray<34, UInt16>(repeating: 0)
  /// Tokens of distinct authors, 0 for none, and the minutes at which they last wrote it.
  var authors = InlineArray<16, UInt32>(repeating: 0)
  var authorMinutes = InlineArray<16, UInt16>(repeating: 0)

  /// Moves from minute `old` to `now`, later.
  mutating func move(from old: Int64, to now: Int64, decay: Double) {
    total *= decay
    if now - old >= EmergingConstants.longestMinutes + 15 {
      sums = InlineArray(repeating: 0)
      rings = InlineArray(repeating: 0)
      authors = InlineArray(repeating: 0)
      votes = 0
      located = 0
      area = -1
      return
    }
    // Before the 16 bits of their minute could be misread.
    if old >> 10 != now >> 10 { forgetAuthors(UInt16(truncatingIfNeeded: now)) }
    for w in 0..<EmergingConstants.windowCount {
      let length = EmergingConstants.slotMinutes[w]
      let first = floorDivide(old, length) + 1
      let last = floorDivide(now, length)
      guard first <= last else { continue }
      let count = EmergingConstants.slotCounts[w]
      for slot in max(first, last - count + 1)...last {
        let place = EmergingConstants.slotOffsets[w] + Int(floorModulo(slot, count))
        sums[w] -= Int32(rings[place])
        rings[place] = 0
      }
    }
  }

  private mutating func forgetAuthors(_ now: UInt16) {
    for place in 0..<EmergingConstants.authors
    where Int64(now &- authorMinutes[place]) >= EmergingConstants.longestMinutes {
      authors[place] = 0
    }
  }

  /// Takes in a text that rested long enough for the first `windows` windows.
  @inline(__always)
  mutating func count(windows: Int, slots: InlineArray<3, Int>) {
    total += 1
    for w in 0..<windows where rings[slots[w]] < .max {
      rings[slots[w]] += 1
      sums[w] += 1
    }
  }

  @inline(__always)
  mutating func remember(author: UInt32, minute: UInt16) {
    // Without branches: whether the author is new is as good as chance.
    var held = -1
    // The greatest age, of equal ones the first; an empty place is the oldest.
    var oldest: UInt32 = 0
    for place in 0..<EmergingConstants.authors {
      held = authors[place] == author ? place : held
      let age = authors[place] == 0 ? UInt16.max : minute &- authorMinutes[place]
      let last = UInt32(truncatingIfNeeded: EmergingConstants.authors &- 1 &- place)
      oldest = max(oldest, UInt32(age) &<< 16 | last)
    }
    let free = EmergingConstants.authors &- 1 &- Int(oldest & 0xFFFF)
    let place = held < 0 ? free : held
    authors[place] = author
    authorMinutes[place] = minute
  }

  /// Distinct authors of the last `minutes`, exact up to 16.
  func distinctAuthors(minutes: Int32, now: UInt16) -> Int32 {
    var count: Int32 = 0
    for place in 0..<EmergingConstants.authors {
      if authors[place] != 0, Int32(now &- authorMinutes[place]) < minutes { count += 1 }
    }
    return count
  }

  func sharedAuthors(_ other: TermState) -> Int {
    var count = 0
    for place in 0..<EmergingConstants.authors where authors[place] != 0 {
      for there in 0..<EmergingConstants.authors where authors[place] == other.authors[there] {
        count += 1
      }
    }
    return count
  }

  @inline(__always)
  mutating func locate(_ area: Int32) {
    if located < .max { located += 1 }
    if votes == 0 {
      self.area = area
      votes = 1
    } else if self.area == area {
      if votes < .max { votes += 1 }
    } else {
      votes -= 1
    }
  }
}

/// Where the slots of the present minute lie, by window.
func emergingSlots(_ minute: Int64) -> InlineArray<3, Int> {
  var slots = InlineArray<3, Int>(repeating: 0)
  for w in 0..<EmergingConstants.windowCount {
    let slot = floorDivide(minute, EmergingConstants.slotMinutes[w])
    slots[w] =
      EmergingConstants.slotOffsets[w] + Int(floorModulo(slot, EmergingConstants.slotCounts[w]))
  }
  return slots
}
