/// A date and a time of day in the proleptic Gregorian calendar, of no time zone yet.
struct CivilTime {
  var year = 0
  var month = 1
  var day = 1
  var hour = 0
  var minute = 0
  /// 60 in a leap second.
  var second = 0
  var microsecond = 0

  /// Whether every part is in its range; the day within its month.
  var isValid: Bool {
    (0...9999).contains(year) && (1...12).contains(month) && day >= 1
      && day <= CivilTime.days(in: month, of: year) && (0...23).contains(hour)
      && (0...59).contains(minute) && (0...60).contains(second)
  }

  /// Microseconds from 1970-01-01T00:00:00 to here, as if this were UTC; a leap second is clamped
  /// to the last microsecond before it.
  ///
  /// Days by the method of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"
  /// (days_from_civil): the year begins in March, eras have 400 years. Needs `isValid`.
  var microsecondsAsUTC: Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    let leap = second == 60
    let seconds = ((days * 24 + hour) * 60 + minute) * 60 + (leap ? 59 : second)
    return Int64(seconds) * 1_000_000 + Int64(leap ? 999_999 : microsecond)
  }

  /// The moment, when this is `offsetSeconds` east of Greenwich; nil for a leap second elsewhere
  /// than at the end of a UTC day.
  func instant(offsetSeconds: Int64) -> Instant? {
    let microseconds = microsecondsAsUTC - offsetSeconds * 1_000_000
    if second == 60 {
      let day: Int64 = 86_400_000_000
      let inDay = (microseconds % day + day) % day
      guard inDay == day - 1 else { return nil }
    }
    return Instant(microseconds: microseconds)
  }

  /// The moment, when this is local time of `zone`.
  ///
  /// A time that the clocks skip is read by the offset before the jump or after it, one that they
  /// show twice by either: which one is fixed by the rule alone, so a replay reads it alike.
  func instant(in zone: TimeZoneRule) -> Instant? {
    let local = Instant(microseconds: microsecondsAsUTC)
    let first = zone.offsetSeconds(at: local)
    let offset = zone.offsetSeconds(at: local - .seconds(first))
    return instant(offsetSeconds: offset)
  }

  static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}
