/// The longest place name that begins at a word.
struct PlaceMatch: BitwiseCopyable {
  /// Behind its last word; 0: none.
  var end = 0
  var node: Int32 = 0
  var isTag = false
}

/// Which area a text names, as its names are read one by one.
struct PlaceVote: BitwiseCopyable {
  /// How a name stands in the text.
  enum Standing: UInt8, BitwiseCopyable {
    case none
    /// Mentioned.
    case mentioned
    /// As the place where something is: "à Lyon", "gare de Tours", #Nice.
    case located
  }
  /// The area; −1 when none or several are named.
  private(set) var area: Int32 = -1
  private var standing = Standing.none
  /// Behind the last name.
  private(set) var end = 0
  private(set) var lastStanding = Standing.none

  init() {}

  /// The name up to `end` was read; an `area` of −1 names none.
  mutating func add(_ area: Int32, _ standing: Standing, end: Int) {
    self.end = end
    lastStanding = standing
    if area < 0 { return }
    if standing.rawValue > self.standing.rawValue {
      self.standing = standing
      self.area = area
    } else if standing == self.standing, area != self.area {
      // Contradicted: no name of this standing brings an area back, only a better one.
      self.area = -1
    }
  }
}

extension TextScanner {
  /// Decides whether a name counts, and how much.
  ///
  /// - Names are read from left to right, the longest at each word; what stands inside a name that
  ///   was taken does not count ("Vienne" in "Haute-Vienne").
  /// - The area is that of the names with the best standing: located (in a hashtag, behind "à",
  ///   "in", "at", "near" or the noun of a place) above mentioned. Two areas of the same standing
  ///   name none. In "de Paris à Lyon" both have the standing of the first.
  /// - A name that is also a word needs a marker, see `marked`.
  mutating func consider(_ match: PlaceMatch, at start: Int) {
    if start < place.end { return }
    let node = tables.nodes[Int(match.node)]
    var standing: PlaceVote.Standing
    if match.isTag || words[start].isTag {
      standing = .located
    } else if node.place == .needsMarker {
      standing = marked(start, match.end)
      if standing == .none { return }
    } else {
      standing = unmarked(start)
    }
    if place.end > 0 && place.end == start - 1 && marker(start - 1) != .none {
      standing = place.lastStanding
    }
    place.add(node.area, standing, end: match.end)
  }

  private mutating func marker(_ word: Int) -> PlaceMarker {
    if word < 0 || words[word].symbol < 0 { return .none }
    return tables.symbols[Int(words[word].symbol)].marker
  }

  /// The standing of a name that is nothing but a name.
  private mutating func unmarked(_ start: Int) -> PlaceVote.Standing {
    switch marker(start - 1) {
    case .letterA, .locative, .noun: .located
    case .relative: marker(start - 2) == .noun ? .located : .mentioned
    case .article, .none: .mentioned
    }
  }

  /// The standing of a name that is also a word; none without a marker.
  ///
  /// In any case of letters it counts behind "à" with its accent, and behind the noun of a place,
  /// "de" between them or not: "à nice", "gare de tours". Written as a name ("Nice", not "nice" or
  /// "NICE") it counts behind in, at, near, de, vers, sur and the like, with an article between
  /// them or not: "dans la Manche". Behind "a" without accent it must be written as a name and end
  /// its sentence or the text: "Incendie a Tours." but not "Have a Nice day". The article alone is
  /// no marker.
  private mutating func marked(_ start: Int, _ end: Int) -> PlaceVote.Standing {
    var before = start - 1
    var kind = marker(before)
    let hasArticle = kind == .article
    if hasArticle {
      before -= 1
      kind = marker(before)
    }
    switch kind {
    case .letterA:
      if folded.isGrave(Int(words[before].source)) { return hasArticle ? title(start) : .located }
      return !hasArticle && endsClause(end) ? title(start) : .none
    case .noun: return hasArticle ? title(start) : .located
    case .locative: return title(start)
    case .relative:
      if marker(before - 1) == .noun { return .located }
      return title(start) == .none ? .none : .mentioned
    case .article, .none: return .none
    }
  }

  /// Located when the word is written like a name: a capital, then none.
  private mutating func title(_ word: Int) -> PlaceVote.Standing {
    let source = Int(words[word].source)
    let isTitle =
      folded.isUpper(source) && (words[word].count < 2 || !folded.isUpper(source + 1))
    return isTitle ? .located : .none
  }

  /// Whether the text or a clause ends behind the word before `end`.
  private mutating func endsClause(_ end: Int) -> Bool {
    if end == wordCount { return true }
    var position = Int(words[end - 1].source)
    while folded.isWord(position) { position += 1 }
    switch folded.bytes[position] {
    case 0x2E, 0x2C, 0x3B, 0x3A, 0x21, 0x3F, 0x29, 0x0A: return true  // . , ; : ! ? ) newline
    default: return false
    }
  }
}
