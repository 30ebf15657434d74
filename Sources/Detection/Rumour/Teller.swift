/// An author's latest post in a cluster.
struct Teller: BitwiseCopyable, Sendable {
  /// 48 bits of the author; above them the area + 1, 0 without a place.
  var who: UInt64 = 0
  /// Panes since the cluster began.
  var age: UInt32 = 0
  /// 31 bits of the post; the highest bit: neither a share nor the shared link.
  var post: UInt32 = 0

  static let tokenMask: UInt64 = 1 << 48 - 1

  init() {}

  init(author: UInt64, area: Int32, age: UInt32, post: UInt64, isIndependent: Bool) {
    let place = UInt64(min(max(Int(area), -1) + 1, 0xFFFF))
    who = author & Self.tokenMask | place << 48
    self.age = age
    self.post = Self.mark(post) | (isIndependent ? 1 << 31 : 0)
  }

  static func mark(_ post: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: post) & 0x7FFF_FFFF }

  var author: UInt64 { who & Self.tokenMask }
  var area: Int32 { Int32(who >> 48) - 1 }
  var isIndependent: Bool { post >> 31 != 0 }
}

/// Tellers of many clusters in chunks of eight, linked within one array.
struct TellerPool: Sendable {
  static let chunkSize = 8

  struct Chunk: BitwiseCopyable, Sendable {
    var tellers = InlineArray<8, Teller>(repeating: Teller())
    var next: Int32 = -1
  }

  private var chunks: [Chunk] = []
  private var slots: SlotSet

  init(chunks limit: Int) { slots = SlotSet(limit: limit) }

  var isFull: Bool { slots.isFull }

  /// Calls `body` with every teller, in order.
  func each(_ list: TellerList, _ body: (Teller) -> Void) {
    var chunk = Int(list.first)
    for place in 0..<Int(list.count) {
      if place > 0, place % Self.chunkSize == 0 { chunk = Int(chunks[chunk].next) }
      body(chunks[chunk].tellers[place % Self.chunkSize])
    }
  }

  /// Calls `body` with every teller; it may change them, and says whether to keep it. Kept ones move
  /// up in their order.
  mutating func filter(_ list: inout TellerList, _ body: (inout Teller) -> Bool) {
    var (from, to) = (Int(list.first), Int(list.first))
    var kept = 0
    for place in 0..<Int(list.count) {
      if place > 0, place % Self.chunkSize == 0 { from = Int(chunks[from].next) }
      var teller = chunks[from].tellers[place % Self.chunkSize]
      guard body(&teller) else { continue }
      if kept > 0, kept % Self.chunkSize == 0 { to = Int(chunks[to].next) }
      chunks[to].tellers[kept % Self.chunkSize] = teller
      kept += 1
    }
    list.count = Int32(kept)
    trim(&list)
  }

  /// Adds a teller; false when there is no room.
  mutating func append(_ teller: Teller, to list: inout TellerList) -> Bool {
    let place = Int(list.count) % Self.chunkSize
    if place == 0 {
      guard !slots.isFull else { return false }
      let slot = slots.take()
      while chunks.count <= slot { chunks.append(Chunk()) }
      chunks[slot].next = -1
      if list.count == 0 {
        list.first = Int32(slot)
      } else {
        chunks[Int(list.last)].next = Int32(slot)
      }
      list.last = Int32(slot)
    }
    chunks[Int(list.last)].tellers[place] = teller
    list.count += 1
    return true
  }

  mutating func removeAll(_ list: inout TellerList) {
    list.count = 0
    trim(&list)
  }

  /// Gives back the chunks behind the last teller.
  private mutating func trim(_ list: inout TellerList) {
    guard list.first >= 0 else { return }
    let needed = (Int(list.count) + Self.chunkSize - 1) / Self.chunkSize
    var next = Int(list.first)
    if needed == 0 {
      (list.first, list.last) = (-1, -1)
    } else {
      for _ in 1..<needed { next = Int(chunks[next].next) }
      list.last = Int32(next)
      let rest = Int(chunks[next].next)
      chunks[next].next = -1
      next = rest
    }
    while next >= 0 {
      slots.remove(next)
      next = Int(chunks[next].next)
    }
  }
}

/// Where the tellers of one cluster stand in their pool.
struct TellerList: BitwiseCopyable, Sendable {
  var first: Int32 = -1
  var last: Int32 = -1
  var count: Int32 = 0
}
