internal import EventTime

/// How counts go over the hours of weekdays, Saturdays and Sundays, 1 in the mean.
struct HourProfile: Sendable {
  private var seen = [Double](repeating: 0, count: Occupancy.bins)
  private var expected = [Double](repeating: 0, count: Occupancy.bins)
  /// Minutes learned, discounted.
  private var minutes = 0.0

  init() {}

  /// An hour of a kind of day, shrunk to that hour of all days.
  func value(_ bin: Int) -> Double {
    let hour = bin % 24
    var (allSeen, allExpected) = (0.0, 0.0)
    for kind in 0..<3 {
      allSeen += seen[hour + 24 * kind]
      allExpected += expected[hour + 24 * kind]
    }
    let common = (allSeen + Self.hourPrior) / (allExpected + Self.hourPrior)
    let prior = Self.kindPrior
    return max(1e-3, (seen[bin] + prior * common) / (expected[bin] + prior))
  }

  /// Signals' worth of a flat day, and of the hour of all days.
  private static let hourPrior = 2.0
  private static let kindPrior = 60.0

  /// What is not known of the profile yet, falling with the weeks.
  var doubt: Double { 10 / (1 + minutes / 1440) }

  mutating func learn(_ bin: Int, seen count: Double, expected level: Double) {
    let decay = Self.decay
    seen[bin] = seen[bin] * decay + count
    expected[bin] = expected[bin] * decay + level
    minutes += 1
  }

  /// A bin of an hour forgets by half in 4 weeks of its hours.
  private static let decay = 0.9997

  func save(into writer: inout StateWriter) {
    writer.double(minutes)
    for value in seen + expected { writer.double(value) }
  }

  init(from reader: inout StateReader) throws(StateError) {
    minutes = try reader.double(in: StateLimits.sums, "minutes")
    for bin in seen.indices { seen[bin] = try reader.double(in: StateLimits.sums, "signals") }
    for bin in expected.indices {
      expected[bin] = try reader.double(in: StateLimits.sums, "signals")
    }
  }
}
