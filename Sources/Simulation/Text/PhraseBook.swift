/// Phrases with blanks, compiled to pieces.
///
/// A blank is one letter in braces: `{p}` a commune, `{s}` a street or square, `{n}` a number from
/// 2 to 19, `{w}` a word of everyday.
struct PhraseBook: Sendable {
  enum Part: Sendable {
    case literal(Piece)
    case place
    case street
    case number
    case word
  }

  private(set) var parts: [Part] = []
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

  private mutating func compile(_ phrase: String, pool: inout TextPool) {
    var rest = Substring(phrase)
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { parts.append(.literal(pool.add(rest[..<open]))) }
      let letter = rest.index(after: open)
      switch rest[letter] {
      case "p": parts.append(.place)
      case "s": parts.append(.street)
      case "n": parts.append(.number)
      case "w": parts.append(.word)
      default: preconditionFailure("unknown blank in “\(phrase)”")
      }
      rest = rest[rest.index(letter, offsetBy: 2)...]
    }
    if !rest.isEmpty { parts.append(.literal(pool.add(rest))) }
  }
}
