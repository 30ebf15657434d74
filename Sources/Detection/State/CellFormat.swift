/// How one kind of cell is written: its first byte is the version, the rest is its own business.
///
/// A change of what a cell holds raises `version` by one and adds one function to `migrations`, which
/// takes the body of the version before and gives that of the next: an old cell goes through all of
/// them in turn, and the reader knows the present version alone. A function that needs other cells
/// does not belong here: what a cell means must follow from the cell. A newer version is refused, so
/// that a software that went back never reads what it would misunderstand. Version 0 was never
/// written.
package struct CellFormat: Sendable {
  package typealias Migration = @Sendable ([UInt8]) -> Result<[UInt8], StateError>

  /// For messages.
  package let what: String
  /// Version 1's body to version 2's first, and so on: one for each version but the present one.
  package let migrations: [Migration]

  package init(_ what: String, migrations: [Migration] = []) {
    precondition(migrations.count < 255)
    self.what = what
    self.migrations = migrations
  }

  package var version: UInt8 { UInt8(migrations.count + 1) }

  /// The body of a cell, as of the present version.
  func body(of bytes: [UInt8]) throws(StateError) -> [UInt8] {
    guard let written = bytes.first else { throw .damaged("the bytes end too early") }
    guard written > 0 else { throw .damaged("version 0 of \(what)") }
    guard written <= version else {
      throw .newer(what: what, version: Int(written), known: Int(version))
    }
    var body = Array(bytes.dropFirst())
    for migration in migrations[(Int(written) - 1)...] {
      body = try migration(body).get()
    }
    return body
  }
}

extension CellFormat {
  static let sourceHead = CellFormat("the head of a source")
  /// Version 2 has services: none before.
  static let sourceNames = CellFormat(
    "the names of a source", migrations: [{ .success($0 + [0]) }])
  static let volumeHead = CellFormat("the head of volume")
  static let family = CellFormat("a family of volume")
  static let series = CellFormat("series of volume")
  static let evidence = CellFormat("evidence")
  static let episodes = CellFormat("the texts of episodes")
  /// Version 2 has rows for other detectors, and posts: none before.
  static let pending = CellFormat(
    "sums of a pane",
    migrations: [{ .success($0 + [UInt8](repeating: 0, count: PaneSums.emptyRowsBytes)) }])
  static let groupHead = CellFormat("the head of a group")
  static let groupPending = CellFormat("a pane of a group")
  static let alertsHead = CellFormat("the head of the alerts")
  static let alert = CellFormat("an open alert", migrations: [neverDeployed("an open alert")])
  static let actions = CellFormat("actions that were taken")
  static let situations = CellFormat("situations", migrations: [neverDeployed("situations")])
  static let silences = CellFormat("silences")
  static let inboxHead = CellFormat("the head of the findings")
  static let inbox = CellFormat(
    "findings on their way", migrations: [neverDeployed("findings on their way")])

  /// A version that was written by nothing but builds before the first release.
  private static func neverDeployed(_ what: String) -> Migration {
    { _ in
      .failure(
        .incompatible(
          "\(what): version 1 is of before the first release and cannot be read any more. "
            + "To begin afresh, delete the changelog's records."))
    }
  }
}

extension StateCells {
  package mutating func write(
    _ key: String, as format: CellFormat, _ body: (inout StateWriter) -> Void
  ) {
    write(key) { writer in
      writer.byte(format.version)
      body(&writer)
    }
  }

  /// Reads one cell whole, migrated to the present version.
  package func read<Result>(
    _ key: String, as format: CellFormat,
    _ body: (inout StateReader) throws(StateError) -> Result
  ) throws(StateError) -> Result {
    guard let bytes = self[key] else { throw .damaged("cell \(key) is missing") }
    if bytes.first == format.version {
      return try read(key) { (reader) throws(StateError) in
        _ = try reader.byte()
        return try body(&reader)
      }
    }
    return try StateCells([key: try format.body(of: bytes)]).read(key, body)
  }
}
