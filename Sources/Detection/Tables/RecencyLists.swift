/// Slots in lists from the least to the most recently used; a slot stands in one list at most.
struct RecencyLists: Sendable {
  private struct Link: BitwiseCopyable {
    var previous: Int32 = -1
    var next: Int32 = -1
  }

  private var links: [Link] = []
  private var heads: [Int32]
  private var tails: [Int32]

  init(count: Int) {
    heads = [Int32](repeating: -1, count: count)
    tails = heads
  }

  var byteCount: Int { links.capacity * MemoryLayout<Link>.stride }

  /// The least recently used slot of a list, −1 of an empty one.
  func first(_ list: Int) -> Int { Int(heads[list]) }

  /// The slot behind one in its list, −1 for the last.
  func next(_ slot: Int) -> Int { Int(links[slot].next) }

  /// Puts a slot that stands in no list at the end of one. O(1).
  mutating func append(_ slot: Int, to list: Int) {
    while links.count <= slot { links.append(Link()) }
    let tail = tails[list]
    links[slot] = Link(previous: tail, next: -1)
    if tail >= 0 { links[Int(tail)].next = Int32(slot) } else { heads[list] = Int32(slot) }
    tails[list] = Int32(slot)
  }

  mutating func remove(_ slot: Int, from list: Int) {
    let link = links[slot]
    if link.previous >= 0 {
      links[Int(link.previous)].next = link.next
    } else {
      heads[list] = link.next
    }
    if link.next >= 0 {
      links[Int(link.next)].previous = link.previous
    } else {
      tails[list] = link.previous
    }
  }

  /// The slots of a list, the least recently used first. O(n).
  func slots(_ list: Int) -> [Int] {
    var found: [Int] = []
    var next = heads[list]
    while next >= 0 {
      found.append(Int(next))
      next = links[Int(next)].next
    }
    return found
  }
}
