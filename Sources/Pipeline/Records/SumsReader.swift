internal import Detection
internal import EventTime

/// Reads what `SumsWriter` wrote into sums under the numbers of this configuration.
struct SumsReader: Sendable {
  private var dimensions = KnownNames()
  private var areas = KnownNames()
  private var terms = KnownNames()
  private var services = KnownNames()
  private var sections = SectionsReader()
  private var panes: [PaneHead] = []
  private var rows: [SumRow] = []
  private var entries: [TermCount] = []
  private var authors: [UInt64] = []
  private var texts: [UInt64] = []
  private var retractions: [UInt64] = []
  /// Rows and entries that name what is not known here, in order.
  private var unknownRows: [Bool] = []
  private var unknownEntries: [Bool] = []

  /// Of the record that was read last.
  private(set) var skippedRows: Int64 = 0
  var unknownNames: Int64 {
    dimensions.unknown + areas.unknown + terms.unknown + services.unknown
  }
  /// Sections of kinds that are not known here, and known ones with more behind their last column.
  var unknownSections: Int64 { sections.unknown }

  private struct PaneHead {
    var pane: Pane
    var partition: Int32 = 0
    var rows = 0
    var terms = 0
    var retractions = 0
  }

  /// A dimension that is not known; no row of it is handed on.
  private static let unknown: Int32 = -1
  /// Bytes of a row, of a term's count, at least.
  private static let (leastRow, leastEntry) = (14, 3)

  mutating func loadNames(
    from reader: inout StateReader, of body: [UInt8], version: UInt8, dimensions: NameIndex,
    areas: NameIndex, terms: NameIndex, services: NameIndex
  ) throws(StateError) {
    self.services = KnownNames()
    try self.dimensions.load(from: &reader, of: body, by: dimensions)
    try self.areas.load(from: &reader, of: body, by: areas)
    try self.terms.load(from: &reader, of: body, by: terms)
    // Version 1 has neither services nor sections.
    if version > 1 { try self.services.load(from: &reader, of: body, by: services) }
  }

  mutating func read(
    from reader: inout StateReader, of body: [UInt8], version: UInt8, layout: SeriesLayout,
    source: Int32, paneLength: PaneLength, posts: inout PostsSection
  ) throws(StateError) -> [PaneSums] {
    sections.removeAll()
    let flags = SumsFlags(rawValue: try reader.byte())
    guard SumsFlags.all.isSuperset(of: flags) else { throw .damaged("columns of unknown form") }
    let unit = try reader.unsigned()
    guard unit == 1 || unit == 1000 || unit == 1_000_000 else {
      throw .damaged("times in units of \(unit) µs")
    }
    try readPanes(&reader)
    try readKeys(&reader, layout)
    try readCounts(&reader)
    try readSamples(&reader, unit: Int64(unit), flags)
    try readTerms(&reader)
    try readTokens(&reader, flags)
    var built = try build()
    guard version > 1 else { return built }
    let names = SectionNames(
      dimensions: dimensions, areas: areas, services: services, layout: layout,
      source: source, paneLength: paneLength)
    for place in built.indices {
      try sections.read(
        from: &reader, of: body, names, posts: &posts, into: &built[place])
    }
    skippedRows += sections.skippedRows
    return built
  }

  private mutating func readPanes(_ reader: inout StateReader) throws(StateError) {
    panes.removeAll(keepingCapacity: true)
    let count = try reader.count(elementBytes: 5)
    var pane = Pane(index: 0)
    for _ in 0..<count {
      pane.index &+= try reader.signed()
      panes.append(PaneHead(pane: pane))
    }
    for index in 0..<count { panes[index].partition = try reader.int32() }
    var (rowCount, entryCount) = (0, 0)
    for index in 0..<count {
      panes[index].rows = try reader.count(elementBytes: Self.leastRow)
      rowCount += panes[index].rows
    }
    for index in 0..<count {
      panes[index].terms = try reader.count(elementBytes: Self.leastEntry)
      entryCount += panes[index].terms
    }
    for index in 0..<count { panes[index].retractions = try reader.count(elementBytes: 6) }
    guard rowCount <= reader.remaining / Self.leastRow,
      entryCount <= reader.remaining / Self.leastEntry
    else { throw .damaged("more rows or terms than bytes") }
    rows.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
    rows.reserveCapacity(rowCount)
    entries.reserveCapacity(entryCount)
  }

  private mutating func readKeys(
    _ reader: inout StateReader, _ layout: SeriesLayout
  ) throws(StateError) {
    unknownRows.removeAll(keepingCapacity: true)
    skippedRows = 0
    for pane in panes {
      for _ in 0..<pane.rows {
        let dimension = try dimensions.index(at: try reader.unsigned())
        rows.append(
          SumRow(
            dimension: dimension, area: -1, count: 0, reposts: 0, authors: 0, texts: 0,
            sample: Sample(time: .distantPast, id: 0, offset: 0, partition: pane.partition)))
      }
    }
    for index in rows.indices {
      let place = try reader.unsigned()
      // −1 is the whole territory: what is not known must not look like it.
      let area = place == 0 ? nil : try areas.index(at: place - 1)
      rows[index].area = area ?? -1
      let isKnown =
        rows[index].dimension >= 0 && area != -1
        && layout.lists(dimension: rows[index].dimension, area: rows[index].area)
      unknownRows.append(!isKnown)
      if !isKnown { skippedRows += 1 }
    }
  }

  private mutating func readCounts(_ reader: inout StateReader) throws(StateError) {
    for index in rows.indices { rows[index].count = try Self.small(&reader, atMost: .max) }
    for index in rows.indices { rows[index].reposts = try Self.small(&reader, atMost: .max) }
    let most = PaneSums.tokensPerRow
    for index in rows.indices { rows[index].authors = try Self.small(&reader, atMost: most) }
    for index in rows.indices { rows[index].texts = try Self.small(&reader, atMost: most) }
  }

  private static func small(
    _ reader: inout StateReader, atMost most: Int32
  ) throws(StateError) -> Int32 {
    let value = try reader.unsigned()
    guard value <= UInt64(most) else { throw .damaged("\(value) is too large") }
    return Int32(value)
  }

  private mutating func readSamples(
    _ reader: inout StateReader, unit: Int64, _ flags: SumsFlags
  ) throws(StateError) {
    var (base, row) = (Int64(0), 0)
    for pane in panes {
      for position in 0..<pane.rows {
        let time = base &+ (try reader.signed())
        rows[row].sample.time = Instant(microseconds: time &* unit)
        if position == 0 { base = time }
        row += 1
      }
    }
    (base, row) = (0, 0)
    for pane in panes {
      for position in 0..<pane.rows {
        let offset = base &+ (try reader.signed())
        rows[row].sample.offset = offset
        if position == 0 { base = offset }
        row += 1
      }
    }
    let isWide = flags.contains(.wideIDs)
    for index in rows.indices {
      rows[index].sample.id = isWide ? try reader.fixed64() : try reader.token()
    }
    guard flags.contains(.samplePartitions) else { return }
    for index in rows.indices { rows[index].sample.partition = try reader.int32() }
  }

  private mutating func readTerms(_ reader: inout StateReader) throws(StateError) {
    unknownEntries.removeAll(keepingCapacity: true)
    for pane in panes {
      var row: UInt64 = 0
      for _ in 0..<pane.terms {
        let step = try reader.unsigned()
        guard step < UInt64(pane.rows), row + step < UInt64(pane.rows) else {
          throw .damaged("a term beyond the rows")
        }
        row += step
        entries.append(TermCount(row: Int32(row), term: 0, count: 0))
      }
    }
    for index in entries.indices {
      let term = try terms.index(at: try reader.unsigned())
      entries[index].term = term < 0 ? 0 : UInt16(term)
      unknownEntries.append(term < 0)
    }
    for index in entries.indices {
      entries[index].count = try Self.small(&reader, atMost: .max)
    }
  }

  private mutating func readTokens(
    _ reader: inout StateReader, _ flags: SumsFlags
  ) throws(StateError) {
    var (authorCount, textCount, retractionCount) = (0, 0, 0)
    for row in rows {
      authorCount += Int(row.authors)
      textCount += Int(row.texts)
    }
    for pane in panes { retractionCount += pane.retractions }
    authors.removeAll(keepingCapacity: true)
    texts.removeAll(keepingCapacity: true)
    retractions.removeAll(keepingCapacity: true)
    try reader.tokens(
      authorCount, width: flags.contains(.wideAuthors) ? 8 : 6, into: &authors)
    try reader.tokens(textCount, width: 8, into: &texts)
    try reader.tokens(
      retractionCount, width: flags.contains(.wideRetractions) ? 8 : 6, into: &retractions)
  }

  private func build() throws(StateError) -> [PaneSums] {
    var built: [PaneSums] = []
    built.reserveCapacity(panes.count)
    var start = SumsSegment(
      sums: 0, rows: 0..<0, authors: 0..<0, texts: 0..<0, terms: 0..<0, retractions: 0..<0)
    for pane in panes {
      start.follow(
        rows: rows[start.rows.upperBound..<(start.rows.upperBound + pane.rows)],
        terms: pane.terms, retractions: pane.retractions)
      var sums = PaneSums()
      sums.pane = pane.pane
      sums.partition = pane.partition
      fill(&sums, start)
      try sums.bringIntoOrder()
      built.append(sums)
    }
    return built
  }

  /// Takes over a pane's columns without what is not known here.
  private func fill(_ sums: inout PaneSums, _ segment: SumsSegment) {
    sums.retractions = Array(retractions[segment.retractions])
    if !unknownRows[segment.rows].contains(true) {
      sums.rows = Array(rows[segment.rows])
      sums.authors = Array(authors[segment.authors])
      sums.texts = Array(texts[segment.texts])
      sums.terms.reserveCapacity(segment.terms.count)
      for index in segment.terms where !unknownEntries[index] { sums.terms.append(entries[index]) }
      return
    }
    var (author, text, term) = (
      segment.authors.lowerBound, segment.texts.lowerBound, segment.terms.lowerBound
    )
    for (position, index) in segment.rows.enumerated() {
      let row = rows[index]
      let (authorEnd, textEnd) = (author + Int(row.authors), text + Int(row.texts))
      let isKnown = !unknownRows[index]
      if isKnown {
        sums.authors.append(contentsOf: authors[author..<authorEnd])
        sums.texts.append(contentsOf: texts[text..<textEnd])
      }
      (author, text) = (authorEnd, textEnd)
      while term < segment.terms.upperBound, entries[term].row == position {
        if isKnown && !unknownEntries[term] {
          sums.terms.append(
            TermCount(
              row: Int32(sums.rows.count), term: entries[term].term, count: entries[term].count))
        }
        term += 1
      }
      if isKnown { sums.rows.append(row) }
    }
  }
}

extension SumsSegment {
  /// Goes on to the next pane's columns.
  fileprivate mutating func follow(rows: ArraySlice<SumRow>, terms: Int, retractions: Int) {
    var (authorEnd, textEnd) = (authors.upperBound, texts.upperBound)
    for row in rows {
      authorEnd += Int(row.authors)
      textEnd += Int(row.texts)
    }
    self.rows = rows.startIndex..<rows.endIndex
    authors = authors.upperBound..<authorEnd
    texts = texts.upperBound..<textEnd
    self.terms = self.terms.upperBound..<(self.terms.upperBound + terms)
    self.retractions =
      self.retractions.upperBound..<(self.retractions.upperBound + retractions)
  }
}
