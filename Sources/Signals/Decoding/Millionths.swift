/// Numbers as whole millionths: sums of them are exact and the same in any order.
package enum Millionths {
  package enum Failure: Error {
    case notANumber
    case outOfRange
  }

  /// A whole number of millionths; `outOfRange` beyond ±9.2 × 10¹².
  package static func of(_ value: Int64) throws(Failure) -> Int64 {
    let (product, overflow) = value.multipliedReportingOverflow(by: 1_000_000)
    guard !overflow else { throw .outOfRange }
    return product
  }

  /// Rounded to the nearest millionth, halves away from zero.
  package static func of(_ value: Double) throws(Failure) -> Int64 {
    let product = (value * 1e6).rounded()
    guard product > -9.2e18, product < 9.2e18 else { throw .outOfRange }
    return Int64(product)
  }

  /// Decimal text: a sign, digits, a point and digits, an exponent; rounded as above.
  package static func of(_ text: UnsafeRawBufferPointer) throws(Failure) -> Int64 {
    var at = 0
    let negative = text.count > 0 && text[0] == 0x2D
    if negative || (text.count > 0 && text[0] == 0x2B) { at = 1 }
    var mantissa: Int64 = 0
    var scale = 6
    var digits = 0
    var afterPoint = false
    var isFull = false
    scan: while at < text.count {
      switch text[at] {
      case 0x30...0x39:
        digits += 1
        if !isFull, let longer = appended(text[at] - 0x30, to: mantissa) {
          mantissa = longer
          if afterPoint { scale -= 1 }
        } else {
          // Nineteen digits are held: those after them only count as places.
          isFull = true
          if !afterPoint { scale += 1 }
        }
      case 0x2E where !afterPoint: afterPoint = true
      default: break scan
      }
      at += 1
    }
    guard digits > 0 else { throw .notANumber }
    if at < text.count {
      guard text[at] | 0x20 == 0x65, let power = exponent(text, from: at + 1) else {
        throw .notANumber
      }
      scale += power
    }
    let magnitude = try shifted(mantissa, by: scale)
    return negative ? -magnitude : magnitude
  }

  private static func appended(_ digit: UInt8, to mantissa: Int64) -> Int64? {
    let (tens, over) = mantissa.multipliedReportingOverflow(by: 10)
    let (sum, carry) = tens.addingReportingOverflow(Int64(digit))
    return over || carry ? nil : sum
  }

  /// A signed exponent to the end of `text`, held within ±10,000.
  private static func exponent(_ text: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var at = start
    let negative = at < text.count && text[at] == 0x2D
    if negative || (at < text.count && text[at] == 0x2B) { at += 1 }
    guard at < text.count else { return nil }
    var value = 0
    while at < text.count {
      let digit = text[at] &- 0x30
      guard digit < 10 else { return nil }
      value = min(value * 10 + Int(digit), 10_000)
      at += 1
    }
    return negative ? -value : value
  }

  /// `mantissa` × 10^`power`, rounded.
  private static func shifted(_ mantissa: Int64, by power: Int) throws(Failure) -> Int64 {
    var value = mantissa
    if power >= 0 {
      for _ in 0..<min(power, 20) where value != 0 {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        guard !overflow else { throw .outOfRange }
        value = product
      }
      return value
    }
    for _ in 0..<min(-power - 1, 20) { value /= 10 }
    return value / 10 + (value % 10 >= 5 ? 1 : 0)
  }
}
