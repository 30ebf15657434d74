internal import EventTime

/// The 64 authors that a series saw last, newest first, each with the time it was last seen.
///
/// "At least k authors in a window" is exact for every k up to 64.
enum AuthorMemory {
  static let capacity = 64
  /// Bits of the time, in boundaries of the finest ring.
  static let timeBits: UInt64 = 16
  static let timeMask: UInt64 = 0xFFFF
}

extension VolumeDetector {
  /// Takes a pane's tokens in. O(tokens · 64).
  mutating func remember(_ tokens: [UInt64], _ range: Range<Int>, id: Int, pane: Int64) {
    let base = id * AuthorMemory.capacity
    forgetAuthors(id, pane: pane)
    var count = Int(series[id].authorCount)
    let now = authorTime(pane)
    for index in range {
      let token = tokens[index] & 0xFFFF_FFFF_FFFF
      var place = 0
      while place < count, authors[base + place] >> AuthorMemory.timeBits != token { place += 1 }
      if place == count {
        if count < AuthorMemory.capacity { count += 1 } else { place = count - 1 }
      }
      while place > 0 {
        authors[base + place] = authors[base + place - 1]
        place -= 1
      }
      authors[base] = token << AuthorMemory.timeBits | now
    }
    series[id].authorCount = Int32(count)
  }

  /// Distinct authors among the last panes of window `w`, at most 64; −1 if the source has none.
  mutating func distinctAuthors(_ id: Int, window w: Int, pane: Int64) -> Int32 {
    guard configuration.hasAuthors else { return -1 }
    let base = id * AuthorMemory.capacity
    let now = authorTime(pane)
    let span = UInt64(geometry.authorSpan(w))
    var count: Int32 = 0
    while count < series[id].authorCount {
      let age = (now &- authors[base + Int(count)]) & AuthorMemory.timeMask
      if age >= span { break }
      count += 1
    }
    return count
  }

  /// Drops those that no window reaches any more, before their time could be misread.
  private mutating func forgetAuthors(_ id: Int, pane: Int64) {
    let base = id * AuthorMemory.capacity
    let span = UInt64(geometry.authorSpan(VolumeConstants.windowCount - 1))
    let elapsed = geometry.authorTime(pane) - geometry.authorTime(series[id].lastPane)
    if elapsed >= Int64(span) {
      series[id].authorCount = 0
      return
    }
    let now = authorTime(pane)
    var count = Int(series[id].authorCount)
    while count > 0 {
      let age = (now &- authors[base + count - 1]) & AuthorMemory.timeMask
      if age < span { break }
      count -= 1
    }
    series[id].authorCount = Int32(count)
  }

  private mutating func authorTime(_ pane: Int64) -> UInt64 {
    UInt64(truncatingIfNeeded: geometry.authorTime(pane)) & AuthorMemory.timeMask
  }
}

extension WindowGeometry {
  /// The time of a pane in the authors' memory: panes of the finest ring.
  func authorTime(_ pane: Int64) -> Int64 { floorDivide(pane, finestPanes) }

  /// A window's length in that time.
  func authorSpan(_ w: Int) -> Int64 { (windowPanes[w] + finestPanes - 1) / finestPanes }
}
