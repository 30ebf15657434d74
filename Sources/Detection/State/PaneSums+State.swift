internal import EventTime
internal import Statistics

extension PaneSums {
  func save(into writer: inout StateWriter) {
    writer.signed(Int64(partition))
    writer.pane(pane)
    writer.count(rows.count)
    for row in rows {
      writer.key(dimension: row.dimension, area: row.area)
      for count in [row.count, row.reposts, row.authors, row.texts] {
        writer.unsigned(UInt64(count))
      }
      writer.instant(row.sample.time)
      writer.fixed64(row.sample.id)
      writer.signed(row.sample.offset)
      writer.signed(Int64(row.sample.partition))
    }
    for author in authors { writer.fixed64(author) }
    for text in texts { writer.fixed64(text) }
    writer.count(terms.count)
    for entry in terms {
      writer.unsigned(UInt64(entry.row))
      writer.unsigned(UInt64(entry.term))
      writer.unsigned(UInt64(entry.count))
    }
    writer.count(retractions.count)
    for id in retractions { writer.fixed64(id) }
    extras.save(into: &writer)
    posts.save(into: &writer)
    writer.count(Int(events))
  }

  /// Zeros that say that there are no rows for other detectors and no posts, one for each list, and
  /// that no events were counted.
  static let emptyRowsBytes = 9

  /// Reads what `save` wrote, with present keys; rows that are gone are left out and counted. Rows
  /// may be in another order than that of their keys.
  static func load(
    _ reader: inout StateReader, names: SavedNames, layout: SeriesLayout, gone: inout GoneNames,
    droppedRows: inout Int
  ) throws(StateError) -> PaneSums {
    var sums = PaneSums()
    sums.partition = try reader.int32()
    sums.pane = try reader.plausiblePane("a pane")
    // By saved row: the row now, −1 is gone, and how many tokens it has.
    var rows: [(place: Int32, authors: Int, texts: Int)] = []
    for _ in 0..<(try reader.count()) {
      let key = try names.key(from: &reader, layout: layout, gone: &gone)
      var row = SumRow(
        dimension: key?.dimension ?? 0, area: key?.area ?? -1, count: 0, reposts: 0, authors: 0,
        texts: 0, sample: Sample(time: .distantPast, id: 0, offset: 0, partition: 0))
      row.count = Int32(try reader.index(below: Int(StateLimits.paneCount), "a count"))
      row.reposts = Int32(try reader.index(below: Int(StateLimits.paneCount), "reposts"))
      row.authors = Int32(try reader.index(below: BottomK.size + 1, "authors"))
      row.texts = Int32(try reader.index(below: BottomK.size + 1, "texts"))
      row.sample.time = try reader.instant()
      row.sample.id = try reader.fixed64()
      row.sample.offset = try reader.signed()
      row.sample.partition = try reader.int32()
      rows.append(
        (key == nil ? -1 : Int32(sums.rows.count), Int(row.authors), Int(row.texts)))
      if key != nil { sums.rows.append(row) }
    }
    droppedRows += rows.count { $0.place < 0 }
    for row in rows {
      let tokens = try reader.tokens(row.authors)
      if row.place >= 0 { sums.authors += tokens }
    }
    for row in rows {
      let tokens = try reader.texts(row.texts)
      if row.place >= 0 { sums.texts += tokens }
    }
    for _ in 0..<(try reader.count()) {
      let row = try reader.index(below: rows.count, "a term's row")
      let term = try reader.unsigned()
      let count = try reader.index(below: Int(StateLimits.paneCount), "a term's count")
      guard count > 0 else { throw .damaged("a term that was never there") }
      guard rows[row].place >= 0, let now = names.term(term) else { continue }
      sums.terms.append(TermCount(row: rows[row].place, term: now, count: Int32(count)))
    }
    for _ in 0..<(try reader.count(elementBytes: 8)) {
      sums.retractions.append(try reader.fixed64())
    }
    sums.extras = try PaneRows.load(
      &reader, names: names, layout: layout, gone: &gone, droppedRows: &droppedRows)
    sums.posts = try PostsBlock.load(&reader, names: names, layout: layout, gone: &gone)
    sums.events = Int32(try reader.index(below: Int(StateLimits.paneCount), "events"))
    return sums
  }

  /// Of all rows, and of all terms, whichever is more.
  var weight: Int64 {
    max(
      rows.reduce(0) { $0 + Int64($1.count) + Int64($1.reposts) },
      terms.reduce(0) { $0 + Int64($1.count) })
  }
}

extension StateReader {
  /// The tokens of one sketch, ascending.
  mutating func tokens(_ count: Int) throws(StateError) -> [UInt64] {
    var tokens: [UInt64] = []
    for _ in 0..<count {
      let token = try fixed64()
      if let last = tokens.last, token <= last { throw .damaged("tokens out of order") }
      tokens.append(token)
    }
    return tokens
  }

  /// A sketch whose size is estimated: a full one of tiny tokens would tell of more of them than a
  /// number can hold.
  mutating func texts(_ count: Int) throws(StateError) -> [UInt64] {
    let tokens = try tokens(count)
    if count == BottomK.size, tokens[count - 1] < StateLimits.fullSketch {
      throw .damaged("a sketch that no set has")
    }
    return tokens
  }
}
