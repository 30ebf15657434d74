/// A word or a prefix of the lexicon.
struct Symbol: BitwiseCopyable {
  /// Node of the phrases that begin with it; 0: none.
  var root: Int32 = 0
  /// Node of the phrases that it spells when it stands in a hashtag; 0: none.
  var tag: Int32 = 0
  /// Begin, in `alternates`, of the symbols that also match where this one stands.
  var alternates: Int32 = 0
  var marker = PlaceMarker.none
  var uses: SymbolUses = []
}

/// What a symbol can do at the begin of a phrase, so that most words need no other look.
struct SymbolUses: OptionSet, BitwiseCopyable {
  let rawValue: UInt8
  /// It is a phrase by itself, or has alternates.
  static let ends = SymbolUses(rawValue: 1)
  /// Longer phrases begin with it.
  static let continues = SymbolUses(rawValue: 2)
}

/// What a word says about a place name behind it.
enum PlaceMarker: UInt8, BitwiseCopyable {
  case none
  /// "à", and "a", its spelling without accent, which is also a verb and an English article.
  case letterA
  /// In, at, near: where something is.
  case locative
  /// From, towards, of: a place is meant, but not where something is.
  case relative
  /// The noun of a place: ville, gare, station.
  case noun
  /// An article, which may stand between the marker and the name.
  case article
}

/// The bytes of a word that is a symbol.
struct SymbolKey: BitwiseCopyable {
  var first: UInt64
  var second: UInt64
  /// Begin in the arena, where all of the word stands.
  var start: UInt32
  var count: UInt32
}

/// A place in the trie of phrases: the words up to here.
struct PhraseNode: BitwiseCopyable {
  /// Themes for which these words are enough.
  var themes: UInt64 = 0
  /// Themes whose query is worth asking when these words stand in the text.
  var queried: UInt64 = 0
  /// The patterns that end here, in `nodePatterns`.
  var patternStart: UInt32 = 0
  var patternCount: UInt16 = 0
  var hasChildren = false
  var place = PlaceKind.none
  /// The area that has this name; −1 when several have it.
  var area: Int32 = -1
}

enum PlaceKind: UInt8, BitwiseCopyable {
  case none, name, needsMarker
}

/// A word or phrase of a theme. Pattern i is term i; those that no theme counts as a term (they
/// stand under `not` only) come last.
struct Pattern: BitwiseCopyable {
  /// The themes whose term it is.
  var themes: UInt64 = 0
  /// The leaves of queries that it fulfils, in `patternLeaves`.
  var leafStart: UInt32 = 0
  var leafCount: UInt32 = 0
}

/// A node of a query, followed by its operands.
struct QueryNode: BitwiseCopyable {
  enum Kind: UInt8, BitwiseCopyable { case leaf, any, all, not, near }
  var kind: Kind
  var within: UInt8 = 0
  /// The leaf, or the first leaf of `near`.
  var leaf: UInt32 = 0
  var leafCount: UInt32 = 0
  /// Index behind the last operand.
  var end: UInt32 = 0
}

struct PhraseEdge: BitwiseCopyable {
  /// The node in the high, the symbol in the low half; 0: free.
  var key: UInt64 = 0
  var node: Int32 = 0
}

struct PrefixSlot: BitwiseCopyable {
  /// The first four bytes.
  var start: UInt32 = 0
  /// Begin in `prefixes`; 0: free.
  var list: Int32 = 0
}

/// The compiled lexicon as the scanner reads it. Valid as long as its `LexiconStorage`.
struct LexiconTables: BitwiseCopyable {
  static let filterBits = 1 << 17
  static let prefixFilterBits = 1 << 14
  static let edgeFilterBits = 1 << 17

  /// One bit for some hash of a word; clear: the word is not in the lexicon.
  var filter: UnsafePointer<UInt64>
  /// Open addressing: tag in the high 12, symbol + 1 in the low 20 bits; 0: free.
  var slots: UnsafePointer<UInt32>
  var slotMask: Int
  var symbols: UnsafePointer<Symbol>
  var keys: UnsafePointer<SymbolKey>
  var arena: UnsafePointer<UInt8>
  /// Lists of symbols that end with −1.
  var alternates: UnsafePointer<Int32>
  var prefixFilter: UnsafePointer<UInt64>
  var prefixSlots: UnsafePointer<PrefixSlot>
  var prefixMask: Int
  /// Lists of the prefixes with the same first four bytes, the longest first, that end with −1.
  var prefixes: UnsafePointer<Int32>
  var nodes: UnsafePointer<PhraseNode>
  var nodePatterns: UnsafePointer<UInt32>
  /// One bit for some hash of an edge; it spares most words a look at the edges, which are many.
  var edgeFilter: UnsafePointer<UInt64>
  var edges: UnsafePointer<PhraseEdge>
  var edgeMask: Int
  var patterns: UnsafePointer<Pattern>
  var termCount: Int
  var patternLeaves: UnsafePointer<UInt32>
  var queries: UnsafePointer<QueryNode>
  /// Root of each theme's query.
  var queryRoots: UnsafePointer<UInt32>
  var leafCount: Int

  @inline(__always)
  static func prefixBit(_ start: UInt32) -> Int {
    Int(truncatingIfNeeded: (start &* 0x9E37_79B1) &>> 18)
  }

  @inline(__always)
  static func prefixSlot(_ start: UInt32) -> Int {
    Int(truncatingIfNeeded: (start &* 0x85EB_CA77) &>> 8)
  }

  @inline(__always)
  static func edgeHash(_ key: UInt64) -> (slot: Int, filterBit: Int) {
    let product = key &* 0x9E37_79B9_7F4A_7C15
    return (
      Int(truncatingIfNeeded: product &>> 24 & 0xFFFF_FFFF), Int(truncatingIfNeeded: product &>> 47)
    )
  }

  /// Whether the word may be in the lexicon.
  @inline(__always)
  func mayKnow(_ key: WordKey) -> Bool {
    (filter[key.filterBit &>> 6] &>> UInt64(key.filterBit & 63)) & 1 != 0
  }

  /// Whether the word may begin like a prefix of the lexicon.
  @inline(__always)
  func mayBegin(_ key: WordKey) -> Bool {
    let bit = Self.prefixBit(UInt32(truncatingIfNeeded: key.first))
    return (prefixFilter[bit &>> 6] &>> UInt64(bit & 63)) & 1 != 0
  }

  /// The symbol that is this word; −1: none.
  @inline(__always)
  func symbol(_ key: WordKey, _ word: UnsafeRawPointer, count: Int) -> Int32 {
    var slot = key.slot & slotMask
    while true {
      let entry = slots[slot]
      if entry == 0 { return -1 }
      if entry &>> 20 == key.tag {
        let symbol = Int(entry & 0xF_FFFF) &- 1
        let found = keys[symbol]
        if found.first == key.first && found.second == key.second && Int(found.count) == count
          && (count <= 16 || hasTail(found, word, count))
        {
          return Int32(truncatingIfNeeded: symbol)
        }
      }
      slot = (slot &+ 1) & slotMask
    }
  }

  private func hasTail(_ key: SymbolKey, _ word: UnsafeRawPointer, _ count: Int) -> Bool {
    let start = arena + Int(key.start)
    for index in 16..<count where word.load(fromByteOffset: index, as: UInt8.self) != start[index] {
      return false
    }
    return true
  }

  /// The longest prefix that the word begins with; −1: none.
  func prefix(_ key: WordKey, _ word: UnsafeRawPointer, count: Int) -> Int32 {
    if count < 4 || !mayBegin(key) { return -1 }
    let start = UInt32(truncatingIfNeeded: key.first)
    var slot = Self.prefixSlot(start) & prefixMask
    while prefixSlots[slot].list != 0 {
      if prefixSlots[slot].start == start {
        var list = Int(prefixSlots[slot].list)
        while prefixes[list] >= 0 {
          if begins(word, count, with: prefixes[list]) { return prefixes[list] }
          list += 1
        }
        return -1
      }
      slot = (slot &+ 1) & prefixMask
    }
    return -1
  }

  private func begins(_ word: UnsafeRawPointer, _ count: Int, with symbol: Int32) -> Bool {
    let key = keys[Int(symbol)]
    if Int(key.count) > count { return false }
    let start = arena + Int(key.start)
    for index in 0..<Int(key.count)
    where word.load(fromByteOffset: index, as: UInt8.self) != start[index] {
      return false
    }
    return true
  }

  /// The node behind `node` by `symbol`; 0: none.
  @inline(__always)
  func next(_ node: Int32, _ symbol: Int32) -> Int32 {
    let key = UInt64(UInt32(bitPattern: node)) &<< 32 | UInt64(UInt32(bitPattern: symbol))
    let hash = Self.edgeHash(key)
    if (edgeFilter[hash.filterBit &>> 6] &>> UInt64(hash.filterBit & 63)) & 1 == 0 { return 0 }
    var slot = hash.slot & edgeMask
    while true {
      let edge = edges[slot]
      if edge.key == key { return edge.node }
      if edge.key == 0 { return 0 }
      slot = (slot &+ 1) & edgeMask
    }
  }
}

/// Owns the memory of a compiled lexicon.
///
/// Sendable because nothing is written after `init`: every thread only reads.
final class LexiconStorage: @unchecked Sendable {
  let tables: LexiconTables
  private let allocations: [UnsafeMutableRawPointer]

  /// `fill` gets a function that copies an array to memory which this object frees.
  init(_ fill: (inout Allocator) -> LexiconTables) {
    var allocator = Allocator()
    tables = fill(&allocator)
    allocations = allocator.allocations
  }

  deinit {
    for allocation in allocations { allocation.deallocate() }
  }

  struct Allocator {
    fileprivate var allocations: [UnsafeMutableRawPointer] = []

    mutating func copy<Element: BitwiseCopyable>(_ array: [Element]) -> UnsafePointer<Element> {
      let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(array.count, 1))
      memory.initialize(from: array, count: array.count)
      allocations.append(UnsafeMutableRawPointer(memory))
      return UnsafePointer(memory)
    }
  }
}
