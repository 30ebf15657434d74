/// A distinct word of the text that was scanned.
struct ScannedTerm: BitwiseCopyable {
  var hash: UInt64
  /// Begin in the joined words; of a link 0.
  var start: UInt16
  var count: UInt8
  var kind: TermKind
}

extension TextScanner {
  /// Forgets the text that was scanned last.
  mutating func clear() { wordCount = 0 }

  /// Puts the distinct words of the text that was scanned last into `terms`, ascending by hash, and
  /// all of its words into `signature`. `link` is the hash of its link, `linkCount` the bytes of it
  /// that are kept; 0: it has none.
  mutating func collectTerms(link: UInt64, linkCount: Int) {
    var distinct = DistinctTerms(terms)
    if link != 0 {
      distinct.insert(link, start: 0, count: UInt8(truncatingIfNeeded: linkCount), kind: .link)
    }
    var builder = SignatureBuilder()
    let (joined, words, wordCount, stopWords) = (self.joined, self.words, self.wordCount, stopWords)
    var index = 0
    while index < wordCount {
      let start = Int(words[index].start)
      var count = Int(words[index].count)
      let tagWords = words[index].tagWords
      index &+= 1
      if tagWords > 1 { count = wholeTag(&index, from: start) }
      let text = UnsafeRawPointer(joined + start)
      let key = WordKey(text, count: count)
      builder.add(word: key.hash)
      if tagWords == 0 && StopWords.contains(key.hash, in: stopWords) { continue }
      if Self.isMeagre(key.first, text, count) { continue }
      distinct.insert(
        TermHash.of(key, isHashtag: tagWords != 0), start: UInt16(truncatingIfNeeded: start),
        count: Self.kept(text, count), kind: tagWords != 0 ? .hashtag : .word)
    }
    termCount = distinct.count
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
}

/// Terms in ascending order, each once, in storage of the caller for `PostDetail.maximumWords`.
struct DistinctTerms: BitwiseCopyable {
  private let terms: UnsafeMutablePointer<ScannedTerm>
  private(set) var count = 0

  init(_ terms: UnsafeMutablePointer<ScannedTerm>) { self.terms = terms }

  /// Inserts a term in its order, unless it is there already or there are too many.
  @inline(__always)
  mutating func insert(_ hash: UInt64, start: UInt16, count bytes: UInt8, kind: TermKind) {
    guard count < PostDetail.maximumWords else { return }
    // Without a branch on the comparison, whose outcome nothing foretells.
    var place = 0
    var equal = 0
    for other in 0..<count {
      place &+= terms[other].hash < hash ? 1 : 0
      equal |= terms[other].hash == hash ? 1 : 0
    }
    if equal != 0 { return }
    (terms + place + 1).update(from: terms + place, count: count &- place)
    terms[place] = ScannedTerm(hash: hash, start: start, count: bytes, kind: kind)
    count &+= 1
  }
}
