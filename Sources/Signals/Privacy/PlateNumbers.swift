/// Recognises French number plates at a place of a text.
struct PlateNumbers {
  let text: UnsafeRawBufferPointer

  /// The index after the plate that begins at `start`, where a word begins, or nil.
  func plateEnd(_ start: Int) -> Int? {
    text[start].isASCIIDigit ? oldEnd(start) : newEnd(start)
  }

  /// Since 2009: `AA-123-AA`; with spaces or in one piece in capitals only. Never I, O, U or SS.
  private func newEnd(_ start: Int) -> Int? {
    guard let first = letters(start), first - start == 2 else { return nil }
    let separator = separator(first)
    let digits = separator == nil ? first : first + 1
    guard let number = self.digits(digits), number - digits == 3,
      self.separator(number) == separator
    else { return nil }
    let second = separator == nil ? number : number + 1
    guard let end = letters(second), end - second == 2, ends(end) else { return nil }
    let capitals = isCapital(start..<first) && isCapital(second..<end)
    guard capitals || separator == UInt8(ascii: "-") else { return nil }
    return isDoubleS(start) || isDoubleS(second) ? nil : end
  }

  /// Before 2009: two to four digits, two or three capitals, the département, with one and the same
  /// separator; in one piece it is not told from other codes. Not `20 MAR 24`, not `50 KM 30`.
  private func oldEnd(_ start: Int) -> Int? {
    guard let number = digits(start), (2...4).contains(number - start),
      let separator = separator(number), let series = letters(number + 1)
    else { return nil }
    let capitals = number + 1..<series
    guard (2...3).contains(capitals.count), isCapital(capitals),
      self.separator(series) == separator,
      !Self.words.contains(code(capitals)), let end = departementEnd(series + 1), ends(end)
    else { return nil }
    return end
  }

  /// 01 to 95, 2A and 2B, 971 to 976.
  private func departementEnd(_ start: Int) -> Int? {
    guard start + 2 <= text.count, text[start].isASCIIDigit else { return nil }
    let second = text[start + 1]
    if text[start] == UInt8(ascii: "2"), second == UInt8(ascii: "A") || second == UInt8(ascii: "B")
    {
      return start + 2
    }
    guard second.isASCIIDigit else { return nil }
    let number = Int(text[start] - 0x30) * 10 + Int(second - 0x30)
    if number == 97, start + 2 < text.count, (0x31...0x36).contains(text[start + 2]) {
      return start + 3
    }
    return (1...95).contains(number) ? start + 2 : nil
  }

  /// The end of a run of letters other than I, O and U.
  private func letters(_ start: Int) -> Int? {
    var end = start
    while end < text.count, text[end].isASCIILetter {
      switch text[end] | 0x20 {
      case UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): return nil
      default: end += 1
      }
    }
    return end > start ? end : nil
  }

  private func digits(_ start: Int) -> Int? {
    var end = start
    while end < text.count, text[end].isASCIIDigit { end += 1 }
    return end > start ? end : nil
  }

  private func separator(_ i: Int) -> UInt8? {
    guard i < text.count else { return nil }
    return text[i] == UInt8(ascii: " ") || text[i] == UInt8(ascii: "-") ? text[i] : nil
  }

  private func isCapital(_ range: Range<Int>) -> Bool {
    for i in range where text[i] & 0x20 != 0 { return false }
    return true
  }

  private func isDoubleS(_ i: Int) -> Bool {
    text[i] | 0x20 == UInt8(ascii: "s") && text[i + 1] | 0x20 == UInt8(ascii: "s")
  }

  private func ends(_ i: Int) -> Bool { i == text.count || !text[i].isASCIIAlphanumeric }

  private func code(_ range: Range<Int>) -> UInt32 {
    var code: UInt32 = 0
    for i in range { code = code << 8 | UInt32(text[i]) }
    return code
  }

  /// Months and units that stand between two numbers, as packed capitals.
  private static let words: [UInt32] = [
    "JAN", "FEB", "FEV", "MAR", "APR", "AVR", "MAY", "SEP", "SEPT", "DEC", "KM", "CM", "MM", "KG",
    "AM", "PM", "GB", "MB", "VS", "ET", "AN", "ANS", "DE", "LA", "LE", "LES", "SEC", "HRS", "PTS",
    "TTC", "CFA", "MAD", "DH", "GMT", "CET", "EST", "PST",
  ].map { (word: String) in word.utf8.reduce(0) { $0 << 8 | UInt32($1) } }
}
