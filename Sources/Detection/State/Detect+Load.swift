internal import EventTime

extension Detect {
  /// Takes in what `save` wrote; the machine must be fresh, of the present configuration.
  ///
  /// Dimensions, areas and terms go by name: they may have other indexes now. What is gone is left
  /// out and reported, what is new starts as new, and thresholds are the present ones. Without any
  /// cell of the source it stays as it is, and the report says so.
  ///
  /// After an error it must not be used.
  package mutating func load(
    _ cells: StateCells, names: SourceNames
  ) throws(StateError) -> LoadReport {
    precondition(nextPane == nil && pending.isEmpty, "loaded into a machine that was in use")
    var report = LoadReport()
    let source = names.source
    guard cells["\(source)/head"] != nil else {
      if let torn = cells.cells.keys.filter({ $0.hasPrefix("\(source)/") }).min() {
        throw .damaged("cell \(source)/head is missing, and \(torn) is there")
      }
      report.isNew = true
      return report
    }
    let head = try cells.read("\(source)/head", as: .sourceHead) { (reader) throws(StateError) in
      try loadHead(&reader)
    }
    let saved = try cells.read("\(source)/names", as: .sourceNames) {
      (reader) throws(StateError) in
      try SavedNames(from: &reader, present: names)
    }
    report.droppedTerms = saved.goneTerms
    var gone = GoneNames()
    try volume.value.load(
      "\(source)/volume", cells, names: saved, layout: layout, gone: &gone, report: &report)
    guard volume.value.boundary == nextPane?.index else {
      throw .damaged("volume and its source are not at one pane")
    }
    try loadEvidence(source, head.evidence, cells, saved, &gone)
    try cells.read("\(source)/episodes", as: .episodes) { (reader) throws(StateError) in
      try loadEpisodes(&reader, saved, &gone)
    }
    for place in 0..<head.pending {
      try cells.read("\(source)/pending/\(place)", as: .pending) { (reader) throws(StateError) in
        try loadPending(&reader, saved, &gone, &report)
      }
    }
    try checkPending()
    // Their numbers are indexes: with other names they mean nothing any more.
    if saved.isPresent(names) {
      try others.load("\(source)/others", cells)
    } else {
      report.droppedOthers = true
    }
    report.droppedDimensions = gone.dimensions.sorted()
    report.droppedAreas = gone.areas.sorted()
    return report
  }

  private mutating func loadHead(
    _ reader: inout StateReader
  ) throws(StateError) -> (evidence: Int, pending: Int) {
    let length = try reader.signed()
    guard length == paneLength.microseconds else {
      throw .incompatible(
        "the state has panes of \(length / 1_000_000) s, and the configuration has "
          + "\(paneLength.seconds) s")
    }
    nextPane = try reader.optionalPane("the next pane")
    joinedLateTotal = try reader.integer(in: StateLimits.totals, "sums that joined late")
    for _ in 0..<(try reader.count()) {
      let partition = try reader.int32()
      if let last = roster.last, partition <= last.partition {
        throw .damaged("partition \(partition) is out of order")
      }
      roster.append(
        RosterEntry(
          partition: partition,
          openPane: try reader.optionalPane("an open pane") ?? Pane(index: .min),
          anchored: try reader.flag(), ended: try reader.flag()))
    }
    return (
      try reader.index(below: 1 << 24, "evidences"), try reader.index(below: 1 << 24, "sums")
    )
  }

  private mutating func loadEvidence(
    _ source: String, _ total: Int, _ cells: StateCells, _ saved: SavedNames,
    _ gone: inout GoneNames
  ) throws(StateError) {
    let present = nextPane.map { evidenceSlot(of: $0) }
    var left = total
    for chunk in 0..<(total + Self.evidencePerCell - 1) / Self.evidencePerCell {
      let count = min(Self.evidencePerCell, left)
      try cells.read("\(source)/evidence/\(chunk)", as: .evidence) { (reader) throws(StateError) in
        for _ in 0..<count {
          let key = try saved.key(from: &reader, layout: layout, gone: &gone)
          let known = try SeriesEvidence(from: &reader) { saved.term($0) }
          try known.check(slot: present)
          guard let key else { continue }
          let slot = slot(dimension: key.dimension, area: key.area)
          guard evidenceOf[slot] < 0 else { throw .damaged("evidence that is there twice") }
          evidenceOf[slot] = Int32(evidence.count)
          evidence.append(known)
        }
      }
      left -= count
    }
  }

  private mutating func loadEpisodes(
    _ reader: inout StateReader, _ saved: SavedNames, _ gone: inout GoneNames
  ) throws(StateError) {
    for _ in 0..<(try reader.count()) {
      let key = try saved.key(from: &reader, layout: layout, gone: &gone)
      let count = try reader.count(elementBytes: 8)
      guard count <= EpisodeTexts.limit else { throw .damaged("\(count) texts of an episode") }
      let tokens = try reader.texts(count)
      guard let key else { continue }
      var episode = EpisodeTexts(slot: slot(dimension: key.dimension, area: key.area))
      guard !episodes.contains(where: { $0.slot == episode.slot }) else {
        throw .damaged("an episode that is there twice")
      }
      episode.add(tokens[...])
      episodes.append(episode)
    }
  }

  /// Sums go through the accumulator: it puts the rows in the order of their present keys.
  private mutating func loadPending(
    _ reader: inout StateReader, _ saved: SavedNames, _ gone: inout GoneNames,
    _ report: inout LoadReport
  ) throws(StateError) {
    let sums = try PaneSums.load(
      &reader, names: saved, layout: layout, gone: &gone, droppedRows: &report.droppedRows)
    guard sums.weight <= StateLimits.paneCount else { throw .damaged("a pane of too many") }
    var ordered = PaneSums()
    ordered.partition = sums.partition
    ordered.pane = sums.pane
    accumulator.merge(sums)
    accumulator.write(into: &ordered)
    accumulator.removeAll()
    ordered.events = sums.events
    ordered.posts = sums.posts
    for place in ordered.posts.rows.indices { ordered.posts.rows[place].source = source }
    pending.append(ordered)
  }

  private func checkPending() throws(StateError) {
    var weight: Int64 = 0
    for (place, sums) in pending.enumerated() {
      if let nextPane, sums.pane < nextPane { throw .damaged("sums of a pane that is stepped") }
      let isFirst = place == 0 || pending[place - 1].pane < sums.pane
      if !isFirst, pending[place - 1].pane > sums.pane { throw .damaged("panes out of order") }
      weight = (isFirst ? 0 : weight) + sums.weight
      guard weight <= StateLimits.paneCount else { throw .damaged("a pane of too many") }
    }
  }

  /// Stops if the state is not what every step leaves it as. O(state); for tests.
  package func checkInvariants() {
    volume.value.checkInvariants()
    precondition(volume.value.boundary == nextPane?.index, "volume stands at the next pane")
    precondition(Set(roster.map(\.partition)).count == roster.count)
    precondition(evidenceOf.count { $0 >= 0 } == evidence.count)
    precondition(Set(evidenceOf.filter { $0 >= 0 }).count == evidence.count)
    precondition(Set(episodes.map(\.slot)).count == episodes.count)
    for (sums, after) in zip(pending, pending.dropFirst()) {
      precondition(sums.pane <= after.pane, "sums wait in the order of their panes")
    }
    if let nextPane, let first = pending.first { precondition(first.pane >= nextPane) }
  }
}

extension SeriesEvidence {
  /// Holds what was read to what later steps can bear: `slot` is the present half hour.
  func check(slot: Int64?) throws(StateError) {
    for place in 0..<Self.terms where termCounts[place] >= 1 << 30 {
      throw .damaged("a term that was counted \(termCounts[place]) times")
    }
    guard halvedAt != .min else { return }
    guard let slot, StateLimits.panes.contains(halvedAt), halvedAt <= slot else {
      throw .damaged("evidence of a time to come")
    }
  }
}
