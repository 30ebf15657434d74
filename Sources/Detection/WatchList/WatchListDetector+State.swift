internal import EventTime

extension CellFormat {
  static let watchlist = CellFormat("watchlist")
}

extension WatchListDetector {
  package func save(_ prefix: String, into cells: inout StateCells) {
    cells.write("\(prefix)/watchlist", as: .watchlist) { writer in
      writer.signed(configuration.paneLength.microseconds)
      writer.signed(observed)
      writer.signed(evictedTotal)
      writer.count(open.count)
      for episode in open { episode.save(into: &writer) }
    }
  }

  /// Entries and areas go as they are: the areas of a source that were numbered anew must be translated
  /// by the caller, or the state be begun anew.
  package mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {
    precondition(open.isEmpty && observed == 0, "loaded into a detector that was in use")
    try cells.read("\(prefix)/watchlist", as: .watchlist) { (reader) throws(StateError) in
      let length = try reader.signed()
      guard length == configuration.paneLength.microseconds else {
        throw .incompatible("the state of watchlist has panes of \(length / 1_000_000) s")
      }
      observed = try reader.integer(in: StateLimits.totals, "panes")
      evictedTotal = try reader.integer(in: StateLimits.totals, "alerts that made room")
      let count = try reader.count(elementBytes: 20)
      guard count <= Self.maximumOpen else { throw .damaged("\(count) open alerts") }
      for _ in 0..<count {
        let episode = try WatchEpisode(from: &reader, observed: observed)
        if let last = open.last, !last.precedes(episode.entry, episode.area) {
          throw .damaged("alerts out of order")
        }
        open.append(episode)
      }
    }
  }
}

extension WatchEpisode {
  fileprivate func save(into writer: inout StateWriter) {
    writer.fixed64(entry)
    writer.signed(Int64(area))
    for value in [since, reads, exact, lastHit, lastSaid, saidReads] { writer.signed(value) }
    writer.flag(saidExact)
    writer.count(latest.count)
    for sample in latest {
      writer.instant(sample.time)
      writer.fixed64(sample.id)
      writer.signed(sample.offset)
      writer.signed(Int64(sample.partition))
    }
  }

  fileprivate init(from reader: inout StateReader, observed: Int64) throws(StateError) {
    let entry = try reader.fixed64()
    let area = try reader.int32()
    guard area >= -1 else { throw .damaged("area \(area)") }
    let since = try reader.integer(in: StateLimits.panes, "a pane")
    self.init(entry: entry, area: area, pane: since)
    reads = try reader.integer(in: 1...StateLimits.totals.upperBound, "reads")
    exact = try reader.integer(in: 0...reads, "exact reads")
    lastHit = try reader.integer(in: 0...observed, "the last read")
    lastSaid = try reader.integer(in: -1...observed, "what was said last")
    saidReads = try reader.integer(in: 0...reads, "reads that were said")
    saidExact = try reader.flag()
    let count = try reader.count(elementBytes: 10)
    guard count <= FindingDetails.sampleLimit else { throw .damaged("\(count) samples") }
    for _ in 0..<count {
      latest.append(
        Sample(
          time: try reader.instant(), id: try reader.fixed64(), offset: try reader.signed(),
          partition: try reader.int32()))
    }
  }
}
