extension TextScanner {
  /// Cuts a link, handle or hashtag at the word of `edge`; the edge behind it, or `edge` when it
  /// is none of them.
  mutating func cutSpecial(_ edge: Int, _ hasLink: inout Bool, _ counted: inout Int32) -> Int {
    let bytes = folded.bytes
    let start = Int(folded.edges[edge])
    let end = Int(folded.edges[edge + 1])
    // Spaces stand before the text, so this ends there.
    var mark = start - 1
    while bytes[mark] == UInt8(ascii: "_") { mark -= 1 }
    if !folded.isWord(mark - 1) {
      if bytes[mark] == UInt8(ascii: "@") { return skipHandle(edge, mark, &counted) }
      if bytes[mark] == UInt8(ascii: "#") {
        counted += 1
        return cutTag(edge)
      }
    }
    guard isLink(start, end) else { return edge }
    hasLink = true
    if linkStart < 0 { linkStart = start }
    var last = end
    while bytes[last] > 0x20 { last += 1 }
    var next = edge + 2
    while next < folded.edgeCount && Int(folded.edges[next]) < last { next += 2 }
    return next
  }

  /// Whether `http://`, `https://` or `www.` begins at the word. Zeros stand behind the text.
  private mutating func isLink(_ start: Int, _ end: Int) -> Bool {
    let bytes = folded.bytes
    switch end - start {
    case 3: return bytes[start] == UInt8(ascii: "w") && bytes[end] == UInt8(ascii: ".")
    case 4: break
    case 5: if bytes[end - 1] != UInt8(ascii: "s") { return false }
    default: return false
    }
    return bytes[start] == UInt8(ascii: "h") && bytes[end] == UInt8(ascii: ":")
      && bytes[end + 1] == UInt8(ascii: "/") && bytes[end + 2] == UInt8(ascii: "/")
  }

  /// Skips a handle, whose @ stands at `mark`, and takes back the repost mark before it.
  private mutating func skipHandle(_ edge: Int, _ mark: Int, _ counted: inout Int32) -> Int {
    let bytes = folded.bytes
    var next = edge + 2
    while next < folded.edgeCount {
      let end = Int(folded.edges[next - 1])
      let start = Int(folded.edges[next])
      let joins: Bool
      switch bytes[end] {
      case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "@"): joins = start == end + 1
      case UInt8(ascii: "_"): joins = isUnderscored(end, start)
      default: joins = false
      }
      if !joins { break }
      next += 2
    }
    if wordCount > 0 {
      let last = words[wordCount - 1]
      if last.count == 2 && Int(last.source) + 3 == mark && bytes[Int(last.source)] == 0x72
        && bytes[Int(last.source) + 1] == 0x74 && !last.isTag
      {
        wordCount -= 1
        joinedCount = Int(last.start)
        if last.symbol >= 0 { startCount -= 1 }
        counted -= 1
      }
    }
    return next
  }

  private mutating func isUnderscored(_ from: Int, _ to: Int) -> Bool {
    for index in from..<to where folded.bytes[index] != UInt8(ascii: "_") { return false }
    return true
  }

  /// Cuts the hashtag that begins with the word of `edge`; the edge behind it.
  private mutating func cutTag(_ edge: Int) -> Int {
    var next = edge + 2
    while next < folded.edgeCount
      && isUnderscored(Int(folded.edges[next - 1]), Int(folded.edges[next]))
    {
      next += 2
    }
    let firstWord = wordCount
    let firstByte = joinedCount
    var inMixedCase = false
    for segment in stride(from: edge, to: next, by: 2) {
      cutSegment(Int(folded.edges[segment]), Int(folded.edges[segment + 1]), &inMixedCase)
      if segment + 2 < next { inMixedCase = true }
    }
    let parts = wordCount - firstWord
    if parts == 1 {
      // As any other word, so that repeated letters are taken down.
      wordCount = firstWord
      joinedCount = firstByte
      let start = Int(folded.edges[edge])
      appendSqueezed(start, Int(folded.edges[edge + 1]), isTag: true)
      return next
    }
    let count = joinedCount - firstByte
    joined[joinedCount] = 0x20
    joinedCount += 1
    finishTag(firstWord, parts, UnsafeRawPointer(joined + firstByte), count, inMixedCase)
    return next
  }

  /// Looks up the hashtag as a whole and its parts.
  private mutating func finishTag(
    _ firstWord: Int, _ parts: Int, _ tag: UnsafeRawPointer, _ count: Int, _ inMixedCase: Bool
  ) {
    for index in firstWord..<wordCount {
      let word = UnsafeRawPointer(joined + Int(words[index].start))
      let length = Int(words[index].count)
      words[index].symbol = resolve(WordKey(word, count: length), word, length, 0)
      words[index].isTag = !inMixedCase
      if index == firstWord {
        words[index].tag = resolve(WordKey(tag, count: count), tag, count, 0)
        words[index].tagWords = UInt8(min(parts, 255))
      }
      if words[index].symbol >= 0 || words[index].tag >= 0 {
        starts[startCount] = UInt16(truncatingIfNeeded: index)
        startCount += 1
      }
    }
  }

  /// Appends a piece of a hashtag without underscores to the joined words, and its parts, by case
  /// and digits, to the words.
  private mutating func cutSegment(_ start: Int, _ end: Int, _ inMixedCase: inout Bool) {
    let bytes = folded.bytes
    var partStart = start
    var previous = start
    var position = start
    while position < end {
      if position > start && bytes[position] & 0xC0 != 0x80 {
        let isDigit = Self.isDigit(bytes[position])
        let wasDigit = Self.isDigit(bytes[previous])
        let isUpper = folded.isUpper(position)
        let wasUpper = folded.isUpper(previous)
        if isDigit != wasDigit || isUpper && !wasUpper {
          if isDigit == wasDigit { inMixedCase = true }
          appendPart(partStart, position)
          partStart = position
        } else if wasUpper && !isUpper && !isDigit && previous > partStart {
          // The last capital of several begins the next part: SOSRacisme.
          inMixedCase = true
          appendPart(partStart, previous)
          partStart = previous
        }
        previous = position
      }
      position += 1
    }
    appendPart(partStart, end)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  private mutating func appendPart(_ start: Int, _ end: Int) {
    (joined + joinedCount).update(from: folded.bytes + start, count: end - start)
    words[wordCount] = TextWord(
      start: UInt16(truncatingIfNeeded: joinedCount),
      count: UInt16(truncatingIfNeeded: end - start), symbol: -1, tag: -1,
      source: UInt16(truncatingIfNeeded: start), tagWords: 0, isTag: false)
    wordCount += 1
    joinedCount += end - start
  }
}
