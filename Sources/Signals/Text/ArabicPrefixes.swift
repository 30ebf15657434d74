/// The words that Arabic writes attached before another: و and ف (and, so), ب, ك and ل (with,
/// like, to), the article ال, and لل for ل with the article.
enum ArabicPrefixes {
  // Letters as two bytes of UTF-8, read little-endian.
  private static let waw: UInt16 = 0x88D9
  private static let feh: UInt16 = 0x81D9
  private static let beh: UInt16 = 0xA8D8
  private static let kaf: UInt16 = 0x83D9
  private static let lam: UInt16 = 0x84D9
  private static let alef: UInt16 = 0xA7D8

  /// Letters that may remain behind a prefix: three, or two behind an article.
  private static let remainder = 3
  private static let remainderBehindArticle = 2

  /// How many letters can be taken off as prefixes: bit n is set when the first n are some, at most
  /// four. `word` is folded; seven bytes behind it must be readable.
  static func lengths(_ word: UnsafeRawPointer, count: Int) -> UInt8 {
    func letter(_ index: Int) -> UInt16 {
      word.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self)
    }
    let letters = count &>> 1
    var lengths: UInt8 = 0
    func take(_ length: Int, atLeast remainder: Int) {
      if letters &- length >= remainder { lengths |= 1 &<< UInt8(truncatingIfNeeded: length) }
    }
    func takeArticle(_ from: Int) {
      if letter(from) == alef && letter(from &+ 1) == lam {
        take(from &+ 2, atLeast: remainderBehindArticle)
      }
    }
    func takePreposition(_ from: Int) {
      let first = letter(from)
      guard first == beh || first == kaf || first == lam else { return }
      take(from &+ 1, atLeast: remainder)
      takeArticle(from &+ 1)
      if first == lam && letter(from &+ 1) == lam {
        take(from &+ 2, atLeast: remainderBehindArticle)
      }
    }
    takeArticle(0)
    takePreposition(0)
    if letter(0) == waw || letter(0) == feh {
      take(1, atLeast: remainder)
      takeArticle(1)
      takePreposition(1)
    }
    return lengths
  }

  /// Whether a folded word begins with a letter of the Arabic block.
  @inline(__always)
  static func begins(_ first: UInt64) -> Bool { first & 0xFC == 0xD8 }
}
