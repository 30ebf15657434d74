/// Numbers the terms of all themes and turns their queries into nodes, leaves and masks.
///
/// A term is known by its folded words: themes that list the same share it. Terms are numbered by
/// theme, then language, then as listed, then as they stand in the query.
struct ThemeCompiler: ~Copyable {
  /// A term or another word of a query, before it is laid out.
  struct Draft {
    var phrase: [PhraseWord]
    var text: String
    /// Bits of the themes whose term it is; for which it is enough; whose query it makes worth
    /// asking.
    var themes: UInt64 = 0
    var sufficient: UInt64 = 0
    var queried: UInt64 = 0
    var leaves: [UInt32] = []
  }

  private(set) var drafts: [Draft] = []
  private(set) var termCount = 0
  private(set) var queries: [QueryNode] = []
  private(set) var roots: [UInt32] = []
  private(set) var leafCount: UInt32 = 0
  private var ids: [[PhraseWord]: Int] = [:]

  mutating func compile(
    _ themes: [Theme], with builder: inout LexiconBuilder
  ) throws(ThemeError) {
    var names: Set<String> = []
    for theme in themes where !names.insert(theme.name).inserted {
      throw ThemeError(theme: theme.name, message: "there are two themes of this name")
    }
    if themes.count > TextLimits.themes {
      throw ThemeError(
        theme: themes[TextLimits.themes].name, message: "more than \(TextLimits.themes) themes")
    }
    var listed: [[Int]] = []
    for (index, theme) in themes.enumerated() {
      listed.append(try collectTerms(theme, bit: 2 << UInt64(index), &builder))
    }
    termCount = drafts.count
    for (index, theme) in themes.enumerated() {
      let bit: UInt64 = 2 << UInt64(index)
      let query = theme.query ?? .terms
      if Self.isAnyOfTerms(query) {
        roots.append(0)
        for id in try members(query, theme, listed[index], &builder) {
          drafts[id].sufficient |= bit
        }
      } else {
        roots.append(UInt32(queries.count))
        try append(query, theme, listed[index], &builder)
        guard let triggers = try triggers(query, theme, listed[index], positive: true, &builder)
        else {
          throw ThemeError(
            theme: theme.name, message: "the query holds for a text without any of its words")
        }
        for id in triggers { drafts[id].queried |= bit }
      }
    }
  }

  // MARK: Terms

  private mutating func collectTerms(
    _ theme: Theme, bit: UInt64, _ builder: inout LexiconBuilder
  ) throws(ThemeError) -> [Int] {
    var listed: [Int] = []
    for language in theme.terms.keys.sorted() {
      for text in theme.terms[language] ?? [] {
        let id = try draft(text, theme, &builder)
        drafts[id].themes |= bit
        if !listed.contains(id) { listed.append(id) }
      }
    }
    if listed.isEmpty && theme.query == nil {
      throw ThemeError(theme: theme.name, message: "has neither terms nor a query")
    }
    var size = 0
    if let query = theme.query {
      try collect(
        query, theme, bit, positive: true, depth: 1, &size, hasTerms: !listed.isEmpty, &builder)
    }
    if drafts.count > TextLimits.terms {
      throw ThemeError(
        theme: theme.name, message: "more than \(TextLimits.terms) terms in all themes")
    }
    return listed
  }

  /// Checks a query and makes its words terms, but those that must not stand in the text.
  private mutating func collect(
    _ query: ThemeQuery, _ theme: Theme, _ bit: UInt64, positive: Bool, depth: Int,
    _ size: inout Int, hasTerms: Bool, _ builder: inout LexiconBuilder
  ) throws(ThemeError) {
    size += 1
    func fail(_ message: String) -> ThemeError { ThemeError(theme: theme.name, message: message) }
    if size > TextLimits.queryNodes {
      throw fail("the query has more than \(TextLimits.queryNodes) nodes")
    }
    if depth > TextLimits.queryDepth {
      throw fail("the query is nested deeper than \(TextLimits.queryDepth)")
    }
    var operands: [ThemeQuery] = []
    var isPositive = positive
    switch query {
    case .terms:
      if !hasTerms { throw fail("the query says 'terms', but the theme lists none") }
    case .term(let text), .phrase(let text):
      if positive { drafts[try draft(text, theme, &builder)].themes |= bit }
    case .not(let operand):
      operands = [operand]
      isPositive.toggle()
    case .any(let list), .all(let list):
      if list.isEmpty { throw fail("'any' and 'all' need at least one operand") }
      operands = list
    case .near(let list, let within):
      if !(1...TextLimits.nearWords).contains(within) {
        throw fail("'within' is \(within); it goes from 1 to \(TextLimits.nearWords) words")
      }
      if !(2...TextLimits.nearOperands).contains(list.count) {
        throw fail("'near' needs 2 to \(TextLimits.nearOperands) operands")
      }
      if !list.allSatisfy(Self.isAnyOfTerms) {
        throw fail("'near' can hold words, phrases, 'terms', and 'any' of them only")
      }
      operands = list
    }
    for operand in operands {
      try collect(
        operand, theme, bit, positive: isPositive, depth: depth + 1, &size, hasTerms: hasTerms,
        &builder)
    }
  }

  /// The number of a term or other word; a new one if nobody has named it yet.
  private mutating func draft(
    _ text: String, _ theme: Theme, _ builder: inout LexiconBuilder
  ) throws(ThemeError) -> Int {
    let phrase: [PhraseWord]
    do {
      phrase = try builder.cut(text, maxWords: TextLimits.phraseWords)
    } catch {
      throw ThemeError(theme: theme.name, message: "'\(text)' \(error.message)")
    }
    if let known = ids[phrase] { return known }
    ids[phrase] = drafts.count
    drafts.append(Draft(phrase: phrase, text: text))
    return drafts.count - 1
  }

  // MARK: Queries

  private static func isAnyOfTerms(_ query: ThemeQuery) -> Bool {
    switch query {
    case .terms, .term, .phrase: true
    case .any(let operands): operands.allSatisfy(isAnyOfTerms)
    case .all, .not, .near: false
    }
  }

  /// The words of a query of which any one is enough.
  private mutating func members(
    _ query: ThemeQuery, _ theme: Theme, _ listed: [Int], _ builder: inout LexiconBuilder
  ) throws(ThemeError) -> [Int] {
    switch query {
    case .terms: return listed
    case .term(let text), .phrase(let text): return [try draft(text, theme, &builder)]
    case .any(let operands):
      var all: [Int] = []
      for operand in operands { all += try members(operand, theme, listed, &builder) }
      return all
    case .all, .not, .near: preconditionFailure("not any of some words")
    }
  }

  private mutating func append(
    _ query: ThemeQuery, _ theme: Theme, _ listed: [Int],
    _ builder: inout LexiconBuilder
  ) throws(ThemeError) {
    let index = queries.count
    func node(_ kind: QueryNode.Kind) -> QueryNode { QueryNode(kind: kind) }
    if Self.isAnyOfTerms(query) {
      queries.append(QueryNode(kind: .leaf, leaf: leafCount, leafCount: 1))
      try appendLeaf(query, theme, listed, &builder)
    } else {
      switch query {
      case .near(let operands, let within):
        queries.append(
          QueryNode(
            kind: .near, within: UInt8(within), leaf: leafCount, leafCount: UInt32(operands.count)))
        for operand in operands { try appendLeaf(operand, theme, listed, &builder) }
      case .any(let operands), .all(let operands):
        if case .any = query { queries.append(node(.any)) } else { queries.append(node(.all)) }
        for operand in operands { try append(operand, theme, listed, &builder) }
      case .not(let operand):
        queries.append(node(.not))
        try append(operand, theme, listed, &builder)
      case .terms, .term, .phrase:
        preconditionFailure("a leaf")
      }
    }
    queries[index].end = UInt32(queries.count)
  }

  private mutating func appendLeaf(
    _ query: ThemeQuery, _ theme: Theme, _ listed: [Int],
    _ builder: inout LexiconBuilder
  ) throws(ThemeError) {
    let leaf = leafCount
    leafCount += 1
    for id in try members(query, theme, listed, &builder) {
      if drafts[id].leaves.last != leaf { drafts[id].leaves.append(leaf) }
    }
  }

  /// Words of which one must stand in every text for which the query (or, unless `positive`, its
  /// opposite) holds, so that it need not be asked for others; nil when it holds without any.
  ///
  /// Where all of several must hold, the words of one are enough: those that are taken to be the
  /// rarest, for which length has to speak.
  private mutating func triggers(
    _ query: ThemeQuery, _ theme: Theme, _ listed: [Int], positive: Bool,
    _ builder: inout LexiconBuilder
  ) throws(ThemeError) -> [Int]? {
    let operands: [ThemeQuery]
    let needsAll: Bool
    switch query {
    case .terms, .term, .phrase:
      return positive ? try members(query, theme, listed, &builder) : nil
    case .not(let operand):
      return try triggers(operand, theme, listed, positive: !positive, &builder)
    case .near(let list, _):
      if !positive { return nil }
      (operands, needsAll) = (list, true)
    case .any(let list): (operands, needsAll) = (list, !positive)
    case .all(let list): (operands, needsAll) = (list, positive)
    }
    var best: [Int]?
    for operand in operands {
      let words = try triggers(operand, theme, listed, positive: positive, &builder)
      if needsAll {
        guard let words else { continue }
        if let known = best, frequency(known) <= frequency(words) { continue }
        best = words
      } else {
        guard let words else { return nil }
        best = (best ?? []) + words
      }
    }
    return best
  }

  /// How often some words may be met, without unit: short words are the common ones.
  private func frequency(_ ids: [Int]) -> Double {
    ids.reduce(0) { sum, id in
      let length = drafts[id].phrase.reduce(0) { $0 + $1.bytes.count }
      return sum + 1 / Double(length * length)
    }
  }
}
