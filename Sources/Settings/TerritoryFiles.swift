internal import Foundation
package import Signals

/// A territory's file that cannot be read or used.
package struct TerritoryFileError: Error, Sendable, Equatable, CustomStringConvertible {
  package var path: String
  /// Counted from 1; 0 when it is about the file as a whole.
  package var line: Int
  package var message: String

  package var description: String {
    line == 0 ? "\(path): \(message)" : "\(path):\(line): \(message)"
  }
}

/// Reads the territory in `directory`: its `areas.csv`, `communes.csv` and `names.csv` (see
/// `Config/territories/README.md`). Its name is the directory's.
///
/// - Parameter findsCoordinates: whether coordinates will be looked up; their index is most of the
///   work, a tenth of a second for France.
package func loadTerritory(
  directory: String, findsCoordinates: Bool = true
) throws(TerritoryFileError) -> Territory {
  let folder = URL(filePath: directory, directoryHint: .isDirectory)
  func path(_ table: String) -> String {
    folder.appending(path: "\(table).csv").path(percentEncoded: false)
  }
  func bytes(_ table: String) throws(TerritoryFileError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path(table)) else {
      throw TerritoryFileError(path: path(table), line: 0, message: "the file cannot be read")
    }
    return [UInt8](data)
  }
  let (areas, communes, names) = (
    try bytes("areas"), try bytes("communes"), try bytes("names")
  )
  do {
    return try Territory(
      name: folder.lastPathComponent, areasCSV: areas, communesCSV: communes, namesCSV: names,
      findsCoordinates: findsCoordinates)
  } catch {
    throw TerritoryFileError(path: path(error.table), line: error.line, message: error.message)
  }
}
