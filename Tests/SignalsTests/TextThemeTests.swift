import Signals
import Testing

@Suite("Terms of themes")
struct TextThemeTests {
  @Test(
    "A word matches as a whole",
    arguments: [
      ("La crue monte", true), ("CRUE!", true), ("(crue)", true), ("l'crue", true), ("#crue", true),
      ("#CrueSeine", true), ("#alerte_crue", true), ("#Crue2016", true), ("crues", false),
      ("recrue", false), ("crue_", true), ("cru e", false),
    ])
  func words(text: String, isMatch: Bool) throws {
    #expect(try TextCase(terms: "crue").matches(text) == isMatch)
  }

  @Test(
    "A phrase matches across whatever parts its words",
    arguments: [
      ("la rivière déborde", true), ("RIVIERE-DEBORDE", true), ("rivière… déborde !", true),
      ("rivière 🔥 déborde", true), ("rivière https://t.co/x déborde", true),
      ("#RivièreDéborde", true), ("#rivieredeborde", true), ("#rivière_déborde", true),
      ("rivieredeborde", false), ("rivière qui déborde", false), ("déborde rivière", false),
      ("rivière", false), ("la rivière la rivière déborde", true),
    ])
  func phrases(text: String, isMatch: Bool) throws {
    #expect(try TextCase(terms: "rivière déborde").matches(text) == isMatch)
  }

  @Test("Phrases that begin alike or stand in one another all match")
  func overlaps() throws {
    let terms = try TextCase(
      terms: "feu", "feu de forêt", "de forêt", "feu de joie", "forêt en feu")
    #expect(terms.terms("feu de forêt") == ["feu", "feu de forêt", "de forêt"])
    #expect(
      terms.terms("feu de forêt en feu") == ["feu", "feu de forêt", "de forêt", "forêt en feu"])
    #expect(terms.terms("feu de joie") == ["feu", "feu de joie"])
  }

  @Test(
    "A prefix matches any ending, alone and in phrases",
    arguments: [
      ("incendies", true), ("incend", true), ("Incendiaire", true), ("#incendies", true),
      ("#StopIncendies", true), ("incen", false), ("lincendie", false),
      ("vitrines brisées", true), ("vitrine brisé", true), ("vitrines", false),
      ("vitri brisé", false),
    ])
  func prefixes(text: String, isMatch: Bool) throws {
    #expect(try TextCase(terms: "incend*", "vitrin* bris*", "incendiai*").matches(text) == isMatch)
  }

  @Test("A word and all of its prefixes match where it is a term itself")
  func prefixesOfTerms() throws {
    let terms = try TextCase(terms: "incendie", "incend*", "incendi*")
    #expect(terms.terms("incendie") == ["incendie", "incend*", "incendi*"])
    #expect(terms.terms("incendies") == ["incend*", "incendi*"])
    #expect(terms.terms("incendo") == ["incend*"])
  }

  @Test(
    "Letters written too often are taken down to two, then to one",
    arguments: [
      ("alllllerte", true), ("alerteeee", true), ("aaalllerte", true), ("allerte", false),
      ("#alerteeee", true), ("nonnnn", true), ("heeelllo", false), ("hellllo", true),
    ])
  func repeatedLetters(text: String, isMatch: Bool) throws {
    #expect(try TextCase(terms: "alerte", "non", "hello").matches(text) == isMatch)
  }

  @Test(
    "Arabic words match with what is written before them",
    arguments: [
      "حريق", "الحريق", "وحريق", "والحريق", "بالحريق", "للحريق", "فللحريق", "وبالحريق", "كحريق",
      "لحريق", "#حريق", "حَرِيق", "حررررريق", "#حريق_كبير",
    ])
  func arabicPrefixes(text: String) throws {
    #expect(try TextCase(terms: "حريق").matches("كبير \(text) هنا"))
    // Also when the longer word is known for another reason.
    if !text.contains("رر") {
      #expect(try TextCase(terms: "حريق", "\(text) هائل").matches(text))
    }
    #expect(try TextCase(terms: "حريق", "الحريق هائل").matches("والحريق"))
  }

  @Test(
    "Arabic words that only contain a term do not match",
    arguments: ["محريق", "حريقه", "ابحريق", "سالحريق"])
  func arabicBoundaries(text: String) throws {
    #expect(try !TextCase(terms: "حريق").matches(text))
  }

  @Test("A term of several themes sets the bits of all, and is one term")
  func sharedTerms() throws {
    let lexicon = try Lexicon(
      themes: [
        Theme(name: "a", terms: ["fr": ["feu"]]), Theme(name: "b", terms: ["en": ["Féu", "fire"]]),
        Theme(name: "c", terms: ["en": ["fire"]]),
      ], places: [])
    var scanner = TextScanner(lexicon: lexicon)
    let scan = Array("fire feu feu".utf8).withUnsafeBytes { scanner.scan($0) }
    #expect(scan.themes == 0b1110)
    #expect(scan.terms.count == 2 && scan.terms[0] == 0 && scan.terms[1] == 1)
    #expect(lexicon.termCount == 2 && lexicon.termText(0) == "feu" && lexicon.termText(1) == "fire")
    #expect(lexicon.termTheme(0) == 0 && lexicon.termThemes(0) == 0b0110)
    #expect(lexicon.termTheme(1) == 1 && lexicon.termThemes(1) == 0b1100)
    #expect(lexicon.themeBit("c") == 8 && lexicon.themeBit("d") == 0)
  }

  @Test("The four smallest terms are told, whatever their order in the text")
  func smallestTerms() throws {
    let letters = try TextCase(terms: "aa", "bb", "cc", "dd", "ee", "ff")
    #expect(letters.terms("ff ee dd cc bb aa aa") == ["aa", "bb", "cc", "dd"])
    #expect(letters.terms("cc ff aa cc") == ["aa", "cc", "ff"])
  }

  @Test("Terms are numbered by theme and language")
  func numbering() throws {
    let lexicon = try Lexicon(
      themes: [
        Theme(name: "a", terms: ["fr": ["un"], "ar": ["واحد"], "en": ["one"]]),
        Theme(name: "b", terms: ["en": ["two"]], query: .all([.terms, .term("three")])),
      ], places: [])
    #expect((0..<5).map { lexicon.termText($0) } == ["واحد", "one", "un", "two", "three"])
  }

  @Test("Sixty-three themes have the bits 1 to 63; one more is an error")
  func manyThemes() throws {
    let themes = (0..<63).map { Theme(name: "t\($0)", terms: ["fr": ["mot\($0)", "tous"]]) }
    #expect(try TextCase(themes: themes).scan("mot62 mot0").themes == 1 << 63 | 2)
    #expect(try TextCase(themes: themes).scan("tous").themes == ~1)
    #expect(throws: ThemeError(theme: "t63", message: "more than 63 themes")) {
      try TextCase(themes: themes + [Theme(name: "t63", terms: ["fr": ["x"]])])
    }
  }

  @Test(
    "A term that cannot be compiled is an error that names it",
    arguments: [
      ("", "has no word"), ("…!", "has no word"), ("abc*", "letters must stand before"),
      ("*abcde", "end of a word only"), ("ab*cdef", "letters must stand before"),
      ("abcde**", "end of a word only"),
      ("a b c d e f g h i", "more than 8 words"),
      (String(repeating: "ab", count: 33), "longer than 64 bytes"),
    ])
  func badTerms(term: String, message: String) throws {
    let error = #expect(throws: ThemeError.self) { try TextCase(terms: term) }
    #expect(error?.theme == "t")
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test("Themes need a name of their own and something to find")
  func badThemes() {
    #expect(throws: ThemeError(theme: "t", message: "has neither terms nor a query")) {
      try TextCase(themes: [Theme(name: "t")])
    }
    let theme = Theme(name: "t", terms: ["fr": ["x"]])
    #expect(throws: ThemeError(theme: "t", message: "there are two themes of this name")) {
      try TextCase(themes: [theme, theme])
    }
  }
}
