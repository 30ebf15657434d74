internal import EventTime

extension CellFormat {
  static let silenceHead = CellFormat("the head of silence")
  static let silenceGaps = CellFormat("gaps of a feed")
  static let silenceCounts = CellFormat("counts of silence")
  static let silenceAreas = CellFormat("areas of silence")
}

extension SilenceDetector {
  static let areasPerCell = 32

  package func save(_ prefix: String, into cells: inout StateCells) {
    cells.write("\(prefix)/head", as: .silenceHead) { writer in
      writer.optionalPane(nextPane.map { Pane(index: $0) })
      writer.signed(observedPanes)
      writer.signed(pendingCount)
      writer.signed(Int64(refusedParts))
      sourceAlert.save(into: &writer)
      connectorAlert.save(into: &writer)
      partial.save(into: &writer)
      writer.signed(partialSignals)
      writer.signed(Int64(calibration.families[1].seriesCount))
      calibration.save(into: &writer)
      writer.count(partitions.count)
      for partition in partitions { writer.signed(Int64(partition)) }
      writer.count(areas.count)
    }
    cells.write("\(prefix)/gaps", as: .silenceGaps) { gaps.save(into: &$0) }
    for place in partitions.indices {
      cells.write("\(prefix)/partition/\(place)", as: .silenceGaps) {
        partitionGaps[place].save(into: &$0)
      }
    }
    cells.write("\(prefix)/counts", as: .silenceCounts) { low.save(into: &$0) }
    var first = 0
    while first < areas.count {
      let chunk = first..<min(areas.count, first + Self.areasPerCell)
      cells.write("\(prefix)/areas/\(first / Self.areasPerCell)", as: .silenceAreas) { writer in
        for id in chunk { areas[id].save(into: &writer) }
      }
      first = chunk.upperBound
    }
  }

  package mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {
    precondition(nextPane == nil, "loaded into a detector that was in use")
    var loaded = self
    let total = try cells.read("\(prefix)/head", as: .silenceHead) {
      (reader) throws(StateError) in try loaded.loadHead(&reader)
    }
    loaded.gaps = try Self.loadGaps("\(prefix)/gaps", cells)
    for place in loaded.partitions.indices {
      loaded.partitionGaps.append(try Self.loadGaps("\(prefix)/partition/\(place)", cells))
    }
    loaded.low = try cells.read("\(prefix)/counts", as: .silenceCounts) {
      (reader) throws(StateError) in try LowCounts(from: &reader)
    }
    for chunk in 0..<(total + Self.areasPerCell - 1) / Self.areasPerCell {
      let left = min(Self.areasPerCell, total - loaded.areas.count)
      try cells.read("\(prefix)/areas/\(chunk)", as: .silenceAreas) {
        (reader) throws(StateError) in
        for _ in 0..<left {
          let area = try AreaCounts(from: &reader)
          guard loaded.areaIndex[area.area] == nil else { throw .damaged("an area twice") }
          loaded.areaIndex[area.area] = Int32(loaded.areas.count)
          loaded.areas.append(area)
        }
      }
    }
    self = loaded
  }

  private static func loadGaps(
    _ key: String, _ cells: StateCells
  ) throws(StateError) -> GapTracker {
    try cells.read(key, as: .silenceGaps) { (reader) throws(StateError) in
      try GapTracker(from: &reader)
    }
  }

  private mutating func loadHead(_ reader: inout StateReader) throws(StateError) -> Int {
    nextPane = try reader.optionalPane("a pane")?.index
    observedPanes = try reader.integer(in: 0...(1 << 40), "panes")
    pendingCount = try reader.integer(in: StateLimits.totals, "signals")
    refusedParts = Int(try reader.integer(in: 0...(1 << 53), "parts refused"))
    sourceAlert = try SilenceAlert(from: &reader)
    connectorAlert = try SilenceAlert(from: &reader)
    partial = try EpisodeTracker(from: &reader)
    partialSignals = try reader.integer(in: StateLimits.totals, "signals")
    calibration.families[1].seriesCount = try reader.positive("areas")
    try calibration.load(&reader)
    for _ in 0..<(try reader.count()) {
      let partition = try reader.int32()
      guard partitions.last.map({ $0 < partition }) ?? true,
        partitions.count < configuration.maximumPartitions
      else { throw .damaged("partition \(partition)") }
      partitions.append(partition)
    }
    let total = try reader.index(below: configuration.maximumAreas + 1, "areas")
    guard calibration.series.map(\.family) == [0] + [Int](repeating: 1, count: total) else {
      throw .damaged("a calibration of other areas")
    }
    return total
  }
}
