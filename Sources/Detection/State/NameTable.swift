/// The names that a record or a cell uses, each once, by dense index in the order of first use.
///
/// While something is written it hands out the indexes; the table itself goes to the front, so that
/// a number means the same after any change of the configuration.
package struct NameTable: Sendable, Equatable {
  package private(set) var names: [String] = []
  private var indexes: [String: UInt64] = [:]

  package init() {}

  package var count: Int { names.count }

  package mutating func removeAll() {
    names.removeAll(keepingCapacity: true)
    indexes.removeAll(keepingCapacity: true)
  }

  /// The name's index; a new name gets the next one.
  package mutating func index(of name: String) -> UInt64 {
    if let index = indexes[name] { return index }
    let index = UInt64(names.count)
    indexes[name] = index
    names.append(name)
    return index
  }

  package func save(into writer: inout StateWriter) {
    writer.count(names.count)
    for name in names { writer.text(name) }
  }

  /// The names by their indexes.
  package static func read(from reader: inout StateReader) throws(StateError) -> [String] {
    let count = try reader.count()
    var names: [String] = []
    names.reserveCapacity(count)
    for _ in 0..<count { names.append(try reader.text()) }
    return names
  }

  /// A name of a table that was read. An index beyond it is damage.
  package static func name(
    _ index: UInt64, of names: [String]
  ) throws(StateError) -> String {
    guard index < UInt64(names.count) else {
      throw .damaged("name \(index) of \(names.count)")
    }
    return names[Int(index)]
  }
}
