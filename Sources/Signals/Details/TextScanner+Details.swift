/// A distinct word of the text that was scanned.
struct ScannedTerm: BitwiseCopyable {
  var hash: UInt64
  /// Begin in the joined words; of a link 0.
  var start: UInt16
  var count: UInt8
  var kind: TermKind
}

extension TextScanner {
  /// Forgets the words of the text before.
  mutating func clearTerms() {
    termCount = 0
    signature.reset()
  }

  /// Puts the distinct words of the text that was scanned last into `terms`, ascending by hash, and
  /// all of its words into `signature`. `link` is the hash of its link, `linkCount` the bytes of it
  /// that are kept; 0: it has none.
  mutating func collectTerms(link: UInt64, linkCount: Int) {
    clearTerms()
    if link != 0 {
      insert(
        ScannedTerm(
          hash: link, start: 0, count: UInt8(truncatingIfNeeded: linkCount), kind: .link))
    }
    var index = 0
    while index < wordCount {
      let word = words[index]
      let start = Int(word.start)
      var count = Int(word.count)
      index &+= 1
      if word.tagWords > 1 { count = wholeTag(&index, from: start) }
      let text = UnsafeRawPointer(joined + start)
      let key = WordKey(text, count: count)
      signature.add(word: key.hash)
      let isTag = word.tagWords != 0
      if !isTag && StopWords.contains(key.hash, in: stopWords) { continue }
      if Self.isMeagre(key.first, text, count) { continue }
      insert(
        ScannedTerm(
          hash: TermHash.of(key, isHashtag: isTag), start: UInt16(truncatingIfNeeded: start),
          count: Self.kept(text, count), kind: isTag ? .hashtag : .word))
    }
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
  private static func isMeagre(_ first: UInt64, _ text: UnsafeRawPointer, _ count: Int) -> Bool {
    let lead = UInt8(truncatingIfNeeded: first)
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

  /// Inserts a term in its order, unless it is there already or there are too many.
  @inline(__always)
  private mutating func insert(_ term: ScannedTerm) {
    guard termCount < PostDetail.maximumWords else { return }
    var place = termCount
    while place > 0, terms[place - 1].hash >= term.hash {
      place -= 1
    }
    if place < termCount, terms[place].hash == term.hash { return }
    var last = termCount
    while last > place {
      terms[last] = terms[last - 1]
      last -= 1
    }
    terms[place] = term
    termCount += 1
  }
}
