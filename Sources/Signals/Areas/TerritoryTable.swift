/// What is wrong with a territory's data.
package struct TerritoryError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Which of the three tables: `areas`, `communes` or `names`.
  package var table: String
  /// Counted from 1; 0 when it is about the table as a whole.
  package var line: Int
  package var message: String

  package init(table: String, line: Int, message: String) {
    self.table = table
    self.line = line
    self.message = message
  }

  package var description: String {
    line == 0 ? "\(table).csv: \(message)" : "\(table).csv, line \(line): \(message)"
  }
}

/// A cursor over a table of a territory: CSV without quotes, with a header and `#` comments.
struct TerritoryTable {
  let table: String
  private let bytes: [UInt8]
  private let columns: Int
  private var position = 0
  private(set) var line = 0
  private var fields: [Range<Int>] = []

  /// Checks the header, which must be `columns` in this order.
  init(_ table: String, _ bytes: [UInt8], columns: [String]) throws(TerritoryError) {
    self.table = table
    self.bytes = bytes
    self.columns = columns.count
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw TerritoryError(table: table, line: 0, message: "the file is not UTF-8")
    }
    guard try next() else { throw error("the header \(columns.joined(separator: ",")) is missing") }
    for (i, column) in columns.enumerated() where self[i] != column {
      throw error("column \(i + 1) is “\(self[i])”, expected “\(column)”")
    }
  }

  func error(_ message: String) -> TerritoryError {
    TerritoryError(table: table, line: line, message: message)
  }

  /// Goes to the next row; false at the end.
  mutating func next() throws(TerritoryError) -> Bool {
    while position < bytes.count {
      line += 1
      let start = position
      var end = start
      fields.removeAll(keepingCapacity: true)
      var fieldStart = start
      while end < bytes.count, bytes[end] != 0x0A {
        if bytes[end] == 0x2C {
          fields.append(fieldStart..<end)
          fieldStart = end + 1
        }
        if bytes[end] == 0x22 { throw error("quotes are not read here") }
        end += 1
      }
      position = end + 1
      if end > start, bytes[end - 1] == 0x0D { end -= 1 }
      if end == start || bytes[start] == 0x23 { continue }
      fields.append(fieldStart..<max(end, fieldStart))
      guard fields.count == columns else {
        throw error("\(fields.count) columns, expected \(columns)")
      }
      return true
    }
    return false
  }

  /// The text of a column.
  subscript(column: Int) -> String { String(decoding: bytes[fields[column]], as: UTF8.self) }

  func isEmpty(_ column: Int) -> Bool { fields[column].isEmpty }

  /// The words of a column, which are apart by one space.
  func list(_ column: Int) -> [Substring] { self[column].split(separator: " ") }

  /// The packed code in a column, or nil when the column is empty.
  func code(_ column: Int, _ what: String) throws(TerritoryError) -> PackedCode? {
    isEmpty(column) ? nil : try packed(self[column][...], what)
  }

  func packed(_ text: Substring, _ what: String) throws(TerritoryError) -> PackedCode {
    var text = String(text)
    guard let code = text.withUTF8({ PackedCode(UnsafeRawBufferPointer($0)) }) else {
      throw error("\(what) “\(text)” is not one to eight letters or digits")
    }
    return code
  }

  /// The whole number in a column; 0 when it is empty.
  func people(_ column: Int) throws(TerritoryError) -> Int {
    if isEmpty(column) { return 0 }
    guard let value = Int(self[column]), value >= 0 else {
      throw error("“\(self[column])” is no number of people")
    }
    return value
  }

  /// The degrees in a column, at most `limit` from 0.
  func degrees(_ column: Int, _ limit: Double) throws(TerritoryError) -> Double {
    guard let value = Double(self[column]), abs(value) <= limit else {
      throw error("“\(self[column])” is not in degrees, −\(Int(limit)) to \(Int(limit))")
    }
    return value
  }
}
