/// The offset from universal time as a step function from 1970 to 2100, for look-ups in O(1).
struct OffsetTable: Sendable, Equatable {
  /// Seconds since 1970: the years 1970 to 2100.
  static let range: Range<Int64> = 0..<4_133_980_800

  /// When each change takes effect, ascending; the first is the range's beginning.
  private(set) var starts: [Int64] = []
  private(set) var offsets: [Int32] = []
  /// By stretch of 2²⁴ s (194 days), which change holds at its beginning.
  private var firstInBucket: [UInt16] = []

  private static let bucketShift: Int64 = 24

  /// Lays out the rule's changes with the exceptions, which are ordered and apart, over them.
  init(posix: POSIXTimeZone, exceptions: [TimeZoneRule.Exception]) {
    var changes = [Self.range.lowerBound]
    if posix.summer != nil {
      for year in Int64(1969)...2101 { changes += posix.changes(in: year).map(\.from) }
    }
    var covered: [(from: Int64, until: Int64, offset: Int64)] = []
    for exception in exceptions {
      let from = exception.from.microseconds / 1_000_000
      let until = exception.until.microseconds / 1_000_000
      covered.append((from, until, exception.offsetSeconds))
      changes += [from, until]
    }
    changes.sort()
    for change in changes where Self.range.contains(change) {
      let exception = covered.first { $0.from <= change && change < $0.until }
      let offset = Int32(exception?.offset ?? posix.offset(at: change))
      if let last = starts.last, last == change || offsets.last == offset { continue }
      starts.append(change)
      offsets.append(offset)
    }
    var index = 0
    for bucket in 0...Self.range.upperBound >> Self.bucketShift {
      while index + 1 < starts.count, starts[index + 1] <= bucket << Self.bucketShift {
        index += 1
      }
      firstInBucket.append(UInt16(index))
    }
  }

  /// The offset at `seconds`, which must lie in `range`.
  func offset(at seconds: Int64) -> Int64 {
    var index = Int(firstInBucket[Int(seconds >> Self.bucketShift)])
    while index + 1 < starts.count, starts[index + 1] <= seconds { index += 1 }
    return Int64(offsets[index])
  }
}
