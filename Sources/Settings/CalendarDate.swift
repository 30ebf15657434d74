/// A day of the Gregorian calendar.
package struct CalendarDate: Sendable, Hashable, Comparable {
  /// Days since 1970-01-01.
  package var daysSinceEpoch: Int32

  /// Reads `YYYY-MM-DD`, years 1970…2199; nil for anything that is no day.
  package init?(parsing text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let year = Int32(parts[0]), let month = Int32(parts[1]), let day = Int32(parts[2]),
      (1970...2199).contains(year), (1...12).contains(month)
    else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths: [Int32] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...lengths[Int(month) - 1]).contains(day) else { return nil }
    let before = year - 1
    let yearDays = before * 365 + before / 4 - before / 100 + before / 400
    // 719,162 days lie between 0001-01-01 and 1970-01-01 in the Gregorian calendar.
    daysSinceEpoch = yearDays - 719_162 + lengths[..<(Int(month) - 1)].reduce(0, +) + day - 1
  }

  package static func < (a: CalendarDate, b: CalendarDate) -> Bool {
    a.daysSinceEpoch < b.daysSinceEpoch
  }
}
