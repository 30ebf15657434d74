internal import Detection
internal import EventTime

/// What may follow the columns of a pane: a list of sections, each its kind, its length and its bytes,
/// so that who does not know a kind skips and counts it. The numbers are those of RECORDS.
enum SectionKind {
  /// Posts, as `PostsSection` writes them.
  static let posts: UInt8 = 2
  static let values: UInt8 = 3
  static let ratings: UInt8 = 4
  static let reports: UInt8 = 5
  static let hits: UInt8 = 6
  /// How many signals counted, also those that no series counts.
  static let events: UInt8 = 9
}

/// Writes the sections of one pane, each in columns.
struct SectionsWriter: Sendable {
  private var section = StateWriter()
  /// Labels of a section by their places in its table.
  private var labels: [(hash: UInt64, start: Int, count: Int)] = []

  mutating func write(
    _ sums: borrowing PaneSums, _ segment: SumsSegment, _ names: SourceNames,
    dimensions: inout UsedNames, areas: inout UsedNames, services: inout UsedNames,
    posts: inout PostsSection, paneLength: PaneLength, into writer: inout StateWriter
  ) {
    let lists = [segment.posts, segment.values, segment.ratings, segment.reports, segment.hits]
    let countsEvents = segment.countsEvents && sums.events > 0
    writer.count(lists.count { !$0.isEmpty } + (countsEvents ? 1 : 0))
    if !segment.posts.isEmpty {
      begin()
      posts.write(
        sums.posts, segment.posts, start: paneLength.start(of: sums.pane), into: &section)
      end(SectionKind.posts, into: &writer)
    }
    if !segment.values.isEmpty {
      begin()
      write(sums.extras.values[segment.values], &areas)
      end(SectionKind.values, into: &writer)
    }
    if !segment.ratings.isEmpty {
      begin()
      write(sums.extras.ratings[segment.ratings], names, &dimensions, &areas, &services)
      end(SectionKind.ratings, into: &writer)
    }
    if !segment.reports.isEmpty {
      begin()
      write(
        sums.extras.reports[segment.reports], sums.partition, sums.extras.bytes, names,
        &dimensions, &areas)
      end(SectionKind.reports, into: &writer)
    }
    if !segment.hits.isEmpty {
      begin()
      write(sums.extras.hits[segment.hits], sums.partition, &areas)
      end(SectionKind.hits, into: &writer)
    }
    if countsEvents {
      begin()
      section.count(Int(sums.events))
      end(SectionKind.events, into: &writer)
    }
  }

  private mutating func begin() { section.removeAll() }

  private func end(_ kind: UInt8, into writer: inout StateWriter) {
    writer.byte(kind)
    writer.data(section.bytes)
  }

  private mutating func write(_ rows: ArraySlice<ValueRow>, _ areas: inout UsedNames) {
    section.count(rows.count)
    for row in rows { section.unsigned(areas.place(of: Int(row.cell))) }
    for row in rows { section.signed(Int64(row.samples)) }
    for row in rows { section.signed(Int64(row.hidden)) }
    for row in rows { section.signed(row.sum) }
  }

  private mutating func write(
    _ rows: ArraySlice<RatingRow>, _ names: SourceNames, _ dimensions: inout UsedNames,
    _ areas: inout UsedNames, _ services: inout UsedNames
  ) {
    section.count(rows.count)
    for row in rows { optional(row.service, of: names.services.count, in: &services) }
    for row in rows { optional(row.area, of: names.areas.count, in: &areas) }
    for row in rows { category(row.category, of: names, in: &dimensions) }
    for row in rows { section.signed(Int64(row.count)) }
  }

  private mutating func write(
    _ rows: ArraySlice<ReportRow>, _ partition: Int32, _ texts: [UInt8], _ names: SourceNames,
    _ dimensions: inout UsedNames, _ areas: inout UsedNames
  ) {
    section.count(rows.count)
    writePlaces(rows.lazy.map { ($0.time, $0.id, $0.offset, $0.partition) }, partition)
    for row in rows { optional(row.area, of: names.areas.count, in: &areas) }
    for row in rows { category(row.category, of: names, in: &dimensions) }
    labels.removeAll(keepingCapacity: true)
    for row in rows {
      if row.domain != 0 { labels.append((row.domain, Int(row.domainStart), Int(row.domainCount))) }
      if row.merchant != 0 {
        labels.append((row.merchant, Int(row.merchantStart), Int(row.merchantCount)))
      }
    }
    // Each hash once; of its texts, one that is still known.
    labels.sort { ($0.hash, $1.count, $0.start) < ($1.hash, $0.count, $1.start) }
    var kept = 0
    for label in labels where kept == 0 || labels[kept - 1].hash != label.hash {
      labels[kept] = label
      kept += 1
    }
    labels.removeLast(labels.count - kept)
    section.count(labels.count)
    for label in labels { section.fixed64(label.hash) }
    for label in labels {
      section.data(Array(texts[label.start..<label.start + label.count]))
    }
    for row in rows { section.count(place(of: row.domain)) }
    for row in rows { section.count(place(of: row.merchant)) }
  }

  private mutating func write(
    _ rows: ArraySlice<HitRow>, _ partition: Int32, _ areas: inout UsedNames
  ) {
    section.count(rows.count)
    writePlaces(rows.lazy.map { ($0.time, $0.id, $0.offset, $0.partition) }, partition)
    for row in rows { section.fixed64(row.entry) }
    for row in rows { optional(row.area, of: .max, in: &areas) }
    for row in rows { section.flag(row.isToVerify) }
  }

  /// Columns of where records stand: times and offsets as the distance from the row before, partitions
  /// from that of the sums.
  private mutating func writePlaces(
    _ rows: some Sequence<(time: Instant, id: UInt64, offset: Int64, partition: Int32)>,
    _ partition: Int32
  ) {
    var before: Int64 = 0
    for row in rows {
      section.signed(row.time.microseconds &- before)
      before = row.time.microseconds
    }
    for row in rows { section.fixed64(row.id) }
    before = 0
    for row in rows {
      section.signed(row.offset &- before)
      before = row.offset
    }
    for row in rows { section.signed(Int64(row.partition) - Int64(partition)) }
  }

  /// 0 is none.
  private mutating func optional(_ index: Int32, of count: Int, in used: inout UsedNames) {
    section.unsigned(index < 0 || Int(index) >= count ? 0 : used.place(of: Int(index)) + 1)
  }

  /// A category is a dimension; 0 is none.
  private mutating func category(
    _ index: Int32, of names: SourceNames, in used: inout UsedNames
  ) {
    optional(
      index < 0 ? -1 : index + Int32(SeriesLayout.themes), of: names.dimensions.count, in: &used)
  }

  /// The place after that of a label in the table; 0 is none.
  private func place(of hash: UInt64) -> Int {
    guard hash != 0 else { return 0 }
    var (low, high) = (0, labels.count)
    while low < high {
      let middle = (low + high) / 2
      if labels[middle].hash < hash { low = middle + 1 } else { high = middle }
    }
    return low + 1
  }
}
