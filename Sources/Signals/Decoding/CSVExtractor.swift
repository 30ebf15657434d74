internal import CSimdJSON

/// Takes the mapped columns out of CSV rows (RFC 4180, any delimiter of one byte).
///
/// An empty field is absent, quoted or not. Quotes stand around a whole field; inside them a quote
/// is doubled, and delimiters and line ends are text.
struct CSVExtractor: ~Copyable {
  private enum Header {
    case expected
    case known
    /// A mapped column stands twice in it: no row can be read.
    case repeatsColumn
  }

  private let delimiter: UInt8
  private let names: [String]
  /// The header row of declared columns, as files repeat it: bare, and quoted.
  private let declared: [[UInt8]]
  private var header: Header
  private var columns = 0
  /// By column, the number of its field, or −1.
  private var fieldOfColumn: UnsafeMutableBufferPointer<Int32>
  private let fields: UnsafeMutableBufferPointer<FieldView>
  private var unescaped = ByteScratch(capacity: 4096)

  /// For another format than CSV it reads nothing that makes sense, and is not asked.
  init(paths: [FieldPath], format: RecordFormat) {
    var columns: [String] = []
    switch format {
    case .json: delimiter = 0x2C
    case .csv(let separator, let declared): (delimiter, columns) = (separator, declared)
    }
    names = paths.map { path in
      guard case .key(let name)? = path.steps.first else { return path.text }
      return name
    }
    fieldOfColumn = .allocate(capacity: 0)
    fields = .allocate(capacity: max(paths.count, 1))
    fields.initialize(repeating: FieldView())
    header = .expected
    declared = columns.isEmpty ? [] : CSVExtractor.headers(columns, delimiter)
    if !columns.isEmpty { setHeader(columns) }
  }

  deinit {
    fields.deallocate()
    fieldOfColumn.deallocate()
  }

  private static func headers(_ columns: [String], _ delimiter: UInt8) -> [[UInt8]] {
    let separator = String(UnicodeScalar(delimiter))
    return [
      Array(columns.joined(separator: separator).utf8),
      Array(columns.map { "\"\($0)\"" }.joined(separator: separator).utf8),
    ]
  }

  var views: UnsafePointer<FieldView> {
    // Allocated with at least one element, so its address is there.
    UnsafePointer(fields.baseAddress.unsafelyUnwrapped)
  }

  /// The next row is the header of another file, unless the columns are declared.
  mutating func expectHeader() {
    if declared.isEmpty { header = .expected }
  }

  /// Reads a row. `isHeader` says that it was one: it holds no record.
  mutating func extract(
    _ payload: UnsafeRawBufferPointer, isHeader: inout Bool
  ) -> RejectReason {
    isHeader = false
    fields.update(repeating: FieldView())
    guard payload.count > 0 else { return .malformed }
    guard vigie_utf8_valid(payload.baseAddress?.assumingMemoryBound(to: UInt8.self), payload.count)
    else { return .invalidUTF8 }
    let row = CSVExtractor.withoutLineEnd(payload)
    switch header {
    case .repeatsColumn: return .duplicateKey
    case .expected:
      isHeader = true
      return readHeader(CSVExtractor.withoutByteOrderMark(row))
    case .known: break
    }
    if repeatsHeader(row) {
      isHeader = true
      return .none
    }
    return readRow(row)
  }

  private func repeatsHeader(_ row: UnsafeRawBufferPointer) -> Bool {
    for header in declared {
      if header.count == row.count && row.elementsEqual(header) { return true }
      if header.count + 3 == row.count
        && CSVExtractor.withoutByteOrderMark(row).elementsEqual(header)
      {
        return true
      }
    }
    return false
  }

  private mutating func readRow(_ row: UnsafeRawBufferPointer) -> RejectReason {
    var reader = CSVRowReader(row, delimiter: delimiter)
    unescaped.removeAll()
    // All of a row's unescaped text fits, so no view moves while the row is read.
    _ = unescaped.reserve(row.count)
    var column = 0
    while true {
      var field = UnsafeRawBufferPointer(start: nil, count: 0)
      let (reason, more) = reader.next(&field, unescaped: &unescaped)
      guard reason == .none else {
        fields.update(repeating: FieldView())
        return reason
      }
      if column < columns {
        let number = fieldOfColumn[column]
        if number >= 0 && field.count > 0 { fields[Int(number)] = FieldView(text: field) }
      }
      column += 1
      if !more { break }
    }
    guard column == columns else {
      fields.update(repeating: FieldView())
      return .columnCount
    }
    return .none
  }

  private mutating func readHeader(_ row: UnsafeRawBufferPointer) -> RejectReason {
    var reader = CSVRowReader(row, delimiter: delimiter)
    unescaped.removeAll()
    _ = unescaped.reserve(row.count)
    var found: [String] = []
    while true {
      var field = UnsafeRawBufferPointer(start: nil, count: 0)
      let (reason, more) = reader.next(&field, unescaped: &unescaped)
      guard reason == .none else { return reason }
      found.append(String(decoding: field, as: UTF8.self))
      if !more { break }
    }
    setHeader(found)
    return header == .repeatsColumn ? .duplicateKey : .none
  }

  private mutating func setHeader(_ found: [String]) {
    fieldOfColumn.deallocate()
    fieldOfColumn = .allocate(capacity: found.count)
    columns = found.count
    header = .known
    for (column, name) in found.enumerated() {
      let number = names.firstIndex(of: name)
      if number != nil && found[..<column].contains(name) { header = .repeatsColumn }
      fieldOfColumn.initializeElement(at: column, to: Int32(number ?? -1))
    }
  }

  private static func withoutByteOrderMark(
    _ row: UnsafeRawBufferPointer
  ) -> UnsafeRawBufferPointer {
    guard row.count >= 3, row[0] == 0xEF, row[1] == 0xBB, row[2] == 0xBF else { return row }
    return UnsafeRawBufferPointer(rebasing: row[3...])
  }

  private static func withoutLineEnd(_ row: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var count = row.count
    if count > 0 && row[count - 1] == 0x0A { count -= 1 }
    if count > 0 && row[count - 1] == 0x0D { count -= 1 }
    return UnsafeRawBufferPointer(rebasing: row[..<count])
  }
}
