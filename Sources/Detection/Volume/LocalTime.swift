internal import EventTime
internal import Glibc

/// One local time with one calendar: the hour of its week, and how well that hour is known.
struct LocalTime {
  let zone: TimeZoneRule
  let calendar: Int32
  let holidays: HolidayCalendar?
  var bin = 0
  var day: Int64 = 0
  var isHoliday = false
  var observedMinutes = 0.0
  var visits = [Int32](repeating: 0, count: WeekProfile.hours)
  var dayVisits = [Int32](repeating: 0, count: 24)
  var holidayHours = 0.0
  /// Relative variance of what is not known of the profile yet, for the present hour.
  private(set) var profileVariance = 0.0
  /// This hour of the week was never completed.
  private(set) var isYoung = true

  init(zone: TimeZoneRule, calendar: Int32, holidays: HolidayCalendar?) {
    self.zone = zone
    self.calendar = calendar
    self.holidays = holidays
  }

  /// Minutes since Monday 0 h in local time.
  func minuteOfWeek(_ instant: Instant) -> Double {
    // 1970-01-01 was a Thursday.
    let sinceMonday = zone.localSeconds(at: instant) + 3 * 86_400
    return Double(floorModulo(sinceMonday, 7 * 86_400)) / 60
  }

  mutating func observe(minutes: Double) { observedMinutes += minutes }

  /// Enters the hour of `instant`.
  mutating func enter(_ instant: Instant) {
    bin = Int(minuteOfWeek(instant) / 60)
    day = zone.localDay(at: instant)
    isHoliday = holidays?.contains(day) ?? false
    deriveVariance()
  }

  /// How well the entered hour is known, from how often it was seen.
  mutating func deriveVariance() {
    let ofHour = Double(dayVisits[bin % 24])
    let ofWeek = Double(visits[bin])
    isYoung = visits[bin] == 0
    profileVariance = 0.5 * exp(-2 * ofHour) + 0.06 / (1 + ofHour) + 0.02 / (1 + ofWeek)
    if isHoliday { profileVariance += 0.1 / (1 + holidayHours / 24) }
  }

  /// Counts the present hour as visited, if enough of it was observed.
  mutating func complete() {
    if observedMinutes >= VolumeConstants.visitMinutes {
      if isHoliday {
        holidayHours += 1
      } else {
        visits[bin] += 1
        dayVisits[bin % 24] += 1
      }
    }
    observedMinutes = 0
  }
}

/// What is not known of the present hour in one local time; see `LocalTime`.
struct LocalLook: BitwiseCopyable, Sendable {
  var variance: Double
  var isYoung: Bool
}
