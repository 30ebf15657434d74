internal import EventTime

/// What can be shown of one series, lately: its commonest theme terms and its latest samples.
///
/// Fed with whole panes in key order, so it is the same however the stream was split. The terms are
/// a space-saving summary (Metwally et al. 2005) that is halved every half hour; ties go to the
/// smaller term.
package struct SeriesEvidence: BitwiseCopyable, Sendable {
  package static let terms = 8
  package static let samples = 5

  var termIDs = InlineArray<8, UInt16>(repeating: 0)
  var termCounts = InlineArray<8, Int32>(repeating: 0)
  var held = InlineArray<5, Sample>(
    repeating: Sample(time: .distantPast, id: 0, offset: 0, partition: 0))
  var next = 0
  var halvedAt: Int64 = .min

  package init() {}

  /// Half-hour slots since the epoch; when a new one begins the counts are halved.
  mutating func age(to slot: Int64) {
    guard halvedAt != slot else { return }
    let halvings = halvedAt == .min ? 0 : min(31, slot - halvedAt)
    for position in 0..<Self.terms { termCounts[position] >>= Int32(truncatingIfNeeded: halvings) }
    halvedAt = slot
  }

  mutating func add(term: UInt16, count: Int32) {
    var smallest = 0
    for position in 0..<Self.terms {
      if termCounts[position] > 0 && termIDs[position] == term {
        termCounts[position] += count
        return
      }
      if termCounts[position] < termCounts[smallest] { smallest = position }
    }
    termIDs[smallest] = term
    termCounts[smallest] += count
  }

  mutating func add(sample: Sample) {
    held[next] = sample
    next = (next + 1) % Self.samples
  }

  /// A withdrawn post leaves the evidence.
  mutating func remove(id: UInt64) {
    for position in 0..<Self.samples where held[position].id == id {
      held[position] = Sample(time: .distantPast, id: 0, offset: 0, partition: 0)
    }
  }

  /// The commonest terms, at most `limit`, those with the larger count first.
  package func topTerms(limit: Int) -> [UInt16] {
    var found: [(term: UInt16, count: Int32)] = []
    for position in 0..<Self.terms where termCounts[position] > 0 {
      found.append((termIDs[position], termCounts[position]))
    }
    found.sort { ($1.count, $0.term) < ($0.count, $1.term) }
    return found.prefix(limit).map(\.term)
  }

  /// The samples held, the latest first.
  package var latestSamples: [Sample] {
    var found: [Sample] = []
    for position in 0..<Self.samples where held[position].time != .distantPast {
      found.append(held[position])
    }
    found.sort { $1.precedes($0) }
    return found
  }
}
