internal import EventTime

extension AlertStage {
  /// Writes what situations are made of into the cells `situations/head` (with the thresholds),
  /// `situations/signs`, `situations/places` and `situations/waiting`.
  func saveSituations(names: [SourceNames], into cells: inout StateCells) {
    guard let situations else { return }
    cells.write("situations/head", as: .situations) { writer in
      writer.optionalPane(situations.nextPane)
      for total in [situations.panesToLearn, situations.evictedTotal, situations.refusedTotal] {
        writer.signed(total)
      }
      writer.signed(lateSignsTotal)
      situations.first.save(into: &writer)
      situations.second.save(into: &writer)
    }
    cells.write("situations/signs", as: .situations) { writer in
      writer.named { $0.save(situations.signs, names, &$1) }
    }
    cells.write("situations/places", as: .situations) { writer in
      writer.named { body, table in
        body.count(situations.places.count)
        for place in situations.places { place.save(into: &body, names, &table) }
      }
    }
    cells.write("situations/waiting", as: .situations) { writer in
      writer.named { body, table in
        body.count(waiting.count)
        for held in waiting {
          body.pane(held.pane)
          body.save(held.signs, names, &table)
        }
      }
    }
  }

  mutating func loadSituations(
    _ cells: StateCells, names: [SourceNames]
  ) throws(StateError) {
    guard var loaded = situations, cells["situations/head"] != nil else { return }
    var late: Int64 = 0
    try cells.read("situations/head", as: .situations) { (reader) throws(StateError) in
      loaded.nextPane = try reader.optionalPane("a frontier")
      loaded.panesToLearn = try reader.integer(in: StateLimits.totals, "panes")
      loaded.evictedTotal = try reader.integer(in: StateLimits.totals, "signs")
      loaded.refusedTotal = try reader.integer(in: StateLimits.totals, "situations")
      late = try reader.integer(in: StateLimits.totals, "signs")
      try loaded.first.load(&reader)
      try loaded.second.load(&reader)
      guard loaded.first.seriesCount == 1, loaded.second.seriesCount == 1 else {
        throw .damaged("thresholds of more than one series")
      }
    }
    loaded.signs = try cells.read("situations/signs", as: .situations) {
      (reader) throws(StateError) in
      let table = try NameTable.read(from: &reader)
      let signs = try reader.signs(names, table).sorted { $0.key.stands(before: $1.key) }
      guard zip(signs, signs.dropFirst()).allSatisfy({ !$0.isOf($1.key) }) else {
        throw .damaged("a sign that is there twice")
      }
      return signs
    }
    loaded.places = try cells.read("situations/places", as: .situations) {
      (reader) throws(StateError) in
      let table = try NameTable.read(from: &reader)
      var places: [SituationDetector.Place] = []
      for _ in 0..<(try reader.count(elementBytes: 40)) {
        if let place = try SituationDetector.Place(from: &reader, names, table) {
          places.append(place)
        }
      }
      guard Set(places.map(\.area)).count == places.count else {
        throw .damaged("a place that is there twice")
      }
      return places.sorted { $0.area < $1.area }
    }
    waiting = try cells.read("situations/waiting", as: .situations) {
      (reader) throws(StateError) in
      let table = try NameTable.read(from: &reader)
      var waiting: [WaitingSigns] = []
      for _ in 0..<(try reader.count()) {
        let pane = try reader.plausiblePane("a pane")
        guard pane > waiting.last?.pane ?? Pane(index: .min), pane >= loaded.nextPane ?? pane
        else { throw .damaged("signs out of order") }
        waiting.append(WaitingSigns(pane: pane, signs: try reader.signs(names, table)))
      }
      return waiting
    }
    lateSignsTotal = late
    situations = loaded
  }
}

extension SituationDetector.Place {
  fileprivate func save(
    into writer: inout StateWriter, _ names: [SourceNames], _ table: inout NameTable
  ) {
    // The areas are those of every source.
    writer.unsigned(area < 0 ? 0 : table.index(of: names[0].areas[Int(area)]) + 1)
    first.save(into: &writer)
    second.save(into: &writer)
    writer.flag(open != nil)
    guard let open else { return }
    writer.unsigned(table.index(of: names[Int(open.source)].source))
    writer.pane(open.openedAt)
    writer.pane(open.since)
    writer.double(open.peak)
    writer.double(open.threshold)
    writer.count(open.members)
  }

  /// Nil: its area, or the stream that its alert stands in, is gone.
  fileprivate init?(
    from reader: inout StateReader, _ names: [SourceNames], _ table: [String]
  ) throws(StateError) {
    let index = try reader.unsigned()
    let code = index == 0 ? nil : try NameTable.name(index - 1, of: table)
    let first = try EpisodeTracker(from: &reader)
    let second = try EpisodeTracker(from: &reader)
    var open: Open?
    var isGone = false
    if try reader.flag() {
      let name = try NameTable.name(try reader.unsigned(), of: table)
      let source = names.firstIndex { $0.source == name }
      isGone = source == nil
      open = Open(
        source: Int32(source ?? 0), openedAt: try reader.plausiblePane("an opening"),
        since: try reader.plausiblePane("a beginning"),
        peak: try reader.double(in: StateLimits.scores, "a peak"),
        threshold: try reader.double(in: StateLimits.scores, "a threshold"),
        members: try reader.index(below: 1 << 32, "members"))
    }
    guard !isGone, let area = code.map({ names.first?.area(coded: $0) }) ?? -1 else { return nil }
    self.init(area: area, first: first, second: second, open: open)
  }
}

extension StateWriter {
  fileprivate mutating func save(
    _ signs: [SituationSign], _ names: [SourceNames], _ table: inout NameTable
  ) {
    count(signs.count)
    for sign in signs {
      sign.key.save(into: &self, sources: names, names: &table)
      flag(sign.isAlert)
      text(sign.label)
      count(sign.severity)
      double(sign.score)
      pane(sign.pane)
      count(sign.terms.count)
      for term in sign.terms { fixed64(term) }
      flag(sign.isTold)
    }
  }
}

extension StateReader {
  /// Signs of series that are gone are left out.
  fileprivate mutating func signs(
    _ names: [SourceNames], _ table: [String]
  ) throws(StateError) -> [SituationSign] {
    var signs: [SituationSign] = []
    for _ in 0..<(try count(elementBytes: 20)) {
      let key = try AlertKey.read(from: &self, sources: names, names: table)
      let isAlert = try flag()
      let label = try text()
      let severity = try index(below: 5, "a severity")
      let score = try double(in: StateLimits.scores, "a score")
      let pane = try plausiblePane("a pane")
      var terms: [UInt64] = []
      for _ in 0..<(try count(elementBytes: 8)) { terms.append(try fixed64()) }
      let isTold = try flag()
      guard let key else { continue }
      signs.append(
        SituationSign(
          key: key, isAlert: isAlert, label: label, severity: severity, score: score, pane: pane,
          terms: terms, isTold: isTold))
    }
    return signs
  }
}
