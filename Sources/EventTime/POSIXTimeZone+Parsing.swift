extension POSIXTimeZone {
  /// Reads `text` to its end.
  init(_ text: String) throws(TimeZoneError) {
    var reader = POSIXReader(bytes: Array(text.utf8))
    try reader.name()
    standardOffset = -(try reader.offset(maximumHours: 24))
    guard !reader.isAtEnd else { return }
    try reader.name()
    var summerOffset = standardOffset + 3600
    if !reader.isAtEnd && !reader.isAt(",") {
      summerOffset = -(try reader.offset(maximumHours: 24))
    }
    try reader.expect(",", "a rule for summer time: “,start,end”")
    let start = try reader.ruleDate()
    try reader.expect(",", "the end of summer time: “,end”")
    let end = try reader.ruleDate()
    guard reader.isAtEnd else { throw reader.error("nothing more") }
    summer = Summer(offset: summerOffset, start: start, end: end)
  }
}

/// A time-zone rule or its exceptions that cannot be used.
package struct TimeZoneError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, for the person who wrote it.
  package var message: String

  package init(message: String) { self.message = message }

  package var description: String { message }
}

/// A cursor over the bytes of a TZ string.
private struct POSIXReader {
  let bytes: [UInt8]
  var position = 0

  var isAtEnd: Bool { position == bytes.count }

  func isAt(_ mark: Unicode.Scalar) -> Bool {
    position < bytes.count && bytes[position] == UInt8(ascii: mark)
  }

  func error(_ expected: String) -> TimeZoneError {
    TimeZoneError(
      message: "time-zone rule “\(String(decoding: bytes, as: UTF8.self))”, "
        + "column \(position + 1): expected \(expected)")
  }

  mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    guard isAt(mark) else { return false }
    position += 1
    return true
  }

  mutating func expect(_ mark: Unicode.Scalar, _ what: String) throws(TimeZoneError) {
    guard skip(mark) else { throw error(what) }
  }

  /// At least three letters, or letters, digits and signs in angle brackets.
  mutating func name() throws(TimeZoneError) {
    let quoted = skip("<")
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      let letter = (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
      let more = isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
      guard letter || (quoted && more) else { break }
      position += 1
    }
    guard position - start >= 3 else { throw error("a name of at least three letters") }
    if quoted { try expect(">", "“>” after the name") }
  }

  /// `[+-]hh[:mm[:ss]]` in seconds, with the sign as written.
  mutating func offset(maximumHours: Int64) throws(TimeZoneError) -> Int64 {
    let negative = skip("-")
    if !negative { _ = skip("+") }
    var seconds = try number(0...maximumHours, "hours") * 3600
    if skip(":") {
      seconds += try number(0...59, "minutes") * 60
      if skip(":") { seconds += try number(0...59, "seconds") }
    }
    return negative ? -seconds : seconds
  }

  mutating func ruleDate() throws(TimeZoneError) -> POSIXTimeZone.RuleDate {
    let day: POSIXTimeZone.RuleDate.Day
    if skip("J") {
      day = .julian(try number(1...365, "a day of the year"))
    } else if skip("M") {
      let month = try number(1...12, "a month")
      try expect(".", "“.week” after the month")
      let week = try number(1...5, "a week of the month")
      try expect(".", "“.day” after the week")
      day = .weekday(month: month, week: week, day: try number(0...6, "a day of the week"))
    } else {
      day = .zeroBased(try number(0...365, "a date: Mm.w.d, Jn or n"))
    }
    let seconds = skip("/") ? try offset(maximumHours: 167) : 7200
    return POSIXTimeZone.RuleDate(day: day, seconds: seconds)
  }

  private mutating func number(
    _ range: ClosedRange<Int64>, _ what: String
  ) throws(TimeZoneError) -> Int64 {
    let start = position
    var value: Int64 = 0
    while position < bytes.count, isDigit(bytes[position]), position - start < 4 {
      value = value * 10 + Int64(bytes[position] - UInt8(ascii: "0"))
      position += 1
    }
    guard position > start, range.contains(value) else {
      position = start
      throw error("\(what), \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
