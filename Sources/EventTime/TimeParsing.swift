/// The unit of a time that is a number since 1970-01-01T00:00:00Z.
package enum EpochUnit: Sendable, BitwiseCopyable {
  case seconds
  case milliseconds
  case microseconds

  @inlinable
  package var inMicroseconds: Int64 {
    switch self {
    case .seconds: 1_000_000
    case .milliseconds: 1000
    case .microseconds: 1
    }
  }
}

// Times are read from bytes as they stand in a record: no String, no allocation. Every reader takes
// the whole of the bytes, and answers nil for anything else than a time of its format that exists.
extension Instant {
  /// A time as RFC 3339 has it, with any number of digits of a second (those beyond the
  /// microsecond are cut off).
  ///
  /// Also read: a space or `t` for the T, `z`, an offset without its colon or its minutes, a time
  /// without seconds, and a date alone, which is its midnight. What has no offset is local time of
  /// `zone`. A leap second is the last microsecond before it.
  package static func rfc3339(_ bytes: UnsafeRawBufferPointer, zone: TimeZoneRule) -> Instant? {
    var reader = ByteReader(bytes)
    var time = CivilTime()
    guard let year = reader.digits(4), reader.skip("-"), let month = reader.digits(2),
      reader.skip("-"), let day = reader.digits(2)
    else { return nil }
    (time.year, time.month, time.day) = (year, month, day)
    if reader.isAtEnd { return time.instant(in: zone) }
    guard reader.skip("T") || reader.skip(" ") || reader.skip("t"),
      let hour = reader.digits(2), reader.skip(":"), let minute = reader.digits(2)
    else { return nil }
    (time.hour, time.minute) = (hour, minute)
    if reader.skip(":") {
      guard let second = reader.digits(2) else { return nil }
      time.second = second
      if reader.skip(".") || reader.skip(",") {
        guard let fraction = reader.fraction() else { return nil }
        time.microsecond = fraction
      }
    }
    if reader.isAtEnd { return time.instant(in: zone) }
    guard let offset = reader.offsetSeconds(), reader.isAtEnd else { return nil }
    return time.instant(offsetSeconds: offset)
  }

  /// A time as the first API of Twitter wrote it: `Wed Oct 10 20:19:24 +0000 2018`.
  ///
  /// The day of the week is checked for being one, not for being that of the date.
  package static func twitter(_ bytes: UnsafeRawBufferPointer) -> Instant? {
    guard bytes.count == 30 else { return nil }
    var reader = ByteReader(bytes)
    var time = CivilTime()
    guard let weekday = reader.letters(3), weekdays.contains(weekday), reader.skip(" "),
      let month = reader.letters(3), let number = months.firstIndex(of: month), reader.skip(" "),
      let day = reader.digits(2), reader.skip(" "),
      let hour = reader.digits(2), reader.skip(":"), let minute = reader.digits(2),
      reader.skip(":"), let second = reader.digits(2), reader.skip(" "),
      let offset = reader.offsetSeconds(), reader.skip(" "), let year = reader.digits(4)
    else { return nil }
    (time.year, time.month, time.day) = (year, number + 1, day)
    (time.hour, time.minute, time.second) = (hour, minute, second)
    return time.instant(offsetSeconds: offset)
  }

  /// `DD/MM/YYYY`, alone (midnight) or with ` HH:MM` or ` HH:MM:SS`, local time of `zone`.
  package static func dayMonthYear(
    _ bytes: UnsafeRawBufferPointer, zone: TimeZoneRule
  ) -> Instant? {
    var reader = ByteReader(bytes)
    var time = CivilTime()
    guard let day = reader.digits(2), reader.skip("/"), let month = reader.digits(2),
      reader.skip("/"), let year = reader.digits(4)
    else { return nil }
    (time.year, time.month, time.day) = (year, month, day)
    if !reader.isAtEnd {
      guard reader.skip(" ") || reader.skip("T"), let hour = reader.digits(2), reader.skip(":"),
        let minute = reader.digits(2)
      else { return nil }
      (time.hour, time.minute) = (hour, minute)
      if reader.skip(":") {
        guard let second = reader.digits(2) else { return nil }
        time.second = second
      }
    }
    return reader.isAtEnd ? time.instant(in: zone) : nil
  }

  /// A whole number of units since 1970; nil outside the years 0 to 9999.
  package static func epoch(_ count: Int64, unit: EpochUnit) -> Instant? {
    let (microseconds, overflow) = count.multipliedReportingOverflow(by: unit.inMicroseconds)
    guard !overflow, calendar.contains(microseconds) else { return nil }
    return Instant(microseconds: microseconds)
  }

  /// A number of units since 1970, rounded to the microsecond; nil outside the years 0 to 9999.
  package static func epoch(_ count: Double, unit: EpochUnit) -> Instant? {
    let microseconds = (count * Double(unit.inMicroseconds)).rounded()
    guard microseconds > -1e18, microseconds < 1e18 else { return nil }
    return epoch(Int64(microseconds), unit: .microseconds)
  }

  /// Decimal digits, with a sign and a fraction if there are any, as units since 1970.
  package static func epoch(_ bytes: UnsafeRawBufferPointer, unit: EpochUnit) -> Instant? {
    var reader = ByteReader(bytes)
    let negative = reader.skip("-")
    guard let whole = reader.number() else { return nil }
    var microseconds = whole.multipliedReportingOverflow(by: unit.inMicroseconds)
    if reader.skip(".") {
      guard let millionths = reader.fraction() else { return nil }
      let part = Int64(millionths) * unit.inMicroseconds / 1_000_000
      if !microseconds.overflow {
        microseconds = microseconds.partialValue.addingReportingOverflow(part)
      }
    }
    guard reader.isAtEnd, !microseconds.overflow else { return nil }
    let signed = negative ? -microseconds.partialValue : microseconds.partialValue
    return epoch(signed, unit: .microseconds)
  }

  /// Years 0 to 9999: beyond them a number has been read in the wrong unit.
  private static var calendar: Range<Int64> {
    -62_167_219_200_000_000..<253_402_300_800_000_000
  }
}

/// Three lower-case letters as one number.
private func name(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> UInt32 {
  UInt32(a) << 16 | UInt32(b) << 8 | UInt32(c)
}

private func names(_ text: StaticString) -> [UInt32] {
  text.withUTF8Buffer { bytes in
    stride(from: 0, to: bytes.count, by: 3).map { name(bytes[$0], bytes[$0 + 1], bytes[$0 + 2]) }
  }
}

private let months = names("janfebmaraprmayjunjulaugsepoctnovdec")
private let weekdays = names("montuewedthufrisatsun")

/// Reads a run of bytes from the front.
private struct ByteReader {
  private let bytes: UnsafeRawBufferPointer
  private var at = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { at == bytes.count }

  @inline(__always)
  mutating func skip(_ byte: Unicode.Scalar) -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(truncatingIfNeeded: byte.value) else {
      return false
    }
    at += 1
    return true
  }

  /// Exactly `count` decimal digits, at most four.
  @inline(__always)
  mutating func digits(_ count: Int) -> Int? {
    guard at + count <= bytes.count else { return nil }
    var value = 0
    for _ in 0..<count {
      let digit = bytes[at] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
      at += 1
    }
    return value
  }

  /// All the decimal digits that follow, at least one; nil when they exceed 64 bits.
  mutating func number() -> Int64? {
    let start = at
    var value: Int64 = 0
    while at < bytes.count {
      let digit = bytes[at] &- 0x30
      guard digit < 10 else { break }
      let (tens, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int64(digit))
      guard !over, !carry else { return nil }
      value = sum
      at += 1
    }
    return at > start ? value : nil
  }

  /// The digits after a decimal point, at least one, in millionths; more than six are cut off.
  mutating func fraction() -> Int? {
    var millionths = 0
    var unit = 100_000
    let start = at
    while at < bytes.count {
      let digit = bytes[at] &- 0x30
      guard digit < 10 else { break }
      millionths += Int(digit) * unit
      unit /= 10
      at += 1
    }
    return at > start ? millionths : nil
  }

  /// `count` ASCII letters, in lower case, as one number.
  mutating func letters(_ count: Int) -> UInt32? {
    guard at + count <= bytes.count else { return nil }
    var value: UInt32 = 0
    for _ in 0..<count {
      let letter = bytes[at] | 0x20
      guard letter >= 0x61, letter <= 0x7A else { return nil }
      value = value << 8 | UInt32(letter)
      at += 1
    }
    return value
  }

  /// `Z`, `±HH:MM`, `±HHMM` or `±HH`: seconds east of Greenwich.
  mutating func offsetSeconds() -> Int64? {
    if skip("Z") || skip("z") { return 0 }
    let east = skip("+")
    guard east || skip("-"), let hours = digits(2), hours < 24 else { return nil }
    var seconds = Int64(hours) * 3600
    let colon = skip(":")
    if colon || (at < bytes.count && bytes[at] != 0x20) {
      guard let minutes = digits(2), minutes < 60 else { return nil }
      seconds += Int64(minutes) * 60
    }
    return east ? seconds : -seconds
  }
}
