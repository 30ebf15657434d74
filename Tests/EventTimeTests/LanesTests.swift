import EventTime
import Testing

@Suite("Eight numbers at a time")
struct LanesTests {
  static let numbers: [UInt32] = [7, 0xFFF0_0007, 0x7FF0_0000, 0xFFFF_FFFF, 0, 7, 0x8000_0000, 1]

  static func lanes(from first: Int, shiftedBy shift: UInt32, are value: UInt32) -> [Int] {
    // Away from the beginning of the memory: no address needs an alignment but that of its numbers.
    let padded = [UInt32](repeating: 7, count: first) + numbers
    let found = padded.withUnsafeBytes {
      EventTime.lanes(at: $0.baseAddress! + 4 * first, shiftedBy: shift, are: value)
    }
    return (0..<32).filter { found >> UInt32($0) & 1 != 0 }
  }

  @Test(arguments: 0..<5)
  func everyLaneThatHoldsTheValueIsFound(first: Int) {
    for value in Self.numbers + [2, 0x7FFF_FFFF] {
      for shift in [0, 1, 20, 31] as [UInt32] {
        let expected = (0..<8).filter { Self.numbers[$0] >> shift == value }
        #expect(Self.lanes(from: first, shiftedBy: shift, are: value) == expected)
      }
    }
  }
}
