package import Detection
package import EventTime
internal import Signals

/// The columns of a section while it is read.
struct ReadPosts: Sendable {
  struct Text: Sendable {
    var hash: UInt64 = 0
    var tokens: UInt16 = 0
    var hasSignature = false
    var signature = TextSignature()
  }

  var wordCounts: [Int] = []
  /// Entries of the dictionary, post after post.
  var wordPlaces: [Int] = []
  var dictionary: [PostWord] = []
  /// Places in `texts`, of the posts that have one.
  var textPlaces: [Int] = []
  var texts: [Text] = []
  var forms: [PostForm] = []
  var tokens: [UInt64] = []
  var languages: [UInt16] = []
  var masks: [UInt64] = []
  var rows: [PostRow] = []
}

extension PostsSection {
  /// Appends the posts of a section of `body`, over which `reader` goes, to `posts`. `start` is the
  /// begin of their pane, `length` its length.
  ///
  /// A theme or an area that is not known here is left out. What nobody wrote is damage: more than
  /// the limits allow, times beyond the pane, posts or words that are not in order.
  package mutating func read(
    from reader: inout StateReader, of body: [UInt8], start: Instant, length: PaneLength,
    source: Int32, partition: Int32, into posts: inout PostsBlock
  ) throws(StateError) {
    let count = try reader.count(elementBytes: 13)
    guard count <= Self.maximumRows else { throw .damaged("\(count) posts in one section") }
    try knownThemes.load(from: &reader, of: body, by: themesByName)
    try knownAreas.load(from: &reader, of: body, by: areasByCode)
    try readTables(&reader)
    read.rows.removeAll(keepingCapacity: true)
    var blank = PostRow()
    blank.source = source
    blank.partition = partition
    for _ in 0..<count { read.rows.append(blank) }
    try readWords(&reader, of: body, into: &posts.bytes)
    try readTexts(&reader, of: body)
    try readIdentities(&reader, start, length)
    try readKinds(&reader)
    try readExcerpts(&reader, of: body, into: &posts.bytes)
    try build(into: &posts)
  }

  private mutating func readTables(_ reader: inout StateReader) throws(StateError) {
    read.languages.removeAll(keepingCapacity: true)
    for _ in 0..<(try reader.count()) {
      read.languages.append(UInt16(try reader.index(below: 1 << 16, "language")))
    }
    read.masks.removeAll(keepingCapacity: true)
    let themeCount = UInt64(knownThemes.indexes.count)
    for _ in 0..<(try reader.count()) {
      var open = try reader.unsigned()
      guard themeCount >= 64 || open >> themeCount == 0 else {
        throw .damaged("a theme without a name")
      }
      var mask: UInt64 = 0
      while open != 0 {
        let theme = knownThemes.indexes[open.trailingZeroBitCount]
        if theme >= 0 { mask |= 1 << UInt64(theme) }
        open &= open - 1
      }
      read.masks.append(mask)
    }
  }

  private mutating func readWords(
    _ reader: inout StateReader, of body: [UInt8], into bytes: inout [UInt8]
  ) throws(StateError) {
    read.wordCounts.removeAll(keepingCapacity: true)
    var total = 0
    for _ in read.rows.indices {
      let count = Int(try reader.byte())
      guard count <= PostDetail.maximumWords else { throw .damaged("\(count) words in a post") }
      read.wordCounts.append(count)
      total += count
    }
    guard total <= reader.remaining else { throw .damaged("more words than bytes") }
    read.wordPlaces.removeAll(keepingCapacity: true)
    var next = 0
    for _ in 0..<total {
      let place = try reader.index(below: next + 1, "word")
      if place == 0 { next += 1 }
      read.wordPlaces.append(place == 0 ? next - 1 : place - 1)
    }
    guard try reader.count(elementBytes: 2) == next else {
      throw .damaged("a dictionary of another size")
    }
    try readDictionary(&reader, of: body, next, into: &bytes)
  }

  private mutating func readDictionary(
    _ reader: inout StateReader, of body: [UInt8], _ count: Int, into bytes: inout [UInt8]
  ) throws(StateError) {
    let kinds = try reader.skip(count)
    let lengths = try reader.skip(count)
    read.dictionary.removeAll(keepingCapacity: true)
    var start = bytes.count
    for place in 0..<count {
      let form = body[kinds.lowerBound + place]
      let length = body[lengths.lowerBound + place]
      guard let kind = TermKind(rawValue: form & ~Self.explicitHash), length > 0,
        length <= UInt8(PostDetail.linkBytes)
      else { throw .damaged("a word of \(length) bytes and kind \(form)") }
      let isExplicit = form & Self.explicitHash != 0
      let hash = isExplicit ? try reader.fixed64() : 0
      read.dictionary.append(
        PostWord(
          hash: hash, start: Int32(truncatingIfNeeded: start), count: length, kind: kind))
      start += Int(length)
    }
    guard start <= Int(Int32.max) else { throw .damaged("too many words") }
    let text = try reader.skip(start - bytes.count)
    bytes.append(contentsOf: body[text])
    for place in 0..<count where body[kinds.lowerBound + place] & Self.explicitHash == 0 {
      let word = read.dictionary[place]
      read.dictionary[place].hash = bytes.withUnsafeBytes {
        TermHash.of(
          UnsafeRawBufferPointer(
            rebasing: $0[Int(word.start)..<(Int(word.start) + Int(word.count))]),
          kind: word.kind)
      }
    }
  }

  private mutating func readTexts(
    _ reader: inout StateReader, of body: [UInt8]
  ) throws(StateError) {
    read.textPlaces.removeAll(keepingCapacity: true)
    let count = try reader.count()
    guard count <= read.rows.count else { throw .damaged("more texts than posts") }
    var next = 0
    for _ in 0..<count {
      let place = try reader.index(below: next + 1, "text")
      if place == 0 { next += 1 }
      read.textPlaces.append(place == 0 ? next - 1 : place - 1)
    }
    guard try reader.count(elementBytes: 10) == next else {
      throw .damaged("texts of another number")
    }
    read.texts.removeAll(keepingCapacity: true)
    for _ in 0..<next {
      read.texts.append(
        ReadPosts.Text(tokens: UInt16(try reader.index(below: 1 << 16, "words"))))
    }
    var signatures = 0
    for place in 0..<next {
      read.texts[place].hasSignature = try reader.flag()
      if read.texts[place].hasSignature { signatures += 1 }
    }
    for place in 0..<next { read.texts[place].hash = try reader.fixed64() }
    let size = TextSignature.length
    let low = try reader.skip(signatures * size)
    let high = try reader.skip(signatures * size)
    var at = 0
    for place in 0..<next where read.texts[place].hasSignature {
      for lane in 0..<size {
        let minimum =
          UInt64(body[low.lowerBound + at]) | UInt64(body[high.lowerBound + at]) << 8
        read.texts[place].signature.words[lane / 4] |= minimum << UInt64(16 * (lane % 4))
        at += 1
      }
    }
  }

  private mutating func readIdentities(
    _ reader: inout StateReader, _ start: Instant, _ length: PaneLength
  ) throws(StateError) {
    let widths = PostTokenWidths(rawValue: try reader.byte())
    guard PostTokenWidths.all.isSuperset(of: widths) else {
      throw .damaged("columns of unknown form")
    }
    let unit = try reader.unsigned()
    guard unit == 1 || unit == 1000 || unit == 1_000_000 else {
      throw .damaged("times in units of \(unit) µs")
    }
    read.forms.removeAll(keepingCapacity: true)
    for _ in read.rows.indices {
      let form = PostForm(rawValue: try reader.byte())
      guard PostForm.all.isSuperset(of: form) else { throw .damaged("a post of unknown form") }
      read.forms.append(form)
    }
    var time: UInt64 = 0
    let most = UInt64(length.microseconds) / unit
    for place in read.rows.indices {
      let step = try reader.unsigned()
      guard step < most, time + step < most else { throw .damaged("a post beyond its pane") }
      time += step
      read.rows[place].time = Instant(microseconds: start.microseconds &+ Int64(time * unit))
    }
    var offset: Int64 = 0
    for place in read.rows.indices {
      offset &+= try reader.signed()
      read.rows[place].offset = offset
    }
    try readTokens(&reader, of: nil, isWide: widths.contains(.ids), \.id)
    try readTokens(&reader, of: .author, isWide: widths.contains(.authors), \.author)
    try readTokens(&reader, of: .related, isWide: widths.contains(.related), \.related)
    try readTokens(&reader, of: .link, isWide: true, \.link)
  }

  /// Reads a column of tokens, of the rows whose form has `form`; nil: of all.
  private mutating func readTokens(
    _ reader: inout StateReader, of form: PostForm?, isWide: Bool,
    _ field: WritableKeyPath<PostRow, UInt64>
  ) throws(StateError) {
    var count = 0
    for own in read.forms where form.map(own.isSuperset) ?? true { count += 1 }
    read.tokens.removeAll(keepingCapacity: true)
    try reader.tokens(count, width: isWide ? 8 : 6, into: &read.tokens)
    var next = 0
    for place in read.rows.indices where form.map(read.forms[place].isSuperset) ?? true {
      read.rows[place][keyPath: field] = read.tokens[next]
      next += 1
    }
  }

  private mutating func readKinds(_ reader: inout StateReader) throws(StateError) {
    for place in read.rows.indices {
      read.rows[place].flags = SignalFlags(
        rawValue: UInt16(try reader.index(below: 1 << 16, "flags")))
    }
    for place in read.rows.indices {
      let language = try reader.index(below: read.languages.count, "language")
      read.rows[place].language = read.languages[language]
    }
    for place in read.rows.indices {
      let area = try reader.unsigned()
      read.rows[place].area = area == 0 ? -1 : try knownAreas.index(at: area - 1)
    }
    for place in read.rows.indices {
      let mask = try reader.index(below: read.masks.count, "themes")
      read.rows[place].themes = 1 | read.masks[mask]
    }
  }

  private mutating func readExcerpts(
    _ reader: inout StateReader, of body: [UInt8], into bytes: inout [UInt8]
  ) throws(StateError) {
    var total = 0
    for place in read.rows.indices where read.forms[place].contains(.excerpt) {
      // A character has at most four bytes.
      let most = 4 * PostDetail.excerptCharacters
      let count = try reader.index(below: most + 1, "excerpt")
      guard count > 0 else { throw .damaged("an excerpt without a character") }
      read.rows[place].excerptCount = Int32(count)
      read.rows[place].excerptStart = Int32(truncatingIfNeeded: bytes.count + total)
      total += count
    }
    guard bytes.count + total <= Int(Int32.max) else { throw .damaged("too many excerpts") }
    bytes.append(contentsOf: body[try reader.skip(total)])
  }

  /// Joins the columns, once all of them were read.
  private mutating func build(into posts: inout PostsBlock) throws(StateError) {
    var (word, text) = (0, 0)
    for place in read.rows.indices {
      var row = read.rows[place]
      if place > 0, !read.rows[place - 1].precedes(row) {
        throw .damaged("posts that are not in order")
      }
      if read.forms[place].contains(.text) {
        guard text < read.textPlaces.count else { throw .damaged("a post without its text") }
        let own = read.texts[read.textPlaces[text]]
        (row.text, row.tokens, row.signature) = (own.hash, own.tokens, own.signature)
        text += 1
      }
      row.firstWord = Int32(truncatingIfNeeded: posts.words.count)
      row.wordCount = UInt16(read.wordCounts[place])
      var link: UInt64 = 0
      for position in 0..<read.wordCounts[place] {
        let own = read.dictionary[read.wordPlaces[word]]
        if position > 0, let last = posts.words.last, last.hash >= own.hash {
          throw .damaged("words that are not in order")
        }
        if own.kind == .link, link == 0 { link = own.hash }
        posts.words.append(own)
        word += 1
      }
      if read.forms[place].contains(.linkWord) {
        guard link != 0 else { throw .damaged("a post without its link") }
        row.link = link
      }
      posts.rows.append(row)
    }
    guard text == read.textPlaces.count else { throw .damaged("a text without its post") }
  }
}
