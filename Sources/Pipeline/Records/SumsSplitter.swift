package import Detection

/// Splits the sums of a pane into those of each shard's dimensions.
package struct SumsSplitter: Sendable {
  package let map: ShardMap
  package let source: Int32
  /// By row of the sums at hand: its shard, and its place there.
  private var shardOfRow: [Int32] = []
  private var placeOfRow: [Int32] = []
  private let shards: (posts: Int, values: Int, ratings: Int, reports: Int, hits: Int)

  /// - Parameter group: the sources whose posts and places are looked at together; nil: it is alone.
  package init(map: ShardMap, source: Int32, group: String? = nil) {
    self.map = map
    self.source = source
    let text =
      group.map { map.shard(ofKey: ShardMap.key(group: $0)) }
      ?? map.shard(of: "text", source: source)
    shards = (
      posts: Int(text), values: Int(text), ratings: Int(map.shard(of: "rating", source: source)),
      reports: Int(map.shard(of: "report", source: source)),
      hits: Int(map.shard(of: "hit", source: source))
    )
  }

  /// Fills `parts` with one `PaneSums` a shard, in whatever storage they have: each with the pane, its
  /// partition and every retraction, also where it has no rows. The rows keep their order.
  package mutating func split(_ sums: borrowing PaneSums, into parts: inout [PaneSums]) {
    while parts.count < map.shards { parts.append(PaneSums()) }
    if parts.count > map.shards { parts.removeLast(parts.count - map.shards) }
    for shard in parts.indices {
      parts[shard].removeAll()
      parts[shard].pane = sums.pane
      parts[shard].partition = sums.partition
      parts[shard].events = sums.events
      parts[shard].retractions.append(contentsOf: sums.retractions)
    }
    shardOfRow.removeAll(keepingCapacity: true)
    placeOfRow.removeAll(keepingCapacity: true)
    var (author, text) = (0, 0)
    for position in 0..<sums.rows.count {
      let row = sums.rows[position]
      let shard = map.shard(source: source, dimension: row.dimension)
      shardOfRow.append(shard)
      placeOfRow.append(Int32(parts[Int(shard)].rows.count))
      let (authorEnd, textEnd) = (author + Int(row.authors), text + Int(row.texts))
      parts[Int(shard)].rows.append(row)
      parts[Int(shard)].authors.append(contentsOf: sums.authors[author..<authorEnd])
      parts[Int(shard)].texts.append(contentsOf: sums.texts[text..<textEnd])
      (author, text) = (authorEnd, textEnd)
    }
    for position in 0..<sums.terms.count {
      let entry = sums.terms[position]
      parts[Int(shardOfRow[Int(entry.row)])].terms.append(
        TermCount(row: placeOfRow[Int(entry.row)], term: entry.term, count: entry.count))
    }
    splitExtras(sums, into: &parts)
  }

  /// Rows of other detectors go whole to the shard of their key.
  private func splitExtras(_ sums: borrowing PaneSums, into parts: inout [PaneSums]) {
    if !sums.posts.isEmpty { parts[shards.posts].posts = sums.posts }
    if sums.extras.isEmpty { return }
    parts[shards.values].extras.values = sums.extras.values
    parts[shards.ratings].extras.ratings = sums.extras.ratings
    parts[shards.reports].extras.reports = sums.extras.reports
    parts[shards.reports].extras.bytes = sums.extras.bytes
    parts[shards.hits].extras.hits = sums.extras.hits
  }
}
