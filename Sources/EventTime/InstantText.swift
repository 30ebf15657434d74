extension Instant {
  /// RFC 3339 in universal time with milliseconds, as in `2026-03-01T20:04:05.000Z`; microseconds
  /// are cut off. Years 0000 to 9999.
  package var rfc3339: String {
    let milliseconds = floorDivide(microseconds, 1000)
    let seconds = floorDivide(milliseconds, 1000)
    let days = floorDivide(seconds, 86_400)
    let civil = CivilDate(daysSinceEpoch: days)
    let ofDay = seconds - days * 86_400
    let date = "\(padded(civil.year, 4))-\(padded(civil.month, 2))-\(padded(civil.day, 2))"
    let time =
      "\(padded(ofDay / 3600, 2)):\(padded(ofDay / 60 % 60, 2)):\(padded(ofDay % 60, 2))"
    return "\(date)T\(time).\(padded(milliseconds - seconds * 1000, 3))Z"
  }
}

private func padded(_ value: Int64, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
