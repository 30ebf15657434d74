/// Phrases with blanks, compiled to pieces.
///
/// A blank is one letter in braces: `{p}` a commune, `{t}` its name as a tag, `{s}` a street or square,
/// `{n}` a number from 2 to 19, `{w}` a word of everyday. `[one|another|]` is one of these texts.
struct PhraseBook: Sendable {
  enum Part: Sendable {
    case literal(Piece)
    case place
    case placeTag
    case street
    case number
    case word
    /// One of `count` options of the book from `first` on.
    case choice(first: Int32, count: Int32)
  }

  private(set) var parts: [Part] = []
  /// The parts of what may be chosen, which hold no choice themselves.
  private(set) var options: [Part] = []
  private var optionEnds: [Int32] = []
  private var ends: [Int32] = []

  init(_ phrases: [String], pool: inout TextPool) {
    precondition(!phrases.isEmpty, "a phrase book needs a phrase")
    for phrase in phrases {
      compile(phrase, pool: &pool)
      ends.append(Int32(parts.count))
    }
  }

  var count: Int { ends.count }

  /// The parts of phrase `index`.
  @inline(__always)
  func range(_ index: Int) -> Range<Int> {
    (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
  }

  /// The options' parts of choice `index` of the whole book.
  @inline(__always)
  func options(_ index: Int) -> Range<Int> {
    (index == 0 ? 0 : Int(optionEnds[index - 1]))..<Int(optionEnds[index])
  }

  private mutating func compile(_ phrase: String, pool: inout TextPool) {
    var rest = Substring(phrase)
    while let open = rest.firstIndex(of: "[") {
      guard let close = rest[open...].firstIndex(of: "]") else {
        preconditionFailure("a choice has no end in “\(phrase)”")
      }
      parts += Self.pieces(rest[..<open], phrase, pool: &pool)
      let texts = rest[rest.index(after: open)..<close]
        .split(separator: "|", omittingEmptySubsequences: false)
      parts.append(.choice(first: Int32(optionEnds.count), count: Int32(texts.count)))
      for text in texts {
        options += Self.pieces(text, phrase, pool: &pool)
        optionEnds.append(Int32(options.count))
      }
      rest = rest[rest.index(after: close)...]
    }
    parts += Self.pieces(rest, phrase, pool: &pool)
  }

  /// Literals and blanks.
  private static func pieces(
    _ text: Substring, _ phrase: String, pool: inout TextPool
  ) -> [Part] {
    var parts: [Part] = []
    var rest = text
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { parts.append(.literal(pool.add(rest[..<open]))) }
      let letter = rest.index(after: open)
      switch rest[letter] {
      case "p": parts.append(.place)
      case "t": parts.append(.placeTag)
      case "s": parts.append(.street)
      case "n": parts.append(.number)
      case "w": parts.append(.word)
      default: preconditionFailure("unknown blank in “\(phrase)”")
      }
      rest = rest[rest.index(letter, offsetBy: 2)...]
    }
    if !rest.isEmpty { parts.append(.literal(pool.add(rest))) }
    return parts
  }
}
