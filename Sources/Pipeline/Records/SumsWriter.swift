internal import Detection
internal import EventTime

/// Columns of a panes record that are not always there, or not always as narrow.
struct SumsFlags: OptionSet, Sendable {
  let rawValue: UInt8

  /// Some token of an author, a text's sample, a withdrawn post has more than 48 bits: 8 bytes each.
  static let wideAuthors = SumsFlags(rawValue: 1)
  static let wideIDs = SumsFlags(rawValue: 2)
  static let wideRetractions = SumsFlags(rawValue: 4)
  /// Some sample is of another partition than the sums: a column says which.
  static let samplePartitions = SumsFlags(rawValue: 8)
  static let all: SumsFlags = [wideAuthors, wideIDs, wideRetractions, samplePartitions]

  static let narrowLimit: UInt64 = 1 << 48
}

/// Writes the sums of one record, column after column over all its panes.
struct SumsWriter: Sendable {
  private var dimensions = UsedNames()
  private var areas = UsedNames()
  private var terms = UsedNames()
  private var services = UsedNames()
  private var sections = SectionsWriter()
  private var writer = StateWriter()
  /// Microseconds that all sample times are multiples of.
  private var unit: Int64 = 1
  private var flags: SumsFlags = []

  /// What was written last.
  var bytes: [UInt8] { writer.bytes }

  /// The tables of the names that were used.
  func saveNames(_ names: SourceNames, into writer: inout StateWriter) {
    dimensions.save(names.dimensions, into: &writer)
    areas.save(names.areas, into: &writer)
    terms.save(names.terms, into: &writer)
    services.save(names.services, into: &writer)
  }

  /// - Parameter names: of the sums' source.
  mutating func write(
    _ sums: [PaneSums], _ segments: ArraySlice<SumsSegment>, _ names: SourceNames,
    posts: inout PostsSection, paneLength: PaneLength
  ) {
    dimensions.removeAll()
    areas.removeAll()
    terms.removeAll()
    services.removeAll()
    writer.removeAll()
    survey(sums, segments)
    writePanes(sums, segments)
    writeKeys(sums, segments)
    writeCounts(sums, segments)
    writeSamples(sums, segments)
    writeTerms(sums, segments)
    for segment in segments {
      writer.tokens(
        sums[segment.sums].authors[segment.authors], width: flags.contains(.wideAuthors) ? 8 : 6)
    }
    for segment in segments {
      writer.tokens(sums[segment.sums].texts[segment.texts], width: 8)
    }
    for segment in segments {
      writer.tokens(
        sums[segment.sums].retractions[segment.retractions],
        width: flags.contains(.wideRetractions) ? 8 : 6)
    }
    for segment in segments {
      sections.write(
        sums[segment.sums], segment, names, dimensions: &dimensions, areas: &areas,
        services: &services, posts: &posts, paneLength: paneLength, into: &writer)
    }
  }

  /// Finds the flags and the unit of time.
  private mutating func survey(_ sums: [PaneSums], _ segments: ArraySlice<SumsSegment>) {
    flags = []
    unit = 1_000_000
    for segment in segments {
      let partition = sums[segment.sums].partition
      for row in sums[segment.sums].rows[segment.rows] {
        while row.sample.time.microseconds % unit != 0 { unit /= 1000 }
        if row.sample.id >= SumsFlags.narrowLimit { flags.insert(.wideIDs) }
        if row.sample.partition != partition { flags.insert(.samplePartitions) }
      }
      let isWide = { (token: UInt64) in token >= SumsFlags.narrowLimit }
      if sums[segment.sums].authors[segment.authors].contains(where: isWide) {
        flags.insert(.wideAuthors)
      }
      if sums[segment.sums].retractions[segment.retractions].contains(where: isWide) {
        flags.insert(.wideRetractions)
      }
    }
  }

  private mutating func writePanes(_ sums: [PaneSums], _ segments: ArraySlice<SumsSegment>) {
    writer.byte(flags.rawValue)
    writer.unsigned(UInt64(unit))
    writer.count(segments.count)
    var before: Int64 = 0
    for segment in segments {
      writer.signed(sums[segment.sums].pane.index &- before)
      before = sums[segment.sums].pane.index
    }
    for segment in segments { writer.signed(Int64(sums[segment.sums].partition)) }
    for segment in segments { writer.count(segment.rows.count) }
    for segment in segments { writer.count(segment.terms.count) }
    for segment in segments { writer.count(segment.retractions.count) }
  }

  private mutating func writeKeys(_ sums: [PaneSums], _ segments: ArraySlice<SumsSegment>) {
    for segment in segments {
      for row in sums[segment.sums].rows[segment.rows] {
        writer.unsigned(dimensions.place(of: Int(row.dimension)))
      }
    }
    for segment in segments {
      for row in sums[segment.sums].rows[segment.rows] {
        // 0 is the whole territory.
        writer.unsigned(row.area < 0 ? 0 : areas.place(of: Int(row.area)) + 1)
      }
    }
  }

  private mutating func writeCounts(_ sums: [PaneSums], _ segments: ArraySlice<SumsSegment>) {
    for segment in segments {
      for row in sums[segment.sums].rows[segment.rows] { writer.count(Int(row.count)) }
    }
    for segment in segments {
      for row in sums[segment.sums].rows[segment.rows] { writer.count(Int(row.reposts)) }
    }
    for segment in segments {
      for row in sums[segment.sums].rows[segment.rows] { writer.byte(UInt8(row.authors)) }
    }
    for segment in segments {
      for row in sums[segment.sums].rows[segment.rows] { writer.byte(UInt8(row.texts)) }
    }
  }

  /// Times and offsets relative to the sample of the pane's first row, and that to the pane before.
  private mutating func writeSamples(_ sums: [PaneSums], _ segments: ArraySlice<SumsSegment>) {
    var base: Int64 = 0
    for segment in segments {
      for position in segment.rows {
        let time = sums[segment.sums].rows[position].sample.time.microseconds / unit
        writer.signed(time &- base)
        if position == segment.rows.lowerBound { base = time }
      }
    }
    base = 0
    for segment in segments {
      for position in segment.rows {
        let offset = sums[segment.sums].rows[position].sample.offset
        writer.signed(offset &- base)
        if position == segment.rows.lowerBound { base = offset }
      }
    }
    let isWide = flags.contains(.wideIDs)
    for segment in segments {
      for row in sums[segment.sums].rows[segment.rows] {
        if isWide { writer.fixed64(row.sample.id) } else { writer.token(row.sample.id) }
      }
    }
    guard flags.contains(.samplePartitions) else { return }
    for segment in segments {
      for row in sums[segment.sums].rows[segment.rows] {
        writer.signed(Int64(row.sample.partition))
      }
    }
  }

  /// Rows by their distance from the term's before.
  private mutating func writeTerms(_ sums: [PaneSums], _ segments: ArraySlice<SumsSegment>) {
    for segment in segments {
      var row = Int32(segment.rows.lowerBound)
      for entry in sums[segment.sums].terms[segment.terms] {
        writer.unsigned(UInt64(entry.row - row))
        row = entry.row
      }
    }
    for segment in segments {
      for entry in sums[segment.sums].terms[segment.terms] {
        writer.unsigned(terms.place(of: Int(entry.term)))
      }
    }
    for segment in segments {
      for entry in sums[segment.sums].terms[segment.terms] { writer.count(Int(entry.count)) }
    }
  }
}
