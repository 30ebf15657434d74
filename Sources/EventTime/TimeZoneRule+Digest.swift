extension TimeZoneRule {
  /// A hash of the changes of the clock from 1970 to 2100, not of the name: rules of one digest give
  /// one local time in that range.
  package var digest: UInt64 {
    var bytes: [UInt8] = []
    for (start, offset) in zip(table.starts, table.offsets) {
      withUnsafeBytes(of: start.littleEndian) { bytes.append(contentsOf: $0) }
      withUnsafeBytes(of: offset.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes.withUnsafeBytes { hash64($0) }
  }
}
