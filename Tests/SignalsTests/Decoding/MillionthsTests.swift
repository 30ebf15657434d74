import Signals
import Testing

private func millionths(_ text: String) throws -> Int64 {
  try Array(text.utf8).withUnsafeBytes { try Millionths.of($0) }
}

@Suite struct MillionthsTests {
  @Test(arguments: [
    ("0", Int64(0)), ("-0", 0), ("1", 1_000_000), ("+1.5", 1_500_000), ("-2.25", -2_250_000),
    ("0.000001", 1), ("0.0000005", 1), ("0.0000004999", 0), ("-0.0000005", -1),
    ("69.88083514", 69_880_835), ("1e3", 1_000_000_000), ("1.5E-3", 1500), ("12e-7", 1),
    ("0000000000000000000000001", 1_000_000), ("1.00000000000000000000000000009", 1_000_000),
    ("9223372036854.775807", 9_223_372_036_854_775_807), ("0e99999", 0), ("1e-99999", 0),
    (".5", 500_000),
    ("7.", 7_000_000),
  ])
  func decimalTextIsReadExactly(text: String, expected: Int64) throws {
    #expect(try millionths(text) == expected)
  }

  @Test(arguments: [
    "", "-", ".", "e5", "1e", "1e+", "1.2.3", "12,5", "0x10", "NaN", "inf", " 1", "1 ",
  ])
  func otherTextIsNoNumber(text: String) {
    #expect(throws: Millionths.Failure.notANumber) { try millionths(text) }
  }

  @Test(arguments: ["9223372036855", "1e13", "-1e300", "99999999999999999999"])
  func numberBeyondTheRangeIsSaidSo(text: String) {
    #expect(throws: Millionths.Failure.outOfRange) { try millionths(text) }
  }

  @Test func numbersOfAllKindsAgree() throws {
    #expect(try Millionths.of(Int64(-7)) == -7_000_000)
    #expect(try Millionths.of(69.88083514) == 69_880_835)
    #expect(throws: Millionths.Failure.outOfRange) { try Millionths.of(Int64.max) }
    #expect(throws: Millionths.Failure.outOfRange) { try Millionths.of(1e300) }
  }
}
