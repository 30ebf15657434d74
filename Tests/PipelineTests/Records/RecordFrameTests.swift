import Detection
import EventTime
import Pipeline
import Testing

@Suite("The frame of a record")
struct RecordFrameTests {
  static let kind = RecordKind(id: 1, version: 2, name: "pane sums")

  static func sealed(_ body: [UInt8], _ kind: RecordKind = kind) -> [UInt8] {
    var frame = RecordFrame()
    var record: [UInt8] = []
    frame.seal(body, kind: kind, into: &record)
    return record
  }

  static func opened(_ record: [UInt8]) throws(StateError) -> (kind: RecordKind?, body: [UInt8]) {
    var frame = RecordFrame()
    var body: [UInt8] = [1, 2, 3]
    let kind = try frame.open(record, kinds: [kind], into: &body)
    return (kind, body)
  }

  /// The record with another header, its checksum made right.
  static func forged(_ record: [UInt8], _ change: (inout [UInt8]) -> Void) -> [UInt8] {
    var record = record
    change(&record)
    let header = (0..<8).reduce(UInt64(0)) { $0 | UInt64(record[$1]) << UInt64(8 * $1) }
    let checksum = record[RecordFrame.headerBytes...].withUnsafeBytes { hash64($0, seed: header) }
    for place in 0..<8 { record[8 + place] = UInt8(truncatingIfNeeded: checksum >> (8 * place)) }
    return record
  }

  @Test(arguments: [0, 1, 63, 64, 65, 1000, 100_000], [0, 64, 1])
  func bodyComesBackAsItWas(count: Int, cycle: Int) throws {
    var numbers = SeededNumbers(UInt64(count))
    let body = (0..<count).map { place in
      cycle == 0 ? UInt8(truncatingIfNeeded: numbers.next()) : UInt8(place % cycle)
    }
    let record = Self.sealed(body)
    #expect(record.count <= RecordFrame.headerBytes + count)
    if cycle > 0 && count >= 1000 { #expect(record.count < count / 2) }
    let found = try Self.opened(record)
    #expect(found.kind == Self.kind)
    #expect(found.body == body)
    #expect(Self.sealed(body) == record, "other bytes the second time")
  }

  @Test(arguments: [20, 200]) func everyTruncationAndEveryChangedByteIsAnError(count: Int) {
    let record = Self.sealed((0..<count).map { UInt8($0 % 50) })
    for length in 0..<record.count {
      #expect(throws: StateError.self) { try Self.opened(Array(record.prefix(length))) }
    }
    #expect(throws: StateError.self) { try Self.opened(record + [0]) }
    for place in record.indices {
      for bit in 0..<8 {
        var damaged = record
        damaged[place] ^= 1 << UInt8(bit)
        #expect(throws: StateError.self, "byte \(place), bit \(bit)") {
          try Self.opened(damaged)
        }
      }
    }
  }

  @Test func newerVersionIsRefusedByName() throws {
    let record = Self.sealed([1], RecordKind(id: 1, version: 3, name: ""))
    #expect(throws: StateError.newer(what: "pane sums", version: 3, known: 2)) {
      try Self.opened(record)
    }
    let older = Self.sealed([1], RecordKind(id: 1, version: 1, name: ""))
    #expect(try Self.opened(older).kind?.version == 1)
    let frame = Self.forged(record) { $0[0] = 0xE2 }
    #expect(throws: StateError.newer(what: "frame of a record", version: 2, known: 1)) {
      try Self.opened(frame)
    }
  }

  @Test func unknownKindIsRefusedBelow128AndSkippedFromThere() throws {
    #expect(throws: StateError.newer(what: "record kind 127", version: 4, known: 0)) {
      try Self.opened(Self.sealed([1], RecordKind(id: 127, version: 4, name: "")))
    }
    for id in [UInt8(128), 255] {
      let found = try Self.opened(Self.sealed([1], RecordKind(id: id, version: 4, name: "")))
      #expect(found.kind == nil)
    }
  }

  @Test func bodyThatUnpacksToMoreThanItSaysIsDamage() {
    let record = Self.sealed([UInt8](repeating: 0, count: 1_000_000))
    for size in [0, 1, 999_999, 1_000_001, RecordFrame.maxRawBytes + 1, Int(UInt32.max)] {
      let forged = Self.forged(record) { record in
        for place in 0..<4 { record[4 + place] = UInt8(truncatingIfNeeded: size >> (8 * place)) }
      }
      #expect(throws: StateError.self, "\(size)") { try Self.opened(forged) }
    }
  }
}
