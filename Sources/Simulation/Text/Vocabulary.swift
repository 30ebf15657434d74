internal import EventTime

/// The words of one language with their frequencies: a Zipf–Mandelbrot law over their ranks.
///
/// The function words come first, in the order of `FrenchWords` and the like; the inflected forms
/// follow in an order that depends on their letters alone.
struct Vocabulary: Sendable {
  private(set) var words: [Piece] = []
  private let ranks: AliasTable

  init(_ language: CityLanguage, pool: inout TextPool) {
    let (first, others) = Self.forms(language)
    var seen = Set(first)
    let distinct = others.filter { seen.insert($0).inserted }
    let keyed = distinct.map { (hash64($0), $0) }.sorted { $0.0 < $1.0 }
    words = first.map { pool.add($0) } + keyed.map { pool.add($0.1) }
    // B. Mandelbrot (1953); exponent and offset of running text in word lists of this size.
    ranks = .zipf(count: words.count, exponent: 1.05, offset: 2.7)
  }

  var count: Int { words.count }

  @inline(__always)
  func draw(_ random: inout Xoshiro256) -> Piece { words[ranks.draw(&random)] }

  /// The function words, and all forms of the others.
  private static func forms(_ language: CityLanguage) -> (first: [String], others: [String]) {
    switch language {
    case .french:
      (
        split(FrenchWords.function),
        inflect(FrenchWords.verbs, Self.frenchEndings) + inflect(FrenchWords.nouns, ["", "s"])
          + inflect(FrenchWords.adjectives, ["", "e", "s", "es"])
      )
    case .english:
      (
        split(EnglishWords.function),
        inflect(EnglishWords.verbs, ["", "s", "ed", "ing"])
          + inflect(EnglishWords.nouns, ["", "s"]) + split(EnglishWords.adjectives)
      )
    case .arabic:
      (
        split(ArabicWords.function),
        split(ArabicWords.nouns).flatMap { [$0, "ال" + $0, "و" + $0, "بال" + $0] }
      )
    }
  }

  private static let frenchEndings = [
    "e", "es", "ons", "ez", "ent", "er", "é", "ée", "és", "ait", "aient", "era",
  ]

  private static func split(_ words: String) -> [String] {
    words.split { $0 == " " || $0 == "\n" }.map(String.init)
  }

  private static func inflect(_ stems: String, _ endings: [String]) -> [String] {
    split(stems).flatMap { stem in endings.map { stem + $0 } }
  }
}
