/// Lays a compiled lexicon out as the tables that the scanner reads.
enum LexiconLayout {
  static func storage(
    _ builder: inout LexiconBuilder, _ compiler: borrowing ThemeCompiler,
    _ nodePatterns: [Int: [UInt32]]
  ) -> LexiconStorage {
    let alternates = builder.layOutAlternates()
    var nodes = builder.nodes
    var patternIDs: [UInt32] = []
    for node in nodes.indices {
      guard let patterns = nodePatterns[node] else { continue }
      nodes[node].patternStart = UInt32(patternIDs.count)
      // Far below the limit of terms: a node holds the patterns of equal words.
      nodes[node].patternCount = UInt16(patterns.count)
      patternIDs += patterns
    }
    var patterns: [Pattern] = []
    var leaves: [UInt32] = []
    for draft in compiler.drafts {
      patterns.append(
        Pattern(
          themes: draft.themes, leafStart: UInt32(leaves.count),
          leafCount: UInt32(draft.leaves.count)))
      leaves += draft.leaves
    }
    let words = words(builder.symbolWords)
    let prefixes = prefixes(builder.symbolWords)
    let edges = edges(builder.edges)
    let symbols = builder.symbols.map { symbol in
      var symbol = symbol
      let root = nodes[Int(symbol.root)]
      if root.patternCount > 0 || root.place != .none || symbol.alternates != 0 {
        symbol.uses.insert(.ends)
      }
      if root.hasChildren { symbol.uses.insert(.continues) }
      return symbol
    }
    let queries = compiler.queries
    let roots = compiler.roots
    let termCount = compiler.termCount
    let leafCount = Int(compiler.leafCount)
    return LexiconStorage { memory in
      LexiconTables(
        filter: memory.copy(words.filter), slots: memory.copy(words.slots),
        slotMask: words.slots.count - 1, symbols: memory.copy(symbols),
        keys: memory.copy(words.keys), arena: memory.copy(words.arena),
        alternates: memory.copy(alternates), prefixFilter: memory.copy(prefixes.filter),
        prefixSlots: memory.copy(prefixes.slots), prefixMask: prefixes.slots.count - 1,
        prefixes: memory.copy(prefixes.lists), nodes: memory.copy(nodes),
        nodePatterns: memory.copy(patternIDs), edgeFilter: memory.copy(edges.filter),
        edges: memory.copy(edges.slots), edgeMask: edges.slots.count - 1,
        patterns: memory.copy(patterns), termCount: termCount,
        patternLeaves: memory.copy(leaves), queries: memory.copy(queries),
        queryRoots: memory.copy(roots), leafCount: leafCount)
    }
  }

  /// Slots for open addressing, at most half of them taken.
  private static func slotCount(_ entries: Int) -> Int {
    var count = 16
    while count < 2 * entries { count *= 2 }
    return count
  }

  private static func words(
    _ words: [PhraseWord]
  ) -> (filter: [UInt64], slots: [UInt32], keys: [SymbolKey], arena: [UInt8]) {
    var filter = [UInt64](repeating: 0, count: LexiconTables.filterBits / 64)
    var slots = [UInt32](repeating: 0, count: slotCount(words.count))
    var keys: [SymbolKey] = []
    var arena: [UInt8] = []
    for (id, word) in words.enumerated() {
      let key = key(word)
      keys.append(
        SymbolKey(
          first: key.first, second: key.second, start: UInt32(arena.count),
          count: UInt32(word.bytes.count)))
      arena += word.bytes
      if word.isPrefix { continue }
      filter[key.filterBit >> 6] |= 1 << UInt64(key.filterBit & 63)
      var slot = key.slot & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = key.tag << 20 | UInt32(id + 1)
    }
    return (filter, slots, keys, arena)
  }

  private static func key(_ word: PhraseWord) -> WordKey {
    let padded = word.bytes + [UInt8](repeating: 0, count: 16)
    return padded.withUnsafeBytes { WordKey($0.baseAddress!, count: word.bytes.count) }
  }

  private static func prefixes(
    _ words: [PhraseWord]
  ) -> (filter: [UInt64], slots: [PrefixSlot], lists: [Int32]) {
    var filter = [UInt64](repeating: 0, count: LexiconTables.prefixFilterBits / 64)
    var starts: [UInt32] = []
    var groups: [UInt32: [Int32]] = [:]
    for (id, word) in words.enumerated() where word.isPrefix {
      let start = UInt32(truncatingIfNeeded: key(word).first)
      if groups[start] == nil { starts.append(start) }
      groups[start, default: []].append(Int32(id))
    }
    var slots = [PrefixSlot](repeating: PrefixSlot(), count: slotCount(starts.count))
    var lists: [Int32] = [-1]
    for start in starts {
      let bit = LexiconTables.prefixBit(start)
      filter[bit >> 6] |= 1 << UInt64(bit & 63)
      var slot = LexiconTables.prefixSlot(start) & (slots.count - 1)
      while slots[slot].list != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = PrefixSlot(start: start, list: Int32(lists.count))
      // Different prefixes of one word differ in length, so this order is strict where it matters.
      lists += (groups[start] ?? []).sorted {
        (words[Int($1)].bytes.count, $0) < (words[Int($0)].bytes.count, $1)
      }
      lists.append(-1)
    }
    return (filter, slots, lists)
  }

  private static func edges(
    _ edges: [PhraseEdge]
  ) -> (filter: [UInt64], slots: [PhraseEdge]) {
    var filter = [UInt64](repeating: 0, count: LexiconTables.edgeFilterBits / 64)
    var slots = [PhraseEdge](repeating: PhraseEdge(), count: slotCount(edges.count))
    for edge in edges {
      let hash = LexiconTables.edgeHash(edge.key)
      filter[hash.filterBit >> 6] |= 1 << UInt64(hash.filterBit & 63)
      var slot = hash.slot & (slots.count - 1)
      while slots[slot].key != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = edge
    }
    return (filter, slots)
  }
}
