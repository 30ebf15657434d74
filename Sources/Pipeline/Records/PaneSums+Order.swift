internal import Detection

extension PaneSums {
  /// Brings rows and terms into the order of their keys, which another configuration may have
  /// numbered otherwise, and checks what every sum guarantees: each key once, tokens ascending.
  mutating func bringIntoOrder() throws(StateError) {
    try checkTokens(authors, per: \.authors)
    try checkTokens(texts, per: \.texts)
    if !isInOrder { sortRows() }
    for index in rows.indices.dropFirst() where rows[index - 1].key == rows[index].key {
      throw .damaged("two rows of one series")
    }
    let ordered = { (a: TermCount, b: TermCount) in (a.row, a.term) < (b.row, b.term) }
    for index in terms.indices.dropFirst() where !ordered(terms[index - 1], terms[index]) {
      terms.sort(by: ordered)
      break
    }
    for index in terms.indices.dropFirst() where !ordered(terms[index - 1], terms[index]) {
      throw .damaged("a term twice in one row")
    }
  }

  private var isInOrder: Bool {
    for index in rows.indices.dropFirst() where rows[index].key < rows[index - 1].key {
      return false
    }
    return true
  }

  private func checkTokens(
    _ tokens: [UInt64], per count: KeyPath<SumRow, Int32>
  ) throws(StateError) {
    var position = 0
    for row in rows {
      let end = position + Int(row[keyPath: count])
      for index in position..<max(position, end - 1) where tokens[index] >= tokens[index + 1] {
        throw .damaged("tokens that do not ascend")
      }
      position = end
    }
  }

  /// Only after the configuration was numbered anew; it allocates.
  private mutating func sortRows() {
    let before = self
    var firstAuthor: [Int] = []
    var firstText: [Int] = []
    var (author, text) = (0, 0)
    for row in before.rows {
      firstAuthor.append(author)
      firstText.append(text)
      author += Int(row.authors)
      text += Int(row.texts)
    }
    let order = before.rows.indices.sorted { before.rows[$0].key < before.rows[$1].key }
    var places = [Int32](repeating: 0, count: order.count)
    rows.removeAll(keepingCapacity: true)
    authors.removeAll(keepingCapacity: true)
    texts.removeAll(keepingCapacity: true)
    for (place, position) in order.enumerated() {
      let row = before.rows[position]
      places[position] = Int32(place)
      rows.append(row)
      authors += before.authors[firstAuthor[position]..<(firstAuthor[position] + Int(row.authors))]
      texts += before.texts[firstText[position]..<(firstText[position] + Int(row.texts))]
    }
    for index in terms.indices { terms[index].row = places[Int(terms[index].row)] }
  }
}

extension SumRow {
  /// The order of rows: by dimension, then area, the whole territory first.
  fileprivate var key: UInt64 {
    UInt64(UInt32(bitPattern: dimension)) << 32 | UInt64(UInt32(bitPattern: area &+ 1))
  }
}
