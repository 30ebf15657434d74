/// The windows of the detectors that look once a day, in whole days that end with the last one.
enum DayWindows {
  /// One value a window.
  typealias Each<Value> = InlineArray<7, Value>
  static let days: Each<Int64> = [1, 2, 3, 4, 7, 14, 30]
  static let count = 7
  /// Whose dispersion a window has: three days have that of four, so that each has been learned.
  static let scatter: Each<Int> = [0, 1, 2, 2, 3, 4, 5]
  static let scatterCount = 6
  /// Days of a series that are kept.
  static let kept = 30
  /// An alert closes on windows of at least these days: 4.
  static let firstClosing = 3
  /// An alert that the cumulative sum opened closes on windows up to 7 days.
  static let cumulativeClosing = 4

  /// Where a day stands among those kept.
  static func slot(_ day: Int64) -> Int {
    let rest = Int(day % Int64(kept))
    return rest < 0 ? rest + kept : rest
  }

  /// Dispersion learns from a window every max(1, w/4) days.
  static func learns(_ window: Int, on day: Int64) -> Bool {
    if window + 1 < count, scatter[window] == scatter[window + 1] { return false }
    let step = max(1, days[window] / 4)
    return day % step == 0
  }
}

/// Holds learning back while something surprises, but not for ever: up 1 for each day held, down 2 for
/// each other day, and none are held at the bound.
struct BoundedHold: BitwiseCopyable, Sendable {
  private(set) var level = 0.0

  mutating func holds(_ isSurprising: Bool, limit: Double) -> Bool {
    guard isSurprising else {
      level = max(0, level - 2)
      return false
    }
    guard level < limit else { return false }
    level += 1
    return true
  }

  func save(into writer: inout StateWriter) { writer.double(level) }

  init() {}

  init(from reader: inout StateReader) throws(StateError) {
    level = try reader.double(in: 0...1000, "days held back")
  }
}

/// What a series' scatter beyond chance is made of: discounted sums by window, of which the ratio is a
/// moment estimate. By window as `DayWindows.scatter` has it.
struct DayScatter: BitwiseCopyable, Sendable {
  var excess = InlineArray<6, Double>(repeating: 0)
  var weight = InlineArray<6, Double>(repeating: 0)

  /// The estimate, shrunk to `prior` with so many units.
  func value(_ window: Int, prior: Double, units: Double, least: Double) -> Double {
    max(least, (excess[window] + units * prior) / (weight[window] + units))
  }

  mutating func decay(_ factor: Double) {
    for w in 0..<DayWindows.scatterCount {
      excess[w] *= factor
      weight[w] *= factor
    }
  }

  mutating func add(_ window: Int, excess e: Double, weight w: Double) {
    excess[window] += e
    weight[window] += w
  }

  func save(into writer: inout StateWriter) {
    for w in 0..<DayWindows.scatterCount {
      writer.double(excess[w])
      writer.double(weight[w])
    }
  }

  init() {}

  init(from reader: inout StateReader) throws(StateError) {
    for w in 0..<DayWindows.scatterCount {
      excess[w] = try reader.double(in: -1e18...1e18, "an excess of scatter")
      weight[w] = try reader.double(in: StateLimits.sums, "a weight of scatter")
    }
  }
}
