import Signals
import Testing

@Suite("Queries of themes")
struct TextQueryTests {
  @Test(
    "all, any and not hold as they say",
    arguments: [
      ("feu maison", true), ("maison feu", true), ("feu voiture", true), ("feu", false),
      ("maison voiture", false), ("feu maison exercice", false), ("exercice", false),
      ("feu jardin", false),
    ])
  func booleans(text: String, isMatch: Bool) throws {
    let query = ThemeQuery.all([
      .term("feu"), .any([.term("maison"), .term("voiture")]), .not(.term("exercice")),
    ])
    #expect(try TextCase(query: query).matches(text) == isMatch)
  }

  @Test(
    "Any one of the terms with another condition",
    arguments: [
      ("feu", true), ("flammes", true), ("feu rouge", false), ("rouge", false),
      ("rouge flammes", false),
    ])
  func termsAndNot(text: String, isMatch: Bool) throws {
    let query = ThemeQuery.all([.terms, .not(.any([.phrase("rouge"), .phrase("feu vert")]))])
    #expect(try TextCase(query: query, terms: "feu", "flammes").matches(text) == isMatch)
  }

  @Test(
    "near holds within its number of words, in any order",
    arguments: [
      ("coup feu", true), ("feu coup", true), ("coup un feu", true), ("coup un deux feu", true),
      ("coup un deux trois feu", false), ("feu un deux trois coup un feu", true),
      ("coup coup coup un deux feu", true), ("coup #FeuVert", true), ("coup", false),
      ("flammes, un coup", true), ("feu un deux trois quatre coup de la main", false),
    ])
  func near(text: String, isMatch: Bool) throws {
    let query = ThemeQuery.near([.term("coup"), .any([.terms, .term("flammes")])], within: 3)
    #expect(try TextCase(query: query, terms: "feu").matches(text) == isMatch)
  }

  @Test(
    "near of three needs all three in one stretch",
    arguments: [
      ("a1 b1 c1", true), ("c1 x b1 x a1", true), ("a1 b1 x x x c1", false),
      ("a1 b1 x x x c1 b1 a1", true), ("a1 a1 a1", false),
    ])
  func nearOfThree(text: String, isMatch: Bool) throws {
    let query = ThemeQuery.near([.term("a1"), .term("b1"), .term("c1")], within: 4)
    #expect(try TextCase(query: query).matches(text) == isMatch)
  }

  @Test("Phrases in near are where they begin")
  func phrasesInNear() throws {
    let query = ThemeQuery.near([.phrase("coup de feu"), .term("rue")], within: 3)
    #expect(try TextCase(query: query).matches("coup de feu rue"))
    #expect(try !TextCase(query: query).matches("coup de feu, la rue"))
  }

  @Test(
    "Nested queries hold like their parts",
    arguments: [
      ("a1 b1", true), ("c1", true), ("c1 d1", false), ("a1", false), ("a1 b1 c1 d1", true),
      ("x a1 e1", true),
    ])
  func nested(text: String, isMatch: Bool) throws {
    let query = ThemeQuery.any([
      .all([.term("a1"), .any([.term("b1"), .not(.not(.term("e1")))])]),
      .all([.term("c1"), .not(.term("d1"))]),
    ])
    #expect(try TextCase(query: query).matches(text) == isMatch)
  }

  @Test("Terms are told only of themes that hold, and never those that must be absent")
  func termsOfQueries() throws {
    let all = try TextCase(
      query: .all([.terms, .term("maison"), .not(.term("jeu"))]), terms: "feu")
    #expect(all.terms("feu maison") == ["feu", "maison"])
    #expect(all.terms("feu") == [])
    #expect(all.terms("feu maison jeu") == [])
    #expect(all.lexicon.termCount == 2)
  }

  @Test("What an earlier text held does not carry over")
  func scansAreIndependent() throws {
    let lexicon = try TextCase(query: .all([.term("a1"), .term("b1")])).lexicon
    var scanner = TextScanner(lexicon: lexicon)
    for (text, themes) in [("a1", 0), ("b1", 0), ("a1 b1", 2), ("a1", 0)] as [(String, UInt64)] {
      #expect(Array(text.utf8).withUnsafeBytes { scanner.scan($0).themes } == themes)
    }
  }

  @Test("Queries look at the first matches of a text; simple themes at all")
  func manyMatches() throws {
    let themes = [
      Theme(name: "q", query: .all([.term("a1"), .term("b1")])),
      Theme(name: "s", terms: ["fr": ["b1"]]),
    ]
    let filler = String(repeating: "a1 ", count: TextLimits.matches)
    #expect(try TextCase(themes: themes).scan(filler + "b1").themes == 0b100)
    #expect(try TextCase(themes: themes).scan(filler.dropLast(3) + "b1").themes == 0b110)
  }

  @Test("Every query means what a plain reading of it does", arguments: [11, 12, 13] as [UInt64])
  func randomQueries(seed: UInt64) throws {
    var random = TextRandom(state: seed)
    let words = ["aa", "bb", "cc", "dd"]
    func query(_ depth: Int) -> ThemeQuery {
      switch depth == 0 ? 0 : random.next() % 5 {
      case 0: .term(words[Int(random.next() % 4)])
      case 1: .any([query(depth - 1), query(depth - 1)])
      case 2: .all([query(depth - 1), query(depth - 1), .term(words[Int(random.next() % 4)])])
      case 3: .all([.term("aa"), .not(query(depth - 1))])
      default: .near([.term("bb"), .any([.term("cc"), .term("dd")])], within: 2)
      }
    }
    for _ in 0..<200 {
      let asked = query(3)
      let lexicon = try Lexicon(themes: [Theme(name: "t", query: asked)], places: [])
      var scanner = TextScanner(lexicon: lexicon)
      for _ in 0..<20 {
        let text = (0..<Int(random.next() % 7)).map { _ in (words + ["xx"])[Int(random.next() % 5)]
        }
        let bytes = Array(text.joined(separator: " ").utf8)
        let found = bytes.withUnsafeBytes { scanner.scan($0).themes != 0 }
        #expect(found == Self.holds(asked, text), "seed \(seed): \(asked) in \(text)")
      }
    }
  }

  /// The meaning of a query over single words, without an automaton.
  private static func holds(_ query: ThemeQuery, _ words: [String]) -> Bool {
    switch query {
    case .terms: return false
    case .term(let word), .phrase(let word): return words.contains(word)
    case .any(let operands): return operands.contains { holds($0, words) }
    case .all(let operands): return operands.allSatisfy { holds($0, words) }
    case .not(let operand): return !holds(operand, words)
    case .near(let operands, let within):
      return words.indices.contains { start in
        let stretch = Array(words[start...].prefix(within + 1))
        return operands.allSatisfy { holds($0, stretch) }
      }
    }
  }

  @Test(
    "A query that makes no sense is an error",
    arguments: [
      (.not(.term("a1")), "without any of its words"),
      (.any([.term("a1"), .not(.term("b1"))]), "without any of its words"),
      (.all([.not(.term("a1")), .not(.term("b1"))]), "without any of its words"),
      (.all([]), "at least one operand"), (.any([]), "at least one operand"),
      (.terms, "lists none"),
      (.near([.term("a1")], within: 3), "2 to 8 operands"),
      (.near([.term("a1"), .term("b1")], within: 0), "from 1 to 32"),
      (.near([.term("a1"), .term("b1")], within: 33), "from 1 to 32"),
      (.near([.term("a1"), .all([.term("b1"), .term("c1")])], within: 3), "words, phrases"),
      (.all([.term("a1"), .not(.phrase("!"))]), "has no word"),
      (.any(Array(repeating: .term("a1"), count: 256)), "more than 256 nodes"),
      ((0..<16).reduce(.term("a1")) { query, _ in .any([query]) }, "nested deeper than 16"),
    ] as [(ThemeQuery, String)])
  func badQueries(query: ThemeQuery, message: String) {
    let error = #expect(throws: ThemeError.self) { try TextCase(query: query) }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }
}
