/// The days since 1970-01-01 of a day written `YYYY-MM-DD`, years 1970…2199; nil for any other text.
func calendarDay(parsing text: String) -> Int32? {
  guard let numbers = numbers(in: text, separator: "-", lengths: [4, 2, 2]) else { return nil }
  let (year, month, day) = (Int32(numbers[0]), numbers[1], numbers[2])
  let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  guard (1970...2199).contains(year), (1...12).contains(month),
    (1...lengths[month - 1]).contains(day)
  else { return nil }
  let before = year - 1
  let yearDays = before * 365 + before / 4 - before / 100 + before / 400
  // 719,162 days lie between 0001-01-01 and 1970-01-01 in the Gregorian calendar.
  return yearDays - 719_162 + Int32(lengths[..<(month - 1)].reduce(0, +) + day - 1)
}

/// The seconds since 1970 of a moment written `YYYY-MM-DDTHH:MM:SSZ`; nil for any other text.
func calendarSeconds(parsing text: String) -> Int64? {
  let parts = text.split(separator: "T", omittingEmptySubsequences: false)
  guard parts.count == 2, parts[1].hasSuffix("Z"), let day = calendarDay(parsing: String(parts[0])),
    let clock = numbers(in: String(parts[1].dropLast()), separator: ":", lengths: [2, 2, 2]),
    clock[0] < 24, clock[1] < 60, clock[2] < 60
  else { return nil }
  return Int64(day) * 86_400 + Int64(clock[0] * 3600 + clock[1] * 60 + clock[2])
}

private func numbers(in text: String, separator: Character, lengths: [Int]) -> [Int]? {
  let parts = text.split(separator: separator, omittingEmptySubsequences: false)
  guard parts.map(\.utf8.count) == lengths,
    parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
  else { return nil }
  return parts.compactMap { Int($0) }
}
