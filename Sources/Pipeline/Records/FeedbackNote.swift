package import Detection
internal import EventTime

/// An operator called an alert false: what its detector has to learn, in every shard of `vigie.panes`.
package struct FeedbackNote: Sendable, Equatable {
  package var detector: DetectorKind
  package var kind: FindingKind
  /// Its source may be a group of sources.
  package var series: SeriesKey
  package var item: UInt64
  package var peak: Double

  package init(
    detector: DetectorKind, kind: FindingKind, series: SeriesKey, item: UInt64, peak: Double
  ) {
    self.detector = detector
    self.kind = kind
    self.series = series
    self.item = item
    self.peak = peak
  }

  package init(_ alarm: FalseAlarm) {
    self.init(
      detector: alarm.detector, kind: alarm.kind, series: alarm.series, item: alarm.item,
      peak: alarm.peak)
  }

  /// By names, as everything between the stages.
  func save(into writer: inout StateWriter, streams: [SourceNames]) {
    let stream = streams[Int(series.source)]
    writer.text(detector.rawValue)
    writer.text(kind.rawValue)
    writer.text(stream.source)
    writer.text(stream.dimensions[Int(series.dimension)])
    writer.flag(series.area >= 0)
    if series.area >= 0 { writer.text(stream.areas[Int(series.area)]) }
    writer.fixed64(item)
    writer.double(peak)
  }

  /// Nil: this configuration does not know its detector, stream, dimension or area.
  static func read(
    from reader: inout StateReader, streams: [SourceNames]
  ) throws(StateError) -> FeedbackNote? {
    let detector = DetectorKind(rawValue: try reader.text())
    let kind = FindingKind(rawValue: try reader.text())
    let name = try reader.text()
    let dimensionName = try reader.text()
    let code = try reader.flag() ? try reader.text() : nil
    let item = try reader.fixed64()
    let peak = try reader.double(in: 0...1e9, "a peak")
    guard let detector, let stream = streams.firstIndex(where: { $0.source == name }),
      let dimension = streams[stream].dimension(named: dimensionName),
      let area = code.map(streams[stream].area(coded:)) ?? -1
    else { return nil }
    return FeedbackNote(
      detector: detector, kind: kind,
      series: SeriesKey(source: Int32(stream), dimension: dimension, area: area), item: item,
      peak: peak)
  }
}
