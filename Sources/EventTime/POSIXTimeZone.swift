/// A POSIX TZ string, read: standard time, and summer time by rule (IEEE Std 1003.1-2017, 8.3,
/// with the extension of RFC 8536, 3.3.1: times of a rule from −167 to 167 hours).
///
/// `CET-1CEST,M3.5.0,M10.5.0/3`, `<+0330>-3:30`, `EST5EDT,M3.2.0,M11.1.0`. Offsets are written
/// positive to the west there, and kept positive to the east here.
struct POSIXTimeZone: Sendable, Equatable {
  /// Seconds east of Greenwich.
  var standardOffset: Int64
  var summer: Summer?

  struct Summer: Sendable, Equatable {
    var offset: Int64
    /// When summer time begins, in standard time.
    var start: RuleDate
    /// When it ends, in summer time.
    var end: RuleDate
  }

  /// A day of every year, and a time on it.
  struct RuleDate: Sendable, Equatable {
    enum Day: Sendable, Equatable {
      /// Jn: 1…365; 29 February is never counted.
      case julian(Int64)
      /// n: 0…365; 29 February is counted.
      case zeroBased(Int64)
      /// Mm.w.d: the w-th weekday (0 is Sunday) of the month; 5 is the last one.
      case weekday(month: Int64, week: Int64, day: Int64)
    }
    var day: Day
    /// Seconds after local midnight; it may lie on another day.
    var seconds: Int64

    /// Local seconds since 1970-01-01T00:00:00 of this date in `year`.
    func localSeconds(in year: Int64) -> Int64 {
      let newYear = Self.days(year, 1)
      let days: Int64
      switch day {
      case .julian(let n):
        days = newYear + n - 1 + (CivilDate.isLeap(year) && n >= 60 ? 1 : 0)
      case .zeroBased(let n):
        days = newYear + n
      case .weekday(let month, let week, let day):
        let first = Self.days(year, month)
        // 1970-01-01 was a Thursday: day 4 when Sunday is 0.
        let firstWeekday = floorModulo(first + 4, 7)
        var date = first + floorModulo(day - firstWeekday, 7) + (week - 1) * 7
        if date >= first + CivilDate.days(inMonth: month, of: year) { date -= 7 }
        days = date
      }
      return days * 86_400 + seconds
    }

    private static func days(_ year: Int64, _ month: Int64) -> Int64 {
      guard let first = CivilDate(year: year, month: month, day: 1) else {
        preconditionFailure("month \(month)")
      }
      return first.daysSinceEpoch
    }
  }

  /// The two changes of `year` in the order of time: from when (seconds since 1970), which offset.
  func changes(in year: Int64) -> [(from: Int64, offset: Int64)] {
    guard let summer else { return [] }
    let start = (from: summer.start.localSeconds(in: year) - standardOffset, offset: summer.offset)
    let end = (from: summer.end.localSeconds(in: year) - summer.offset, offset: standardOffset)
    return start.from <= end.from ? [start, end] : [end, start]
  }

  /// Seconds east of Greenwich at `seconds` since 1970, by the rule alone, in any year.
  func offset(at seconds: Int64) -> Int64 {
    guard summer != nil else { return standardOffset }
    let year = CivilDate(daysSinceEpoch: floorDivide(seconds, 86_400)).year
    var offset = standardOffset
    var latest = Int64.min
    // A rule's time may lie a week outside its year. Of changes at one instant the later year's
    // counts: so a summer time that ends as the next begins lasts all year.
    for candidate in year - 1...year + 1 {
      for change in changes(in: candidate) where change.from <= seconds && change.from >= latest {
        offset = change.offset
        latest = change.from
      }
    }
    return offset
  }
}
