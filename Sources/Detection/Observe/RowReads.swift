/// What OBSERVE reads of a source beside its counts, for detectors that need it.
package struct RowReads: OptionSet, Sendable, Equatable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Located signals and values by area (`crowd`).
  package static let values = RowReads(rawValue: 1)
  /// Categories by service and area (`satisfaction`).
  package static let ratings = RowReads(rawValue: 2)
  /// Reports one by one, with domain and merchant (`scam`).
  package static let reports = RowReads(rawValue: 4)
  /// Reads that the watch list names (`watchlist`).
  package static let hits = RowReads(rawValue: 8)
}
