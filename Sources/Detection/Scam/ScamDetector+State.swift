internal import EventTime

extension CellFormat {
  static let scamHead = CellFormat("the head of scam")
  static let scamSeries = CellFormat("series of scam")
  static let scamCalibration = CellFormat("the calibration of scam")
  static let scamNew = CellFormat("new domains")
  static let scamMemory = CellFormat("remembered domains")
}

extension ScamDetector {
  static let seriesPerCell = 32

  package func save(_ prefix: String, into cells: inout StateCells) {
    cells.write("\(prefix)/head", as: .scamHead, saveHead)
    cells.write("\(prefix)/calibration", as: .scamCalibration) { calibration.save(into: &$0) }
    cells.write("\(prefix)/new", as: .scamNew) { writer in
      model.save(into: &writer)
      writer.count(newDomains.count)
      for domain in newDomains { domain.save(into: &writer) }
    }
    var first = 0
    while first < series.count {
      let chunk = first..<min(series.count, first + Self.seriesPerCell)
      cells.write("\(prefix)/series/\(first / Self.seriesPerCell)", as: .scamSeries) { writer in
        for id in chunk {
          series[id].save(into: &writer)
          for slot in 0..<DayWindows.kept {
            writer.count(Int(counts[id * DayWindows.kept + slot]))
          }
        }
      }
      first = chunk.upperBound
    }
    memory.saveChunks { chunk, entries in
      cells.write("\(prefix)/domains/\(chunk)", as: .scamMemory) { writer in
        writer.count(entries.count)
        for entry in entries {
          writer.fixed64(entry.hash)
          writer.fixed32(entry.first << 16 | entry.last)
        }
      }
    }
  }

  private func saveHead(into writer: inout StateWriter) {
    writer.count(categoryCount)
    writer.flag(firstDay != nil)
    writer.signed(firstDay ?? 0)
    writer.signed(day)
    writer.optionalPane(nextPane.map { Pane(index: $0) })
    writer.signed(Int64(evictedSeries))
    writer.signed(Int64(evictedNewDomains))
    writer.double(exposure)
    for value in familyScatter { writer.double(value) }
    for family in calibration.families { writer.signed(Int64(family.seriesCount)) }
    writer.signed(Int64(calibration.seriesTotal))
    memory.saveHead(into: &writer)
    writer.count(series.count)
  }

  package mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {
    precondition(firstDay == nil && series.isEmpty, "loaded into a detector that was in use")
    var loaded = self
    let total = try cells.read("\(prefix)/head", as: .scamHead) { (reader) throws(StateError) in
      try loaded.loadHead(&reader)
    }
    try cells.read("\(prefix)/calibration", as: .scamCalibration) {
      (reader) throws(StateError) in try loaded.calibration.load(&reader)
    }
    try cells.read("\(prefix)/new", as: .scamNew) { (reader) throws(StateError) in
      try loaded.loadNew(&reader)
    }
    for chunk in 0..<(total + Self.seriesPerCell - 1) / Self.seriesPerCell {
      let left = min(Self.seriesPerCell, total - loaded.series.count)
      try cells.read("\(prefix)/series/\(chunk)", as: .scamSeries) {
        (reader) throws(StateError) in
        for _ in 0..<left { try loaded.loadSeries(&reader) }
      }
    }
    guard loaded.calibration.series.map(\.family) == loaded.series.map(\.family.rawValue) else {
      throw .damaged("a calibration of other series")
    }
    for chunk in 0..<DomainMemory.chunks {
      try cells.read("\(prefix)/domains/\(chunk)", as: .scamMemory) {
        (reader) throws(StateError) in
        for _ in 0..<(try reader.count(elementBytes: 12)) {
          let hash = try reader.fixed64()
          let days = try reader.fixed32()
          try loaded.memory.load(
            DomainMemory.Entry(hash: hash, first: days >> 16, last: days & 0xFFFF), chunk: chunk)
        }
      }
    }
    self = loaded
  }

  private mutating func loadHead(_ reader: inout StateReader) throws(StateError) -> Int {
    guard Int(try reader.unsigned()) == categoryCount else {
      throw .incompatible("other categories of scam")
    }
    let hasBegun = try reader.flag()
    let first = try reader.integer(in: StateLimits.panes, "a day")
    firstDay = hasBegun ? first : nil
    day = try reader.integer(in: StateLimits.panes, "a day")
    nextPane = try reader.optionalPane("a pane")?.index
    evictedSeries = Int(try reader.integer(in: 0...(1 << 53), "series evicted"))
    evictedNewDomains = Int(try reader.integer(in: 0...(1 << 53), "domains evicted"))
    exposure = try reader.double(in: StateLimits.sums, "an exposure")
    for index in familyScatter.indices {
      familyScatter[index] = try reader.double(in: 0...1e9, "a dispersion")
    }
    for index in calibration.families.indices {
      calibration.families[index].seriesCount = try reader.positive("series of a family")
    }
    calibration.seriesTotal = try reader.positive("series")
    try memory.loadHead(&reader)
    let total = try reader.index(below: 1 << 24, "series")
    guard hasBegun ? total >= categoryCount : total == 0 else {
      throw .damaged("\(total) series of scam")
    }
    return total
  }

  private mutating func loadNew(_ reader: inout StateReader) throws(StateError) {
    try model.load(&reader)
    for _ in 0..<(try reader.count(elementBytes: 20)) {
      let domain = try NewDomain(from: &reader)
      guard newIndex[domain.hash] == nil, newDomains.count < configuration.maximumNewDomains
      else { throw .damaged("a new domain that is there twice, or one too many") }
      newIndex[domain.hash] = Int32(newDomains.count)
      newDomains.append(domain)
    }
  }

  private mutating func loadSeries(_ reader: inout StateReader) throws(StateError) {
    let one = try ReportSeries(from: &reader)
    let id = series.count
    let isPlaced: Bool
    switch one.family {
    case .category: isPlaced = id < categoryCount && one.key == UInt64(id)
    case .merchant: isPlaced = id >= categoryCount && merchantIndex[one.key] == nil
    case .domain: isPlaced = id >= categoryCount && domainIndex[one.key] == nil
    }
    guard isPlaced, merchantIndex.count <= configuration.maximumMerchants,
      domainIndex.count <= configuration.maximumDomains
    else { throw .damaged("series \(id) of scam") }
    series.append(one)
    index(id)
    for _ in 0..<DayWindows.kept {
      counts.append(Int32(try reader.index(below: 1 << 31, "reports")))
    }
  }
}
