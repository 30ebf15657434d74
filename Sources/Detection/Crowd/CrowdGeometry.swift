internal import EventTime

/// The grid of time: ticks of a minute (or of a pane, where that is longer), and windows in ticks.
struct CrowdGeometry: Sendable {
  let tickPanes: Int64
  let tickMinutes: Double
  /// Of each window; 0 where a tick is longer than it.
  let windowTicks: InlineArray<6, Int64>
  /// Boundaries that a ring remembers: the longest window's, its end too.
  let ring: Int

  init(_ length: PaneLength) {
    tickPanes = max(1, (60 + length.seconds - 1) / length.seconds)
    tickMinutes = Double(tickPanes) * length.minutes
    var ticks = InlineArray<6, Int64>(repeating: 0)
    for w in 0..<CrowdConstants.windowCount {
      let minutes = CrowdConstants.windowMinutes[w]
      if minutes >= tickMinutes { ticks[w] = Int64((minutes / tickMinutes).rounded()) }
    }
    windowTicks = ticks
    ring = Int(ticks[CrowdConstants.windowCount - 1]) + 1
  }

  /// Where the boundary `tick` stands in a ring.
  func slot(_ tick: Int64) -> Int { Int(floorModulo(tick, Int64(ring))) }

  /// Whole ticks of so many minutes, at least one.
  func ticks(minutes: Double) -> Int64 { max(1, Int64((minutes / tickMinutes).rounded(.up))) }
}
