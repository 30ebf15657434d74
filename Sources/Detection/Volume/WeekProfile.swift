internal import Glibc

/// How a family's counts go over the hours of the week in local time, 1 in the mean.
///
/// Sums of what came (X) and of what the levels let expect for a flat week (M), weighted; an hour of
/// the week is shrunk to its hour of the day times its weekday.
struct WeekProfile {
  static let hours = 168
  var hourOfWeek = [Sums](repeating: Sums(), count: WeekProfile.hours)
  var hourOfDay = [Sums](repeating: Sums(), count: 24)
  var weekday = [Sums](repeating: Sums(), count: 7)
  var holiday = Sums()
  /// The profile by hour of the week, Monday 0 h first.
  private(set) var table = [Double](repeating: 1, count: WeekProfile.hours)
  private(set) var holidayFactor = 1.0

  struct Sums {
    var seen = 0.0
    var expected = 0.0
  }

  /// Adds one series' hour: `seen` signals where a flat week gave `expected`.
  mutating func learn(bin: Int, seen: Double, expected: Double, weight: Double) {
    hourOfWeek[bin].add(seen, expected, weight)
    hourOfDay[bin % 24].add(seen, expected, weight)
    weekday[bin / 24].add(seen, expected, weight)
  }

  /// Adds one series' hour on a holiday: what came beside what an ordinary day gave.
  mutating func learnHoliday(seen: Double, expected: Double, weight: Double) {
    holiday.add(seen, expected, weight)
  }

  /// One hour's decay, then the table anew.
  mutating func refresh(decay: Double) {
    for bin in hourOfDay.indices { hourOfDay[bin].decay(decay) }
    for bin in weekday.indices { weekday[bin].decay(decay) }
    holiday.decay(decay)
    for bin in hourOfWeek.indices { hourOfWeek[bin].decay(decay) }
    tabulate()
  }

  /// The table from the sums. O(hours of the week).
  mutating func tabulate() {
    holidayFactor =
      (holiday.seen + VolumeConstants.holidayPrior)
      / (holiday.expected + VolumeConstants.holidayPrior)
    for bin in hourOfWeek.indices {
      let hour = hourOfDay[bin % 24].ratio(prior: VolumeConstants.hourPrior, at: 1)
      let day = weekday[bin / 24].ratio(prior: VolumeConstants.weekdayPrior, at: 1)
      table[bin] = hourOfWeek[bin].ratio(prior: VolumeConstants.weekHourPrior, at: hour * day)
    }
  }

  /// The profile at `minute` of the local week, between the centres of the hours.
  func value(minuteOfWeek minute: Double) -> Double {
    let position = minute / 60 - 0.5
    let below = floor(position)
    let share = position - below
    let first = (Int(below) + WeekProfile.hours) % WeekProfile.hours
    let second = (first + 1) % WeekProfile.hours
    return table[first] + share * (table[second] - table[first])
  }
}

extension WeekProfile.Sums {
  mutating func add(_ seen: Double, _ expected: Double, _ weight: Double) {
    self.seen += weight * seen
    self.expected += weight * expected
  }

  mutating func decay(_ factor: Double) {
    seen *= factor
    expected *= factor
  }

  func ratio(prior: Double, at value: Double) -> Double {
    (seen + prior * value) / (expected + prior)
  }
}
