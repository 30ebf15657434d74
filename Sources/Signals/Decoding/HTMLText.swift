/// The text of an HTML fragment, as Mastodon and exporters write them.
///
/// Tags go; those that break a line or a cell become a space; comments, scripts and styles go with
/// what they hold; entities become the characters that they name. Text of a link stays, also the
/// parts of its address that Mastodon marks `invisible`: only with them is it an address again,
/// which the scanner then sees as a link, as it does in a plain text. What is no tag stays as it is.
package struct HTMLText {
  private let html: UnsafeRawBufferPointer
  private let text: UnsafeMutableRawBufferPointer
  private var at = 0
  private var written = 0
  /// A tag was found that never closes: from there on no sign is taken for one.
  private var isBroken = false

  /// Writes the text of `html`, which is UTF-8, after what `output` holds. Never longer than `html`.
  /// O(length).
  package static func append(_ html: UnsafeRawBufferPointer, to output: inout ByteScratch) {
    var reader = HTMLText(html: html, text: output.reserve(html.count))
    reader.run()
    output.commit(reader.written)
  }

  private init(html: UnsafeRawBufferPointer, text: UnsafeMutableRawBufferPointer) {
    self.html = html
    self.text = text
  }

  private mutating func run() {
    while at < html.count {
      switch html[at] {
      case 0x3C where !isBroken: tag()
      case 0x26: entity()
      default: copy()
      }
    }
  }

  private mutating func copy() {
    text[written] = html[at]
    written += 1
    at += 1
  }

  private mutating func tag() {
    let start = at
    let closing = at + 1 < html.count && html[at + 1] == 0x2F
    var name = at + (closing ? 2 : 1)
    if name < html.count && html[name] == 0x21 { return comment() }
    guard name < html.count, isLetter(html[name]) else { return copy() }
    let nameStart = name
    while name < html.count, isLetter(html[name]) || isDigit(html[name]) { name += 1 }
    at = name
    var quote: UInt8 = 0
    while at < html.count {
      let byte = html[at]
      if quote != 0 {
        if byte == quote { quote = 0 }
      } else if byte == 0x22 || byte == 0x27 {
        quote = byte
      } else if byte == 0x3E {
        break
      }
      at += 1
    }
    guard at < html.count else {
      // The sign stands for itself, and so do all that follow: looking to the end for each of them
      // would cost the square of the length.
      isBroken = true
      at = start
      return copy()
    }
    at += 1
    let tag = UnsafeRawBufferPointer(rebasing: html[nameStart..<name])
    if !isInline(tag) { space() }
    if !closing && (isNamed(tag, "script") || isNamed(tag, "style")) { skipTo(endOf: tag) }
  }

  /// One space, unless the text begins here or a space is there already.
  private mutating func space() {
    guard written > 0, text[written - 1] != 0x20 else { return }
    text[written] = 0x20
    written += 1
  }

  /// From `<!` to the end of the comment or declaration.
  private mutating func comment() {
    let isComment = at + 3 < html.count && html[at + 2] == 0x2D && html[at + 3] == 0x2D
    at += isComment ? 4 : 2
    while at < html.count {
      if html[at] == 0x3E && (!isComment || (html[at - 1] == 0x2D && html[at - 2] == 0x2D)) {
        at += 1
        return
      }
      at += 1
    }
  }

  /// To after the closing tag of the element `name`, or to the end.
  private mutating func skipTo(endOf name: UnsafeRawBufferPointer) {
    while at < html.count {
      if html[at] == 0x3C, at + 2 + name.count <= html.count, html[at + 1] == 0x2F {
        let candidate = UnsafeRawBufferPointer(rebasing: html[at + 2..<at + 2 + name.count])
        if sameName(candidate, name) {
          while at < html.count && html[at] != 0x3E { at += 1 }
          at = min(at + 1, html.count)
          return
        }
      }
      at += 1
    }
  }

  private mutating func entity() {
    // The longest that are known have nine characters between & and ;.
    let limit = min(html.count, at + 12)
    var end = at + 1
    while end < limit && html[end] != 0x3B { end += 1 }
    guard end < limit, end > at + 1 else { return copy() }
    let body = UnsafeRawBufferPointer(rebasing: html[at + 1..<end])
    guard let scalar = body[0] == 0x23 ? HTMLEntity.numeric(body) : HTMLEntity.named(body) else {
      return copy()
    }
    // A hard space separates words as any other.
    for byte in UTF8.encode(scalar == "\u{A0}" ? " " : scalar).unsafelyUnwrapped {
      text[written] = byte
      written += 1
    }
    at = end + 1
  }

  private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// Tags inside a run of text: no word ends at them.
  private func isInline(_ tag: UnsafeRawBufferPointer) -> Bool {
    switch tag.count {
    case 1:
      isNamed(tag, "a") || isNamed(tag, "b") || isNamed(tag, "i") || isNamed(tag, "u")
        || isNamed(tag, "s")
    case 2: isNamed(tag, "em")
    case 3:
      isNamed(tag, "del") || isNamed(tag, "ins") || isNamed(tag, "sub")
        || isNamed(tag, "sup") || isNamed(tag, "wbr")
    case 4:
      isNamed(tag, "span") || isNamed(tag, "code") || isNamed(tag, "font")
        || isNamed(tag, "mark")
    case 6: isNamed(tag, "strong")
    default: false
    }
  }

  private func isNamed(_ tag: UnsafeRawBufferPointer, _ name: StaticString) -> Bool {
    sameName(
      tag, UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
  }

  /// Equal without regard to case; of letters and digits alone.
  private func sameName(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    guard a.count == b.count else { return false }
    for index in a.indices where a[index] | 0x20 != b[index] | 0x20 { return false }
    return true
  }
}
