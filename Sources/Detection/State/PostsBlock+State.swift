internal import EventTime
internal import Signals

extension PostsBlock {
  /// Writes the posts of one source that wait for their pane; the source goes without saying.
  func save(into writer: inout StateWriter) {
    writer.count(rows.count)
    for row in rows {
      writer.instant(row.time)
      writer.signed(row.offset)
      for token in [row.id, row.author, row.related, row.text, row.link, row.themes] {
        writer.fixed64(token)
      }
      withUnsafeBytes(of: row.signature) { writer.raw(Array($0)) }
      writer.signed(Int64(row.partition))
      writer.count(Int(row.area) + 1)
      for number in [row.language, row.flags.rawValue, row.tokens, row.wordCount] {
        writer.count(Int(number))
      }
      for place in [row.firstWord, row.excerptStart, row.excerptCount] { writer.count(Int(place)) }
    }
    writer.count(words.count)
    for word in words {
      writer.fixed64(word.hash)
      writer.count(Int(word.start))
      writer.byte(word.count)
      writer.byte(word.kind.rawValue)
    }
    writer.data(bytes)
  }

  /// Reads what `save` wrote, with present indexes of areas and themes; their source is 0.
  static func load(
    _ reader: inout StateReader, names: SavedNames, layout: SeriesLayout, gone: inout GoneNames
  ) throws(StateError) -> PostsBlock {
    var block = PostsBlock()
    let size = MemoryLayout<TextSignature>.size
    for _ in 0..<(try reader.count(elementBytes: 60 + size)) {
      var row = PostRow()
      row.time = try reader.instant()
      row.offset = try reader.signed()
      row.id = try reader.fixed64()
      row.author = try reader.fixed64()
      row.related = try reader.fixed64()
      row.text = try reader.fixed64()
      row.link = try reader.fixed64()
      row.themes = names.themes(try reader.fixed64())
      for place in 0..<size {
        let byte = try reader.byte()
        withUnsafeMutableBytes(of: &row.signature) { $0[place] = byte }
      }
      row.partition = try reader.int32()
      row.area = try names.optionalArea(from: &reader, layout: layout, gone: &gone) ?? -1
      row.language = UInt16(try reader.index(below: 1 << 16, "language"))
      row.flags = SignalFlags(rawValue: UInt16(try reader.index(below: 1 << 16, "flags")))
      row.tokens = UInt16(try reader.index(below: 1 << 16, "tokens"))
      row.wordCount = UInt16(try reader.index(below: 1 << 16, "words"))
      row.firstWord = Int32(try reader.index(below: 1 << 31, "a word"))
      row.excerptStart = Int32(try reader.index(below: 1 << 31, "an excerpt"))
      row.excerptCount = Int32(try reader.index(below: 1 << 31, "an excerpt"))
      block.rows.append(row)
    }
    for _ in 0..<(try reader.count(elementBytes: 11)) {
      let hash = try reader.fixed64()
      let start = Int32(try reader.index(below: 1 << 31, "a word's text"))
      let count = try reader.byte()
      let raw = try reader.byte()
      guard let kind = PostWord.Kind(rawValue: raw) else { throw .damaged("a word of kind \(raw)") }
      block.words.append(PostWord(hash: hash, start: start, count: count, kind: kind))
    }
    block.bytes = try reader.data()
    for row in block.rows
    where Int(row.firstWord) + Int(row.wordCount) > block.words.count
      || Int(row.excerptStart) + Int(row.excerptCount) > block.bytes.count
    {
      throw .damaged("a post beyond its words")
    }
    for word in block.words where Int(word.start) + Int(word.count) > block.bytes.count {
      throw .damaged("a word beyond its text")
    }
    return block
  }
}

extension SavedNames {
  /// The present bits of saved themes; those that are gone have none. Bit 0 is always set.
  fileprivate func themes(_ saved: UInt64) -> UInt64 {
    var now: UInt64 = 1
    for theme in 0..<min(SeriesLayout.themes, dimensions.count)
    where saved >> UInt64(theme) & 1 == 1 {
      let place = self.theme(theme)
      if place >= 0, place < Int32(SeriesLayout.themes) { now |= 1 << UInt64(place) }
    }
    return now
  }
}
