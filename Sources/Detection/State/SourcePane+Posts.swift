internal import EventTime
internal import Signals

extension PostsBlock {
  /// Writes the posts of a group's pane by the indexes of this configuration: a group whose names are
  /// others is not loaded.
  func saveWhole(into writer: inout StateWriter) {
    writer.count(rows.count)
    for row in rows { row.saveWhole(into: &writer) }
    writer.count(words.count)
    for word in words {
      writer.fixed64(word.hash)
      writer.count(Int(word.start))
      writer.byte(word.count)
      writer.byte(word.kind.rawValue)
    }
    writer.data(bytes)
  }

  /// Reads what `saveWhole` wrote; places beyond the block are damage.
  init(whole reader: inout StateReader) throws(StateError) {
    for _ in 0..<(try reader.count(elementBytes: 48)) { rows.append(try PostRow(from: &reader)) }
    for _ in 0..<(try reader.count(elementBytes: 11)) {
      let hash = try reader.fixed64()
      let start = try reader.index(below: Int(Int32.max), "a word's place")
      let count = try reader.byte()
      let raw = try reader.byte()
      guard let kind = PostWord.Kind(rawValue: raw) else { throw .damaged("word kind \(raw)") }
      words.append(PostWord(hash: hash, start: Int32(start), count: count, kind: kind))
    }
    bytes = try reader.data()
    try check()
  }

  /// Every place that a row or a word names is there.
  func check() throws(StateError) {
    for row in rows {
      guard row.firstWord >= 0, Int(row.firstWord) + Int(row.wordCount) <= words.count,
        row.excerptStart >= 0, row.excerptCount >= 0,
        Int(row.excerptStart) + Int(row.excerptCount) <= bytes.count
      else { throw .damaged("a post beyond its block") }
    }
    for word in words where word.start < 0 || Int(word.start) + Int(word.count) > bytes.count {
      throw .damaged("a word beyond its block")
    }
  }
}

extension PostRow {
  fileprivate func saveWhole(into writer: inout StateWriter) {
    writer.instant(time)
    writer.signed(offset)
    for token in [id, author, related, text, link, themes] { writer.fixed64(token) }
    for place in 0..<6 { writer.fixed64(signature.words[place]) }
    for value in [source, partition, area, firstWord, excerptStart, excerptCount] {
      writer.signed(Int64(value))
    }
    for value in [language, flags.rawValue, tokens, wordCount] { writer.unsigned(UInt64(value)) }
  }

  fileprivate init(from reader: inout StateReader) throws(StateError) {
    self.init()
    time = try reader.instant()
    offset = try reader.signed()
    id = try reader.fixed64()
    author = try reader.fixed64()
    related = try reader.fixed64()
    text = try reader.fixed64()
    link = try reader.fixed64()
    themes = try reader.fixed64()
    for place in 0..<6 { signature.words[place] = try reader.fixed64() }
    source = try reader.int32()
    partition = try reader.int32()
    area = try reader.int32()
    firstWord = try reader.int32()
    excerptStart = try reader.int32()
    excerptCount = try reader.int32()
    language = UInt16(try reader.index(below: 1 << 16, "a language"))
    flags = SignalFlags(rawValue: UInt16(try reader.index(below: 1 << 16, "flags")))
    tokens = UInt16(try reader.index(below: 1 << 16, "words"))
    wordCount = UInt16(try reader.index(below: 1 << 16, "words"))
  }
}
