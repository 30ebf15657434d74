extension Instant {
  /// RFC 3339 in universal time with milliseconds, as in `2026-03-01T20:04:05.000Z`; microseconds
  /// are cut off. Years 0000 to 9999.
  package var rfc3339: String {
    let milliseconds = floorDivided(microseconds, by: 1000)
    let seconds = floorDivided(milliseconds, by: 1000)
    let days = floorDivided(seconds, by: 86_400)
    let (year, month, day) = Self.civil(days: days)
    let ofDay = seconds - days * 86_400
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    let time =
      "\(padded(ofDay / 3600, 2)):\(padded(ofDay / 60 % 60, 2)):\(padded(ofDay % 60, 2))"
    return "\(date)T\(time).\(padded(milliseconds - seconds * 1000, 3))Z"
  }

  /// The proleptic Gregorian date of a day since 1970-01-01 (Hinnant, "chrono-compatible low-level
  /// date algorithms", civil_from_days).
  private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = floorDivided(shifted, by: 146_097)
    let ofEra = shifted - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * ofYear + 2) / 153
    let day = ofYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, day)
  }
}

private func floorDivided(_ value: Int64, by divisor: Int64) -> Int64 {
  let quotient = value / divisor
  return value % divisor < 0 ? quotient - 1 : quotient
}

private func padded(_ value: Int64, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
