/// What one pane has of the sources that are watched on one grid.
package struct CrowdPane: Sendable {
  package var slices: [CrowdSlice]

  package init(slices: [CrowdSlice] = []) { self.slices = slices }
}

/// What one source says in one pane.
package struct CrowdSlice: Sendable {
  /// Index among the group's sources.
  package var source: Int32
  /// Its data of the pane came, even if there was nothing in it.
  package var reported: Bool
  /// In any order; rows of one cell add up.
  package var rows: [ValueRow]

  package init(source: Int32, reported: Bool = true, rows: [ValueRow] = []) {
    self.source = source
    self.reported = reported
    self.rows = rows
  }
}
