/// Words that say nothing of what a text is about, in French, English and Arabic: one table for all,
/// for a post often mixes them or does not say its language.
///
/// The table knows 43 bits of a word's hash, so one word in some ten billion is taken for a stop
/// word that is none.
enum StopWords {
  private static let slots = 2048
  private static let mask = slots - 1

  /// Upper halves of the hashes, open addressing by the low bits; 0 is free.
  ///
  /// Unsafe only to the compiler: the memory is written once, before anyone reads it.
  nonisolated(unsafe) static let table: UnsafePointer<UInt32> = {
    let table = UnsafeMutablePointer<UInt32>.allocate(capacity: slots)
    table.initialize(repeating: 0, count: slots)
    var folded = FoldedText()
    var count = 0
    for list in [StopWordLists.french, StopWordLists.english, StopWordLists.arabic] {
      var list = list
      list.withUTF8 { folded.fold(UnsafeRawBufferPointer($0)) }
      for edge in stride(from: 0, to: folded.edgeCount, by: 2) {
        let (start, end) = (Int(folded.edges[edge]), Int(folded.edges[edge + 1]))
        let hash = WordKey(UnsafeRawPointer(folded.bytes + start), count: end - start).hash
        if contains(hash, in: table) { continue }
        var slot = Int(truncatingIfNeeded: hash) & mask
        while table[slot] != 0 { slot = (slot + 1) & mask }
        table[slot] = fingerprint(of: hash)
        count += 1
      }
    }
    precondition(2 * count < slots, "too many stop words for their table")
    return UnsafePointer(table)
  }()

  /// Whether a word of this hash is one. O(1).
  @inline(__always)
  static func contains(_ hash: UInt64, in table: UnsafePointer<UInt32>) -> Bool {
    let fingerprint = fingerprint(of: hash)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while table[slot] != 0 {
      if table[slot] == fingerprint { return true }
      slot = (slot &+ 1) & mask
    }
    return false
  }

  @inline(__always)
  private static func fingerprint(of hash: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: hash &>> 32) | 1
  }
}
