package import EventTime

/// What a stepped pane of one source brings to its group.
package struct SourcePane: Sendable {
  package var source: Int32
  package var pane: Pane
  /// In canonical order.
  package var posts = PostsBlock()
  package var values: [ValueRow] = []
  package var retractions: [UInt64] = []

  package init(source: Int32, pane: Pane) {
    self.source = source
    self.pane = pane
  }

  package var isEmpty: Bool { posts.isEmpty && values.isEmpty && retractions.isEmpty }
}
