internal import EventTime

extension Finding {
  /// Writes the finding whole; its source, series, detector and kind go by name into `names`. `sources` is
  /// by source index.
  package func save(
    into writer: inout StateWriter, sources: [SourceNames], names: inout NameTable
  ) {
    let source = sources[Int(series.source)]
    writer.unsigned(names.index(of: detector.rawValue))
    writer.unsigned(names.index(of: source.source))
    writer.unsigned(names.index(of: source.dimensions[Int(series.dimension)]))
    // 0 is the whole territory.
    writer.unsigned(
      series.area < 0 ? 0 : names.index(of: source.areas[Int(series.area)]) + 1)
    writer.pane(pane)
    writer.byte(phase.rawValue)
    for value in [score, peak, threshold, expected, falseAlarmsPerWeek] { writer.double(value) }
    writer.signed(Int64(windowMinutes))
    writer.signed(observed)
    writer.signed(Int64(distinctAuthors))
    writer.signed(episodeCount)
    writer.signed(episodeTexts)
    writer.signed(pane.index &- since.index)
    writer.signed(pane.index &- openedAt.index)
    writer.unsigned(names.index(of: kind.rawValue))
    writer.fixed64(item)
    writer.flag(details != nil)
    details?.save(into: &writer, areas: source.areas, sources: sources, names: &names)
  }

  /// Reads what `save` wrote, with the names of its table. Nil: this configuration does not know its
  /// source, its series or its detector; it was read whole all the same.
  package static func read(
    from reader: inout StateReader, sources: [SourceNames], names: [String]
  ) throws(StateError) -> Finding? {
    let detector = DetectorKind(
      rawValue: try NameTable.name(try reader.unsigned(), of: names))
    let sourceName = try NameTable.name(try reader.unsigned(), of: names)
    let dimensionName = try NameTable.name(try reader.unsigned(), of: names)
    let areaIndex = try reader.unsigned()
    let areaCode = areaIndex == 0 ? nil : try NameTable.name(areaIndex - 1, of: names)
    let pane = try reader.pane()
    let rawPhase = try reader.byte()
    guard let phase = Phase(rawValue: rawPhase) else { throw .damaged("phase \(rawPhase)") }
    let score = try reader.double()
    let peak = try reader.double()
    let threshold = try reader.double()
    let expected = try reader.double()
    let falseAlarmsPerWeek = try reader.double()
    let windowMinutes = try reader.int32()
    let observed = try reader.signed()
    let distinctAuthors = try reader.int32()
    let episodeCount = try reader.signed()
    let episodeTexts = try reader.signed()
    let since = Pane(index: pane.index &- (try reader.signed()))
    let openedAt = Pane(index: pane.index &- (try reader.signed()))
    let kind = FindingKind(rawValue: try NameTable.name(try reader.unsigned(), of: names))
    let item = try reader.fixed64()
    let details =
      try reader.flag()
      ? try FindingDetails(
        from: &reader, series: sources.first { $0.source == sourceName }, sources: sources,
        names: names) : nil
    guard let detector,
      let source = sources.firstIndex(where: { $0.source == sourceName }),
      let dimension = sources[source].dimension(named: dimensionName),
      let area = areaCode.map(sources[source].area(coded:)) ?? -1
    else { return nil }
    var finding = Finding(
      detector: detector,
      series: SeriesKey(source: Int32(source), dimension: dimension, area: area), pane: pane,
      phase: phase, score: score, peak: peak, threshold: threshold, windowMinutes: windowMinutes,
      observed: observed, expected: expected, distinctAuthors: distinctAuthors,
      episodeCount: episodeCount, episodeTexts: episodeTexts,
      falseAlarmsPerWeek: falseAlarmsPerWeek, since: since, openedAt: openedAt)
    finding.kind = kind
    finding.item = item
    finding.details = details
    return finding
  }
}
