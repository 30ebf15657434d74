package import EventTime

/// Joins what the shards of DETECT found: a pane of a source goes on when every shard has stepped it.
package struct FindingsInbox: Sendable {
  package let shards: Int
  var sources: [Source] = []

  struct Source: Sendable {
    var source: Int32
    /// By shard: every pane before it is stepped; nil before the first.
    var frontiers: [Pane?]
    /// By shard: it has said that the source holds nothing yet.
    var isEmpty: [Bool]
    /// Ascending by pane, those of one pane joined.
    var pending: [PaneFindings] = []
    var passedBefore: Pane?
  }

  package init(shards: Int) {
    precondition(shards > 0)
    self.shards = shards
  }

  /// What one shard found in one pane. What was passed on already is left aside.
  package mutating func take(_ findings: PaneFindings) {
    let index = place(of: findings.source)
    if let passed = sources[index].passedBefore, findings.pane < passed { return }
    var place = sources[index].pending.count
    while place > 0, sources[index].pending[place - 1].pane > findings.pane { place -= 1 }
    guard place > 0, sources[index].pending[place - 1].pane == findings.pane else {
      sources[index].pending.insert(findings, at: place)
      return
    }
    sources[index].pending[place - 1].join(findings)
  }

  /// A shard has stepped every pane of a source before this one.
  package mutating func take(frontier: Pane, source: Int32, shard: Int) {
    precondition(shard >= 0 && shard < shards)
    let index = place(of: source)
    let before = sources[index].frontiers[shard] ?? frontier
    sources[index].frontiers[shard] = max(before, frontier)
  }

  /// A shard has found that the source holds nothing yet.
  package mutating func hearEmpty(source: Int32, shard: Int) {
    precondition(shard >= 0 && shard < shards)
    sources[place(of: source)].isEmpty[shard] = true
  }

  /// Whether all shards said that the source holds nothing, and none has stepped it since.
  package func isEmpty(source: Int32) -> Bool {
    guard let held = sources.first(where: { $0.source == source }) else { return false }
    return held.isEmpty.allSatisfy { $0 } && held.frontiers.allSatisfy { $0 == nil }
  }

  /// Every pane of the source before this one is stepped by all shards; nil while one is unknown.
  package func frontier(source: Int32) -> Pane? {
    guard let held = sources.first(where: { $0.source == source }) else { return nil }
    var smallest: Pane?
    for frontier in held.frontiers {
      guard let frontier else { return nil }
      smallest = min(smallest ?? frontier, frontier)
    }
    return smallest
  }

  /// Shards that the source's next pane waits for, the slowest ones.
  package func slowestShards(source: Int32) -> [Int] {
    guard let held = sources.first(where: { $0.source == source }) else { return [] }
    let unknown = held.frontiers.indices.filter { held.frontiers[$0] == nil }
    if !unknown.isEmpty { return unknown }
    let least = frontier(source: source)
    return held.frontiers.indices.filter { held.frontiers[$0] == least }
  }

  /// Hands on every complete pane of a source, in order.
  package mutating func pass(source: Int32, _ body: (PaneFindings) -> Void) {
    guard let until = frontier(source: source) else { return }
    let index = place(of: source)
    if let passed = sources[index].passedBefore, until <= passed { return }
    var count = 0
    while count < sources[index].pending.count, sources[index].pending[count].pane < until {
      body(sources[index].pending[count])
      count += 1
    }
    sources[index].pending.removeFirst(count)
    sources[index].passedBefore = until
  }

  mutating func place(of source: Int32) -> Int {
    if let index = sources.firstIndex(where: { $0.source == source }) { return index }
    let place = sources.firstIndex { $0.source > source } ?? sources.count
    sources.insert(
      Source(
        source: source, frontiers: [Pane?](repeating: nil, count: shards),
        isEmpty: [Bool](repeating: false, count: shards)), at: place)
    return place
  }
}

extension PaneFindings {
  /// Adds what another shard found in the same pane.
  fileprivate mutating func join(_ other: PaneFindings) {
    missing = missing || other.missing
    findings.append(contentsOf: other.findings)
    findings.sort { Finding.precedes($0.finding, $1.finding) }
    if retractions != other.retractions {
      retractions = Array(Set(retractions + other.retractions)).sorted()
    }
  }
}
