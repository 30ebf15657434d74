internal import EventTime

/// Reads of one entry in one area, from the first to the hold's end.
struct WatchEpisode: Sendable {
  let entry: UInt64
  let area: Int32
  /// The pane in which it began.
  let since: Int64
  var reads: Int64 = 0
  /// Of them, those to the character.
  var exact: Int64 = 0
  /// In observed panes: of the last read, and of what was said last; −1 before anything was.
  var lastHit: Int64 = 0
  var lastSaid: Int64 = -1
  var saidReads: Int64 = 0
  var saidExact = false
  /// The latest first, at most `FindingDetails.sampleLimit`.
  var latest: [Sample] = []

  init(entry: UInt64, area: Int32, pane: Int64) {
    self.entry = entry
    self.area = area
    since = pane
  }

  func precedes(_ entry: UInt64, _ area: Int32) -> Bool {
    (self.entry, self.area) < (entry, area)
  }

  func isOf(_ entry: UInt64, _ area: Int32) -> Bool { self.entry == entry && self.area == area }

  mutating func take(_ hit: HitRow, _ now: Int64) {
    reads += 1
    if !hit.isToVerify { exact += 1 }
    lastHit = now
    latest.insert(
      Sample(time: hit.time, id: hit.id, offset: hit.offset, partition: hit.partition), at: 0)
    if latest.count > FindingDetails.sampleLimit { latest.removeLast() }
  }

  /// What is to be said at the end of a pane: that it opened; that a read is to the character at last;
  /// that there were more reads, after a while.
  mutating func advance(
    _ now: Int64, _ paneMinutes: Double, _ repeatMinutes: Double
  ) -> Finding.Phase? {
    let isFirst = lastSaid < 0
    let isSurer = exact > 0 && !saidExact
    let isMore =
      reads > saidReads && Double(now - lastSaid) * paneMinutes >= repeatMinutes
    guard isFirst || isSurer || isMore else { return nil }
    lastSaid = now
    saidReads = reads
    saidExact = exact > 0
    return isFirst ? .opened : .continued
  }
}
