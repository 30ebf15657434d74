/// A named boolean word query, as written in `Config/themes/NAME.yaml`.
package struct Theme: Sendable, Equatable {
  package var name: String
  package var titleFrench: String
  package var titleEnglish: String
  /// Words and phrases by language. Folded like texts: case, accents and punctuation make no
  /// difference. A `*` after at least four letters of a word stands for any ending.
  package var terms: [String: [String]]
  /// The default is any of the terms.
  package var query: ThemeQuery?

  package init(
    name: String, titleFrench: String = "", titleEnglish: String = "",
    terms: [String: [String]] = [:], query: ThemeQuery? = nil
  ) {
    self.name = name
    self.titleFrench = titleFrench
    self.titleEnglish = titleEnglish
    self.terms = terms
    self.query = query
  }
}

/// When a text belongs to a theme.
package indirect enum ThemeQuery: Sendable, Equatable {
  /// One of the theme's terms stands in the text.
  case terms
  /// This word or phrase stands in the text; written like a term.
  case term(String)
  case any([ThemeQuery])
  case all([ThemeQuery])
  case not(ThemeQuery)
  /// All of them begin within a stretch of the text: the first words of two matches are at most
  /// `within` words apart, in any order. It can hold `terms`, `term`, `phrase`, and `any` of them.
  case near([ThemeQuery], within: Int)
  /// These words follow one another; punctuation between them makes no difference.
  case phrase(String)
}

/// A query that cannot be compiled.
package struct ThemeError: Error, Sendable, Equatable {
  /// The theme's name; empty for a place name or the whole lexicon.
  package var theme: String
  package var message: String
  package init(theme: String, message: String) {
    self.theme = theme
    self.message = message
  }
}
