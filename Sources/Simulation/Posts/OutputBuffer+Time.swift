internal import EventTime

extension OutputBuffer {
  /// `instant` as RFC 3339 in universal time with milliseconds, from year 1970 on.
  ///
  /// Civil date by the algorithm of H. Hinnant, "chrono-compatible low-level date algorithms".
  mutating func append(rfc3339 instant: Instant) {
    let milliseconds = instant.microseconds / 1000
    let days = milliseconds / 86_400_000
    let rest = milliseconds % 86_400_000
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let civilMonth = month < 10 ? month + 3 : month - 9
    append(decimal: yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), width: 4)
    append(UInt8(ascii: "-"))
    append(decimal: civilMonth, width: 2)
    append(UInt8(ascii: "-"))
    append(decimal: day, width: 2)
    append(UInt8(ascii: "T"))
    append(decimal: rest / 3_600_000, width: 2)
    append(UInt8(ascii: ":"))
    append(decimal: rest / 60_000 % 60, width: 2)
    append(UInt8(ascii: ":"))
    append(decimal: rest / 1000 % 60, width: 2)
    append(UInt8(ascii: "."))
    append(decimal: rest % 1000, width: 3)
    append(UInt8(ascii: "Z"))
  }
}
