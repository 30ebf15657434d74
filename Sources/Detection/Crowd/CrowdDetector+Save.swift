internal import EventTime

extension CellFormat {
  static let crowdHead = CellFormat("the head of crowd")
  static let crowdCells = CellFormat("cells of crowd")
  static let crowdSource = CellFormat("a source of crowd")
  static let crowdSourceCells = CellFormat("cells of a source of crowd")
}

extension CrowdDetector {
  /// Cells of the grid in one cell of the state.
  static let cellsPerChunk = 32

  /// Writes a head, what is known of each cell, and for each source a head and its cells.
  package func save(_ prefix: String, into cells: inout StateCells) {
    cells.write("\(prefix)/head", as: .crowdHead, saveHead)
    forEachChunk { chunk, range in
      cells.write("\(prefix)/cells/\(chunk)", as: .crowdCells) { writer in
        for cell in range { saveCell(cell, into: &writer) }
      }
    }
    for source in sources {
      let name = "\(prefix)/source/\(source.source.name)"
      cells.write("\(name)/head", as: .crowdSource) { source.saveHead(plan, into: &$0) }
      forEachChunk { chunk, range in
        cells.write("\(name)/cells/\(chunk)", as: .crowdSourceCells) { writer in
          for cell in range { source.saveCell(cell, into: &writer) }
        }
      }
    }
  }

  private func forEachChunk(_ body: (Int, Range<Int>) -> Void) {
    let count = configuration.grid.count
    var first = 0
    while first < count {
      let range = first..<min(count, first + Self.cellsPerChunk)
      body(first / Self.cellsPerChunk, range)
      first = range.upperBound
    }
  }

  private func saveHead(into writer: inout StateWriter) {
    writer.fixed64(digest)
    writer.optionalPane(boundary.map { Pane(index: $0) })
    writer.signed(observedTicks)
    writer.signed(observedInDay)
    writer.count(refusedRows)
    writer.count(refusedEpisodes)
    writer.count(sources.count)
    for source in sources { writer.text(source.source.name) }
    calibration.save(into: &writer)
    writer.count(episodes.count)
    for episode in episodes { episode.save(into: &writer) }
  }

  private func saveCell(_ cell: Int, into writer: inout StateWriter) {
    writer.flag(closedAt[cell] != .min)
    if closedAt[cell] != .min { writer.signed(closedAt[cell]) }
    writer.double(surprise[cell])
    writer.double(freezeMinutes[cell])
    writer.flag(isFrozen[cell])
  }

  /// Of what the state is bound to: the grid, its time zones and the panes.
  var digest: UInt64 {
    var writer = StateWriter()
    for cell in configuration.grid.cells {
      writer.double(cell.latitude)
      writer.double(cell.longitude)
      writer.signed(Int64(cell.family))
      writer.signed(Int64(cell.zone))
    }
    for zone in configuration.grid.zones { writer.text(zone.name) }
    writer.signed(configuration.paneLength.seconds)
    return writer.bytes.withUnsafeBytes { hash64($0) }
  }
}

extension CrowdEpisode {
  func save(into writer: inout StateWriter) {
    for cell in [shownCell, origin, centre, peakCell] { writer.count(Int(cell)) }
    writer.unsigned(item)
    tracker.save(into: &writer)
    writer.signed(since)
    writer.signed(openedAt)
    writer.count(Int(closingWindow))
    writer.signed(count)
    writer.flag(isMoving)
    writer.count(track.points.count)
    for point in track.points {
      for value in [point.minutes, point.east, point.north, point.variance, point.excess] {
        writer.double(value)
      }
    }
    writer.flag(track.motion != nil)
    if let motion = track.motion {
      for value in [motion.east, motion.north, motion.error, motion.seconds] {
        writer.double(value)
      }
    }
    writer.flag(dispersal != nil)
    if let dispersal {
      for value in [
        dispersal.openedAt, dispersal.since, dispersal.lastHigh, dispersal.observed,
      ] { writer.signed(value) }
      for value in [dispersal.score, dispersal.peak, dispersal.expected] { writer.double(value) }
    }
  }

  init(from reader: inout StateReader, cells: Int) throws(StateError) {
    let finite = -1e12...1e12
    let shown = try reader.index(below: cells, "a cell")
    let origin = try reader.index(below: cells, "a cell")
    let centre = try reader.index(below: cells, "a cell")
    let peak = try reader.index(below: cells, "a cell")
    let item = try reader.unsigned()
    self.init(shownCell: Int32(shown), item: item, origin: Int32(origin))
    self.centre = Int32(centre)
    peakCell = Int32(peak)
    tracker = try EpisodeTracker(from: &reader)
    guard !tracker.isQuiet else { throw .damaged("an episode that is over") }
    since = try reader.integer(in: StateLimits.panes, "a pane")
    openedAt = try reader.integer(in: StateLimits.panes, "a pane")
    closingWindow = Int32(
      try reader.index(below: CrowdConstants.windowCount, "a window"))
    count = try reader.integer(in: StateLimits.totals, "a count")
    isMoving = try reader.flag()
    var points: [CrowdTrack.Point] = []
    for _ in 0..<(try reader.count(elementBytes: 40)) {
      points.append(
        CrowdTrack.Point(
          minutes: try reader.double(in: finite, "a time"),
          east: try reader.double(in: finite, "a place"),
          north: try reader.double(in: finite, "a place"),
          variance: try reader.double(in: 1...1e18, "a variance"),
          excess: try reader.double(in: 0...1e15, "an excess")))
    }
    var motion: CrowdTrack.Motion?
    if try reader.flag() {
      motion = CrowdTrack.Motion(
        east: try reader.double(in: finite, "a speed"),
        north: try reader.double(in: finite, "a speed"),
        error: try reader.double(in: 0...1e12, "an error"),
        seconds: try reader.double(in: 0...1e12, "a time"))
    }
    track = CrowdTrack(points: points, motion: motion)
    guard try reader.flag() else { return }
    var saved = CrowdDispersal(
      openedAt: try reader.integer(in: StateLimits.panes, "a pane"),
      since: try reader.integer(in: StateLimits.panes, "a pane"),
      lastHigh: try reader.integer(in: StateLimits.panes, "a tick"), score: 0, peak: 0,
      observed: try reader.integer(in: StateLimits.totals, "a count"), expected: 0)
    saved.score = try reader.double(in: StateLimits.scores, "a score")
    saved.peak = try reader.double(in: StateLimits.scores, "a score")
    saved.expected = try reader.double(in: StateLimits.sums, "an expectation")
    dispersal = saved
  }

  private init(shownCell: Int32, item: UInt64, origin: Int32) {
    self.init(shownCell: shownCell, item: item, centre: origin, pane: 0)
  }
}
