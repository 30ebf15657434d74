/// What a detector gives on simulated streams, as a table of text.
package struct PowerTable: Sendable {
  package var title: String
  package var columns: [String]
  package var rows: [[String]]
  package var notes: [String]

  package init(title: String, columns: [String], rows: [[String]], notes: [String] = []) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.notes = notes
  }
}
