package import EventTime
package import Signals

/// An entry that a read matches.
package struct WatchMatch: BitwiseCopyable, Sendable, Equatable {
  /// Token of the entry.
  package var entry: UInt64
  /// One character of the read or of the entry must have been taken for another.
  package var isToVerify: Bool

  package init(entry: UInt64, isToVerify: Bool) {
    self.entry = entry
    self.isToVerify = isToVerify
  }
}

/// What an entry of the watch list is, without the identifier, which is not kept.
package struct WatchEntry: Sendable, Equatable {
  /// As its owner calls it.
  package var name: String
  /// What people are shown: the number of a file.
  package var reference: String
  /// The law or order by which it is watched.
  package var legalBasis: String
  package var kind: IdentifierKind
  /// When it begins to count, and from when on it does not.
  package var from: Instant
  package var until: Instant

  package init(
    name: String, reference: String, legalBasis: String, kind: IdentifierKind, from: Instant,
    until: Instant
  ) {
    self.name = name
    self.reference = reference
    self.legalBasis = legalBasis
    self.kind = kind
    self.from = from
    self.until = until
  }

  /// What stands for it in rows and findings. Never 0.
  package var token: UInt64 {
    let hash = hash64(name)
    return hash == 0 ? 1 : hash
  }
}

/// The identifiers that somebody may and must look out for, as keyed hashes.
///
/// An entry counts from a minute after it was appended until it expires, by the time and by the
/// arrival of a read, and is never rewritten: what a read matches follows from the read and the
/// entries appended a minute before it, whoever looks and whenever. A look-up is one probe of a table
/// that holds each entry's hash and those of its confusable forms. A miss leaves nothing behind: there
/// is no counter, no log and no memory of what was looked up.
package struct WatchList: Sendable {
  /// Entries held; one more is refused.
  package static let limit = 100_000
  /// From the append of an entry on, until it counts: whoever looks up has read it by then.
  package static let delay = Interval.seconds(60)

  /// In the order in which they were taken.
  package private(set) var entries: [WatchEntry] = []
  private var placeByName: [String: Int32] = [:]
  /// Hashes, open addressing; 0 is free.
  private var keys: [UInt64]
  /// By slot: the first of its matches.
  private var heads: [Int32]
  private var used = 0
  private var matches: [Match] = []

  private struct Match: BitwiseCopyable, Sendable {
    var entry: Int32
    var isToVerify: Bool
    /// Of the same hash; −1 is none.
    var next: Int32
  }

  package init() {
    keys = [UInt64](repeating: 0, count: 64)
    heads = [Int32](repeating: -1, count: 64)
  }

  package var isEmpty: Bool { entries.isEmpty }

  /// The entry that a token stands for.
  package func entry(_ token: UInt64) -> WatchEntry? { entries.first { $0.token == token } }

  /// Takes an entry in, with its identifier's hashes. Throws when there is no room, or the name stands
  /// for another one: an entry is not rewritten. The same one again changes nothing.
  package mutating func insert(
    _ entry: WatchEntry, tokens: [(token: UInt64, isToVerify: Bool)]
  ) throws(WatchListRefusal) {
    if let known = placeByName[entry.name] {
      guard holds(known, tokens), entries[Int(known)] == entry else { throw .rewritten }
      return
    }
    guard entries.count < Self.limit else { throw .full }
    let place = Int32(entries.count)
    placeByName[entry.name] = place
    entries.append(entry)
    for token in tokens {
      if 2 * (used + 1) > keys.count { grow() }
      let slot = slot(of: token.token)
      if keys[slot] == 0 {
        keys[slot] = token.token
        used += 1
      }
      matches.append(Match(entry: place, isToVerify: token.isToVerify, next: heads[slot]))
      heads[slot] = Int32(matches.count - 1)
    }
  }

  /// Appends the entries that an identifier of this hash matches, at these times of a read.
  package func find(
    _ token: UInt64, time: Instant, arrival: Instant, into found: inout [WatchMatch]
  ) {
    guard token != 0 else { return }
    var match = heads[slot(of: token)]
    while match >= 0 {
      let entry = entries[Int(matches[Int(match)].entry)]
      if entry.counts(at: time), entry.counts(at: arrival) {
        found.append(
          WatchMatch(entry: entry.token, isToVerify: matches[Int(match)].isToVerify))
      }
      match = matches[Int(match)].next
    }
  }

  /// Blots out the identifier's hash of every read that matches nothing, before anybody keeps it.
  package func screen(_ signals: UnsafeMutableBufferPointer<Signal>) {
    for place in signals.indices where signals[place].item != 0 {
      if !matches(signals[place]) { signals[place].item = 0 }
    }
  }

  private func matches(_ signal: Signal) -> Bool {
    var match = heads[slot(of: signal.item)]
    while match >= 0 {
      let place = Int(matches[Int(match)].entry)
      if entries[place].counts(at: signal.time), entries[place].counts(at: signal.arrival) {
        return true
      }
      match = matches[Int(match)].next
    }
    return false
  }

  private func holds(_ entry: Int32, _ tokens: [(token: UInt64, isToVerify: Bool)]) -> Bool {
    tokens.allSatisfy { token in
      var match = heads[slot(of: token.token)]
      while match >= 0 {
        let held = matches[Int(match)]
        if held.entry == entry, held.isToVerify == token.isToVerify { return true }
        match = held.next
      }
      return false
    }
  }

  private func slot(of token: UInt64) -> Int {
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: token) & mask
    while keys[slot] != 0, keys[slot] != token { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    let (oldKeys, oldHeads) = (keys, heads)
    keys = [UInt64](repeating: 0, count: 2 * oldKeys.count)
    heads = [Int32](repeating: -1, count: 2 * oldKeys.count)
    for place in oldKeys.indices where oldKeys[place] != 0 {
      let slot = slot(of: oldKeys[place])
      keys[slot] = oldKeys[place]
      heads[slot] = oldHeads[place]
    }
  }
}

extension WatchEntry {
  @inline(__always)
  func counts(at time: Instant) -> Bool { time >= from && time < until }
}

/// Why a record is no entry of the watch list; the name stands in dead letters.
package enum WatchListRefusal: String, Error, Sendable, CaseIterable {
  /// Not one JSON object of strings, each key once.
  case malformed
  /// A key that an entry does not have.
  case unknownKey = "unknown_key"
  case noEntry = "no_entry"
  case noReference = "no_reference"
  case noLegalBasis = "no_legal_basis"
  /// Nothing says when it ends: nobody is watched for ever.
  case noExpiry = "no_expiry"
  case badTime = "bad_time"
  case badKind = "bad_kind"
  /// Neither an identifier nor a hash, both, or one of which nothing is left.
  case badIdentifier = "bad_identifier"
  /// A text of more than `WatchListReader.textBytes`.
  case tooLong = "too_long"
  /// It expires before it counts.
  case expired
  /// The name stands for another entry: an entry is never rewritten.
  case rewritten
  case full
}
