internal import EventTime

/// The ids of the actions that were taken last, so that each is taken once.
///
/// Of an id two hashes are kept, 16 bytes. Beyond `limit` the one that was taken longest ago goes: an
/// action that is sent again after ten thousand others would be taken again.
struct ActionMemory: Sendable {
  static let limit = 10_000

  struct Token: Hashable, Sendable {
    var high: UInt64
    var low: UInt64

    init(high: UInt64, low: UInt64) {
      self.high = high
      self.low = low
    }

    init(_ id: String) {
      self.init(high: hash64(id, seed: 1), low: hash64(id, seed: 2))
    }
  }

  /// In the order of places; the next one goes to `next` once it is full.
  private(set) var tokens: [Token] = []
  private(set) var next = 0
  private var held: Set<Token> = []

  /// False: it was taken already.
  mutating func take(_ id: String) -> Bool {
    let token = Token(id)
    guard held.insert(token).inserted else { return false }
    if tokens.count < Self.limit {
      tokens.append(token)
    } else {
      held.remove(tokens[next])
      tokens[next] = token
    }
    next = (next + 1) % Self.limit
    return true
  }

  func holds(_ id: String) -> Bool { held.contains(Token(id)) }

  /// Tokens in one cell, so that an action rewrites 4 kB.
  private static let cellTokens = 256

  func save(into cells: inout StateCells) {
    cells.write("alerts/actions/head", as: .actions) { writer in
      writer.count(tokens.count)
      writer.count(next)
    }
    for start in stride(from: 0, to: tokens.count, by: Self.cellTokens) {
      cells.write("alerts/actions/\(start / Self.cellTokens)", as: .actions) { writer in
        for token in tokens[start..<min(tokens.count, start + Self.cellTokens)] {
          writer.fixed64(token.high)
          writer.fixed64(token.low)
        }
      }
    }
  }

  mutating func load(_ cells: StateCells) throws(StateError) {
    let count = try cells.read("alerts/actions/head", as: .actions) {
      (reader) throws(StateError) in
      let count = try reader.index(below: Self.limit + 1, "actions")
      next = try reader.index(below: Self.limit, "the next action")
      guard count == Self.limit || next == count % Self.limit else {
        throw .damaged("action \(next) after \(count)")
      }
      return count
    }
    for start in stride(from: 0, to: count, by: Self.cellTokens) {
      try cells.read("alerts/actions/\(start / Self.cellTokens)", as: .actions) {
        (reader) throws(StateError) in
        for _ in start..<min(count, start + Self.cellTokens) {
          let token = Token(high: try reader.fixed64(), low: try reader.fixed64())
          guard held.insert(token).inserted else { throw .damaged("an action that is there twice") }
          tokens.append(token)
        }
      }
    }
  }
}
