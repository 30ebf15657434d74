internal import EventTime

/// The detectors of a group that one shard owns; what another shard owns is not there.
package struct GroupDetectors: ~Copyable {
  private var text = TextPane()

  package init() {}

  var isActive: Bool { false }

  /// Steps one pane of what the sources brought; the ids of posts that were withdrawn, ascending.
  mutating func step(
    _ pane: Pane, _ arrived: ArraySlice<SourcePane>, stream: Int32, into findings: inout [Finding]
  ) -> [UInt64] {
    gather(arrived)
    return text.retractions
  }

  /// Joins the posts of all sources in canonical order.
  private mutating func gather(_ arrived: ArraySlice<SourcePane>) {
    text.posts.removeAll()
    text.clusters.removeAll(keepingCapacity: true)
    text.retractions.removeAll(keepingCapacity: true)
    for pane in arrived {
      text.posts.append(pane.posts)
      text.retractions.append(contentsOf: pane.retractions)
    }
    if arrived.count > 1 {
      text.posts.sort()
      text.retractions.sort()
    }
  }

  func save(_ prefix: String, into cells: inout StateCells) {}

  mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {}
}
