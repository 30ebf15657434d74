internal import EventTime

extension VolumeDetector {
  /// Reads one series whole and keeps it where it has a key.
  mutating func loadSeries(
    _ key: (dimension: Int32, area: Int32)?, _ reader: inout StateReader, _ head: SavedHead,
    _ familyOf: [Int32: Int32]
  ) throws(StateError) -> Bool {
    let family = key.flatMap { familyOf[$0.dimension] }
    if key != nil, family == nil { throw .damaged("a series without its family") }
    let local = localTime(ofArea: key?.area ?? -1)
    var state = SeriesState(
      dimension: key?.dimension ?? 0, area: key?.area ?? -1, family: family ?? 0,
      exposure: (family ?? 0) * Int32(localTimes.count) + local, localTime: local, pane: 0)
    try state.load(&reader, tickPanes: geometry.tickPanes)
    guard let boundary, state.lastPane < boundary else {
      throw .damaged("a count of a pane that is not stepped")
    }
    let (ladder, scatter, author) = (ladders.count, dispersions.count, authors.count)
    try DifferenceCode.load(geometry.stride, from: state.total, &reader, into: &ladders)
    try loadDispersions(Int(state.family), &reader)
    state.authorCount = try loadAuthors(&reader, head)
    guard key != nil else {
      ladders.removeLast(ladders.count - ladder)
      dispersions.removeLast(dispersions.count - scatter)
      authors.removeLast(authors.count - author)
      return false
    }
    state.setLevels(
      exposure: exposures[Int(state.exposure)].discounted, fastExposure: fastExposure)
    series.append(state)
    return true
  }

  private mutating func loadDispersions(
    _ family: Int, _ reader: inout StateReader
  ) throws(StateError) {
    let count = VolumeConstants.dispersionCount
    let (learned, held) = (try reader.unsigned(), try reader.unsigned())
    guard (learned | held) >> UInt64(count) == 0 else {
      throw .damaged("more than \(count) dispersions")
    }
    for w in 0..<count {
      var known = Dispersion()
      if learned & 1 << UInt64(w) != 0 {
        known.excess = try reader.double(in: -1e18...1e18, "a dispersion's excess")
        known.weight = try reader.double(in: StateLimits.sums, "a dispersion's weight")
      }
      known.value = known.settled(family: familyDispersion[family * count + w])
      if held & 1 << UInt64(w) != 0 {
        known.value = try reader.double(
          in: VolumeConstants.minimumDispersion...1e18, "a dispersion")
      }
      dispersions.append(known)
    }
  }

  /// Appends the authors of one series; a source that names none any more forgets them.
  private mutating func loadAuthors(
    _ reader: inout StateReader, _ head: SavedHead
  ) throws(StateError) -> Int32 {
    var held: [UInt64] = []
    if head.hadAuthors {
      let count = try reader.index(below: AuthorMemory.capacity + 1, "authors")
      var time: UInt64 = 0
      for _ in 0..<count {
        let token = try reader.token()
        let step = try reader.index(below: Int(AuthorMemory.timeMask) + 1, "a time")
        time = (time &- UInt64(step)) & AuthorMemory.timeMask
        held.append(token << AuthorMemory.timeBits | time)
      }
    }
    guard configuration.hasAuthors else { return 0 }
    authors += held
    for _ in held.count..<AuthorMemory.capacity { authors.append(0) }
    return Int32(held.count)
  }

  /// Forgets the series beyond the limit: those in no episode first, and of these the longest silent.
  mutating func evictSurplus() -> Int {
    let surplus = series.count - configuration.maximumSeries
    guard surplus > 0 else { return 0 }
    let longestSilent = series.indices.sorted { a, b in
      let (left, right) = (series[a], series[b])
      if left.isWatched != right.isWatched { return !left.isWatched }
      if left.lastPane != right.lastPane { return left.lastPane < right.lastPane }
      return SeriesTable.key(left.dimension, left.area)
        < SeriesTable.key(right.dimension, right.area)
    }
    let isGone = Set(longestSilent.prefix(surplus))
    var next: Int32 = 0
    var idNow = [Int32](repeating: -1, count: series.count)
    for id in series.indices where !isGone.contains(id) {
      idNow[id] = next
      next += 1
    }
    func kept<Value>(_ values: [Value], each size: Int) -> [Value] {
      series.indices.filter { idNow[$0] >= 0 }.flatMap { values[$0 * size..<($0 + 1) * size] }
    }
    ladders = kept(ladders, each: geometry.stride)
    dispersions = kept(dispersions, each: VolumeConstants.dispersionCount)
    authors = kept(authors, each: configuration.hasAuthors ? AuthorMemory.capacity : 0)
    series = kept(series, each: 1)
    watched = watched.map { idNow[Int($0)] }.filter { $0 >= 0 }
    evictedSeries += surplus
    return surplus
  }

  /// Builds the table of ids and the order by key.
  mutating func indexSeries() throws(StateError) {
    for id in series.indices {
      let key = SeriesTable.key(series[id].dimension, series[id].area)
      guard table.find(key) < 0 else { throw .damaged("a series that is there twice") }
      _ = table.insert(key)
      order.append(Int32(id))
    }
    let table = table
    order.sort { table.key(of: Int($0)) < table.key(of: Int($1)) }
  }
}
