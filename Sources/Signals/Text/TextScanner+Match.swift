extension TextScanner {
  /// Walks the trie of phrases from every known word.
  mutating func match() {
    found = 0
    queried = 0
    matchCount = 0
    place = PlaceVote()
    words[wordCount].symbol = -1
    var index = 0
    while index < startCount {
      let start = Int(starts[index])
      index &+= 1
      let word = words[start]
      // Symbol 0 stands in for none, which only the parts of hashtags have.
      let symbol = tables.symbols[Int(max(word.symbol, 0))]
      let isFollowed = words[start &+ 1].symbol >= 0
      let uses = symbol.uses.rawValue & (isFollowed ? 3 : 1)
      if uses == 0 && word.tagWords == 0 { continue }
      var longest = PlaceMatch()
      if uses != 0 && word.symbol >= 0 { walk(symbol, start, &longest) }
      if word.tagWords != 0 && word.tag >= 0 { matchTag(word, start, &longest) }
      if longest.end != 0 { consider(longest, at: start) }
    }
  }

  @inline(__always)
  private mutating func walk(_ symbol: Symbol, _ start: Int, _ longest: inout PlaceMatch) {
    if symbol.root != 0 {
      if symbol.uses.contains(.ends) {
        visit(symbol.root, start, start &+ 1, &longest)
      } else {
        follow(symbol.root, start, start &+ 1, &longest)
      }
    }
    if symbol.alternates == 0 { return }
    var list = Int(symbol.alternates)
    while tables.alternates[list] >= 0 {
      let other = tables.symbols[Int(tables.alternates[list])].root
      if other != 0 { visit(other, start, start &+ 1, &longest) }
      list &+= 1
    }
  }

  /// Takes what ends at the node, `end` being behind its last word, and goes on to longer phrases:
  /// at most as deep as the longest phrase.
  private mutating func visit(
    _ node: Int32, _ start: Int, _ end: Int, _ longest: inout PlaceMatch
  ) {
    let here = tables.nodes[Int(node)]
    take(here, start)
    if here.place != .none && end > longest.end {
      longest = PlaceMatch(end: end, node: node, isTag: false)
    }
    if here.hasChildren { follow(node, start, end, &longest) }
  }

  /// Goes on from a node with the word at `end`; none stands behind the last.
  @inline(__always)
  private mutating func follow(
    _ node: Int32, _ start: Int, _ end: Int, _ longest: inout PlaceMatch
  ) {
    let symbol = words[end].symbol
    if symbol < 0 { return }
    let next = tables.next(node, symbol)
    if next != 0 { visit(next, start, end &+ 1, &longest) }
    var list = Int(tables.symbols[Int(symbol)].alternates)
    if list == 0 { return }
    while tables.alternates[list] >= 0 {
      let other = tables.next(node, tables.alternates[list])
      if other != 0 { visit(other, start, end &+ 1, &longest) }
      list &+= 1
    }
  }

  @inline(__always)
  private mutating func take(_ node: PhraseNode, _ start: Int) {
    if node.patternCount == 0 { return }
    found |= node.themes
    queried |= node.queried
    var index = Int(node.patternStart)
    let end = index &+ Int(node.patternCount)
    while index < end && matchCount < TextLimits.matches {
      matches[matchCount] = PatternMatch(
        pattern: tables.nodePatterns[index], start: Int32(truncatingIfNeeded: start))
      matchCount &+= 1
      index &+= 1
    }
  }

  /// A hashtag as a whole: the phrases whose words it joins, and when it is written in parts, the
  /// word that it is.
  private mutating func matchTag(_ word: TextWord, _ start: Int, _ longest: inout PlaceMatch) {
    let end = start + Int(word.tagWords)
    let symbol = tables.symbols[Int(word.tag)]
    if symbol.tag != 0 { takeTag(symbol.tag, start, end, &longest) }
    if word.tagWords == 1 { return }
    if symbol.root != 0 { takeTag(symbol.root, start, end, &longest) }
    if symbol.alternates == 0 { return }
    var list = Int(symbol.alternates)
    while tables.alternates[list] >= 0 {
      let other = tables.symbols[Int(tables.alternates[list])].root
      if other != 0 { takeTag(other, start, end, &longest) }
      list += 1
    }
  }

  private mutating func takeTag(
    _ node: Int32, _ start: Int, _ end: Int, _ longest: inout PlaceMatch
  ) {
    let here = tables.nodes[Int(node)]
    take(here, start)
    if here.place != .none && end >= longest.end {
      longest = PlaceMatch(end: end, node: node, isTag: true)
    }
  }

  /// The four smallest terms of the themes that were found, ascending.
  mutating func smallestTerms() -> TermList {
    // Terms have 16 bits, so this is none.
    let none: UInt32 = 0xFFFF_FFFF
    var smallest: (UInt32, UInt32, UInt32, UInt32) = (none, none, none, none)
    var index = 0
    while index < matchCount {
      let term = matches[index].pattern
      index &+= 1
      if Int(term) >= tables.termCount || tables.patterns[Int(term)].themes & found == 0 {
        continue
      }
      if term == smallest.0 || term == smallest.1 || term == smallest.2 || term >= smallest.3 {
        continue
      }
      smallest.3 = term
      if smallest.3 < smallest.2 { swap(&smallest.3, &smallest.2) }
      if smallest.2 < smallest.1 { swap(&smallest.2, &smallest.1) }
      if smallest.1 < smallest.0 { swap(&smallest.1, &smallest.0) }
    }
    var terms = TermList()
    if smallest.0 != none { terms.insert(UInt16(smallest.0)) }
    if smallest.1 != none { terms.insert(UInt16(smallest.1)) }
    if smallest.2 != none { terms.insert(UInt16(smallest.2)) }
    if smallest.3 != none { terms.insert(UInt16(smallest.3)) }
    return terms
  }
}
