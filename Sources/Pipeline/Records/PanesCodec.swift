package import Detection
package import EventTime

/// Writes and reads the records of `vigie.panes`.
///
/// A body begins with the source's name and the names of the dimensions, areas and terms that it
/// uses; the rest is columns of numbers into these tables, so that writer and reader may run under
/// different configurations. A name that the reader does not know is counted and its rows are
/// skipped; so are last columns that a later version adds. The same message gives the same bytes.
package struct PanesCodec: ~Copyable {
  /// What a body may grow to, unpacked: beyond it the message goes on in another record.
  package static let maxBodyBytes = 512 << 10

  /// Version 2 has sections behind the columns: posts, values, ratings, reports and hits.
  static let panes = RecordKind(id: 1, version: 2, name: "pane sums")
  static let roster = RecordKind(id: 8, version: 1, name: "roster")
  static let feedback = RecordKind(id: 128, version: 1, name: "feedback")
  static let exercise = RecordKind(id: 129, version: 1, name: "exercise")
  static let kinds = [panes, roster, feedback, exercise]

  /// Names that the reader did not know, each counted once a record.
  package private(set) var unknownNamesTotal: Int64 = 0
  /// Rows that were skipped: of unknown names, or of series that the configuration does not list.
  package private(set) var skippedRowsTotal: Int64 = 0
  /// Records of kinds that the reader did not know and may skip.
  package private(set) var skippedRecordsTotal: Int64 = 0
  /// Records with columns behind the last one known.
  package private(set) var unknownColumnsTotal: Int64 = 0
  /// Sections of unknown kinds, or with columns behind the last one known.
  package private(set) var unknownSectionsTotal: Int64 = 0

  private let names: [SourceNames]
  /// The sources, and the groups of sources behind them.
  private let streams: [SourceNames]
  private let layouts: [SeriesLayout]
  private let maxBodyBytes: Int
  private let paneLength: PaneLength
  /// By source.
  private var posts: [PostsSection]
  private let sources: NameIndex
  private let dimensionsByName: [NameIndex]
  private let areasByCode: [NameIndex]
  private let termsByText: [NameIndex]
  private let servicesByName: [NameIndex]

  private var frame = RecordFrame()
  private var plan = SumsPlan()
  private var columns = SumsWriter()
  private var decoded = SumsReader()
  private var writer = StateWriter()
  private var record: [UInt8] = []
  private var body: [UInt8] = []

  /// - Parameters:
  ///   - names: by source index of this configuration.
  ///   - layouts: likewise; sums of a series that its layout does not list are skipped.
  package init(
    names: [SourceNames], layouts: [SeriesLayout], paneLength: PaneLength = .standard,
    maxBodyBytes: Int = PanesCodec.maxBodyBytes, streams: [SourceNames]? = nil
  ) {
    precondition(names.count == layouts.count)
    self.names = names
    self.streams = streams ?? names
    self.layouts = layouts
    self.maxBodyBytes = maxBodyBytes
    self.paneLength = paneLength
    posts = names.map { PostsSection(names: $0) }
    sources = NameIndex(names.map(\.source))
    dimensionsByName = names.map { NameIndex($0.dimensions) }
    areasByCode = names.map { NameIndex($0.areas) }
    termsByText = names.map { NameIndex($0.terms) }
    servicesByName = names.map { NameIndex($0.services) }
  }

  /// Hands over the message's records in order, as a rule one; the bytes are good within `emit`.
  package mutating func encode<Failure: Error>(
    _ message: PanesMessage, _ emit: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    switch message {
    case .panes(let source, let panes):
      try encode(
        source: source, sums: panes.sums, announcement: panes.announcement, emit)
    case .roster(let source, let partitions):
      writer.removeAll()
      writer.text(names[Int(source)].source)
      writer.count(partitions.count)
      for partition in partitions { writer.signed(Int64(partition)) }
      try seal(Self.roster, emit)
    case .feedback(let note):
      writer.removeAll()
      note.save(into: &writer, streams: streams)
      try seal(Self.feedback, emit)
    case .exercise(let source, let note):
      writer.removeAll()
      writer.text(names[Int(source)].source)
      note.save(into: &writer)
      try seal(Self.exercise, emit)
    }
  }

  /// As `encode` of a `panes` message.
  ///
  /// Sums beyond `maxBodyBytes` go on in further records, by whole panes; a pane that is larger
  /// alone is cut between its rows, into sums of the same pane, which DETECT adds up to the same.
  /// The announcement stands in the last record.
  package mutating func encode<Failure: Error>(
    source: Int32, sums: [PaneSums], announcement: Announcement?,
    _ emit: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    plan.cut(sums, maxBytes: maxBodyBytes)
    for index in 0..<plan.recordCount {
      columns.write(
        sums, plan.segments(ofRecord: index), names[Int(source)], posts: &posts[Int(source)],
        paneLength: paneLength)
      writer.removeAll()
      writer.text(names[Int(source)].source)
      columns.saveNames(names[Int(source)], into: &writer)
      let isLast = index == plan.recordCount - 1
      writer.flag(isLast && announcement != nil)
      if isLast, let announcement { announcement.save(into: &writer) }
      writer.raw(columns.bytes)
      try seal(Self.panes, emit)
    }
  }

  /// Nil: a record to be left aside, counted by its reason: an unknown source or an optional kind.
  package mutating func decode(
    _ record: UnsafeRawBufferPointer
  ) throws(StateError) -> PanesMessage? {
    guard let kind = try frame.open(record, kinds: Self.kinds, into: &body) else {
      skippedRecordsTotal += 1
      return nil
    }
    var reader = StateReader(body)
    if kind.id == Self.feedback.id { return try decodeFeedback(from: &reader) }
    let nameRange = try reader.range()
    let found = body.withUnsafeBytes {
      sources.index(of: UnsafeRawBufferPointer(rebasing: $0[nameRange]))
    }
    guard let source = found else {
      unknownNamesTotal += 1
      return nil
    }
    let message: PanesMessage
    switch kind.id {
    case Self.panes.id:
      message = try decodePanes(of: source, version: kind.version, from: &reader)
    case Self.roster.id:
      var partitions: [Int32] = []
      for _ in 0..<(try reader.count()) { partitions.append(try reader.int32()) }
      message = .roster(source: source, partitions: partitions)
    default:
      message = .exercise(source: source, try ExerciseNote(from: &reader))
    }
    if !reader.isAtEnd { unknownColumnsTotal += 1 }
    return message
  }

  private mutating func decodeFeedback(
    from reader: inout StateReader
  ) throws(StateError) -> PanesMessage? {
    let note = try FeedbackNote.read(from: &reader, streams: streams)
    if note == nil { unknownNamesTotal += 1 }
    if !reader.isAtEnd { unknownColumnsTotal += 1 }
    return note.map { .feedback($0) }
  }

  private mutating func decodePanes(
    of source: Int32, version: UInt8, from reader: inout StateReader
  ) throws(StateError) -> PanesMessage {
    let place = Int(source)
    try decoded.loadNames(
      from: &reader, of: body, version: version, dimensions: dimensionsByName[place],
      areas: areasByCode[place], terms: termsByText[place], services: servicesByName[place])
    unknownNamesTotal += decoded.unknownNames
    let announcement = try reader.flag() ? try Announcement(from: &reader) : nil
    let sums = try decoded.read(
      from: &reader, of: body, version: version, layout: layouts[place], source: source,
      paneLength: paneLength, posts: &posts[place])
    skippedRowsTotal += decoded.skippedRows
    unknownSectionsTotal += decoded.unknownSections
    return .panes(source: source, PanesRecord(sums: sums, announcement: announcement))
  }

  private mutating func seal<Failure: Error>(
    _ kind: RecordKind, _ emit: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    frame.seal(writer.bytes, kind: kind, into: &record)
    try record.withUnsafeBufferPointer { (bytes) throws(Failure) in
      try emit(UnsafeRawBufferPointer(bytes))
    }
  }
}

extension Announcement {
  func save(into writer: inout StateWriter) {
    writer.signed(Int64(partition))
    writer.instant(frontier)
    writer.pane(openPane)
    writer.signed(lastAccepted.microseconds &- frontier.microseconds)
    writer.signed(lastArrival.microseconds &- frontier.microseconds)
    writer.signed(counts.seen)
    writer.signed(counts.accepted)
    writer.signed(counts.filtered)
    writer.signed(counts.duplicates)
    writer.signed(counts.retractions)
    writer.signed(counts.rejected)
    writer.signed(counts.late)
    writer.flag(ended)
  }

  init(from reader: inout StateReader) throws(StateError) {
    let partition = try reader.int32()
    let frontier = try reader.instant()
    let openPane = try reader.pane()
    let lastAccepted = Instant(microseconds: frontier.microseconds &+ (try reader.signed()))
    let lastArrival = Instant(microseconds: frontier.microseconds &+ (try reader.signed()))
    var counts = PartitionCounts()
    counts.seen = try reader.signed()
    counts.accepted = try reader.signed()
    counts.filtered = try reader.signed()
    counts.duplicates = try reader.signed()
    counts.retractions = try reader.signed()
    counts.rejected = try reader.signed()
    counts.late = try reader.signed()
    self.init(
      partition: partition, frontier: frontier, openPane: openPane, lastAccepted: lastAccepted,
      lastArrival: lastArrival, counts: counts, ended: try reader.flag())
  }
}

extension ExerciseNote {
  func save(into writer: inout StateWriter) {
    writer.text(id)
    writer.instant(sent)
    writer.instant(observed)
    writer.flag(detected != nil)
    if let detected { writer.instant(detected) }
  }

  init(from reader: inout StateReader) throws(StateError) {
    let id = try reader.text()
    let sent = try reader.instant()
    let observed = try reader.instant()
    let detected = try reader.flag() ? try reader.instant() : nil
    self.init(id: id, sent: sent, observed: observed, detected: detected)
  }
}
