extension CellFormat {
  static let panicHead = CellFormat("the head of panic")
  static let panicSeries = CellFormat("a series of panic")
  static let panicMemory = CellFormat("what panic counted")
}

extension PanicDetector {
  package func save(_ prefix: String, into cells: inout StateCells) {
    cells.write("\(prefix)/head", as: .panicHead) { writer in
      writer.count(series.count)
      writer.count(Int(tickPanes))
      writer.signed(ticks)
      writer.double(minutesOfDay)
      for w in 0..<PanicConstants.windowCount { writer.double(familyDispersions[w]) }
      writer.count(clocks.count)
      for clock in clocks {
        writer.signed(Int64(clock.hour))
        writer.signed(Int64(clock.previousHour))
        writer.double(clock.minutesIntoHour)
      }
      languages.save(into: &writer)
      calibration.save(into: &writer)
    }
    cells.write("\(prefix)/copies", as: .panicMemory) { copies.save(into: &$0) }
    cells.write("\(prefix)/short", as: .panicMemory) { shortTexts.save(into: &$0) }
    for id in series.indices {
      cells.write("\(prefix)/series/\(id)", as: .panicSeries) { series[id].save(into: &$0) }
    }
  }

  package mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {
    try cells.read("\(prefix)/head", as: .panicHead) { (reader) throws(StateError) in
      try loadHead(&reader)
    }
    try cells.read("\(prefix)/copies", as: .panicMemory) { (reader) throws(StateError) in
      try copies.load(&reader)
    }
    try cells.read("\(prefix)/short", as: .panicMemory) { (reader) throws(StateError) in
      try shortTexts.load(&reader)
    }
    for id in series.indices {
      try cells.read("\(prefix)/series/\(id)", as: .panicSeries) { (reader) throws(StateError) in
        try series[id].load(&reader)
      }
    }
  }

  private mutating func loadHead(_ reader: inout StateReader) throws(StateError) {
    let count = Int(clamping: try reader.unsigned())
    guard count == series.count else {
      throw .incompatible("panic of \(count) series where there are \(series.count)")
    }
    let panes = Int64(clamping: try reader.unsigned())
    guard panes == tickPanes else {
      throw .incompatible("panic in ticks of \(panes) panes where they are of \(tickPanes)")
    }
    ticks = try reader.integer(in: 0...(1 << 40), "ticks")
    minutesOfDay = try reader.double(in: 0...1e6, "minutes of a day")
    for w in 0..<PanicConstants.windowCount {
      familyDispersions[w] = try reader.double(in: StateLimits.sums, "a dispersion")
    }
    guard try reader.count() == clocks.count else {
      throw .incompatible("panic in other time zones")
    }
    for index in clocks.indices {
      clocks[index].hour = Int(try reader.integer(in: -1...23, "an hour"))
      clocks[index].previousHour = Int(try reader.integer(in: -1...23, "an hour"))
      clocks[index].minutesIntoHour = try reader.double(in: 0...60, "minutes of an hour")
    }
    try languages.load(&reader)
    try calibration.load(&reader)
    guard calibration.seriesCount == series.count else {
      throw .damaged("\(calibration.seriesCount) thresholds of \(series.count) series")
    }
  }
}

extension PanicHour {
  func save(into writer: inout StateWriter) {
    for value in [posts, markers, expected, minutes, visits] { writer.shortDouble(value) }
  }

  init(from reader: inout StateReader) throws(StateError) {
    posts = try reader.shortDouble(in: StateLimits.sums, "posts of an hour")
    markers = try reader.shortDouble(in: StateLimits.sums, "markers of an hour")
    expected = try reader.shortDouble(in: StateLimits.sums, "what an hour expects")
    minutes = try reader.shortDouble(in: StateLimits.sums, "minutes of an hour")
    visits = try reader.shortDouble(in: StateLimits.sums, "visits of an hour")
  }
}

extension PanicSeries {
  func save(into writer: inout StateWriter) {
    for value in [posts, markers, known, covered] { writer.count(Int(value)) }
    for slot in postRing.indices {
      writer.count(Int(postRing[slot]))
      writer.count(Int(markerRing[slot]))
    }
    for w in 0..<PanicConstants.windowCount {
      writer.signed(postSums[w])
      writer.signed(markerSums[w])
      writer.double(dispersions[w].excess)
      writer.double(dispersions[w].weight)
      writer.double(dispersions[w].value)
    }
    for hour in hours { hour.save(into: &writer) }
    visit.save(into: &writer)
    block.save(into: &writer)
    for value in profile + shares { writer.double(value) }
    for value in [allPosts, allMarkers, counts, exposure, freeze, hold, knownPosts, coveredPosts] {
      writer.double(value)
    }
    writer.double(correlation.excess)
    writer.double(correlation.weight)
    writer.double(correlation.value)
    tracker.save(into: &writer)
    writer.double(score)
    writer.signed(episodeMarkers)
    writer.count(Int(closingWindow))
    writer.signed(clearedTick)
    writer.count(authors.count)
    for place in authors.indices {
      writer.fixed64(authors[place])
      writer.signed(authorTicks[place])
    }
    writer.samples(samples)
  }

  mutating func load(_ reader: inout StateReader) throws(StateError) {
    let (posts, markers) = (try reader.tickCount(), try reader.tickCount())
    (self.posts, self.markers) = (posts, markers)
    let (known, covered) = (try reader.tickCount(), try reader.tickCount())
    (self.known, self.covered) = (known, covered)
    for slot in postRing.indices {
      postRing[slot] = try reader.tickCount()
      markerRing[slot] = try reader.tickCount()
    }
    for w in 0..<PanicConstants.windowCount {
      postSums[w] = try reader.integer(in: StateLimits.totals, "posts of a window")
      markerSums[w] = try reader.integer(in: 0...postSums[w], "markers of a window")
      dispersions[w].excess = try reader.double(in: -1e18...1e18, "a dispersion")
      dispersions[w].weight = try reader.double(in: StateLimits.sums, "a dispersion")
      dispersions[w].value = try reader.double(in: StateLimits.sums, "a dispersion")
    }
    for hour in hours.indices { hours[hour] = try PanicHour(from: &reader) }
    visit = try PanicHour(from: &reader)
    block = try PanicHour(from: &reader)
    for hour in 0..<24 { profile[hour] = try reader.double(in: StateLimits.sums, "a profile") }
    for hour in 0..<24 { shares[hour] = try reader.double(in: 1e-6...0.999, "a share") }
    allPosts = try reader.double(in: StateLimits.sums, "posts")
    allMarkers = try reader.double(in: StateLimits.sums, "markers")
    counts = try reader.double(in: StateLimits.sums, "a level")
    exposure = try reader.double(in: StateLimits.sums, "an exposure")
    freeze = try reader.double(in: StateLimits.sums, "a freeze")
    hold = try reader.double(in: StateLimits.sums, "a hold")
    knownPosts = try reader.double(in: StateLimits.sums, "posts")
    coveredPosts = try reader.double(in: StateLimits.sums, "posts")
    correlation.excess = try reader.double(in: -1e18...1e18, "a correlation")
    correlation.weight = try reader.double(in: StateLimits.sums, "a correlation")
    correlation.value = try reader.double(in: 0.0...1, "a correlation")
    tracker = try EpisodeTracker(from: &reader)
    score = try reader.double(in: StateLimits.scores, "a score")
    episodeMarkers = try reader.integer(in: StateLimits.totals, "markers of an episode")
    closingWindow = Int32(
      try reader.index(below: PanicConstants.windowCount, "a closing window"))
    clearedTick = try reader.signed()
    let count = try reader.index(below: PanicConstants.authors + 1, "authors")
    authors.removeAll()
    authorTicks.removeAll()
    for _ in 0..<count {
      authors.append(try reader.fixed64())
      authorTicks.append(try reader.signed())
    }
    samples = try reader.samples()
  }
}

extension StateReader {
  /// A count of one tick.
  fileprivate mutating func tickCount() throws(StateError) -> Int32 {
    Int32(try index(below: 1 << 31, "a count"))
  }
}
