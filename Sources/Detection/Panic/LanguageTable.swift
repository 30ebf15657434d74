/// Posts of one language, the last day's weighing most.
package struct LanguageCoverage: Sendable, Equatable {
  /// As in `PostRow.language`; 0 is not known.
  package var language: UInt16
  package var posts: Double
  /// Whether a list of markers is there; posts of no known language are read, and listed as false.
  package var isListed: Bool
}

/// Posts by language, of which some are read.
struct LanguageTable: Sendable {
  /// Two letters, and the last slot for what is none or not known.
  private static let slots = 26 * 26 + 1
  private static let unknown = 26 * 26

  private var isListed: [Bool]
  /// In the present tick.
  private var pending: [Int32]
  private(set) var posts: [Double]

  init(listed: [UInt16]) {
    isListed = [Bool](repeating: false, count: Self.slots)
    pending = [Int32](repeating: 0, count: Self.slots)
    posts = [Double](repeating: 0, count: Self.slots)
    for language in listed where Self.slot(language) != Self.unknown {
      isListed[Self.slot(language)] = true
    }
  }

  enum Reading { case listed, unlisted, unknown }

  @inline(__always)
  private static func slot(_ language: UInt16) -> Int {
    let first = Int(language >> 8) - 0x61
    let second = Int(language & 0xFF) - 0x61
    guard first >= 0, first < 26, second >= 0, second < 26 else { return unknown }
    return first * 26 + second
  }

  @inline(__always)
  mutating func count(_ language: UInt16) -> Reading {
    let slot = Self.slot(language)
    pending[slot] &+= 1
    if slot == Self.unknown { return .unknown }
    return isListed[slot] ? .listed : .unlisted
  }

  mutating func endTick(decay: Double) {
    for slot in posts.indices {
      posts[slot] = posts[slot] * decay + Double(pending[slot])
      pending[slot] = 0
    }
  }

  /// By language, those of which half a post is left.
  var rows: [LanguageCoverage] {
    posts.indices.compactMap { slot in
      let count = posts[slot] + Double(pending[slot])
      guard count >= 0.5 else { return nil }
      let language =
        slot == Self.unknown ? 0 : UInt16(0x61 + slot / 26) << 8 | UInt16(0x61 + slot % 26)
      return LanguageCoverage(language: language, posts: count, isListed: isListed[slot])
    }.sorted { $0.language < $1.language }
  }

  func save(into writer: inout StateWriter) {
    let used = posts.indices.filter { posts[$0] != 0 || pending[$0] != 0 }
    writer.indexes(used)
    for slot in used {
      writer.double(posts[slot])
      writer.count(Int(pending[slot]))
    }
  }

  mutating func load(_ reader: inout StateReader) throws(StateError) {
    for slot in try reader.indexes(below: Self.slots, "a language") {
      posts[slot] = try reader.double(in: StateLimits.sums, "posts of a language")
      pending[slot] = Int32(try reader.index(below: 1 << 31, "posts of a language"))
    }
  }
}
