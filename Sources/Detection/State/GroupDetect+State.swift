internal import EventTime

extension GroupDetect {
  /// Writes everything that a later step depends on, into cells under the group's name: `head`,
  /// `pending/N` and those of its detectors.
  ///
  /// - Parameters:
  ///   - names: of the group.
  ///   - sources: by stream.
  package func save(names: SourceNames, sources: [SourceNames], into cells: inout StateCells) {
    cells.write("\(names.source)/head", as: .groupHead) { writer in
      writer.signed(paneLength.microseconds)
      writer.fixed64(Self.digest(names))
      writer.optionalPane(nextPane)
      writer.count(members.count)
      for member in members {
        writer.text(sources[Int(member.source)].source)
        writer.flag(member.isHeard)
        writer.flag(member.isEnded)
        writer.optionalPane(member.steppedBefore)
      }
      writer.count(pending.count)
    }
    for (place, pane) in pending.enumerated() {
      cells.write("\(names.source)/pending/\(place)", as: .groupPending) { writer in
        writer.text(sources[Int(pane.source)].source)
        pane.save(into: &writer)
      }
    }
    detectors.save(names.source, into: &cells)
  }

  /// Takes in what `save` wrote; the machine must be fresh, of the present configuration.
  ///
  /// The state of a group whose areas, themes or sources are others now means nothing any more: it is
  /// dropped, and named in the report.
  package mutating func load(
    _ cells: StateCells, names: SourceNames, sources: [SourceNames]
  ) throws(StateError) -> LoadReport {
    var report = LoadReport()
    let head = "\(names.source)/head"
    guard cells[head] != nil else {
      report.isNew = true
      return report
    }
    var waiting = 0
    let isKnown = try cells.read(head, as: .groupHead) { (reader) throws(StateError) in
      try loadHead(&reader, names, sources, &waiting)
    }
    guard isKnown else {
      report.droppedOthers = true
      return report
    }
    for place in 0..<waiting {
      try cells.read("\(names.source)/pending/\(place)", as: .groupPending) {
        (reader) throws(StateError) in
        let name = try reader.text()
        guard let source = sources.firstIndex(where: { $0.source == name }) else {
          throw .damaged("a pane of \(name)")
        }
        pending.append(try SourcePane(source: Int32(source), from: &reader))
      }
    }
    for (pane, after) in zip(pending, pending.dropFirst())
    where (after.pane, after.source) < (pane.pane, pane.source) {
      throw .damaged("panes out of order")
    }
    try detectors.load(names.source, cells)
    return report
  }

  /// False where the group is another one now.
  private mutating func loadHead(
    _ reader: inout StateReader, _ names: SourceNames, _ sources: [SourceNames],
    _ waiting: inout Int
  ) throws(StateError) -> Bool {
    let length = try reader.signed()
    guard length == paneLength.microseconds else {
      throw .incompatible(
        "\(names.source) has panes of \(length / 1_000_000) s, and the configuration has "
          + "\(paneLength.seconds) s")
    }
    let digest = try reader.fixed64()
    let next = try reader.optionalPane("the next pane of a group")
    var saved: [Member] = []
    var isKnown = digest == Self.digest(names)
    for _ in 0..<(try reader.count(elementBytes: 4)) {
      let name = try reader.text()
      let isHeard = try reader.flag()
      let isEnded = try reader.flag()
      let before = try reader.optionalPane("the pane of a member")
      guard let member = members.first(where: { sources[Int($0.source)].source == name }) else {
        isKnown = false
        continue
      }
      saved.append(
        Member(source: member.source, isHeard: isHeard, isEnded: isEnded, steppedBefore: before))
    }
    waiting = try reader.index(below: 1 << 24, "panes that wait")
    guard isKnown, saved.count == members.count else { return false }
    members = saved.sorted { $0.source < $1.source }
    nextPane = next
    return true
  }

  /// Of what the numbers in the state mean.
  private static func digest(_ names: SourceNames) -> UInt64 {
    hash64((names.dimensions + ["/"] + names.areas).joined(separator: "\u{1F}"))
  }
}

extension SourcePane {
  fileprivate func save(into writer: inout StateWriter) {
    writer.pane(pane)
    posts.saveWhole(into: &writer)
    writer.count(values.count)
    for row in values {
      writer.signed(Int64(row.cell))
      writer.signed(Int64(row.samples))
      writer.signed(Int64(row.hidden))
      writer.signed(row.sum)
    }
    writer.count(retractions.count)
    for id in retractions { writer.fixed64(id) }
  }

  fileprivate init(source: Int32, from reader: inout StateReader) throws(StateError) {
    self.init(source: source, pane: try reader.plausiblePane("a pane of a group"))
    posts = try PostsBlock(whole: &reader)
    for _ in 0..<(try reader.count(elementBytes: 4)) {
      values.append(
        ValueRow(
          cell: try reader.int32(), samples: try reader.int32(), hidden: try reader.int32(),
          sum: try reader.signed()))
    }
    for _ in 0..<(try reader.count(elementBytes: 8)) { retractions.append(try reader.fixed64()) }
  }
}
