internal import EventTime

extension AlertStage {
  /// Writes the stage into the cells `alerts/head` and `alerts/slot/N`, one for each open alert.
  ///
  /// An alert keeps its slot from opening to close, so a change of one rewrites one cell. Everything
  /// goes by name.
  ///
  /// - Parameter names: by source.
  package func save(names: [SourceNames], into cells: inout StateCells) {
    cells.write("alerts/head", as: .alertsHead) { writer in
      writer.signed(configuration.paneLength.microseconds)
      writer.indexes(open.map(\.slot).sorted())
      let counts = openings.sorted { $0.source < $1.source }
      writer.count(counts.count)
      for opening in counts {
        writer.text(names[Int(opening.source)].source)
        writer.signed(opening.minute)
        writer.count(opening.count)
      }
    }
    saveSilences(into: &cells)
    saveSituations(names: names, into: &cells)
    actions.save(into: &cells)
    for alert in open {
      cells.write("alerts/slot/\(alert.slot)", as: .alert) { writer in
        writer.named { body, table in
          alert.save(into: &body, sources: names, names: &table)
        }
      }
    }
  }

  /// Takes in what `save` wrote; the stage must be fresh, of the present configuration.
  ///
  /// An alert whose series is gone, or not listed any more, is dropped and named in the report: its
  /// close must be told by the caller. After an error the stage must not be used.
  ///
  /// - Parameter isListed: whether a series of the present indexes is counted at all; asked of volume alone.
  package mutating func load(
    _ cells: StateCells, names: [SourceNames], isListed: (SeriesKey) -> Bool = { _ in true }
  ) throws(StateError) -> LoadReport {
    precondition(
      open.isEmpty && openings.isEmpty && silences.isEmpty, "loaded into a stage in use")
    var report = LoadReport()
    guard cells["alerts/head"] != nil else {
      if let torn = cells.cells.keys.filter({ $0.hasPrefix("alerts/") }).min() {
        throw .damaged("cell alerts/head is missing, and \(torn) is there")
      }
      report.isNew = true
      return report
    }
    let slots = try cells.read("alerts/head", as: .alertsHead) { (reader) throws(StateError) in
      try loadHead(&reader, names)
    }
    try loadSilences(cells)
    try loadSituations(cells, names: names)
    try actions.load(cells)
    var gone: Set<String> = []
    for slot in slots {
      try cells.read("alerts/slot/\(slot)", as: .alert) { (reader) throws(StateError) in
        let table = try NameTable.read(from: &reader)
        let subject = try Subject(from: &reader, table)
        guard let alert = try OpenAlert(slot: slot, from: &reader, sources: names, names: table),
          alert.change.key.detector != .volume || isListed(alert.change.key.series)
        else {
          report.droppedAlerts.append(subject.text)
          if !names.contains(where: { $0.source == subject.source }) {
            gone.insert(subject.source)
          }
          return
        }
        open.append(alert)
      }
    }
    open.sort { $0.change.key < $1.change.key }
    for (alert, after) in zip(open, open.dropFirst())
    where !(alert.change.key < after.change.key) {
      throw .damaged("an alert that is open twice")
    }
    report.droppedSources = gone.sorted()
    return report
  }

  /// The slots in use.
  private mutating func loadHead(
    _ reader: inout StateReader, _ names: [SourceNames]
  ) throws(StateError) -> [Int] {
    let length = try reader.signed()
    guard length == configuration.paneLength.microseconds else {
      throw .incompatible(
        "the alerts have panes of \(length / 1_000_000) s, and the configuration has "
          + "\(configuration.paneLength.seconds) s")
    }
    let slots = try reader.indexes(below: 1 << 24, "a slot")
    for _ in 0..<(try reader.count()) {
      let name = try reader.text()
      let minute = try reader.integer(in: StateLimits.panes, "a minute")
      let count = try reader.index(below: 1 << 40, "openings")
      guard let source = names.firstIndex(where: { $0.source == name }) else { continue }
      guard !openings.contains(where: { $0.source == Int32(source) }) else {
        throw .damaged("openings of \(name) are there twice")
      }
      openings.append(OpeningCount(source: Int32(source), minute: minute, count: count))
    }
    return slots
  }

  /// Stops if the state is not what every step leaves it as. O(open alerts²); for tests.
  package func checkInvariants() {
    precondition(Set(open.map(\.slot)).count == open.count, "a slot is one alert's")
    let unopened = open.map { alert in
      var key = alert.change.key
      key.openedAt = Pane(index: 0)
      return key
    }
    precondition(Set(unopened).count == open.count, "one alert for each thing it is about")
    for (alert, after) in zip(open, open.dropFirst()) {
      precondition(alert.change.key < after.change.key, "alerts stand in the order of their keys")
    }
    for alert in open { precondition(alert.change.key.isOpen(of: alert.change.finding)) }
  }
}

/// What an alert is about, readable also when its series is gone.
private struct Subject {
  let source: String
  let text: String

  init(from reader: inout StateReader, _ names: [String]) throws(StateError) {
    source = try NameTable.name(try reader.unsigned(), of: names)
    let dimension = try NameTable.name(try reader.unsigned(), of: names)
    let area = try NameTable.name(try reader.unsigned(), of: names)
    text = "\(source)/\(dimension)/\(area)"
  }
}

extension AlertStage.OpenAlert {
  fileprivate func save(
    into writer: inout StateWriter, sources: [SourceNames], names: inout NameTable
  ) {
    let series = change.key.series
    let source = sources[Int(series.source)]
    writer.unsigned(names.index(of: source.source))
    writer.unsigned(names.index(of: source.dimensions[Int(series.dimension)]))
    writer.unsigned(
      names.index(of: series.area < 0 ? "territory" : source.areas[Int(series.area)]))
    change.save(into: &writer, sources: sources, names: &names)
    writer.double(reportedPeak)
    writer.pane(reportedAt)
    writer.flag(isQuiet)
    writer.flag(isOver)
  }

  fileprivate init?(
    slot: Int, from reader: inout StateReader, sources: [SourceNames], names: [String]
  ) throws(StateError) {
    let change = try AlertChange.read(from: &reader, sources: sources, names: names)
    let reportedPeak = try reader.double(in: StateLimits.scores, "a peak")
    let reportedAt = try reader.plausiblePane("the pane of a report")
    let isQuiet = try reader.flag()
    let isOver = try reader.flag()
    guard let change else { return nil }
    self.init(
      slot: slot, change: change, reportedPeak: reportedPeak, reportedAt: reportedAt,
      isQuiet: isQuiet, isOver: isOver)
  }
}

extension StateWriter {
  /// A body that uses names, after the table of those it used.
  mutating func named(_ body: (inout StateWriter, inout NameTable) -> Void) {
    var table = NameTable()
    var rest = StateWriter()
    body(&rest, &table)
    table.save(into: &self)
    raw(rest.bytes)
  }
}
