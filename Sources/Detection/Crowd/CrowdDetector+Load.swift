internal import EventTime

extension CrowdDetector {
  /// Takes in what `save` wrote.
  ///
  /// A source that is new, or counts otherwise than it did, begins anew; one that is gone is left
  /// aside. Another grid or pane length is refused as `.incompatible`: cells are known by their
  /// number.
  package mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {
    precondition(boundary == nil, "a fresh detector")
    let digest = digest
    var (names, loaded) = ([String](), [CrowdEpisode]())
    let count = configuration.grid.count
    try cells.read("\(prefix)/head", as: .crowdHead) { (reader) throws(StateError) in
      guard try reader.fixed64() == digest else {
        throw .incompatible("\(prefix): the grid or the length of panes is another one")
      }
      boundary = try reader.optionalPane("a boundary")?.index
      observedTicks = try reader.integer(in: StateLimits.totals, "ticks")
      observedInDay = try reader.integer(in: StateLimits.totals, "ticks")
      refusedRows = try reader.index(below: 1 << 60, "rows")
      refusedEpisodes = try reader.index(below: 1 << 60, "episodes")
      for _ in 0..<(try reader.count()) { names.append(try reader.text()) }
      try calibration.load(&reader)
      guard calibration.seriesCount == count else {
        throw .damaged("\(calibration.seriesCount) series of \(count) cells")
      }
      let episodes = try reader.count()
      guard episodes <= CrowdLimits.episodes else { throw .damaged("\(episodes) episodes") }
      for _ in 0..<episodes {
        loaded.append(try CrowdEpisode(from: &reader, cells: count))
      }
    }
    episodes = loaded
    try loadCells(prefix, cells)
    for index in sources.indices {
      var isKnown = false
      if names.contains(sources[index].source.name) {
        isKnown = try loadSource(index, prefix, cells)
      }
      if !isKnown, let boundary {
        sources[index].begin(
          at: configuration.paneLength.start(of: Pane(index: boundary)),
          grid: configuration.grid)
      }
    }
  }

  private mutating func loadCells(
    _ prefix: String, _ cells: StateCells
  ) throws(StateError) {
    var first = 0
    while first < configuration.grid.count {
      let end = min(configuration.grid.count, first + Self.cellsPerChunk)
      let key = "\(prefix)/cells/\(first / Self.cellsPerChunk)"
      try cells.read(key, as: .crowdCells) { (reader) throws(StateError) in
        for cell in first..<end {
          closedAt[cell] =
            try reader.flag() ? try reader.integer(in: StateLimits.panes, "a tick") : .min
          surprise[cell] = try reader.double(in: StateLimits.scores, "a score")
          freezeMinutes[cell] = try reader.double(
            in: 0...CrowdConstants.freezeMinutes, "minutes")
          isFrozen[cell] = try reader.flag()
        }
      }
      first = end
    }
  }

  private mutating func loadSource(
    _ index: Int, _ prefix: String, _ cells: StateCells
  ) throws(StateError) -> Bool {
    let name = "\(prefix)/source/\(sources[index].source.name)"
    var isSame = false
    try cells.read("\(name)/head", as: .crowdSource) { (reader) throws(StateError) in
      isSame = try sources[index].loadHead(&reader, plan)
    }
    guard isSame else {
      sources[index] = CrowdSourceState(
        configuration.sources[index], grid: configuration.grid, geometry: geometry, plan: plan)
      return false
    }
    var first = 0
    while first < configuration.grid.count {
      let end = min(configuration.grid.count, first + Self.cellsPerChunk)
      let key = "\(name)/cells/\(first / Self.cellsPerChunk)"
      try cells.read(key, as: .crowdSourceCells) { (reader) throws(StateError) in
        for cell in first..<end { try sources[index].loadCell(cell, &reader) }
      }
      first = end
    }
    if boundary != nil { sources[index].fillRates(configuration.grid) }
    return true
  }
}
