internal import EventTime

/// A running hash of every call and its outcome: the same seed gives the same trace.
package struct Trace: Sendable {
  /// XXH3 over everything so far, each step seeded by the one before.
  package private(set) var hash: UInt64 = 0
  package private(set) var count = 0
  /// What happened, where lines are kept.
  package private(set) var lines: [String] = []
  private let keepsLines: Bool

  package init(keepsLines: Bool = false) { self.keepsLines = keepsLines }

  /// Adds a step: three numbers, and in words only where lines are kept.
  package mutating func add(
    _ kind: Int64, _ first: Int64, _ second: Int64, _ line: @autoclosure () -> String
  ) {
    count += 1
    hash = withUnsafeBytes(of: (kind, first, second)) { hash64($0, seed: hash) }
    if keepsLines { lines.append(line()) }
  }

  /// Adds words where lines are kept, and nothing to the hash.
  package mutating func remark(_ line: @autoclosure () -> String) {
    if keepsLines { lines.append(line()) }
  }
}
