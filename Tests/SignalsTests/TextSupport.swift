import Signals

/// One scan of one text with a lexicon of its own; away from what is measured.
struct TextCase {
  let lexicon: Lexicon

  init(themes: [Theme] = [], places: [PlaceName] = []) throws(ThemeError) {
    lexicon = try Lexicon(themes: themes, places: places)
  }

  init(terms first: String, _ others: String...) throws(ThemeError) {
    try self.init(themes: [Theme(name: "t", terms: ["fr": [first] + others])])
  }

  init(query: ThemeQuery, terms: String...) throws(ThemeError) {
    try self.init(themes: [
      Theme(name: "t", terms: terms.isEmpty ? [:] : ["fr": terms], query: query)
    ])
  }

  func scan(_ text: String) -> TextScan { scan(bytes: Array(text.utf8)) }

  func scan(bytes: [UInt8]) -> TextScan {
    var scanner = TextScanner(lexicon: lexicon)
    return bytes.withUnsafeBytes { scanner.scan($0) }
  }

  func matches(_ text: String) -> Bool { scan(text).themes != 0 }

  func terms(_ text: String) -> [String] {
    let terms = scan(text).terms
    return (0..<Int(terms.count)).map { lexicon.termText(terms[$0]) }
  }
}

/// The hash of a text's folded words.
func textHash(_ text: String) throws -> UInt64 { try TextCase().scan(text).hash }

/// SplitMix64 (Steele, Lea, Flood 2014), for repeatable input.
struct TextRandom: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
