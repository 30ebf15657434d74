import Settings
import Testing

@Suite struct ThemeFileTests {
  private func folder(_ text: String) throws -> ConfigurationFolder {
    try ConfigurationFolder([
      "vigie.yaml": "sources: a.yaml\nthemes: themes\n", "a.yaml": "a: { time: /ts }\n",
      "themes/flood.yaml": text, "themes/README.md": "no theme",
    ])
  }

  private let head = "name: flood\ntitle: { fr: Crue, en: Flood }\nterms: { fr: [crue] }\n"

  @Test func keysAreDecoded() throws {
    let theme = try #require(
      try folder(
        """
        name: flood
        title: { fr: Crue, en: Flood, ar: فيضان }
        terms:
          fr: [crue, "inond*", l'eau monte]
          ar: [فيضان]
        """
      ).load().themes.first)
    #expect(theme.name == "flood")
    #expect(theme.title == [.fr: "Crue", .en: "Flood", .ar: "فيضان"])
    #expect(theme.terms == [.fr: ["crue", "inond*", "l'eau monte"], .ar: ["فيضان"]])
    #expect(theme.query == .terms)
  }

  @Test(arguments: [
    ("eau", ThemeFile.Query.term("eau")),
    ("terms", .terms),
    ("\"terms\"", .term("terms")),
    ("{ terms: true }", .terms),
    ("{ phrase: sous l'eau }", .phrase("sous l'eau")),
    ("{ any: [eau, { terms: true }] }", .any([.term("eau"), .terms])),
    (
      "{ all: [{ terms: true }, { not: { phrase: jeu vidéo } }] }",
      .all([.terms, .not(.phrase("jeu vidéo"))])
    ),
    (
      "{ near: { words: [eau, mont*], within: 7 } }",
      .near([.term("eau"), .term("mont*")], within: 7)
    ),
    (
      "{ near: { words: [{ any: [eau, rue] }, { terms: true }] } }",
      .near([.any([.term("eau"), .term("rue")]), .terms], within: 5)
    ),
  ])
  func queryIsATree(_ text: String, _ query: ThemeFile.Query) throws {
    #expect(try folder(head + "query: \(text)\n").load().themes.first?.query == query)
  }

  @Test(arguments: [
    (
      "{}",
      "themes/flood.yaml:4:8: query: a query without a word: "
        + "one of any, all, not, near, phrase, terms; nest several under all"
    ),
    (
      "{ any: [a], not: b }",
      "themes/flood.yaml:4:8: query: any, not at once: "
        + "one of any, all, not, near, phrase, terms; nest several under all"
    ),
    (
      "{ any: [] }",
      "themes/flood.yaml:4:15: query.any: 0 elements are out of range: "
        + "expected 1…10000"
    ),
    (
      "{ terms: false }",
      "themes/flood.yaml:4:8: query: terms: false says nothing: "
        + "not: {terms: true} is the opposite"
    ),
    (
      "{ near: { words: [a], within: 3 } }",
      "themes/flood.yaml:4:16: query.near: near needs two words at least"
    ),
    (
      "{ near: { words: [a, b], within: 51 } }",
      "themes/flood.yaml:4:41: query.near.within: 51 is out of range: "
        + "expected an integer, 1…32"
    ),
    ("[a]", "themes/flood.yaml:4:8: query: expected a map, found a list"),
  ])
  func queryWithoutSenseIsRefused(_ text: String, _ message: String) throws {
    #expect(try folder(head + "query: \(text)\n").errors() == [message])
  }

  @Test(arguments: [
    ("title: { fr: a, en: b }\nterms: { fr: [a] }\n", ConfigurationError.Kind.missingKey),
    ("name: flood\nterms: { fr: [a] }\n", .missingKey),
    ("name: flood\ntitle: { fr: a }\nterms: { fr: [a] }\n", .missingKey),
    ("name: flood\ntitle: { fr: a, en: b }\n", .missingKey),
    ("name: floods\ntitle: { fr: a, en: b }\nterms: { fr: [a] }\n", .contradiction),
    ("name: flood\ntitle: { fr: a, en: b }\nterms: { de: [a] }\nquery: a\n", .unknownKey),
    ("name: flood\ntitle: { fr: a, en: b }\nterms: { fr: [[a]] }\n", .wrongType),
  ])
  func fileWithoutItsKeysIsRefused(_ text: String, _ kind: ConfigurationError.Kind) throws {
    #expect(try folder(text).kinds() == [kind])
  }

  @Test func themesComeInTheOrderOfTheirNames() throws {
    let folder = try folder(head)
    try folder.write("themes/a.yml", Array(head.replacing("flood", with: "a").utf8))
    #expect(try folder.load().themes.map(\.name) == ["a", "flood"])
  }

  @Test func themeOfEverySignalIsNotDefined() throws {
    let folder = try folder(head)
    try folder.write("themes/all.yaml", Array(head.replacing("flood", with: "all").utf8))
    #expect(folder.kinds() == [.contradiction])
  }

  @Test(arguments: [(63, 0), (64, 1)])
  func moreThemesThanBitsAreRefused(_ count: Int, _ errors: Int) throws {
    let folder = try folder(head)
    for number in 1..<count {
      try folder.write(
        "themes/t\(number).yaml", Array(head.replacing("flood", with: "t\(number)").utf8))
    }
    #expect(folder.errors().count == errors)
  }
}
