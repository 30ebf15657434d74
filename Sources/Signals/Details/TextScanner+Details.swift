extension TextScanner {
  /// Forgets the text that was scanned last.
  mutating func clear() { wordCount = 0 }

  /// Puts the distinct words of the text that was scanned last into `terms`, and all of its words
  /// into `signature`. `link` is the hash of its link, `linkCount` the bytes of it that are kept; 0:
  /// it has none.
  mutating func collectTerms(link: UInt64, linkCount: Int) {
    terms.removeAll()
    if link != 0 {
      terms.insert(link, start: 0, count: UInt8(truncatingIfNeeded: linkCount), kind: .link)
    }
    var builder = SignatureBuilder()
    let (joined, words, hashes) = (self.joined, self.words, self.hashes)
    let (wordCount, stopWords) = (self.wordCount, self.stopWords)
    var index = 0
    while index < wordCount {
      let start = Int(words[index].start)
      var count = Int(words[index].count)
      var hash = hashes[index]
      let tagWords = words[index].tagWords
      index &+= 1
      let text = UnsafeRawPointer(joined + start)
      if tagWords > 1 {
        count = wholeTag(&index, from: start)
        hash = WordKey(text, count: count).hash
      }
      builder.add(word: hash)
      if tagWords == 0 && StopWords.contains(hash, in: stopWords) { continue }
      if Self.isMeagre(text, count) { continue }
      terms.insert(
        TermHash.of(hash, isHashtag: tagWords != 0), start: UInt16(truncatingIfNeeded: start),
        count: Self.kept(text, count), kind: tagWords != 0 ? .hashtag : .word)
    }
    terms.sort()
    signature = builder
  }

  /// The length of a hashtag of several words that begins at `start`; `index` goes behind it.
  private mutating func wholeTag(_ index: inout Int, from start: Int) -> Int {
    var end = start
    while joined[end] != 0x20 { end += 1 }
    while index < wordCount, Int(words[index].start) < end { index += 1 }
    return end - start
  }

  /// One letter, or digits alone.
  @inline(__always)
  private static func isMeagre(_ text: UnsafeRawPointer, _ count: Int) -> Bool {
    let lead = text.load(as: UInt8.self)
    if lead &- 0x30 < 10 { return isNumber(text, count) }
    return count <= (lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4)
  }

  private static func isNumber(_ text: UnsafeRawPointer, _ count: Int) -> Bool {
    for place in 1..<max(1, count)
    where text.load(fromByteOffset: place, as: UInt8.self) &- 0x30 >= 10 { return false }
    return true
  }

  /// The bytes of a word that are kept, cut before a character.
  @inline(__always)
  private static func kept(_ text: UnsafeRawPointer, _ count: Int) -> UInt8 {
    if count <= PostDetail.wordBytes { return UInt8(truncatingIfNeeded: count) }
    var end = PostDetail.wordBytes
    while text.load(fromByteOffset: end, as: UInt8.self) & 0xC0 == 0x80 { end -= 1 }
    return UInt8(truncatingIfNeeded: end)
  }
}
