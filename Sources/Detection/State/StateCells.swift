/// A machine's state cut into cells, the unit in which a changelog keeps what changed.
///
/// The same state gives the same cells with the same bytes. A cell that nothing refers to any more
/// stays in the changelog and is not read: what is live follows from the cells of fixed names.
package struct StateCells: Sendable {
  /// By key, such as `bluesky/series/12`.
  package private(set) var cells: [String: [UInt8]] = [:]
  private var writer = StateWriter()

  package init() {}

  package init(_ cells: [String: [UInt8]]) { self.cells = cells }

  package mutating func write(_ key: String, _ body: (inout StateWriter) -> Void) {
    writer.removeAll()
    body(&writer)
    precondition(cells.updateValue(writer.bytes, forKey: key) == nil, "cell \(key) is there twice")
  }

  package subscript(key: String) -> [UInt8]? { cells[key] }

  /// Reads one cell whole; without it the state is torn.
  package func read<Result>(
    _ key: String, _ body: (inout StateReader) throws(StateError) -> Result
  ) throws(StateError) -> Result {
    guard let bytes = cells[key] else { throw .damaged("cell \(key) is missing") }
    var reader = StateReader(bytes)
    do {
      let result = try body(&reader)
      try reader.finish()
      return result
    } catch {
      if case .damaged(let reason) = error { throw .damaged("cell \(key): \(reason)") }
      throw error
    }
  }

  /// Whether any key begins so.
  func holds(_ prefix: String) -> Bool { cells.keys.contains { $0.hasPrefix(prefix) } }

  /// Bytes of all cells together.
  package var byteCount: Int { cells.values.reduce(0) { $0 + $1.count } }
}
