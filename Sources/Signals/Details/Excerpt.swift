/// How much of a scrubbed text an excerpt takes.
enum Excerpt {
  /// A text's bytes from which on more of them change nothing.
  static let bytesNeeded = 4 * PostDetail.excerptCharacters + 64

  /// Bytes of the excerpt: at most `PostDetail.excerptCharacters` code points, never a part of a
  /// character with marks or joiners behind it, nor of a mark that stands for something scrubbed.
  static func count(of text: UnsafeRawBufferPointer) -> Int {
    if text.count <= PostDetail.excerptCharacters { return text.count }
    var characters = 0
    var place = 0
    // Where the last mark begins that has not ended.
    var openMark = -1
    while place < text.count {
      if text[place] & 0xC0 != 0x80 {
        if characters == PostDetail.excerptCharacters { break }
        characters += 1
        if isGuillemet(text, place, last: 0xB9) { openMark = place }
        if isGuillemet(text, place, last: 0xBA) { openMark = -1 }
      }
      place += 1
    }
    guard place < text.count else { return text.count }
    if openMark >= 0, place - openMark < longestMark { return openMark }
    while place > 0, extends(scalar(text, place)) || precedesJoiner(text, place) {
      place = begin(text, before: place)
    }
    return place
  }

  /// Bytes of the longest mark of the scrubber, and more.
  private static let longestMark = 24

  /// ‹ or ›, which differ in the last of their three bytes.
  private static func isGuillemet(
    _ text: UnsafeRawBufferPointer, _ place: Int, last: UInt8
  ) -> Bool {
    text[place] == 0xE2 && place + 2 < text.count && text[place + 1] == 0x80
      && text[place + 2] == last
  }

  private static func begin(_ text: UnsafeRawBufferPointer, before place: Int) -> Int {
    var begin = place - 1
    while begin > 0, text[begin] & 0xC0 == 0x80 { begin -= 1 }
    return begin
  }

  private static func precedesJoiner(_ text: UnsafeRawBufferPointer, _ place: Int) -> Bool {
    scalar(text, begin(text, before: place)) == 0x200D
  }

  private static func scalar(_ text: UnsafeRawBufferPointer, _ place: Int) -> UInt32 {
    let lead = text[place]
    guard lead >= 0xC0 else { return UInt32(lead) }
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var code = UInt32(lead) & (0x7F >> UInt32(length))
    for next in 1..<length where place + next < text.count {
      code = code << 6 | UInt32(text[place + next] & 0x3F)
    }
    return code
  }

  /// Marks, joiners, variation selectors and skin tones, which belong to what stands before them
  /// (the common ones of Grapheme_Extend, Unicode Standard Annex 29).
  private static func extends(_ code: UInt32) -> Bool {
    switch code {
    case 0x300...0x36F, 0x483...0x489, 0x591...0x5BD, 0x610...0x61A, 0x64B...0x65F, 0x670,
      0x6D6...0x6DC, 0x900...0x903, 0x93A...0x94F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x200D,
      0x20D0...0x20FF, 0xFE00...0xFE0F, 0xFE20...0xFE2F, 0x1F3FB...0x1F3FF, 0xE0020...0xE007F,
      0xE0100...0xE01EF:
      true
    default: false
    }
  }
}
