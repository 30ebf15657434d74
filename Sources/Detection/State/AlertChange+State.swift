internal import Alerts
internal import EventTime

extension AlertChange {
  func save(into writer: inout StateWriter, sources: [SourceNames], names: inout NameTable) {
    finding.save(into: &writer, sources: sources, names: &names)
    let terms = sources[Int(key.series.source)].terms
    evidence.save(into: &writer) { names.index(of: terms[Int($0)]) }
    writer.pane(key.openedAt)
    writer.pane(pane)
    writer.unsigned(names.index(of: state.rawValue))
    writer.unsigned(names.index(of: mode.rawValue))
    writer.count(severity)
    writer.flag(isAnnouncement)
    switch suppression {
    case nil: writer.byte(0)
    case .floodGuard: writer.byte(1)
    case .silenced(let id):
      writer.byte(3)
      writer.text(id)
    case .sameFamily(let leader):
      // Of one family are those of one detector, kind, item, source and dimension.
      writer.byte(2)
      let areas = sources[Int(leader.series.source)].areas
      let area = leader.series.area
      writer.unsigned(area < 0 ? 0 : names.index(of: areas[Int(area)]) + 1)
      writer.pane(leader.openedAt)
    }
    writer.text(label)
    writer.optionalText(handling.acknowledgedBy)
    writer.optionalText(handling.transferredTo)
    writer.count(members.count)
    for member in members { writer.text(member) }
  }

  /// Reads what `save` wrote; nil when this configuration does not know the series.
  static func read(
    from reader: inout StateReader, sources: [SourceNames], names: [String]
  ) throws(StateError) -> AlertChange? {
    let finding = try Finding.read(from: &reader, sources: sources, names: names)
    try finding?.check()
    let source = finding.map { sources[Int($0.series.source)] }
    let evidence = try SeriesEvidence(from: &reader) { index in
      index < UInt64(names.count) ? source?.term(names[Int(index)]) : nil
    }
    let openedAt = try reader.plausiblePane("the pane of an opening")
    let pane = try reader.plausiblePane("the pane of a change")
    let stateName = try NameTable.name(try reader.unsigned(), of: names)
    let modeName = try NameTable.name(try reader.unsigned(), of: names)
    guard let state = AlertEvent.State(rawValue: stateName) else {
      throw .damaged("state \(stateName)")
    }
    guard let mode = AlertEvent.Mode(rawValue: modeName) else {
      throw .damaged("mode \(modeName)")
    }
    let severity = try reader.index(below: 5, "severity")
    guard severity > 0 else { throw .damaged("severity 0") }
    let isAnnouncement = try reader.flag()
    let suppression = try readSuppression(&reader, of: finding, source, names)
    let label = try reader.text()
    var handling = AlertEvent.Handling()
    handling.acknowledgedBy = try reader.optionalText()
    handling.transferredTo = try reader.optionalText()
    var members: [String] = []
    for _ in 0..<(try reader.count()) { members.append(try reader.text()) }
    guard let finding else { return nil }
    var change = AlertChange(
      key: AlertKey(
        detector: finding.detector, kind: finding.kind, series: finding.series,
        item: finding.item, openedAt: openedAt),
      state: state, pane: pane, severity: severity, finding: finding, evidence: evidence,
      mode: mode, suppression: suppression, isAnnouncement: isAnnouncement)
    change.label = label
    change.handling = handling
    change.members = members
    return change
  }

  private static func readSuppression(
    _ reader: inout StateReader, of finding: Finding?, _ source: SourceNames?, _ names: [String]
  ) throws(StateError) -> Suppression? {
    switch try reader.byte() {
    case 0: return nil
    case 1: return .floodGuard
    case 3: return .silenced(by: try reader.text())
    case 2:
      let index = try reader.unsigned()
      let code = index == 0 ? nil : try NameTable.name(index - 1, of: names)
      let openedAt = try reader.plausiblePane("the pane of an opening")
      guard let finding, let source else { return nil }
      // A leader whose area is gone stands as the whole territory, until the alert is judged anew.
      var series = finding.series
      series.area = code.flatMap { source.area(coded: $0) } ?? -1
      return .sameFamily(
        AlertKey(
          detector: finding.detector, kind: finding.kind, series: series, item: finding.item,
          openedAt: openedAt))
    case let other: throw .damaged("suppression \(other)")
    }
  }
}

extension Finding {
  /// Holds what was read to what later steps can bear.
  func check() throws(StateError) {
    for pane in [pane, since, openedAt] where !StateLimits.panes.contains(pane.index) {
      throw .damaged("a finding of pane \(pane.index)")
    }
    for value in [score, peak, threshold, expected, falseAlarmsPerWeek]
    where !(0...1e18).contains(value) {
      throw .damaged("a finding's \(value)")
    }
    for count in [observed, episodeCount, episodeTexts] where !StateLimits.totals.contains(count) {
      throw .damaged("a finding that counts \(count)")
    }
    guard windowMinutes >= 0, distinctAuthors >= -1 else {
      throw .damaged("a finding over \(windowMinutes) min of \(distinctAuthors) authors")
    }
  }
}
