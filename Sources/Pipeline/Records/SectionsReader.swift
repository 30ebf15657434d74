internal import Detection
internal import EventTime

/// What the places in a record's tables mean to the sections.
struct SectionNames {
  let dimensions: KnownNames
  let areas: KnownNames
  let services: KnownNames
  let layout: SeriesLayout
  let source: Int32
  let paneLength: PaneLength

  /// An area, or −1 for none; nil is not known here.
  func area(from reader: inout StateReader) throws(StateError) -> Int32? {
    let place = try reader.unsigned()
    guard place > 0 else { return -1 }
    let area = try areas.index(at: place - 1)
    return area < 0 || Int(area) >= layout.areas ? nil : area
  }

  /// A category, or −1 for none; nil is not known here.
  func category(from reader: inout StateReader) throws(StateError) -> Int32? {
    let place = try reader.unsigned()
    guard place > 0 else { return -1 }
    let dimension = Int(try dimensions.index(at: place - 1))
    return dimension < SeriesLayout.themes || dimension >= layout.dimensions
      ? nil : Int32(dimension - SeriesLayout.themes)
  }

  /// A service, or −1 for none; nil is not known here.
  func service(from reader: inout StateReader) throws(StateError) -> Int32? {
    let place = try reader.unsigned()
    guard place > 0 else { return -1 }
    let service = try services.index(at: place - 1)
    return service < 0 ? nil : service
  }
}

/// Reads what `SectionsWriter` wrote into the sums of a pane.
struct SectionsReader: Sendable {
  /// Of the record at hand: sections that are not known here or have more behind their last column;
  /// rows of names that are not known.
  private(set) var unknown: Int64 = 0
  private(set) var skippedRows: Int64 = 0

  mutating func removeAll() {
    unknown = 0
    skippedRows = 0
  }

  /// - Parameter body: what `reader` goes over.
  mutating func read(
    from reader: inout StateReader, of body: [UInt8], _ names: SectionNames,
    posts: inout PostsSection, into sums: inout PaneSums
  ) throws(StateError) {
    var last: UInt8 = 0
    for _ in 0..<(try reader.count(elementBytes: 2)) {
      let kind = try reader.byte()
      guard kind > last else { throw .damaged("sections out of order") }
      last = kind
      var section = StateReader(body, try reader.range())
      switch kind {
      case SectionKind.posts:
        try posts.read(
          from: &section, of: body, start: names.paneLength.start(of: sums.pane),
          length: names.paneLength, source: names.source, partition: sums.partition,
          into: &sums.posts)
      case SectionKind.values: try readValues(&section, names, into: &sums.extras)
      case SectionKind.ratings: try readRatings(&section, names, into: &sums.extras)
      case SectionKind.reports:
        try readReports(&section, names, sums.partition, into: &sums.extras)
      case SectionKind.hits: try readHits(&section, names, sums.partition, into: &sums.extras)
      case SectionKind.events:
        sums.events = Int32(try section.index(below: 1 << 31, "events"))
      default:
        unknown += 1
        continue
      }
      if !section.isAtEnd { unknown += 1 }
    }
    try sums.extras.bringIntoOrder()
  }

  private mutating func readValues(
    _ reader: inout StateReader, _ names: SectionNames, into extras: inout PaneRows
  ) throws(StateError) {
    let count = try reader.count(elementBytes: 4)
    var rows: [ValueRow] = []
    rows.reserveCapacity(count)
    for _ in 0..<count {
      let area = try names.areas.index(at: try reader.unsigned())
      rows.append(ValueRow(cell: area, samples: 0, hidden: 0, sum: 0))
    }
    for place in rows.indices { rows[place].samples = try reader.int32() }
    for place in rows.indices { rows[place].hidden = try reader.int32() }
    for place in rows.indices { rows[place].sum = try reader.signed() }
    for row in rows {
      if row.cell >= 0, Int(row.cell) < names.layout.areas {
        extras.values.append(row)
      } else {
        skippedRows += 1
      }
    }
  }

  private mutating func readRatings(
    _ reader: inout StateReader, _ names: SectionNames, into extras: inout PaneRows
  ) throws(StateError) {
    let count = try reader.count(elementBytes: 4)
    var keys: [(service: Int32?, area: Int32?, category: Int32?)] = []
    keys.reserveCapacity(count)
    for _ in 0..<count { keys.append((try names.service(from: &reader), nil, nil)) }
    for place in keys.indices { keys[place].area = try names.area(from: &reader) }
    for place in keys.indices { keys[place].category = try names.category(from: &reader) }
    for key in keys {
      let count = try reader.int32()
      if let service = key.service, let area = key.area, let category = key.category,
        category >= 0
      {
        extras.ratings.append(
          RatingRow(service: service, area: area, category: category, count: count))
      } else {
        skippedRows += 1
      }
    }
  }

  /// A report whose area or category is not known here is one without them.
  private mutating func readReports(
    _ reader: inout StateReader, _ names: SectionNames, _ partition: Int32,
    into extras: inout PaneRows
  ) throws(StateError) {
    let count = try reader.count(elementBytes: 15)
    let first = extras.reports.count
    for _ in 0..<count {
      extras.reports.append(
        ReportRow(
          time: .distantPast, id: 0, offset: 0, area: -1, category: -1, domain: 0, merchant: 0))
    }
    let places = try readPlaces(&reader, count, partition)
    for (row, place) in places.enumerated() {
      extras.reports[first + row].time = place.time
      extras.reports[first + row].id = place.id
      extras.reports[first + row].offset = place.offset
      extras.reports[first + row].partition = place.partition
    }
    for row in first..<first + count {
      extras.reports[row].area = try names.area(from: &reader) ?? -1
    }
    for row in first..<first + count {
      extras.reports[row].category = try names.category(from: &reader) ?? -1
    }
    var labels: [(hash: UInt64, start: Int32, count: Int32)] = []
    for _ in 0..<(try reader.count(elementBytes: 9)) { labels.append((try reader.fixed64(), 0, 0)) }
    for label in labels.indices {
      let text = try reader.data()
      labels[label].start = Int32(extras.bytes.count)
      labels[label].count = Int32(text.count)
      extras.bytes += text
    }
    for row in first..<first + count {
      let label = try Self.label(&reader, labels)
      extras.reports[row].domain = label.hash
      extras.reports[row].domainStart = label.start
      extras.reports[row].domainCount = label.count
    }
    for row in first..<first + count {
      let label = try Self.label(&reader, labels)
      extras.reports[row].merchant = label.hash
      extras.reports[row].merchantStart = label.start
      extras.reports[row].merchantCount = label.count
    }
  }

  private mutating func readHits(
    _ reader: inout StateReader, _ names: SectionNames, _ partition: Int32,
    into extras: inout PaneRows
  ) throws(StateError) {
    let count = try reader.count(elementBytes: 21)
    let first = extras.hits.count
    for place in try readPlaces(&reader, count, partition) {
      var row = HitRow(
        time: place.time, entry: 0, id: place.id, offset: place.offset, area: -1,
        isToVerify: false)
      row.partition = place.partition
      extras.hits.append(row)
    }
    for row in first..<first + count { extras.hits[row].entry = try reader.fixed64() }
    // A hit is not lost for its area.
    for row in first..<first + count {
      extras.hits[row].area = try names.area(from: &reader) ?? -1
    }
    for row in first..<first + count { extras.hits[row].isToVerify = try reader.flag() }
  }

  private func readPlaces(
    _ reader: inout StateReader, _ count: Int, _ partition: Int32
  ) throws(StateError) -> [(time: Instant, id: UInt64, offset: Int64, partition: Int32)] {
    var rows: [(time: Instant, id: UInt64, offset: Int64, partition: Int32)] = []
    rows.reserveCapacity(count)
    var before: Int64 = 0
    for _ in 0..<count {
      before &+= try reader.signed()
      rows.append((Instant(microseconds: before), 0, 0, 0))
    }
    for row in rows.indices { rows[row].id = try reader.fixed64() }
    before = 0
    for row in rows.indices {
      before &+= try reader.signed()
      rows[row].offset = before
    }
    for row in rows.indices {
      let number = Int64(partition) + Int64(try reader.int32())
      guard let narrow = Int32(exactly: number) else { throw .damaged("partition \(number)") }
      rows[row].partition = narrow
    }
    return rows
  }

  private static func label(
    _ reader: inout StateReader, _ labels: [(hash: UInt64, start: Int32, count: Int32)]
  ) throws(StateError) -> (hash: UInt64, start: Int32, count: Int32) {
    let place = try reader.unsigned()
    guard place > 0 else { return (0, 0, 0) }
    guard place <= UInt64(labels.count) else { throw .damaged("label \(place)") }
    return labels[Int(place) - 1]
  }
}
