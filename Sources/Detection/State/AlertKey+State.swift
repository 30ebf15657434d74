internal import EventTime

extension AlertKey {
  /// By names, as a finding's series.
  func save(into writer: inout StateWriter, sources: [SourceNames], names: inout NameTable) {
    let text = AlertNames(self, sources)
    for name in [detector.rawValue, kind.rawValue, text.source, text.dimension, text.area] {
      writer.unsigned(names.index(of: name))
    }
    writer.fixed64(item)
    writer.pane(openedAt)
  }

  /// Nil: this configuration does not know its source, its dimension, its area or its detector.
  static func read(
    from reader: inout StateReader, sources: [SourceNames], names: [String]
  ) throws(StateError) -> AlertKey? {
    let detector = DetectorKind(rawValue: try NameTable.name(try reader.unsigned(), of: names))
    let kind = FindingKind(rawValue: try NameTable.name(try reader.unsigned(), of: names))
    let sourceName = try NameTable.name(try reader.unsigned(), of: names)
    let dimensionName = try NameTable.name(try reader.unsigned(), of: names)
    let areaName = try NameTable.name(try reader.unsigned(), of: names)
    let item = try reader.fixed64()
    let openedAt = try reader.plausiblePane("the pane of an opening")
    guard let detector, let source = sources.firstIndex(where: { $0.source == sourceName }),
      let dimension = sources[source].dimension(named: dimensionName),
      let area = areaName == AlertNames.territory ? -1 : sources[source].area(coded: areaName)
    else { return nil }
    return AlertKey(
      detector: detector, kind: kind,
      series: SeriesKey(source: Int32(source), dimension: dimension, area: area), item: item,
      openedAt: openedAt)
  }
}
