/// Reads the fields of one CSV row from left to right.
struct CSVRowReader {
  private let row: UnsafeRawBufferPointer
  private let delimiter: UInt8
  private var at = 0

  init(_ row: UnsafeRawBufferPointer, delimiter: UInt8) {
    self.row = row
    self.delimiter = delimiter
  }

  /// Reads the next field, and says whether another one follows.
  ///
  /// The field points into the row, or, where quotes were doubled, into `unescaped`, which must
  /// have room for the row.
  mutating func next(
    _ field: inout UnsafeRawBufferPointer, unescaped: inout ByteScratch
  ) -> (reason: RejectReason, more: Bool) {
    if at < row.count && row[at] == 0x22 {
      let reason = quoted(&field, unescaped: &unescaped)
      guard reason == .none else { return (reason, false) }
    } else {
      let start = at
      while at < row.count && row[at] != delimiter {
        // A quote or a line end in a bare field: two rows, or none.
        guard row[at] != 0x22, row[at] != 0x0A, row[at] != 0x0D else { return (.malformed, false) }
        at += 1
      }
      field = UnsafeRawBufferPointer(rebasing: row[start..<at])
    }
    guard at < row.count else { return (.none, false) }
    at += 1
    return (.none, true)
  }

  private mutating func quoted(
    _ field: inout UnsafeRawBufferPointer, unescaped: inout ByteScratch
  ) -> RejectReason {
    at += 1
    let begin = unescaped.count
    var start = at
    var copied = false
    while at < row.count {
      guard row[at] == 0x22 else {
        at += 1
        continue
      }
      let run = UnsafeRawBufferPointer(rebasing: row[start..<at])
      let doubled = at + 1 < row.count && row[at + 1] == 0x22
      if doubled {
        unescaped.append(UnsafeRawBufferPointer(rebasing: row[start...at]))
        copied = true
        at += 2
        start = at
        continue
      }
      at += 1
      guard at == row.count || row[at] == delimiter else { return .malformed }
      if copied {
        unescaped.append(run)
        field = UnsafeRawBufferPointer(rebasing: unescaped.bytes[begin...])
      } else {
        field = run
      }
      return .none
    }
    return .truncated
  }
}
