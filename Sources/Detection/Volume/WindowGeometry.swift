internal import EventTime

/// Where the starts of the windows lie in a ring of running totals.
///
/// A series keeps its running total at the last boundaries of 10 s, 30 s, 2, 10, 30, 90 min, aligned
/// to UTC: six rings in a row of `stride` slots. A window's count is the total now less the total at
/// its start. Windows of 1 and 3 min are exact; 10, 30, 120, 480, 1440 min reach back to the next
/// boundary of 30 s, 2, 10, 30, 90 min, and what is expected is taken over the same span.
struct WindowGeometry {
  /// One value a window.
  typealias Each<Value> = InlineArray<7, Value>
  static let minutes: Each<Int32> = [1, 3, 10, 30, 120, 480, 1440]
  private static let levelSeconds: InlineArray<6, Int64> = [10, 30, 120, 600, 1800, 5400]
  private static let levelOfWindow: Each<Int> = [0, 0, 1, 2, 3, 4, 5]
  /// Minutes between two looks at a window's dispersion: about a quarter of the window.
  private static let intervalMinutes: Each<Int64> = [1, 1, 2, 6, 30, 120, 360]
  static let levelCount = 6
  /// Rings of boundaries that may lie within a tick; the others are written at its end.
  static let fineLevels = 2

  /// Panes of one tick, the shortest run of panes of at least a minute.
  let tickPanes: Int64
  let tickMinutes: Double
  let paneMinutes: Double
  let windowPanes: Each<Int64>
  /// The first window that is as long as a pane; shorter ones are not looked at.
  let firstWindow: Int
  let intervalTicks: Each<Int64>
  let stride: Int
  private let levelPanes: InlineArray<6, Int64>
  private let levelSize: InlineArray<6, Int64>
  private let levelOffset: InlineArray<6, Int>

  /// Slots of the starts of the windows that end at the present boundary.
  private(set) var starts = Each<Int>(repeating: 0)
  /// Slots to be written at the present boundary, −1 for none.
  private(set) var writes = InlineArray<6, Int>(repeating: -1)

  init(_ pane: PaneLength) {
    let seconds = pane.seconds
    tickPanes = max(1, (60 + seconds - 1) / seconds)
    paneMinutes = pane.minutes
    tickMinutes = Double(tickPanes) * paneMinutes
    var windowPanes = Each<Int64>(repeating: 0)
    var intervals = Each<Int64>(repeating: 0)
    var first = 0
    for w in 0..<VolumeConstants.windowCount {
      let window = Int64(WindowGeometry.minutes[w]) * 60
      windowPanes[w] = (window + seconds - 1) / seconds
      if window < seconds { first = w + 1 }
      let interval = Double(WindowGeometry.intervalMinutes[w]) / tickMinutes
      intervals[w] = max(1, Int64(interval.rounded()))
    }
    var panes = InlineArray<6, Int64>(repeating: 1)
    var sizes = InlineArray<6, Int64>(repeating: 0)
    var offsets = InlineArray<6, Int>(repeating: 0)
    var offset = 0
    for level in 0..<WindowGeometry.levelCount {
      let nominal = WindowGeometry.levelSeconds[level]
      if level < WindowGeometry.fineLevels {
        panes[level] = max(1, nominal / seconds)
      } else {
        panes[level] = tickPanes * max(1, nominal / (seconds * tickPanes))
      }
      for w in 0..<VolumeConstants.windowCount where WindowGeometry.levelOfWindow[w] == level {
        sizes[level] = max(sizes[level], (windowPanes[w] + panes[level] - 1) / panes[level] + 2)
      }
      offsets[level] = offset
      offset += Int(sizes[level])
    }
    self.windowPanes = windowPanes
    intervalTicks = intervals
    firstWindow = first
    levelPanes = panes
    levelSize = sizes
    levelOffset = offsets
    stride = offset
  }

  /// Panes between two boundaries of the finest ring.
  var finestPanes: Int64 { levelPanes[0] }

  /// Moves to `boundary`, the end of pane `boundary` − 1.
  mutating func move(to boundary: Int64) {
    for w in 0..<VolumeConstants.windowCount {
      let level = WindowGeometry.levelOfWindow[w]
      let start = floorDivide(boundary - windowPanes[w], levelPanes[level])
      starts[w] = levelOffset[level] + Int(floorModulo(start, levelSize[level]))
    }
    for level in 0..<WindowGeometry.levelCount { writes[level] = slot(level, at: boundary) }
  }

  /// The slot of ring `level` for `boundary`; −1 if it is no boundary of that ring.
  func slot(_ level: Int, at boundary: Int64) -> Int {
    let panes = levelPanes[level]
    guard floorModulo(boundary, panes) == 0 else { return -1 }
    return levelOffset[level] + Int(floorModulo(floorDivide(boundary, panes), levelSize[level]))
  }
}
