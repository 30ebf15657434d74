/// Decodes `%XX`, strictly: nil for a percent sign without two hex digits, for a zero byte, and for
/// bytes that are no UTF-8.
func percentDecoded(_ text: some Sequence<UInt8>) -> String? {
  var bytes: [UInt8] = []
  var rest = text.makeIterator()
  while let byte = rest.next() {
    guard byte == UInt8(ascii: "%") else {
      bytes.append(byte)
      continue
    }
    guard let high = rest.next().flatMap(hexValue), let low = rest.next().flatMap(hexValue),
      high | low != 0
    else { return nil }
    bytes.append(high << 4 | low)
  }
  return String(validating: bytes, as: UTF8.self)
}

private func hexValue(_ digit: UInt8) -> UInt8? {
  switch digit {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
  default: nil
  }
}
