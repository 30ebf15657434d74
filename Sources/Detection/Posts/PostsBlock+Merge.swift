extension PostsBlock {
  /// Adds the posts of another source or partition, and leaves all out of order until `sort`.
  package mutating func append(_ other: borrowing PostsBlock) {
    let firstWord = Int32(words.count)
    let firstByte = Int32(bytes.count)
    rows.reserveCapacity(rows.count + other.rows.count)
    for place in 0..<other.rows.count {
      var row = other.rows[place]
      row.firstWord += firstWord
      row.excerptStart += firstByte
      rows.append(row)
    }
    words.reserveCapacity(words.count + other.words.count)
    for place in 0..<other.words.count {
      var word = other.words[place]
      word.start += firstByte
      words.append(word)
    }
    bytes.append(contentsOf: other.bytes)
  }

  /// Brings the posts into canonical order. O(posts · log posts), or O(posts) where they are.
  package mutating func sort() {
    var isSorted = true
    for place in 1..<max(1, rows.count) where rows[place].precedes(rows[place - 1]) {
      isSorted = false
      break
    }
    if !isSorted { rows.sort { $0.precedes($1) } }
  }
}
