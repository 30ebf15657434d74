internal import EventTime

extension SeriesState {
  /// Writes what does not follow from the series' key, its family and the present configuration.
  ///
  /// A mask of what is not zero comes first: a quiet series holds zeros in most of its episode.
  func save(into writer: inout StateWriter) {
    writer.byte(phase.rawValue | (isWatched ? 4 : 0))
    writer.unsigned(UInt64(total))
    writer.pane(Pane(index: lastPane))
    writer.double(threshold)
    let numbers = [
      counts, unlearned, fastCounts, fastUnlearned, episodeRecord.episodes,
      episodeRecord.excesses, score, freeze, emittedPeak,
      peak, openThreshold,
    ]
    writer.unsigned(Self.mask(numbers.map(\.bitPattern)))
    for number in numbers where number.bitPattern != 0 { writer.double(number) }
    // Panes as the distance from the last one with a count: it moves only when the series does.
    let whole = [
      Int64(tickCount), Int64(filled), Int64(closingWindow), lastHigh, episodeCount, episodeTexts,
      distance(since), distance(openedAt), distance(lastEmission),
    ]
    writer.unsigned(Self.mask(whole.map { UInt64(bitPattern: $0) }))
    for number in whole where number != 0 { writer.signed(number) }
    writer.shortDouble(hourCount)
    writer.shortDouble(hourMinutes)
    writer.flag(closedAt != Self.neverClosed)
    if closedAt != Self.neverClosed { writer.signed(closedAt &- lastPane) }
  }

  /// Reads what `save` wrote.
  mutating func load(_ reader: inout StateReader, tickPanes: Int64) throws(StateError) {
    let flags = try reader.byte()
    guard flags < 8, let phase = Phase(rawValue: flags & 3) else {
      throw .damaged("phase \(flags)")
    }
    self.phase = phase
    isWatched = flags & 4 != 0
    guard phase == .quiet || isWatched else { throw .damaged("an episode that nobody watches") }
    total = UInt32(try reader.integer(below: 1 << 32, "a total"))
    lastPane = try reader.plausiblePane("a last pane").index
    threshold = try reader.double(
      in: VolumeConstants.episodeRules
        .minimumThreshold...VolumeConstants.episodeRules.maximumThreshold, "a threshold")
    try loadNumbers(&reader)
    try loadWhole(&reader, tickPanes: tickPanes)
    hourCount = try reader.shortDouble(in: StateLimits.sums, "an hour's count")
    hourMinutes = try reader.shortDouble(in: StateLimits.sums, "an hour's minutes")
    if try reader.flag() {
      closedAt = lastPane &+ (try reader.integer(in: StateLimits.panes, "a close"))
    }
  }

  private mutating func loadNumbers(_ reader: inout StateReader) throws(StateError) {
    let mask = try reader.mask(of: 11)
    counts = try reader.number(0, mask, StateLimits.sums)
    unlearned = try reader.number(1, mask, StateLimits.sums)
    fastCounts = try reader.number(2, mask, StateLimits.sums)
    fastUnlearned = try reader.number(3, mask, StateLimits.sums)
    episodeRecord.episodes = try reader.number(4, mask, StateLimits.scores)
    episodeRecord.excesses = try reader.number(5, mask, StateLimits.scores)
    score = try reader.number(6, mask, StateLimits.scores)
    freeze = try reader.number(7, mask, 0...VolumeConstants.freezeMinutes)
    emittedPeak = try reader.number(8, mask, StateLimits.scores)
    peak = try reader.number(9, mask, StateLimits.scores)
    openThreshold = try reader.number(10, mask, StateLimits.scores)
  }

  private mutating func loadWhole(
    _ reader: inout StateReader, tickPanes: Int64
  ) throws(StateError) {
    let mask = try reader.mask(of: 9)
    tickCount = UInt32(try reader.whole(0, mask, 0...Int64(UInt32.max)))
    filled = Int32(try reader.whole(1, mask, 0...tickPanes))
    closingWindow = Int32(
      try reader.whole(2, mask, 0...Int64(VolumeConstants.windowCount - 1)))
    lastHigh = try reader.whole(3, mask, StateLimits.totals)
    episodeCount = try reader.whole(4, mask, StateLimits.totals)
    episodeTexts = try reader.whole(5, mask, StateLimits.totals)
    since = try loadPane(&reader, 6, mask)
    openedAt = try loadPane(&reader, 7, mask)
    lastEmission = try loadPane(&reader, 8, mask)
  }

  private func loadPane(
    _ reader: inout StateReader, _ place: UInt64, _ mask: UInt64
  ) throws(StateError) -> Int64 {
    let distance = try reader.whole(place, mask, StateLimits.panes)
    return distance == 0 ? 0 : distance + lastPane - (distance > 0 ? 1 : 0)
  }

  /// From the last pane with a count; 0 stands for a pane that was never set.
  private func distance(_ pane: Int64) -> Int64 {
    if pane == 0 { return 0 }
    let distance = pane &- lastPane
    return distance < 0 ? distance : distance + 1
  }

  private static func mask(_ values: [UInt64]) -> UInt64 {
    var mask: UInt64 = 0
    for (place, value) in values.enumerated() where value != 0 { mask |= 1 << UInt64(place) }
    return mask
  }
}

extension StateReader {
  fileprivate mutating func mask(of places: UInt64) throws(StateError) -> UInt64 {
    let mask = try unsigned()
    guard mask >> places == 0 else { throw .damaged("a mask of more than \(places) places") }
    return mask
  }

  fileprivate mutating func number(
    _ place: UInt64, _ mask: UInt64, _ range: ClosedRange<Double>
  ) throws(StateError) -> Double {
    mask & 1 << place == 0 ? 0 : try double(in: range, "number \(place) of a series")
  }

  fileprivate mutating func whole(
    _ place: UInt64, _ mask: UInt64, _ range: ClosedRange<Int64>
  ) throws(StateError) -> Int64 {
    mask & 1 << place == 0 ? 0 : try integer(in: range, "whole number \(place) of a series")
  }

  fileprivate mutating func integer(
    below limit: UInt64, _ what: String
  ) throws(StateError) -> UInt64 {
    let value = try unsigned()
    guard value < limit else { throw .damaged("\(what) is \(value)") }
    return value
  }
}

/// Values that are mostly the one before them, such as running totals: differences, and runs of none.
enum DifferenceCode {
  static func save(_ values: ArraySlice<UInt32>, from start: UInt32, into writer: inout StateWriter)
  {
    var before = start
    var run: UInt64 = 0
    for value in values {
      if value == before {
        run += 1
        continue
      }
      endRun(&run, into: &writer)
      writer.signed(Int64(Int32(bitPattern: value &- before)))
      before = value
    }
    endRun(&run, into: &writer)
  }

  private static func endRun(_ run: inout UInt64, into writer: inout StateWriter) {
    guard run > 0 else { return }
    writer.signed(0)
    writer.unsigned(run)
    run = 0
  }

  /// Appends `count` values.
  static func load(
    _ count: Int, from start: UInt32, _ reader: inout StateReader, into values: inout [UInt32]
  ) throws(StateError) {
    var before = start
    var left = count
    while left > 0 {
      let difference = try reader.int32()
      if difference == 0 {
        let run = try reader.index(below: left + 1, "a run")
        guard run > 0 else { throw .damaged("an empty run") }
        for _ in 0..<run { values.append(before) }
        left -= run
      } else {
        before &+= UInt32(bitPattern: difference)
        values.append(before)
        left -= 1
      }
    }
  }
}
