internal import EventTime

extension CellFormat {
  static let satisfactionHead = CellFormat("the head of satisfaction")
  static let satisfactionSeries = CellFormat("series of satisfaction")
  static let satisfactionCalibration = CellFormat("the calibration of satisfaction")
}

extension SatisfactionDetector {
  static let seriesPerCell = 32

  package func save(_ prefix: String, into cells: inout StateCells) {
    cells.write("\(prefix)/head", as: .satisfactionHead) { writer in
      writer.count(components)
      writer.flag(day != nil)
      writer.signed(day ?? 0)
      writer.signed(start ?? 0)
      writer.optionalPane(nextPane.map { Pane(index: $0) })
      writer.count(refusedRows)
      for value in familyScatter { writer.double(value) }
      for family in calibration.families { writer.signed(Int64(family.seriesCount)) }
      writer.signed(Int64(calibration.seriesTotal))
      writer.count(series.count)
    }
    cells.write("\(prefix)/calibration", as: .satisfactionCalibration) {
      calibration.save(into: &$0)
    }
    var first = 0
    while first < series.count {
      let chunk = first..<min(series.count, first + Self.seriesPerCell)
      let key = "\(prefix)/series/\(first / Self.seriesPerCell)"
      cells.write(key, as: .satisfactionSeries) { writer in
        for id in chunk {
          series[id].save(into: &writer)
          for place in 0..<Self.perSeries {
            writer.count(Int(counts[id * Self.perSeries + place]))
          }
        }
      }
      first = chunk.upperBound
    }
  }

  package mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {
    precondition(day == nil && series.isEmpty, "loaded into a detector that was in use")
    var loaded = self
    let total = try cells.read("\(prefix)/head", as: .satisfactionHead) {
      (reader) throws(StateError) in try loaded.loadHead(&reader)
    }
    try cells.read("\(prefix)/calibration", as: .satisfactionCalibration) {
      (reader) throws(StateError) in try loaded.calibration.load(&reader)
    }
    for chunk in 0..<(total + Self.seriesPerCell - 1) / Self.seriesPerCell {
      let left = min(Self.seriesPerCell, total - loaded.series.count)
      try cells.read("\(prefix)/series/\(chunk)", as: .satisfactionSeries) {
        (reader) throws(StateError) in
        for _ in 0..<left { try loaded.loadSeries(&reader) }
      }
    }
    let counted = loaded.series.map(\.family.rawValue)
    guard loaded.calibration.series.map(\.family) == counted else {
      throw .damaged("a calibration of other series")
    }
    self = loaded
  }

  private mutating func loadHead(_ reader: inout StateReader) throws(StateError) -> Int {
    guard try reader.count(elementBytes: 0) == components else {
      throw .incompatible("other services of satisfaction")
    }
    let hasBegun = try reader.flag()
    let last = try reader.integer(in: StateLimits.panes, "a day")
    day = hasBegun ? last : nil
    let first = try reader.integer(in: StateLimits.panes, "a day")
    start = hasBegun ? first : nil
    nextPane = try reader.optionalPane("a pane")?.index
    refusedRows = Int(try reader.integer(in: 0...(1 << 53), "rows refused"))
    for index in familyScatter.indices {
      familyScatter[index] = try reader.double(in: 0...1, "a correlation")
    }
    for index in calibration.families.indices {
      calibration.families[index].seriesCount = try reader.positive("series of a family")
    }
    calibration.seriesTotal = try reader.positive("series")
    let total = try reader.index(below: 1 << 24, "series")
    guard total == 0 ? !hasBegun : total >= 1 + components else {
      throw .damaged("\(total) series of satisfaction")
    }
    return total
  }

  private mutating func loadSeries(_ reader: inout StateReader) throws(StateError) {
    let one = try RatingSeries(from: &reader)
    let id = series.count
    let isPlaced =
      id <= components
      ? one.service == Int32(id) - 1 && one.area == -1
      : one.area >= 0 && one.service >= -1 && Int(one.service) < max(1, components)
        && (one.service >= 0) == (components > 0)
        && areaIndex[Self.key(one.service, one.area)] == nil
    guard isPlaced else { throw .damaged("series \(one.service), \(one.area) of satisfaction") }
    series.append(one)
    if one.area >= 0 { areaIndex[Self.key(one.service, one.area)] = Int32(id) }
    for _ in 0..<Self.perSeries {
      counts.append(Int32(try reader.index(below: 1 << 31, "ratings")))
    }
  }
}
