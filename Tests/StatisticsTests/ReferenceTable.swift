import Foundation

/// A table that `Scripts/make-tables.py` wrote: one row of numbers a line.
struct ReferenceTable {
  let rows: [[Double]]

  init(_ name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let file = folder.appending(path: "Tables/\(name).csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    // A comment with the versions, then the header.
    rows = lines.dropFirst(2).map { line in
      line.split(separator: ",").map { Double($0) ?? .nan }
    }
  }

  /// Whether `value` is within `tolerance` of `reference`, relative to the larger of it and `floor`.
  static func agree(
    _ value: Double, _ reference: Double, within tolerance: Double, floor: Double = 1e-3
  ) -> Bool {
    abs(value - reference) <= tolerance * max(abs(reference), floor)
  }
}
