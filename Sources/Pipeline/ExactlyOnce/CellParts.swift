package import Detection

/// Cells as the records of a changelog: one that is larger than `maxBytes` goes in several, so that no
/// state, however long findings had to wait, is too large for a record.
///
/// A part's key is the cell's, U+0001 and its number from 0; no cell's name holds that character.
package enum CellParts {
  /// Half of what a record of a changelog may hold (`max.message.bytes`), should it not pack.
  package static let maxBytes = 1 << 20
  private static let separator: Character = "\u{1}"

  package static func split(_ cells: StateCells) -> [String: [UInt8]] {
    var parts = cells.cells
    for (key, bytes) in cells.cells where bytes.count > maxBytes {
      parts[key] = nil
      for (index, start) in stride(from: 0, to: bytes.count, by: maxBytes).enumerated() {
        parts["\(key)\(separator)\(index)"] = Array(
          bytes[start..<min(start + maxBytes, bytes.count)])
      }
    }
    return parts
  }

  package static func join(_ parts: [String: [UInt8]]) throws(StateError) -> StateCells {
    var cells = parts
    var split: [String: [Int]] = [:]
    for key in parts.keys {
      guard let place = key.lastIndex(of: separator) else { continue }
      guard let index = Int(key[key.index(after: place)...]) else {
        throw .damaged("a part of a cell that is called \(key.debugDescription)")
      }
      split[String(key[..<place]), default: []].append(index)
    }
    for (key, indexes) in split {
      guard parts[key] == nil, indexes.sorted().elementsEqual(0..<indexes.count) else {
        throw .damaged("parts of cell \(key) are missing")
      }
      var whole: [UInt8] = []
      for index in indexes.indices {
        whole += cells.removeValue(forKey: "\(key)\(separator)\(index)") ?? []
      }
      cells[key] = whole
    }
    return StateCells(cells)
  }
}
