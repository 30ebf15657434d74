extension TextScanner {
  /// Asks the queries of the themes one of whose words stands in the text.
  mutating func askQueries() {
    if scanNumber == .max {
      leafScans.update(repeating: 0, count: tables.leafCount + 1)
      scanNumber = 0
    }
    scanNumber += 1
    var index = 0
    while index < matchCount {
      let pattern = tables.patterns[Int(matches[index].pattern)]
      for leaf in Int(pattern.leafStart)..<Int(pattern.leafStart + pattern.leafCount) {
        leafScans[Int(tables.patternLeaves[leaf])] = scanNumber
      }
      index += 1
    }
    var open = queried
    while open != 0 {
      let bit = open.trailingZeroBitCount
      open &= open - 1
      if holds(Int(tables.queryRoots[bit - 1])) { found |= 1 << UInt64(bit) }
    }
  }

  /// Whether the query node holds; recursion ends at `TextLimits.queryDepth`.
  private mutating func holds(_ index: Int) -> Bool {
    let node = tables.queries[index]
    switch node.kind {
    case .leaf:
      return leafScans[Int(node.leaf)] == scanNumber
    case .near:
      return isNear(node)
    case .not:
      return !holds(index + 1)
    case .any, .all:
      let isAny = node.kind == .any
      var next = index + 1
      while next < Int(node.end) {
        if holds(next) == isAny { return isAny }
        next = Int(tables.queries[next].end)
      }
      return !isAny
    }
  }

  /// Whether all leaves of `near` begin within its stretch of words. Matches come in the order of
  /// their first words, so it is enough to know where each leaf last matched.
  private mutating func isNear(_ node: QueryNode) -> Bool {
    let count = Int(node.leafCount)
    let never = Int32.min / 2
    for leaf in 0..<count { nearPositions[leaf] = never }
    var index = 0
    while index < matchCount {
      let match = matches[index]
      let pattern = tables.patterns[Int(match.pattern)]
      var isNew = false
      for entry in Int(pattern.leafStart)..<Int(pattern.leafStart + pattern.leafCount) {
        let leaf = Int(tables.patternLeaves[entry]) - Int(node.leaf)
        if leaf >= 0 && leaf < count {
          nearPositions[leaf] = match.start
          isNew = true
        }
      }
      if isNew {
        var first = match.start
        for leaf in 0..<count { first = min(first, nearPositions[leaf]) }
        if match.start - first <= Int32(node.within) { return true }
      }
      index += 1
    }
    return false
  }
}
