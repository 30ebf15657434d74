/// A distinct word of the text that was scanned.
struct ScannedTerm: BitwiseCopyable {
  var hash: UInt64
  /// Begin in the joined words; of a link 0.
  var start: UInt16
  var count: UInt8
  var kind: TermKind
}

/// The first `PostDetail.maximumWords` distinct terms of a text, and their order by hash.
///
/// Terms are told apart and ordered by the upper halves of their hashes, four at a time; where two
/// agree in those, which of different terms they hardly ever do, by all bits.
struct DistinctTerms: ~Copyable {
  private typealias Lanes = SIMD4<Int32>

  private let terms: UnsafeMutablePointer<ScannedTerm>
  /// Upper halves of the hashes, as numbers with a sign that order them alike.
  private let keys: UnsafeMutablePointer<Int32>
  /// Places of the terms, ascending by hash, after `sort`.
  private let order: UnsafeMutablePointer<UInt8>
  private(set) var count = 0

  init() {
    let capacity = PostDetail.maximumWords
    terms = .allocate(capacity: capacity)
    keys = .allocate(capacity: capacity)
    keys.initialize(repeating: 0, count: capacity)
    order = .allocate(capacity: capacity)
    order.initialize(repeating: 0, count: capacity)
  }

  deinit {
    terms.deallocate()
    keys.deallocate()
    order.deallocate()
  }

  mutating func removeAll() { count = 0 }

  /// The term at a place of the order. After `sort`.
  @inline(__always)
  subscript(place: Int) -> ScannedTerm { terms[Int(order[place])] }

  /// Adds a term, unless it is there already or there are too many.
  @inline(__always)
  mutating func insert(_ hash: UInt64, start: UInt16, count bytes: UInt8, kind: TermKind) {
    guard count < PostDetail.maximumWords else { return }
    let key = Self.key(hash)
    let wanted = Lanes(repeating: key)
    var equal = Lanes(repeating: 0)
    var place = 0
    while place < count {
      equal |= Self.bits(lanes(at: place) .== wanted)
      place &+= 4
    }
    // Lanes behind the last term may agree by chance too.
    if equal != Lanes(repeating: 0), holds(hash) { return }
    terms[count] = ScannedTerm(hash: hash, start: start, count: bytes, kind: kind)
    keys[count] = key
    count &+= 1
  }

  /// Finds the order. O(count²), four comparisons at a time.
  mutating func sort() {
    var taken: UInt64 = 0
    var first = 0
    while first < count {
      let wanted = lanes(at: first)
      var ranks = Lanes(repeating: 0)
      for place in 0..<count {
        ranks &-= Self.bits(Lanes(repeating: keys[place]) .< wanted)
      }
      for lane in 0..<min(4, count &- first) {
        let rank = Int(ranks[lane])
        order[rank] = UInt8(truncatingIfNeeded: first &+ lane)
        taken |= 1 &<< UInt64(truncatingIfNeeded: rank)
      }
      first &+= 4
    }
    if taken.nonzeroBitCount != count { sortByAllBits() }
  }

  @inline(never)
  private func sortByAllBits() {
    for place in 0..<count {
      var rank = 0
      for other in 0..<count where terms[other].hash < terms[place].hash { rank += 1 }
      order[rank] = UInt8(truncatingIfNeeded: place)
    }
  }

  @inline(never)
  private func holds(_ hash: UInt64) -> Bool {
    for place in 0..<count where terms[place].hash == hash { return true }
    return false
  }

  @inline(__always)
  private func lanes(at place: Int) -> Lanes {
    UnsafeRawPointer(keys + place).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  private static func key(_ hash: UInt64) -> Int32 {
    Int32(truncatingIfNeeded: hash &>> 32) ^ Int32.min
  }

  /// All bits of the lanes that hold.
  @inline(__always)
  private static func bits(_ mask: SIMDMask<Lanes>) -> Lanes {
    unsafeBitCast(mask, to: Lanes.self)
  }
}
