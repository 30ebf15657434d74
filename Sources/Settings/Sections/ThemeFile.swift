/// A language that theme files have words in.
package enum ThemeLanguage: String, Sendable, CaseIterable { case fr, en, ar }

/// `NAME.yaml` of the directory of themes.
package struct ThemeFile: Sendable, Equatable {
  /// A boolean query over the words of a text.
  package indirect enum Query: Sendable, Equatable {
    /// Any of the file's terms.
    case terms
    /// A word or phrase, written like a term: `word*` is the beginning of a word.
    case term(String)
    /// At least one of them holds.
    case any([Query])
    case all([Query])
    case not(Query)
    /// All of them stand within so many words of each other.
    case near([Query], within: Int)
    /// Words that follow one another.
    case phrase(String)
  }
  package var name: String
  package var title: [ThemeLanguage: String]
  /// Words and phrases in any form; `word*` is the beginning of a word.
  package var terms: [ThemeLanguage: [String]]
  /// `.terms` where the file has none.
  package var query: Query
  package var location: SourceLocation
}

extension ThemeFile {
  /// Reads a file whose name is `stem` and `.yaml`; in the reference there is none.
  init(_ s: inout Section, stem: String?) {
    location = s.location
    name = s.text("name", default: nil, as: .name, "Of the theme, as the file's.")
    if let stem, s.has("name"), !name.isEmpty, name != stem {
      s.fail(
        .contradiction, at: "name", "name '\(name)' in a file called '\(stem)'",
        suggestion: "call them alike")
    }
    if name == "all" {
      s.fail(.contradiction, at: "name", "'all' is the theme that every signal has")
    }
    title =
      s.optionalSection("title", "What people call it.", isRequired: true) { title in
        var texts: [ThemeLanguage: String] = [:]
        for language in [ThemeLanguage.fr, .en] {
          texts[language] = title.text(
            language.rawValue, default: nil, "Title in this language.")
        }
        texts[.ar] = title.optionalText("ar", "Title in this language.")
        return texts
      } ?? [:]
    let errorCount = s.ledger.errors.count
    terms = s.section("terms", "Words and phrases; `word*` is the beginning of a word.") { terms in
      var lists: [ThemeLanguage: [String]] = [:]
      for language in ThemeLanguage.allCases {
        let texts = terms.texts(language.rawValue, "Terms in this language.")
        if !texts.isEmpty { lists[language] = texts }
      }
      return lists
    }
    let hasReadableTerms = s.ledger.errors.count == errorCount
    let value = s.declare(
      "query", "terms, text, phrase, any, all, not, near", default: "terms",
      "Boolean tree: terms (any of them), a word, {phrase: …}, {any: […]}, {all: […]}, {not: …}, "
        + "{near: {words: […], within: 5}}; a word called terms is written in quotes.")
    if let value { s.ledger.record("query", value.node.canonicalText, .results) }
    query = value?.themeQuery() ?? .terms
    if terms.isEmpty, hasReadableTerms, !s.has("query"), s.isPresent {
      s.fail(
        .missingKey, "a theme without 'terms' and without 'query'",
        suggestion: "give words under terms.fr, terms.en or terms.ar")
    }
  }
}

extension Value {
  /// Recursion ends with the depth that YAML files may have.
  fileprivate func themeQuery() -> ThemeFile.Query? {
    switch node.content {
    case .scalar("terms", isPlain: true): return .terms
    case .scalar: return text().map { .term($0) }
    case .sequence, .mapping, .refused: break
    }
    var section = Section(self)
    guard section.isPresent else { return nil }
    let any = section.declare("any", "list", default: "", "")?.queries()
    let all = section.declare("all", "list", default: "", "")?.queries()
    let not = section.declare("not", "query", default: "", "")?.themeQuery()
    let near = section.declare("near", "map", default: "", "")?.near()
    let phrase = section.declare("phrase", "text", default: "", "")?.text()
    let terms = section.declare("terms", "boolean", default: "", "")?.boolean()
    section.finish()
    let given = section.declared.filter { section.has($0) }
    guard given.count == 1 else {
      fail(
        given.isEmpty ? .missingKey : .contradiction,
        given.isEmpty ? "a query without a word" : "\(given.joined(separator: ", ")) at once",
        suggestion: "one of \(section.declared.joined(separator: ", ")); nest several under all")
      return nil
    }
    if terms == false {
      fail(
        .outOfRange, "terms: false says nothing", suggestion: "not: {terms: true} is the opposite")
    }
    return any.map { .any($0) } ?? all.map { .all($0) } ?? not.map { .not($0) } ?? near
      ?? phrase.map { .phrase($0) } ?? (terms == true ? .terms : nil)
  }

  private func queries() -> [ThemeFile.Query]? {
    elements(count: 1...10_000)?.compactMap { $0.themeQuery() }
  }

  private func near() -> ThemeFile.Query? {
    var section = Section(self)
    guard section.isPresent else { return nil }
    let list = section.declare("words", "list", default: "", "", isRequired: true)
    let words = list?.queries() ?? []
    let within = section.integer("within", default: 5, in: 1...32, "", .operation)
    section.finish()
    if section.has("words"), words.count < 2 {
      fail(.outOfRange, "near needs two words at least")
    }
    return .near(words, within: within)
  }
}
