/// Replaces what identifies a person in a text by fixed marks, for display and for strings that
/// are kept.
///
/// | found | mark |
/// |---|---|
/// | mail addresses | `‹mail›` |
/// | `@handles`, also `@name@server` and `@name.domain` | `‹handle›` |
/// | phone numbers: French, Moroccan, North American, and with `+` or `00` | `‹phone›` |
/// | IBAN whose length and check digits (ISO 13616, mod 97) are right | `‹iban›` |
/// | card numbers: 13 to 19 digits from 2 to 6 on that pass Luhn's test (ISO/IEC 7812-1) | `‹card›` |
/// | French plates, of 2009 (`AA-123-AA`) and before (`123 ABC 75`) | `‹plate›` |
/// | the query and fragment of a link, and a user before its host | `‹query›`, `‹user›` |
///
/// It knows patterns, not people: names, addresses, spelt-out or disguised numbers (“zero six”,
/// “jean [at] …”) and digits of other scripts stay. Doubtful cases are replaced: a SIRET that passes
/// Luhn's test reads as a card. The host and path of a link stay, but for what is replaced elsewhere
/// too. Scrubbing twice changes nothing more. One pass, linear in the text.
package struct Scrubber: Sendable {
  package init() {}

  /// Appends `text`, scrubbed, to `out`. No allocation while the capacity of `out` suffices. What
  /// would stand behind the first `bytes` of `out` may be missing.
  package func scrub(
    _ text: UnsafeRawBufferPointer, into out: inout [UInt8], bytes: Int = .max
  ) {
    var pass = ScrubPass(text: text)
    pass.run(&out, bytes)
  }

  /// The scrubbed text, away from the hot path.
  package func scrubbed(_ text: String) -> String {
    var text = text
    var out: [UInt8] = []
    text.withUTF8 { scrub(UnsafeRawBufferPointer($0), into: &out) }
    return String(decoding: out, as: UTF8.self)
  }
}

private struct ScrubPass {
  let text: UnsafeRawBufferPointer
  var i = 0
  /// What stands before it is in the output.
  private var copied = 0
  /// The first `@` from `i` on, or the text's end.
  private var nextAt = -1

  init(text: UnsafeRawBufferPointer) { self.text = text }

  mutating func run(_ out: inout [UInt8], _ bytes: Int) {
    while i < text.count {
      if out.count + (i - copied) >= bytes { break }
      guard startsWord(text[i]) else {
        i += 1
        continue
      }
      if replaced(&out) { continue }
      if let host = hostStart() {
        link(host, &out)
        continue
      }
      // Nothing else begins within this word, but after a sign something may.
      let inWord = text[i].isASCIIAlphanumeric
      i += 1
      while inWord, i < text.count, text[i].isASCIIAlphanumeric { i += 1 }
    }
    copy(until: i, &out)
  }

  private mutating func copy(until end: Int, _ out: inout [UInt8]) {
    if end > copied { out.append(contentsOf: text[copied..<end]) }
    copied = end
  }

  /// Replaces what begins at `i`, a word's start, by its mark if it is to be replaced.
  private mutating func replaced(_ out: inout [UInt8]) -> Bool {
    let numbers = PersonalNumbers(text: text)
    if let end = mailEnd() {
      mark("‹mail›", until: end, &out)
    } else if text[i] == at, let end = handleEnd() {
      mark("‹handle›", until: end, &out)
    } else if beginsWithThreeLetters {
      // No number or plate does, and most words do.
      return false
    } else if let end = numbers.ibanEnd(i) {
      mark("‹iban›", until: end, &out)
    } else if let end = numbers.cardEnd(i) {
      mark("‹card›", until: end, &out)
    } else if let end = numbers.phoneEnd(i) {
      mark("‹phone›", until: end, &out)
    } else if let end = PlateNumbers(text: text).plateEnd(i) {
      mark("‹plate›", until: end, &out)
    } else {
      return false
    }
    return true
  }

  private var at: UInt8 { UInt8(ascii: "@") }

  private var beginsWithThreeLetters: Bool {
    i + 2 < text.count && text[i].isASCIILetter && text[i + 1].isASCIILetter
      && text[i + 2].isASCIILetter
  }

  private mutating func mark(_ mark: StaticString, until end: Int, _ out: inout [UInt8]) {
    copy(until: i, &out)
    out.append(
      contentsOf: UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount))
    i = end
    copied = end
  }

  /// Whether something can begin at `i`: a letter, digit, `+`, `(` or `@` after anything else.
  private func startsWord(_ byte: UInt8) -> Bool {
    guard
      byte.isASCIIAlphanumeric || byte == at || byte == UInt8(ascii: "+")
        || byte == UInt8(ascii: "(")
    else {
      // A mail address may begin with a letter that is not ASCII, but not within a word.
      return byte >= 0xC3 && !(i > 0 && isLocal(text[i - 1]))
    }
    return i == 0 || !(text[i - 1].isASCIIAlphanumeric || text[i - 1] == UInt8(ascii: "_"))
  }

  // MARK: mail addresses and handles

  private func isLocal(_ byte: UInt8) -> Bool {
    byte.isASCIIAlphanumeric || byte >= 0x80 || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: "-")
  }

  /// The end of a mail address that begins at `i`; its local part has at most 64 bytes (RFC 5321).
  private mutating func mailEnd() -> Int? {
    if nextAt < i {
      nextAt = i
      while nextAt < text.count, text[nextAt] != at { nextAt += 1 }
    }
    guard nextAt < text.count, nextAt > i, nextAt - i <= 64, isLocal(text[nextAt - 1]) else {
      return nil
    }
    var end = i
    while end < text.count, end - i <= 64, isLocal(text[end]) { end += 1 }
    guard end > i, end < text.count, text[end] == at else { return nil }
    return domainEnd(end + 1)
  }

  /// The end of a domain whose last label begins with a letter and has two or more bytes.
  private func domainEnd(_ start: Int) -> Int? {
    var end = start
    while end < text.count, text[end].isASCIIAlphanumeric || isDotOrDash(text[end]) { end += 1 }
    while end > start, isDotOrDash(text[end - 1]) { end -= 1 }
    var label = end
    while label > start, text[label - 1] != UInt8(ascii: ".") { label -= 1 }
    return end - label >= 2 && text[label].isASCIILetter ? end : nil
  }

  private func isDotOrDash(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }

  /// The end of a handle whose `@` stands at `i`.
  private func handleEnd() -> Int? {
    var end = i + 1
    while end < text.count,
      text[end].isASCIIAlphanumeric || text[end] == UInt8(ascii: "_") || isDotOrDash(text[end])
    { end += 1 }
    while end > i + 1, isDotOrDash(text[end - 1]) { end -= 1 }
    guard end > i + 1 else { return nil }
    if end < text.count, text[end] == at, let server = domainEnd(end + 1) { return server }
    return end
  }

  // MARK: links

  /// Where the host begins of a link that begins at `i`.
  private func hostStart() -> Int? {
    let first = text[i] | 0x20
    guard first == UInt8(ascii: "h") || first == UInt8(ascii: "w") else { return nil }
    if matches("https://") { return i + 8 }
    if matches("http://") { return i + 7 }
    return matches("www.") ? i : nil
  }

  /// Whether the text goes on with `lower`, in either case.
  private func matches(_ lower: StaticString) -> Bool {
    guard i + lower.utf8CodeUnitCount <= text.count else { return false }
    for k in 0..<lower.utf8CodeUnitCount {
      let byte = text[i + k]
      guard (byte.isASCIILetter ? byte | 0x20 : byte) == lower.utf8Start[k] else { return false }
    }
    return true
  }

  private mutating func link(_ host: Int, _ out: inout [UInt8]) {
    var end = host
    while end < text.count, !endsLink(text[end]) { end += 1 }
    while end > host, isClosing(text[end - 1]) { end -= 1 }
    i = host
    var slash = host
    while slash < end, !isAfterHost(text[slash]) { slash += 1 }
    if let user = text[host..<slash].lastIndex(of: at) {
      mark("‹user›", until: user, &out)
    }
    while i < end {
      if text[i] == UInt8(ascii: "?") || text[i] == UInt8(ascii: "#") {
        i += 1
        mark("‹query›", until: end, &out)
      } else if i > slash, startsWord(text[i]), replaced(&out) {
        continue
      } else {
        i += 1
      }
    }
  }

  private func isAfterHost(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
  }

  private func endsLink(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
      || byte == UInt8(ascii: "\"")
  }

  private func isClosing(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"),
      UInt8(ascii: "!"), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "'"):
      true
    default: false
    }
  }
}

extension UInt8 {
  @inline(__always)
  var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }
  @inline(__always)
  var isASCIILetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
  @inline(__always)
  var isASCIIAlphanumeric: Bool { isASCIIDigit || isASCIILetter }
}
