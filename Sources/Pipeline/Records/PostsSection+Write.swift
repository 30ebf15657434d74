package import Detection
package import EventTime
internal import Signals

extension PostsSection {
  /// Writes a section of at most `maximumRows` rows. `start` is the begin of their pane.
  package mutating func write(
    _ posts: PostsBlock, _ rows: Range<Int>, start: Instant, into writer: inout StateWriter
  ) {
    precondition(rows.count <= Self.maximumRows, "\(rows.count) posts in one section")
    themes.removeAll()
    areas.removeAll()
    columns.removeAll()
    languages.removeAll(keepingCapacity: true)
    masks.removeAll(keepingCapacity: true)
    writeWords(posts, rows)
    writeTexts(posts, rows)
    writeIdentities(posts, rows, start)
    writeKinds(posts, rows)
    writeExcerpts(posts, rows)

    writer.count(rows.count)
    themes.save(names.dimensions, into: &writer)
    areas.save(names.areas, into: &writer)
    writer.count(languages.count)
    for language in languages { writer.unsigned(UInt64(language)) }
    writer.count(masks.count)
    for mask in masks { writer.unsigned(mask) }
    writer.raw(columns.bytes)
  }

  /// The words of each post, 0 standing for the next of the dictionary, and the dictionary.
  private mutating func writeWords(_ posts: PostsBlock, _ rows: Range<Int>) {
    var total = 0
    for row in rows {
      total += Int(posts.rows[row].wordCount)
      columns.byte(UInt8(truncatingIfNeeded: posts.rows[row].wordCount))
    }
    words.removeAll(capacity: total)
    dictionary.removeAll(keepingCapacity: true)
    for row in rows {
      for word in posts.words(of: posts.rows[row]) {
        let found = words.entry(word.hash) { Self.isSame(word, dictionary[$0], in: posts) }
        if found.isNew { dictionary.append(word) }
        columns.count(found.isNew ? 0 : found.index + 1)
      }
    }
    columns.count(dictionary.count)
    for word in dictionary {
      let follows = hash(of: word, in: posts) == word.hash
      columns.byte(word.kind.rawValue | (follows ? 0 : Self.explicitHash))
    }
    for word in dictionary { columns.byte(word.count) }
    for word in dictionary where hash(of: word, in: posts) != word.hash {
      columns.fixed64(word.hash)
    }
    for word in dictionary { columns.raw(posts.bytes[Self.place(of: word)]) }
  }

  /// Beside the kind: the hash does not follow from the text, which was cut or scrubbed.
  static let explicitHash: UInt8 = 4

  private static func place(of word: PostWord) -> Range<Int> {
    Int(word.start)..<(Int(word.start) + Int(word.count))
  }

  private static func isSame(_ a: PostWord, _ b: PostWord, in posts: PostsBlock) -> Bool {
    a.kind == b.kind && a.count == b.count
      && (a.start == b.start || posts.bytes[place(of: a)] == posts.bytes[place(of: b)])
  }

  private func hash(of word: PostWord, in posts: PostsBlock) -> UInt64 {
    posts.bytes.withUnsafeBytes {
      TermHash.of(UnsafeRawBufferPointer(rebasing: $0[Self.place(of: word)]), kind: word.kind)
    }
  }

  /// Text hashes, tokens and signatures, equal ones once. The lower bytes of all minima stand before
  /// the upper ones, which are small: they pack to half a byte.
  private mutating func writeTexts(_ posts: PostsBlock, _ rows: Range<Int>) {
    texts.removeAll(capacity: rows.count)
    textRows.removeAll(keepingCapacity: true)
    columns.count(rows.count { posts.rows[$0].hasText })
    for row in rows where posts.rows[row].hasText {
      let found = texts.entry(posts.rows[row].text) {
        let other = posts.rows[textRows[$0]]
        return other.tokens == posts.rows[row].tokens
          && other.signature == posts.rows[row].signature
      }
      if found.isNew { textRows.append(row) }
      columns.count(found.isNew ? 0 : found.index + 1)
    }
    columns.count(textRows.count)
    for row in textRows { columns.unsigned(UInt64(posts.rows[row].tokens)) }
    for row in textRows { columns.flag(posts.rows[row].hasSignature) }
    for row in textRows { columns.fixed64(posts.rows[row].text) }
    writeMinima(posts, shift: 0)
    writeMinima(posts, shift: 8)
  }

  /// Eight bits of every minimum of the texts' signatures.
  private mutating func writeMinima(_ posts: PostsBlock, shift: UInt64) {
    plane.removeAll(keepingCapacity: true)
    for row in textRows where posts.rows[row].hasSignature {
      for place in 0..<6 {
        // The bytes 0, 2, 4 and 6 of the word, brought together.
        var minima = (posts.rows[row].signature.words[place] >> shift) & 0x00FF_00FF_00FF_00FF
        minima = (minima | minima >> 8) & 0x0000_FFFF_0000_FFFF
        plane.append(UInt32(truncatingIfNeeded: minima | minima >> 16).littleEndian)
      }
    }
    plane.withUnsafeBytes { columns.raw($0) }
  }

  /// Times in the pane, offsets, tokens.
  private mutating func writeIdentities(
    _ posts: PostsBlock, _ rows: Range<Int>, _ start: Instant
  ) {
    var unit: Int64 = 1_000_000
    var widths: PostTokenWidths = []
    for row in rows {
      let row = posts.rows[row]
      while (row.time - start).microseconds % unit != 0 { unit /= 1000 }
      if row.id >= SumsFlags.narrowLimit { widths.insert(.ids) }
      if row.author >= SumsFlags.narrowLimit { widths.insert(.authors) }
      if row.related >= SumsFlags.narrowLimit { widths.insert(.related) }
    }
    columns.byte(widths.rawValue)
    columns.unsigned(UInt64(unit))
    for row in rows { columns.byte(form(of: posts.rows[row], in: posts).rawValue) }
    var before: Int64 = 0
    for row in rows {
      let time = (posts.rows[row].time - start).microseconds / unit
      columns.unsigned(UInt64(bitPattern: time &- before))
      before = time
    }
    before = 0
    for row in rows {
      columns.signed(posts.rows[row].offset &- before)
      before = posts.rows[row].offset
    }
    for row in rows { token(posts.rows[row].id, isWide: widths.contains(.ids)) }
    for row in rows where posts.rows[row].author != 0 {
      token(posts.rows[row].author, isWide: widths.contains(.authors))
    }
    for row in rows where posts.rows[row].related != 0 {
      token(posts.rows[row].related, isWide: widths.contains(.related))
    }
    for row in rows where form(of: posts.rows[row], in: posts).contains(.link) {
      columns.fixed64(posts.rows[row].link)
    }
  }

  private mutating func token(_ value: UInt64, isWide: Bool) {
    if isWide { columns.fixed64(value) } else { columns.token(value) }
  }

  private func form(of row: PostRow, in posts: PostsBlock) -> PostForm {
    var form: PostForm = []
    if row.author != 0 { form.insert(.author) }
    if row.related != 0 { form.insert(.related) }
    if row.hasText { form.insert(.text) }
    if row.excerptCount > 0 { form.insert(.excerpt) }
    if row.link != 0 {
      let word = posts.words(of: row).first { $0.kind == .link }
      form.insert(word?.hash == row.link ? .linkWord : .link)
    }
    return form
  }

  /// Flags, language, area and themes.
  private mutating func writeKinds(_ posts: PostsBlock, _ rows: Range<Int>) {
    for row in rows { columns.unsigned(UInt64(posts.rows[row].flags.rawValue)) }
    for row in rows {
      columns.count(Self.place(of: posts.rows[row].language, among: &languages))
    }
    for row in rows {
      let area = posts.rows[row].area
      // 0 is no place.
      columns.unsigned(area < 0 ? 0 : areas.place(of: Int(area)) + 1)
    }
    for row in rows {
      // Every post is of `all`.
      var open = posts.rows[row].themes & ~1
      var mask: UInt64 = 0
      while open != 0 {
        mask |= 1 << themes.place(of: open.trailingZeroBitCount)
        open &= open - 1
      }
      columns.count(Self.place(of: mask, among: &masks))
    }
  }

  /// The place of a value in a short table; a new value comes last.
  private static func place<Value: Equatable>(of value: Value, among values: inout [Value]) -> Int {
    if let place = values.firstIndex(of: value) { return place }
    values.append(value)
    return values.count - 1
  }

  private mutating func writeExcerpts(_ posts: PostsBlock, _ rows: Range<Int>) {
    for row in rows where posts.rows[row].excerptCount > 0 {
      columns.count(Int(posts.rows[row].excerptCount))
    }
    for row in rows where posts.rows[row].excerptCount > 0 {
      let start = Int(posts.rows[row].excerptStart)
      columns.raw(posts.bytes[start..<(start + Int(posts.rows[row].excerptCount))])
    }
  }
}

extension PostRow {
  fileprivate var hasSignature: Bool { signature != TextSignature() }
  fileprivate var hasText: Bool { text != 0 || tokens != 0 || hasSignature }
}
