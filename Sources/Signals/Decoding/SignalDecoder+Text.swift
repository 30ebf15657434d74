extension SignalDecoder {
  /// Scans the text: themes, terms, hash, flags, and the place where no field gave one.
  mutating func readText(into signal: inout Signal) -> RejectReason {
    var parts = 0
    for part in 0..<text.count {
      let field = fields[text[part]]
      guard field.isPresent else { continue }
      guard field.kind == .string else { return .wrongType }
      if field.length > 0 { parts += 1 }
    }
    guard parts > 0 else {
      if readsDetails {
        writeDetail(of: UnsafeRawBufferPointer(start: nil, count: 0), TextScan(), into: &signal)
      }
      return .none
    }
    let whole = joinedText(parts: parts)
    let scan = scanner.scan(whole)
    signal.themes = scan.themes | 1
    signal.terms = scan.terms
    signal.text = scan.hash
    if scan.hasLink { signal.flags.insert(.link) }
    if scan.words < SignalDecoder.shortTextWords { signal.flags.insert(.short) }
    if place.fromText && signal.area < 0 && scan.area >= 0 {
      signal.area = scan.area
      signal.flags.insert(.placeFromText)
    }
    if readsDetails { writeDetail(of: whole, scan, into: &signal) }
    return .none
  }

  /// The parts of the text with a space between them, without markup; a lone plain part in place.
  private mutating func joinedText(parts: Int) -> UnsafeRawBufferPointer {
    joined.removeAll()
    for part in 0..<text.count {
      let field = fields[text[part]]
      guard field.kind == .string, field.length > 0 else { continue }
      if markup == .plain && parts == 1 { return field.text }
      if joined.count > 0 { joined.append(0x20) }
      switch markup {
      case .plain: joined.append(field.text)
      case .html: HTMLText.append(field.text, to: &joined)
      }
    }
    return joined.bytes
  }
}

/// Two ASCII letters, alone or before a `-` or `_`, as a number with the first in the high byte;
/// nil for anything else, such as `und`.
func languageCode(_ text: UnsafeRawBufferPointer) -> UInt16? {
  guard text.count >= 2, text.count == 2 || text[2] == 0x2D || text[2] == 0x5F else { return nil }
  let first = text[0] | 0x20
  let second = text[1] | 0x20
  guard first &- 0x61 < 26, second &- 0x61 < 26 else { return nil }
  return UInt16(first) << 8 | UInt16(second)
}
