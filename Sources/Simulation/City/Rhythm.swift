package import EventTime

/// How many posts an hour of the day and a day of the week have, relative to the mean of the week.
package struct Rhythm: Sendable, Equatable {
  /// By hour of local time; between the middles of two hours the rate changes steadily.
  package var hours: [Double]
  /// By day, Monday first.
  package var days: [Double]

  /// A rhythm of 24 hours and 7 days, of any scale; it is scaled to a mean of 1.
  package init(hours: [Double], days: [Double]) {
    precondition(hours.count == 24 && days.count == 7, "a rhythm has 24 hours and 7 days")
    let hourMean = hours.reduce(0, +) / 24
    let dayMean = days.reduce(0, +) / 7
    self.hours = hours.map { $0 / hourMean }
    self.days = days.map { $0 / dayMean }
  }

  /// Waking, noon, evening; a little more on weekends.
  package static var social: Rhythm {
    Rhythm(
      hours: [
        0.50, 0.33, 0.24, 0.20, 0.20, 0.28, 0.50, 0.78, 0.95, 1.02, 1.08, 1.14,
        1.25, 1.22, 1.12, 1.12, 1.17, 1.27, 1.38, 1.44, 1.50, 1.47, 1.18, 0.80,
      ],
      days: [0.97, 0.98, 0.99, 1.0, 1.02, 1.03, 1.05])
  }

  /// Office hours and early evening; little at night and on Sundays.
  package static var civic: Rhythm {
    Rhythm(
      hours: [
        0.12, 0.08, 0.06, 0.06, 0.10, 0.25, 0.65, 1.20, 1.75, 1.80, 1.65, 1.50,
        1.25, 1.30, 1.45, 1.50, 1.55, 1.70, 1.60, 1.25, 0.90, 0.65, 0.42, 0.22,
      ],
      days: [1.15, 1.10, 1.08, 1.06, 1.06, 0.85, 0.70])
  }

  /// Always the same rate.
  package static var constant: Rhythm {
    Rhythm(hours: [Double](repeating: 1, count: 24), days: [Double](repeating: 1, count: 7))
  }

  /// The rate at `instant` relative to the mean of a week, `offset` seconds east of Greenwich.
  package func factor(at instant: Instant, offset: Int64) -> Double {
    let seconds = instant.microseconds / 1_000_000 + offset
    let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let secondOfDay = seconds - day * 86_400
    // 1970-01-01 was a Thursday.
    let weekday = Int(((day + 3) % 7 + 7) % 7)
    let position = Double(secondOfDay) / 3600 - 0.5
    let lower = position < 0 ? 23 : Int(position)
    let share = position < 0 ? position + 1 : position - Double(lower)
    return days[weekday] * (hours[lower] * (1 - share) + hours[(lower + 1) % 24] * share)
  }
}
