/// A word of a phrase of the lexicon.
struct PhraseWord: Hashable {
  var bytes: [UInt8]
  /// Any word that begins with it.
  var isPrefix = false
}

/// Why a term or name cannot be taken.
struct PhraseError: Error {
  var message: String
}

/// Collects the words and phrases of a lexicon and lays out the tables. Nothing here depends on
/// the order of a hash table.
struct LexiconBuilder: ~Copyable {
  private var folded = FoldedText()
  private var scratch: [UInt8] = []
  private(set) var symbols: [Symbol] = []
  private(set) var symbolWords: [PhraseWord] = []
  private var symbolIDs: [PhraseWord: Int32] = [:]
  /// Node 0 is none.
  var nodes: [PhraseNode] = [PhraseNode()]
  private(set) var edges: [PhraseEdge] = []
  private var edgeIDs: [UInt64: Int32] = [:]

  /// The folded words of a term or name, as the scanner cuts them.
  mutating func cut(_ text: String, maxWords: Int) throws(PhraseError) -> [PhraseWord] {
    guard text.utf8.count <= TextLimits.textBytes else {
      throw PhraseError(message: "longer than \(TextLimits.textBytes) bytes")
    }
    var text = text
    text.withUTF8 { folded.fold(UnsafeRawBufferPointer($0)) }
    var words: [PhraseWord] = []
    var stars = 0
    for index in stride(from: 0, to: folded.edgeCount, by: 2) {
      let start = Int(folded.edges[index])
      let end = Int(folded.edges[index + 1])
      let squeezed = Squeeze.inPlace(folded.bytes, start, end)
      let isPrefix = end < folded.count && folded.bytes[end] == UInt8(ascii: "*")
      let bytes = [UInt8](UnsafeBufferPointer(start: folded.bytes + start, count: squeezed - start))
      if isPrefix {
        stars += 1
        let letters = bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        if letters < TextLimits.prefixLetters {
          throw PhraseError(
            message: "at least \(TextLimits.prefixLetters) letters must stand before '*'")
        }
      }
      if bytes.count > TextLimits.wordBytes {
        throw PhraseError(message: "a word is longer than \(TextLimits.wordBytes) bytes")
      }
      words.append(PhraseWord(bytes: bytes, isPrefix: isPrefix))
    }
    if words.isEmpty { throw PhraseError(message: "has no word") }
    if words.count > maxWords { throw PhraseError(message: "has more than \(maxWords) words") }
    if text.utf8.reduce(0, { $0 + ($1 == UInt8(ascii: "*") ? 1 : 0) }) != stars {
      throw PhraseError(message: "'*' can stand at the end of a word only")
    }
    return words
  }

  /// The node of a phrase in a text.
  mutating func node(_ phrase: [PhraseWord]) throws(PhraseError) -> Int {
    let first = try symbol(phrase[0])
    if symbols[first].root == 0 { symbols[first].root = try newNode() }
    var node = symbols[first].root
    for word in phrase.dropFirst() {
      let key = UInt64(node) << 32 | UInt64(try symbol(word))
      if let known = edgeIDs[key] {
        node = known
      } else {
        let new = try newNode()
        edges.append(PhraseEdge(key: key, node: new))
        edgeIDs[key] = new
        nodes[Int(node)].hasChildren = true
        node = new
      }
    }
    return Int(node)
  }

  /// The node of a phrase of several words written as one in a hashtag; nil when it has none: a
  /// single word, one too long, or one with a prefix.
  mutating func tagNode(_ phrase: [PhraseWord]) throws(PhraseError) -> Int? {
    let bytes = phrase.flatMap(\.bytes)
    guard phrase.count > 1, bytes.count <= TextLimits.wordBytes, !phrase.contains(where: \.isPrefix)
    else { return nil }
    let id = try symbol(PhraseWord(bytes: bytes))
    if symbols[id].tag == 0 { symbols[id].tag = try newNode() }
    return Int(symbols[id].tag)
  }

  mutating func mark(_ word: String, _ marker: PlaceMarker) throws(PhraseError) {
    let words = try cut(word, maxWords: 1)
    let id = try symbol(words[0])
    symbols[id].marker = marker
  }

  private mutating func symbol(_ word: PhraseWord) throws(PhraseError) -> Int {
    if let known = symbolIDs[word] { return Int(known) }
    guard symbols.count < 0xF_FFFE else { throw PhraseError(message: "too many different words") }
    symbolIDs[word] = Int32(symbols.count)
    symbols.append(Symbol())
    symbolWords.append(word)
    return symbols.count - 1
  }

  private mutating func newNode() throws(PhraseError) -> Int32 {
    guard nodes.count < Int(Int32.max) else { throw PhraseError(message: "too many phrases") }
    nodes.append(PhraseNode())
    return Int32(nodes.count - 1)
  }

  /// Writes the lists of symbols that match where another one stands: a word's prefixes, and an
  /// Arabic word without what is attached before it.
  mutating func layOutAlternates() -> [Int32] {
    var lists: [Int32] = [-1]
    for id in symbols.indices {
      let found = alternates(symbolWords[id])
      if found.isEmpty { continue }
      symbols[id].alternates = Int32(lists.count)
      lists += found + [-1]
    }
    return lists
  }

  private func alternates(_ word: PhraseWord) -> [Int32] {
    var found: [Int32] = []
    func add(_ id: Int32?) {
      if let id, !found.contains(id) { found.append(id) }
    }
    func addPrefixes(_ bytes: ArraySlice<UInt8>, longest: Int) {
      for count in stride(from: longest, through: TextLimits.prefixLetters, by: -1) {
        add(symbolIDs[PhraseWord(bytes: Array(bytes.prefix(count)), isPrefix: true)])
      }
    }
    let count = word.bytes.count
    addPrefixes(word.bytes[...], longest: word.isPrefix ? count - 1 : count)
    guard !word.isPrefix, let first = word.bytes.first, ArabicPrefixes.begins(UInt64(first)) else {
      return found
    }
    let padded = word.bytes + [UInt8](repeating: 0, count: 16)
    let lengths = padded.withUnsafeBytes { ArabicPrefixes.lengths($0.baseAddress!, count: count) }
    for length in 1..<8 where lengths >> UInt8(length) & 1 != 0 {
      let rest = word.bytes[(2 * length)...]
      add(symbolIDs[PhraseWord(bytes: Array(rest))])
      addPrefixes(rest, longest: rest.count)
    }
    return found
  }
}
