extension TextScanner {
  /// Cuts the folded text into `words` and looks them up; the number of words, a hashtag as one.
  mutating func cut(_ hasLink: inout Bool) -> Int32 {
    joinedCount = 0
    wordCount = 0
    startCount = 0
    var counted: Int32 = 0
    let bytes = folded.bytes
    let edges = folded.edges
    let edgeCount = folded.edgeCount
    let hasRuns = folded.hasRuns
    var edge = 0
    while edge < edgeCount {
      let start = Int(edges[edge])
      let end = Int(edges[edge &+ 1])
      let before = bytes[start &- 1]
      let head = UnsafeRawPointer(bytes + start).loadUnaligned(as: UInt32.self)
      // "http", "www", or behind one of # @ _
      if head == 0x7074_7468 || head & 0xFF_FFFF == 0x77_7777 || before == UInt8(ascii: "#")
        || before == UInt8(ascii: "@") || before == UInt8(ascii: "_")
      {
        let next = cutSpecial(edge, &hasLink, &counted)
        if next != edge {
          edge = next
          continue
        }
      }
      append(start, end, squeezing: hasRuns, isTag: false)
      counted &+= 1
      edge &+= 2
    }
    return counted
  }

  /// Appends a word of the folded text and looks it up.
  @inline(__always)
  mutating func append(_ start: Int, _ end: Int, squeezing: Bool, isTag: Bool) {
    var count = end &- start
    var singleCount = 0
    if squeezing {
      let squeezed = Squeeze.inPlace(folded.bytes, start, end, single: scratch, &singleCount)
      if squeezed == end { singleCount = 0 }
      count = squeezed &- start
    }
    let source = UnsafeRawPointer(folded.bytes + start)
    let key = WordKey(source, count: count)
    let target = UnsafeMutableRawPointer(joined + joinedCount)
    if count <= 16 {
      target.storeBytes(of: key.first, as: UInt64.self)
      target.storeBytes(of: key.second, toByteOffset: 8, as: UInt64.self)
    } else {
      target.copyMemory(from: source, byteCount: count)
    }
    joined[joinedCount &+ count] = 0x20
    var symbol: Int32 = -1
    if tables.mayKnow(key) || singleCount != 0 || ArabicPrefixes.begins(key.first) {
      symbol = resolve(key, source, count, singleCount)
    }
    words[wordCount] = TextWord(
      start: UInt16(truncatingIfNeeded: joinedCount), count: UInt16(truncatingIfNeeded: count),
      symbol: symbol, tag: isTag ? symbol : -1, source: UInt16(truncatingIfNeeded: start),
      tagWords: isTag ? 1 : 0, isTag: isTag)
    starts[startCount] = UInt16(truncatingIfNeeded: wordCount)
    startCount &+= symbol >= 0 ? 1 : 0
    wordCount &+= 1
    joinedCount &+= count &+ 1
  }

  /// The symbol of a word: itself, or the longest prefix that it begins with, or what remains
  /// without repeated letters or Arabic particles; −1: none.
  @inline(never)
  func resolve(
    _ key: WordKey, _ word: UnsafeRawPointer, _ count: Int, _ singleCount: Int
  ) -> Int32 {
    let known = look(key, word, count)
    if known >= 0 || count > TextLimits.wordBytes { return known }
    if singleCount != 0 {
      let single = UnsafeRawPointer(scratch)
      let found = look(WordKey(single, count: singleCount), single, singleCount)
      if found >= 0 { return found }
    }
    guard ArabicPrefixes.begins(key.first) else { return -1 }
    let lengths = ArabicPrefixes.lengths(word, count: count)
    var length = 1
    while lengths >> UInt8(length) != 0 {
      if lengths >> UInt8(length) & 1 != 0 {
        let rest = word + 2 * length
        let found = look(WordKey(rest, count: count - 2 * length), rest, count - 2 * length)
        if found >= 0 { return found }
      }
      length += 1
    }
    return -1
  }

  @inline(__always)
  private func look(_ key: WordKey, _ word: UnsafeRawPointer, _ count: Int) -> Int32 {
    let symbol = tables.symbol(key, word, count: count)
    return symbol >= 0 ? symbol : tables.prefix(key, word, count: count)
  }
}
