extension TextScanner {
  /// Cuts the folded text into `words` and looks them up; the number of words, a hashtag as one.
  mutating func cut(_ hasLink: inout Bool) -> Int32 {
    joinedCount = 0
    wordCount = 0
    startCount = 0
    linkStart = -1
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
      if hasRuns && folded.mayRepeat(start, end) {
        appendSqueezed(start, end, isTag: false)
      } else {
        append(start, end &- start, singleCount: 0, isTag: false)
      }
      counted &+= 1
      edge &+= 2
    }
    return counted
  }

  /// Appends a word of the folded text, its repeated letters taken down.
  @inline(never)
  mutating func appendSqueezed(_ start: Int, _ end: Int, isTag: Bool) {
    var singleCount = 0
    let squeezed = Squeeze.inPlace(folded.bytes, start, end, single: scratch, &singleCount)
    append(start, squeezed - start, singleCount: squeezed == end ? 0 : singleCount, isTag: isTag)
  }

  /// Appends a word of the folded text and looks it up. `singleCount` is the length of its other
  /// spelling in `scratch`; 0: it has none.
  @inline(__always)
  private mutating func append(_ start: Int, _ count: Int, singleCount: Int, isTag: Bool) {
    let source = UnsafeRawPointer(folded.bytes + start)
    let key = WordKey(source, count: count)
    let begin = joinedCount
    let target = UnsafeMutableRawPointer(joined + begin)
    if count <= 16 {
      target.storeBytes(of: key.first, as: UInt64.self)
      target.storeBytes(of: key.second, toByteOffset: 8, as: UInt64.self)
    } else {
      target.copyMemory(from: source, byteCount: count)
    }
    target.storeBytes(of: 0x20, toByteOffset: count, as: UInt8.self)
    var symbol: Int32 = -1
    if tables.mayKnow(key) { symbol = tables.symbol(key, source, count: count) }
    if symbol < 0 && (tables.mayBegin(key) || singleCount != 0 || ArabicPrefixes.begins(key.first))
    {
      symbol = resolve(key, source, count, singleCount)
    }
    let number = wordCount
    words[number] = TextWord(
      start: UInt16(truncatingIfNeeded: begin), count: UInt16(truncatingIfNeeded: count),
      symbol: symbol, tag: isTag ? symbol : -1, source: UInt16(truncatingIfNeeded: start),
      tagWords: isTag ? 1 : 0, isTag: isTag)
    hashes[number] = key.hash
    starts[startCount] = UInt16(truncatingIfNeeded: number)
    startCount &+= symbol >= 0 ? 1 : 0
    wordCount = number &+ 1
    joinedCount = begin &+ count &+ 1
  }

  /// The symbol of a word: itself, or the longest prefix that it begins with, or what remains
  /// without repeated letters or Arabic particles; −1: none.
  @inline(never)
  mutating func resolve(
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

  private mutating func look(_ key: WordKey, _ word: UnsafeRawPointer, _ count: Int) -> Int32 {
    let symbol = tables.mayKnow(key) ? tables.symbol(key, word, count: count) : -1
    return symbol >= 0 ? symbol : tables.prefix(key, word, count: count)
  }
}
