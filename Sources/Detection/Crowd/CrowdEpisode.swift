/// A gathering while it lasts: where it is, how surprising, whether it moves or runs apart.
struct CrowdEpisode: Sendable {
  /// The cell that it is known by in findings, and the number that tells it from others there.
  private(set) var shownCell: Int32
  private(set) var item: UInt64
  /// The cell where it began; its track counts from there.
  let origin: Int32
  /// The cell of its best zone now.
  var centre: Int32
  /// The centre of the highest score, for the calibration.
  var peakCell: Int32
  var tracker = EpisodeTracker()
  /// Panes, where the tracker counts observed ticks.
  var since: Int64
  var openedAt: Int64
  /// All shorter windows decide about closing too.
  var closingWindow: Int32 = 0
  /// The best of its centres at this tick, and the best by window.
  var present = CrowdScore()
  var windows = InlineArray<6, Double>(repeating: 0)
  var count: Int64 = 0
  var track = CrowdTrack()
  /// It was seen to move, from then on.
  var isMoving = false
  var dispersal: CrowdDispersal?

  init(shownCell: Int32, item: UInt64, centre: Int32, pane: Int64) {
    self.shownCell = shownCell
    self.item = item
    origin = centre
    self.centre = centre
    peakCell = centre
    since = pane
    openedAt = pane
  }

  var isOpen: Bool { tracker.phase == .open }

  /// As an alert it is known by the cell where people are then: it may have begun beside it.
  mutating func settle(_ cell: Int32, item: UInt64) {
    shownCell = cell
    self.item = item
  }

  /// The surprise that decides about closing.
  var closing: Double {
    var best = 0.0
    for w in 0...Int(closingWindow) { best = max(best, windows[w]) }
    return best
  }
}

/// People of an open gathering run apart: its centre empties while the ring around it fills.
struct CrowdDispersal: Sendable, BitwiseCopyable {
  var openedAt: Int64
  var since: Int64
  /// Observed ticks when both were last surprising.
  var lastHigh: Int64
  var score: Double
  var peak: Double
  /// In the ring, in the last minutes.
  var observed: Int64
  var expected: Double
}
