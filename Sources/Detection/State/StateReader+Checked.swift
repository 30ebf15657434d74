package import EventTime

/// Reads that hold a value to its range, so that nothing that was read can stop a later step.
extension StateReader {
  /// A whole number in `range`.
  package mutating func integer(
    in range: ClosedRange<Int64>, _ what: String
  ) throws(StateError) -> Int64 {
    let value = try signed()
    guard range.contains(value) else { throw .damaged("\(what) is \(value)") }
    return value
  }

  /// An index below `count`.
  package mutating func index(below count: Int, _ what: String) throws(StateError) -> Int {
    let value = try unsigned()
    guard value < UInt64(count) else { throw .damaged("\(what) \(value) of \(count)") }
    return Int(value)
  }

  /// A number in `range`, and a number at all.
  package mutating func double(
    in range: ClosedRange<Double>, _ what: String
  ) throws(StateError) -> Double {
    let value = try double()
    guard range.contains(value) else { throw .damaged("\(what) is \(value)") }
    return value
  }

  /// A pane within the times that can be represented.
  package mutating func plausiblePane(_ what: String) throws(StateError) -> Pane {
    Pane(index: try integer(in: StateLimits.panes, what))
  }

  package mutating func optionalPane(_ what: String) throws(StateError) -> Pane? {
    try flag() ? try plausiblePane(what) : nil
  }

  /// What `shortDouble` wrote.
  mutating func shortDouble(
    in range: ClosedRange<Double>, _ what: String
  ) throws(StateError) -> Double {
    let value = Double(bitPattern: try unsigned().byteSwapped)
    guard range.contains(value) else { throw .damaged("\(what) is \(value)") }
    return value
  }

  /// Ascending indexes below `count`, as `indexes` wrote them.
  mutating func indexes(below limit: Int, _ what: String) throws(StateError) -> [Int] {
    let count = try count()
    var found: [Int] = []
    var next = 0
    for _ in 0..<count {
      let place = next + (try index(below: max(0, limit - next), what))
      found.append(place)
      next = place + 1
    }
    return found
  }
}

extension StateWriter {
  package mutating func optionalPane(_ pane: Pane?) {
    flag(pane != nil)
    if let pane { self.pane(pane) }
  }

  /// The bits of a number, short when the number is a small whole one.
  mutating func shortDouble(_ value: Double) { unsigned(value.bitPattern.byteSwapped) }

  /// Ascending indexes as the gaps between them.
  mutating func indexes(_ values: [Int]) {
    count(values.count)
    var next = 0
    for value in values {
      count(value - next)
      next = value + 1
    }
  }
}

/// Bounds that no state of ours comes near, and that keep every later step from overflowing.
enum StateLimits {
  /// 2⁶⁰ µs in panes of a second.
  static let panes: ClosedRange<Int64> = -(1 << 40)...(1 << 40)
  static let totals: ClosedRange<Int64> = 0...(1 << 53)
  /// Sums of counts and of minutes, discounted or not.
  static let sums = 0.0...1e18
  /// −log10 of a probability.
  static let scores = 0.0...1e9
  /// Counts of one pane of one source, all rows together.
  static let paneCount: Int64 = 1 << 30
  /// Smallest largest token of a full sketch: below it lie less than 2⁻⁴⁰ of all tokens.
  static let fullSketch: UInt64 = 1 << 24
}
