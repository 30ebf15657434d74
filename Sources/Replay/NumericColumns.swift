/// Where `timestamp` and `value` stand in the rows of a table, and what a row holds.
struct NumericColumns {
  struct Row {
    /// As it was written.
    var timestamp: String
    var valueText: String
    var value: Double
    var localSecondsOfDay: Double
  }

  enum Content {
    case value(Row)
    case missing(timestamp: String, value: String)
    case bad(String)
  }

  private let timestampColumn: Int
  private let valueColumn: Int
  private let columnCount: Int

  private static let missing: Set<String> = ["", "nan", "na", "null"]

  /// - Throws: ``ReplayError`` with reason `badHeader` when a column is not there.
  init(header: Line?, path: String) throws(ReplayError) {
    guard let header, !header.isTooLarge else {
      throw ReplayError(
        path: path,
        reason: .badHeader(
          header == nil
            ? "the file is empty; its first line must name the columns timestamp and value"
            : "the first line is too long to name columns"))
    }
    let names = splitFields(header.bytes)
    guard let timestamp = names.firstIndex(of: "timestamp"),
      let value = names.firstIndex(of: "value")
    else {
      let found = names.prefix(8).joined(separator: ", ")
      throw ReplayError(
        path: path,
        reason: .badHeader(
          "the first line must name the columns timestamp and value; it has: \(found)"))
    }
    timestampColumn = timestamp
    valueColumn = value
    columnCount = names.count
  }

  func row(_ line: UnsafeRawBufferPointer) -> Content {
    let fields = splitFields(line)
    guard fields.count == columnCount else {
      return .bad("\(fields.count) columns where the first line has \(columnCount)")
    }
    let timestamp = fields[timestampColumn]
    guard let seconds = localSecondsOfDay(timestamp) else {
      return .bad("'\(shortened(timestamp))' is no time as 2026-03-01 20:04:05 or RFC 3339")
    }
    let text = fields[valueColumn]
    guard !Self.missing.contains(text.lowercased()) else {
      return .missing(timestamp: timestamp, value: text)
    }
    guard let value = decimalNumber(text) else {
      return .bad("'\(shortened(text))' is no finite decimal number")
    }
    return .value(
      Row(timestamp: timestamp, valueText: text, value: value, localSecondsOfDay: seconds))
  }
}

/// The fields of a line, without the spaces and the one pair of quotes around them. No field may
/// hold a comma or a line end: times and numbers hold none.
private func splitFields(_ line: UnsafeRawBufferPointer) -> [String] {
  line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { bytes in
    var bytes = bytes[...]
    func trim(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    while let first = bytes.first, trim(first) { bytes = bytes.dropFirst() }
    while let last = bytes.last, trim(last) { bytes = bytes.dropLast() }
    let quote = UInt8(ascii: "\"")
    if bytes.count >= 2, bytes.first == quote, bytes.last == quote {
      bytes = bytes.dropFirst().dropLast()
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A finite number in decimal notation; nil for anything else, also for `inf` and hexadecimal.
private func decimalNumber(_ text: String) -> Double? {
  let allowed = text.utf8.allSatisfy {
    (0x30...0x39).contains($0) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E || $0 | 0x20 == 0x65
  }
  guard allowed, let value = Double(text), value.isFinite else { return nil }
  return value
}

/// Seconds since midnight of the clock that the timestamp shows; nil when it is not
/// `YYYY-MM-DD HH:MM:SS`, with `T` for the space, a fraction, or an offset as RFC 3339 has them.
private func localSecondsOfDay(_ text: String) -> Double? {
  let bytes = Array(text.utf8)
  guard bytes.count >= 19 else { return nil }
  func digits(_ from: Int, _ count: Int) -> Int? {
    guard from + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[from..<from + count] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }
  func stands(_ mark: String, at index: Int) -> Bool { mark.utf8.contains(bytes[index]) }
  guard let year = digits(0, 4), stands("-", at: 4), let month = digits(5, 2), stands("-", at: 7),
    let day = digits(8, 2), stands(" Tt", at: 10), let hour = digits(11, 2), stands(":", at: 13),
    let minute = digits(14, 2), stands(":", at: 16), let second = digits(17, 2),
    (1...12).contains(month), day >= 1, day <= daysIn(month: month, year: year),
    hour <= 23, minute <= 59, second <= 60
  else { return nil }
  var end = 19
  var fraction = 0.0
  if end < bytes.count, stands(".", at: end) {
    var scale = 0.1
    let start = end + 1
    end = start
    while end < bytes.count, let digit = digits(end, 1) {
      fraction += Double(digit) * scale
      scale /= 10
      end += 1
    }
    guard end > start else { return nil }
  }
  if end < bytes.count {
    if stands("Zz", at: end) {
      end += 1
    } else if stands("+-", at: end), let hours = digits(end + 1, 2), hours <= 23,
      end + 3 < bytes.count, stands(":", at: end + 3), let minutes = digits(end + 4, 2),
      minutes <= 59
    {
      end += 6
    }
  }
  guard end == bytes.count else { return nil }
  // A leap second counts as the second before it, so that the day has 86 400.
  return Double(hour * 3600 + minute * 60 + min(second, 59)) + fraction
}

private func daysIn(month: Int, year: Int) -> Int {
  switch month {
  case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  case 4, 6, 9, 11: 30
  default: 31
  }
}

private func shortened(_ text: String) -> String {
  text.count <= 40 ? text : text.prefix(40) + "…"
}
