import Detection
import Pipeline
import Testing

@Suite("Cells that are too large for one record")
struct CellPartsTests {
  static let sizes = [
    0, 1, CellParts.maxBytes, CellParts.maxBytes + 1, 3 * CellParts.maxBytes, 5_000_000,
  ]
  static let cells = StateCells(
    Dictionary(
      uniqueKeysWithValues: sizes.map { size in
        ("cell/\(size)", (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 9) })
      }))

  @Test func theyComeBackWhole() throws {
    let parts = CellParts.split(Self.cells)
    #expect(parts.count == 3 + 2 + 3 + 5)
    #expect(parts.values.allSatisfy { $0.count <= CellParts.maxBytes })
    #expect(try CellParts.join(parts).cells == Self.cells.cells)
  }

  @Test func everyPartIsARecord() {
    var frame = RecordFrame()
    var record: [UInt8] = []
    for part in CellParts.split(Self.cells).values {
      frame.seal(part, kind: RecordKind(id: 2, version: 1, name: "a cell"), into: &record)
      #expect(record.count <= CellParts.maxBytes + RecordFrame.headerBytes)
    }
  }

  @Test(arguments: 0..<5) func aPartThatIsMissingIsDamage(part: Int) {
    var parts = CellParts.split(Self.cells)
    #expect(parts.removeValue(forKey: "cell/5000000\u{1}\(part)") != nil)
    // Without its last part a cell is whole, only shorter: the header's digest tells.
    if part == 4 { return }
    #expect(throws: StateError.self) { try CellParts.join(parts) }
  }
}
