/// Recognises numbers of bank accounts, cards and phones at a place of a text.
///
/// Every function gives the index after the number that begins at `start`, where a word begins, or
/// nil.
struct PersonalNumbers {
  let text: UnsafeRawBufferPointer

  // MARK: bank accounts

  /// An IBAN, in one piece or in groups apart by single spaces or dashes (ISO 13616).
  func ibanEnd(_ start: Int) -> Int? {
    guard start + 15 <= text.count, text[start].isASCIILetter, text[start + 1].isASCIILetter,
      text[start + 2].isASCIIDigit, text[start + 3].isASCIIDigit,
      let length = Self.ibanLength(text[start] & 0xDF, text[start + 1] & 0xDF)
    else { return nil }
    var remainder = 0
    var count = 4
    var i = start + 4
    while count < length {
      if let next = separatorEnd(i) { i = next }
      guard i < text.count, text[i].isASCIIAlphanumeric else { return nil }
      remainder = Self.append(text[i], to: remainder)
      count += 1
      i += 1
    }
    guard i == text.count || !text[i].isASCIIAlphanumeric else { return nil }
    for k in 0..<4 { remainder = Self.append(text[start + k], to: remainder) }
    return remainder == 1 ? i : nil
  }

  /// Appends a digit, or the two digits of a letter (A is 10), to a number modulo 97.
  private static func append(_ byte: UInt8, to remainder: Int) -> Int {
    byte.isASCIIDigit
      ? (remainder * 10 + Int(byte - 0x30)) % 97
      : (remainder * 100 + Int((byte & 0xDF) - 0x41) + 10) % 97
  }

  /// The length of a country's IBAN (SWIFT, IBAN Registry), for Europe and its neighbours.
  private static func ibanLength(_ first: UInt8, _ second: UInt8) -> Int? {
    var i = 0
    while i < lengths.utf8CodeUnitCount {
      let entry = lengths.utf8Start + i
      if entry[0] == first, entry[1] == second {
        return Int(entry[2] - 0x30) * 10 + Int(entry[3] - 0x30)
      }
      i += 4
    }
    return nil
  }

  private static let lengths: StaticString = """
    AD24AE23AL28AT20BA20BE16BG22CH21CY28CZ24DE22DK18EE20ES24FI18FR27GB22GE22GI23GR27HR21HU28IE22\
    IL23IS26IT27LB28LI21LT20LU20LV21MA28MC27MD24ME22MK19MR27MT31NL18NO15PL28PT25RO24RS22SA24SE24\
    SI19SK24SM27TN24TR26UA29
    """

  // MARK: cards

  /// A card number: 13 to 19 digits, the first from 2 to 6, in one piece or in groups of two or
  /// more that are apart by single separators, passing Luhn's test.
  func cardEnd(_ start: Int) -> Int? {
    guard text[start] >= UInt8(ascii: "2"), text[start] <= UInt8(ascii: "6") else { return nil }
    var count = 0
    var group = 0
    // Luhn's sum doubles every other digit from the last but one on: keep both ways of counting.
    var sums = (0, 0)
    var end: Int?
    var i = start
    while i < text.count, count <= 19 {
      if text[i].isASCIIDigit {
        let digit = Int(text[i] - 0x30)
        let doubled = digit > 4 ? digit * 2 - 9 : digit * 2
        sums = (sums.1 + digit, sums.0 + doubled)
        count += 1
        group += 1
        i += 1
        // An expiry date may follow: the longest run of groups that passes is the number.
        if (13...19).contains(count), sums.0 % 10 == 0,
          i == text.count || !text[i].isASCIIAlphanumeric
        {
          end = i
        }
      } else if let next = separatorEnd(i), next < text.count, text[next].isASCIIDigit, group > 1 {
        group = 0
        i = next
      } else {
        break
      }
    }
    return end
  }

  // MARK: phones

  /// A phone number: `+` or `00` and 8 to 15 digits (ITU-T E.164); ten digits from 0 on, in one
  /// piece or grouped as in France and Morocco; or ten grouped as in North America.
  func phoneEnd(_ start: Int) -> Int? {
    if text[start] == UInt8(ascii: "+") { return internationalEnd(start + 1) }
    if text[start] == UInt8(ascii: "(") { return americanEnd(start) }
    guard text[start].isASCIIDigit else { return nil }
    if text[start] == 0x30, start + 1 < text.count, text[start + 1] == 0x30 {
      return internationalEnd(start + 2)
    }
    return nationalEnd(start)
  }

  /// The country's code and the rest, with single separators and parentheses between the digits.
  private func internationalEnd(_ start: Int) -> Int? {
    var count = 0
    var leading = 0
    var zeros = 0
    // French and Moroccan numbers have nine digits after the code, North American ones ten; others
    // up to fifteen in all.
    var limit = 15
    var open = false
    var i = separatorEnd(start) ?? start
    var end = i
    while i < text.count, count < limit {
      if text[i].isASCIIDigit {
        let digit = Int(text[i] - 0x30)
        if count == 0, digit == 0 { return nil }
        if count < 3 { leading = leading * 10 + digit }
        zeros = digit == 0 ? zeros + 1 : 0
        count += 1
        if count == 1, leading == 1 { limit = 11 }
        if count == 2, leading == 33 { limit = 11 }
        if count == 3, leading == 212 { limit = 12 }
        // The zero of national numbers, as in +33 (0)6.
        if digit == 0, (leading == 330 && count == 3) || (leading == 212 && count == 4) {
          limit += 1
        }
        i += 1
        end = i
      } else if let next = separatorEnd(i), count > 0, next < text.count,
        text[next].isASCIIDigit || text[next] == UInt8(ascii: "(")
      {
        i = next
      } else if count > 0, text[i] == UInt8(ascii: open ? ")" : "(") {
        open.toggle()
        i += 1
      } else {
        break
      }
    }
    // “+20 000 000” counts something.
    guard count >= 8, zeros < 5, end == text.count || !text[end].isASCIIAlphanumeric else {
      return nil
    }
    return end
  }

  /// Ten digits whose groups, apart by one and the same separator, are as numbers are written.
  private func nationalEnd(_ start: Int) -> Int? {
    // Groups as decimal digits: 22222 are five pairs.
    var groups = 0
    var group = 0
    var count = 0
    var separator: UInt8 = 0
    var i = start
    while i < text.count, count <= 10 {
      if text[i].isASCIIDigit {
        group += 1
        count += 1
        i += 1
      } else if let next = separatorEnd(i), next < text.count, text[next].isASCIIDigit, count < 10,
        separator == 0 || separator == text[i]
      {
        separator = text[i]
        groups = groups * 10 + group
        group = 0
        i = next
      } else {
        break
      }
    }
    guard count == 10, !continues(i) else { return nil }
    groups = groups * 10 + group
    let second = text[start + 1]
    if text[start] == 0x30, second >= 0x31, second <= 0x39 {
      switch groups {
      case 10, 22222, 4222, 46, 433, 244, 334, 2332: return i
      default: return nil
      }
    }
    return groups == 334 && text[start] >= 0x32 ? i : nil
  }

  /// `(555) 123-4567`.
  private func americanEnd(_ start: Int) -> Int? {
    var i = start + 1
    guard let area = digits(3, i), area < text.count, text[area] == UInt8(ascii: ")") else {
      return nil
    }
    i = separatorEnd(area + 1) ?? area + 1
    guard let exchange = digits(3, i), let next = separatorEnd(exchange),
      let end = digits(4, next), !continues(end)
    else { return nil }
    return end
  }

  private func digits(_ count: Int, _ start: Int) -> Int? {
    guard start + count <= text.count else { return nil }
    for i in start..<start + count where !text[i].isASCIIDigit { return nil }
    return start + count
  }

  /// Whether what ends at `i` goes on as a word or as a clock time.
  private func continues(_ i: Int) -> Bool {
    guard i < text.count else { return false }
    if text[i].isASCIIAlphanumeric { return true }
    return text[i] == UInt8(ascii: ":") && i + 1 < text.count && text[i + 1].isASCIIDigit
  }

  /// The index after a separator at `i`: a space, also one that does not break, a dash or a dot.
  private func separatorEnd(_ i: Int) -> Int? {
    guard i < text.count else { return nil }
    switch text[i] {
    case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."): return i + 1
    case 0xC2: return i + 1 < text.count && text[i + 1] == 0xA0 ? i + 2 : nil
    case 0xE2:
      // U+202F, the narrow space that does not break, and U+2010 to U+2013, dashes.
      guard i + 2 < text.count, text[i + 1] == 0x80 else { return nil }
      return text[i + 2] == 0xAF || (0x90...0x93).contains(text[i + 2]) ? i + 3 : nil
    default: return nil
    }
  }
}
