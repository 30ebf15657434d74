internal import EventTime

/// One series' episode: from the score's rise over the onset to an alert's close.
package struct EpisodeTracker: Sendable, BitwiseCopyable {
  package enum Phase: UInt8, BitwiseCopyable, Sendable {
    case quiet
    /// An episode below the threshold goes on.
    case candidate
    /// An alert is open.
    case open
  }

  package private(set) var phase = Phase.quiet
  /// The pane in which the episode began.
  package private(set) var since: Int64 = 0
  package private(set) var openedAt: Int64 = 0
  package private(set) var peak = 0.0
  /// What the score had to reach when the alert opened.
  package private(set) var openThreshold = 0.0
  /// The pane after the last close; evidence before it cannot open again.
  package private(set) var closedAt = Int64.min / 2
  private var lastHigh: Int64 = 0
  private var lastEmission: Int64 = 0
  private var emittedPeak = 0.0

  package init() {}

  package var isQuiet: Bool { phase == .quiet }

  /// Looks at the series at the end of `pane`; what is to be said, nil for nothing.
  ///
  /// After `.faded` the caller passes `peak` to the calibration. Time is counted in panes of
  /// `paneMinutes`; a caller that skips panes that were missing may give its own count instead.
  ///
  /// - Parameters:
  ///   - score: the surprise now.
  ///   - closing: the surprise that decides about closing, as a rule `score`.
  package mutating func advance(
    score: Double, closing: Double, threshold: Double, pane: Int64, paneMinutes: Double,
    rules: EpisodeRules
  ) -> Finding.Phase? {
    if phase == .quiet {
      guard score >= rules.onset else { return nil }
      phase = .candidate
      since = pane
      peak = 0
      emittedPeak = 0
      lastHigh = pane
      lastEmission = Int64.min / 2
    }
    peak = max(peak, score)
    let quiet = { (tracker: EpisodeTracker) in
      Double(pane - tracker.lastHigh) * paneMinutes
    }
    if phase == .candidate {
      if score >= threshold {
        phase = .open
        openedAt = pane
        openThreshold = threshold
        lastHigh = pane
        note(pane)
        return .opened
      }
      if score >= rules.onset { lastHigh = pane }
      if quiet(self) >= rules.restMinutes {
        phase = .quiet
        return .faded
      }
      return score >= rules.onset && isWorthSaying(pane, paneMinutes, rules) ? .candidate : nil
    }
    if closing >= rules.closingShare * openThreshold { lastHigh = pane }
    if quiet(self) >= rules.closingMinutes {
      phase = .quiet
      closedAt = pane + 1
      return .closed
    }
    return isWorthSaying(pane, paneMinutes, rules) ? .continued : nil
  }

  private mutating func isWorthSaying(
    _ pane: Int64, _ paneMinutes: Double, _ rules: EpisodeRules
  ) -> Bool {
    let minutes = Double(pane - max(lastEmission, Int64.min / 2)) * paneMinutes
    guard peak >= emittedPeak + rules.growth || minutes >= rules.repeatMinutes else {
      return false
    }
    note(pane)
    return true
  }

  private mutating func note(_ pane: Int64) {
    emittedPeak = peak
    lastEmission = pane
  }
}

extension EpisodeTracker {
  func save(into writer: inout StateWriter) {
    writer.byte(phase.rawValue)
    for value in [since, openedAt, closedAt, lastHigh, lastEmission] { writer.signed(value) }
    for value in [peak, openThreshold, emittedPeak] { writer.double(value) }
  }

  init(from reader: inout StateReader) throws(StateError) {
    let raw = try reader.byte()
    guard let phase = Phase(rawValue: raw) else { throw .damaged("phase \(raw)") }
    self.phase = phase
    since = try reader.signed()
    openedAt = try reader.signed()
    closedAt = try reader.signed()
    lastHigh = try reader.signed()
    lastEmission = try reader.signed()
    peak = try reader.double(in: StateLimits.scores, "a peak")
    openThreshold = try reader.double(in: StateLimits.scores, "a threshold")
    emittedPeak = try reader.double(in: StateLimits.scores, "a peak")
  }
}
