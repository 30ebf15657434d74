internal import EventTime
internal import Glibc

/// The terms that are followed: buckets of eight by hash, least recently used out.
struct TermTable: Sendable {
  /// 0 is an empty place.
  var hashes: [UInt64]
  /// The minute at which each stands, the last at which it was seen.
  var minutes: [Int64]
  var states: [TermState]
  /// Terms that went at the limit.
  var forgotten = 0
  let bucketMask: Int
  /// Decay by minutes, of three days.
  private let decays: [Double]

  init(limit: Int) {
    precondition(limit > 0)
    var buckets = 1
    while buckets * EmergingConstants.ways < limit { buckets *= 2 }
    bucketMask = buckets - 1
    let count = buckets * EmergingConstants.ways
    hashes = [UInt64](repeating: 0, count: count)
    minutes = [Int64](repeating: 0, count: count)
    states = [TermState](repeating: TermState(), count: count)
    decays = (0..<4320).map { exp2(-Double($0) / EmergingConstants.halfLifeMinutes) }
  }

  var capacity: Int { hashes.count }

  func bucket(_ hash: UInt64) -> Int { TermPlaces.bucket(hash, mask: bucketMask) }

  /// The place of a term, −1 if it is not followed. O(1).
  func find(_ hash: UInt64) -> Int {
    let first = bucket(hash)
    for place in first..<first + EmergingConstants.ways where hashes[place] == hash {
      return place
    }
    return -1
  }

  /// A term as it will stand at `minute` if nobody writes it until then.
  func state(_ place: Int, at minute: Int64) -> TermState {
    var state = states[place]
    let old = minutes[place]
    if old < minute { state.move(from: old, to: minute, decay: decay(minute - old)) }
    return state
  }

  func decay(_ minutes: Int64) -> Double {
    minutes < Int64(decays.count)
      ? decays[Int(minutes)]
      : exp2(-Double(minutes) / EmergingConstants.halfLifeMinutes)
  }

  /// Lends the places to `body`, without checks of bounds and of sharing for each word.
  mutating func withPlaces(_ body: (inout TermPlaces) -> Void) {
    let mask = bucketMask
    let decays = decays
    var forgotten = forgotten
    hashes.withUnsafeMutableBufferPointer { hashes in
      minutes.withUnsafeMutableBufferPointer { minutes in
        states.withUnsafeMutableBufferPointer { states in
          decays.withUnsafeBufferPointer { decays in
            guard let hash = hashes.baseAddress, let minute = minutes.baseAddress,
              let state = states.baseAddress
            else { return }
            var places = TermPlaces(
              hashes: hash, minutes: minute, states: state, mask: mask, decays: decays)
            body(&places)
            forgotten += places.forgotten
          }
        }
      }
    }
    self.forgotten = forgotten
  }

  func checkInvariants() {
    for place in hashes.indices where hashes[place] != 0 {
      precondition(find(hashes[place]) >= 0, "a term out of its bucket")
      let state = states[place]
      for w in 0..<EmergingConstants.windowCount {
        var sum: Int32 = 0
        let first = EmergingConstants.slotOffsets[w]
        for slot in first..<first + Int(EmergingConstants.slotCounts[w]) {
          sum += Int32(state.rings[slot])
        }
        precondition(sum == state.sums[w], "a window's sum is not its slots'")
      }
    }
  }
}

/// The places of a table while a pane is counted.
struct TermPlaces {
  let hashes: UnsafeMutablePointer<UInt64>
  let minutes: UnsafeMutablePointer<Int64>
  let states: UnsafeMutablePointer<TermState>
  let mask: Int
  let decays: UnsafeBufferPointer<Double>
  var forgotten = 0

  @inline(__always)
  static func bucket(_ hash: UInt64, mask: Int) -> Int {
    (Int(truncatingIfNeeded: hash >> 20) & mask) &* EmergingConstants.ways
  }

  @inline(__always)
  func find(_ hash: UInt64) -> Int {
    let first = Self.bucket(hash, mask: mask)
    let bucket = hashes + first
    // Without a branch a way; a term stands in one way at most.
    var found = -1
    var way = EmergingConstants.ways
    while way > 0 {
      way &-= 1
      found = bucket[way] == hash ? way : found
    }
    return found < 0 ? -1 : first &+ found
  }

  /// Asks for the buckets of words that come soon.
  @inline(__always)
  func prefetchBuckets(_ words: UnsafePointer<PostWord>, _ count: Int) {
    for word in 0..<count {
      let bucket = hashes + Self.bucket(words[word].hash, mask: mask)
      prefetch(bucket)
      prefetch(bucket + (EmergingConstants.ways - 1))
    }
  }

  /// Asks for the words that are followed, of those that come soon; their buckets are at hand.
  @inline(__always)
  func prefetchStates(_ words: UnsafePointer<PostWord>, _ count: Int) {
    for word in 0..<count {
      let place = find(words[word].hash)
      guard place >= 0 else { continue }
      let state = UnsafeRawPointer(states + place)
      prefetch(minutes + place)
      prefetch(state)
      prefetch(state + 64)
      prefetch(state + (MemoryLayout<TermState>.stride - 1))
    }
  }

  /// A place for a new term.
  mutating func enter(_ hash: UInt64, minute: Int64) -> Int {
    let first = Self.bucket(hash, mask: mask)
    var oldest = first
    for place in first..<first + EmergingConstants.ways {
      if hashes[place] == 0 {
        oldest = place
        break
      }
      if minutes[place] < minutes[oldest] { oldest = place }
    }
    if hashes[oldest] != 0 { forgotten += 1 }
    hashes[oldest] = hash
    minutes[oldest] = minute
    states[oldest] = TermState()
    // Those of its texts that the sketch counted.
    states[oldest].total = Double(EmergingConstants.entryPosts - 1)
    return oldest
  }

  /// Moves a term to `minute`.
  @inline(__always)
  func move(_ place: Int, to minute: Int64) {
    let old = minutes[place]
    guard old < minute else { return }
    let elapsed = minute - old
    let decay =
      elapsed < Int64(decays.count)
      ? decays[Int(elapsed)]
      : exp2(-Double(elapsed) / EmergingConstants.halfLifeMinutes)
    states[place].move(from: old, to: minute, decay: decay)
    minutes[place] = minute
  }
}
