internal import EventTime

extension VolumeDetector {
  /// Takes in what `save` wrote; the detector must be fresh, of the present configuration.
  ///
  /// What is gone is left out and reported; what is new starts as new. Thresholds, promise and limits
  /// are those of the present configuration, and baselines stay.
  mutating func load(
    _ prefix: String, _ cells: StateCells, names: SavedNames, layout: SeriesLayout,
    gone: inout GoneNames, report: inout LoadReport
  ) throws(StateError) {
    precondition(boundary == nil && series.isEmpty, "loaded into a detector that was in use")
    let head = try cells.read("\(prefix)/head", as: .volumeHead) { (reader) throws(StateError) in
      try loadHead(&reader)
    }
    report.droppedLocalTimes += head.localTimes - Set(head.heirs.compactMap { $0 }).count
    for index in 0..<head.families {
      try cells.read("\(prefix)/family/\(index)", as: .family) { (reader) throws(StateError) in
        try loadFamily(index, &reader, head, names, gone: &gone)
      }
    }
    restart(head)
    var familyOf: [Int32: Int32] = [:]
    for (index, family) in families.enumerated() { familyOf[family.dimension] = Int32(index) }
    // By saved id; −1 is dropped.
    var ids: [Int32] = []
    for chunk in 0..<(head.series + Self.seriesPerCell - 1) / Self.seriesPerCell {
      let count = min(Self.seriesPerCell, head.series - ids.count)
      try cells.read("\(prefix)/series/\(chunk)", as: .series) { (reader) throws(StateError) in
        for _ in 0..<count {
          let key = try names.key(from: &reader, layout: layout, gone: &gone)
          let isKept = try loadSeries(key, &reader, head, familyOf)
          ids.append(isKept ? Int32(series.count - 1) : -1)
        }
      }
    }
    report.droppedSeries += ids.count { $0 < 0 }
    for id in head.watched where ids[id] >= 0 {
      guard series[Int(ids[id])].isWatched, !watched.contains(ids[id]) else {
        throw .damaged("series \(id) is not watched once")
      }
      watched.append(ids[id])
    }
    guard series.count(where: \.isWatched) == watched.count else {
      throw .damaged("a watched series that is not in the list")
    }
    report.evictedSeries += evictSurplus()
    try indexSeries()
  }

  /// What the head says of the other cells.
  struct SavedHead {
    var hadAuthors = false
    var localTimes = 0
    /// By present local time: the saved one that it goes on from.
    var heirs: [Int?] = []
    var families = 0
    var series = 0
    var watched: [Int] = []
  }

  private mutating func loadHead(_ reader: inout StateReader) throws(StateError) -> SavedHead {
    var head = SavedHead()
    head.hadAuthors = try reader.flag()
    boundary = try reader.optionalPane("a boundary")?.index
    observedPanes = try reader.integer(in: StateLimits.totals, "panes observed")
    observedInTick = try reader.integer(in: 0...geometry.tickPanes, "panes of a tick")
    observedInDay = try reader.integer(in: 0...observedPanes, "panes of a day")
    fastExposure = try reader.double(in: StateLimits.sums, "the fast exposure")
    weeks = try reader.double(in: StateLimits.sums, "weeks")
    evictedSeries = Int(try reader.index(below: 1 << 53, "series evicted"))
    refusedRows = Int(try reader.index(below: 1 << 53, "rows refused"))
    guard try reader.count() == observedRing.count else {
      throw .damaged("a ring of another size than \(observedRing.count)")
    }
    for slot in observedRing.indices {
      observedRing[slot] = try reader.integer(in: 0...observedPanes, "panes observed")
    }
    head.localTimes = try reader.count()
    var saved: [(identity: LocalTimeIdentity, state: LocalTime)] = []
    for _ in 0..<head.localTimes { saved.append(try LocalTime.load(&reader)) }
    guard head.localTimes > 0 else { throw .damaged("no local time") }
    head.heirs = LocalTime.heirs(
      of: saved.map(\.identity), among: localTimes.map(\.identity))
    for (index, heir) in head.heirs.enumerated() {
      if let heir { localTimes[index].resume(saved[heir].state) }
    }
    head.families = try reader.index(below: 1 << 20, "families")
    guard head.families > 0 else { throw .damaged("no family") }
    head.series = try reader.index(below: 1 << 24, "series")
    for _ in 0..<(try reader.count()) {
      head.watched.append(try reader.index(below: head.series, "a watched series"))
    }
    return head
  }

  private mutating func loadFamily(
    _ index: Int, _ reader: inout StateReader, _ head: SavedHead, _ names: SavedNames,
    gone: inout GoneNames
  ) throws(StateError) {
    guard try reader.flag() == (index > 0) else { throw .damaged("a family without dimension") }
    let dimension =
      index == 0 ? Int32.min : try names.dimension(from: &reader, gone: &gone)
    var family = FamilyState(dimension: dimension ?? -1)
    try family.profile.load(&reader)
    try family.tail.load(&reader)
    family.rate = try reader.double(in: 1e-12...1e9, "a rate")
    let scatter = try loadFamilyDispersions(&reader)
    var saved: [(exposure: Exposure, ring: [Double])] = []
    for _ in 0..<head.localTimes {
      var exposure = Exposure()
      var ring = [Double](repeating: 0, count: geometry.stride)
      try exposure.load(&reader, ring: &ring)
      saved.append((exposure, ring))
    }
    guard dimension != nil else { return }
    guard !families.dropFirst().contains(where: { $0.dimension == family.dimension }) else {
      throw .damaged("a family that is there twice")
    }
    if index == 0 {
      families.removeAll()
      familyDispersion.removeAll()
      familyDispersionWeights.removeAll()
      exposures.removeAll()
      exposureRings.removeAll()
    }
    families.append(family)
    familyDispersion += scatter
    familyDispersionWeights += scatter.map { _ in 1 }
    for heir in head.heirs {
      // A new local time was seen for as long as the territory's.
      exposures.append(saved[heir ?? 0].exposure)
      exposureRings += saved[heir ?? 0].ring
    }
  }

  private func loadFamilyDispersions(
    _ reader: inout StateReader
  ) throws(StateError) -> [Double] {
    var values: [Double] = []
    for _ in 0..<VolumeConstants.dispersionCount {
      values.append(try reader.double(in: 1e-9...1e9, "a family's dispersion"))
    }
    return values
  }

  /// Enters the present hour in local times that are new.
  private mutating func restart(_ head: SavedHead) {
    guard let boundary else { return }
    let instant = configuration.paneLength.start(of: Pane(index: boundary))
    geometry.move(to: boundary)
    for local in localTimes.indices where head.heirs[local] == nil {
      localTimes[local].enter(instant)
      for family in families.indices {
        exposures[family * localTimes.count + local].rate = profileRate(
          family: family, localTime: local, at: instant)
      }
    }
  }
}
