/// Writes texts into a buffer, escaped for JSON: words by their frequency and filled-in phrases.
struct TextComposer: Sendable {
  enum Topic: Sendable {
    case chatter
    /// Something of a theme, as it stands in a text at any hour.
    case trouble
    case note
    case panic
    case wave
  }

  /// Where the hashtag of a text stands, in bytes from its start; nil when it has none.
  struct Tag: Sendable {
    var start: Int
    var end: Int
  }

  struct Language: Sendable {
    var vocabulary: Vocabulary
    var chatter: PhraseBook
    var troubles: PhraseBook
    var notes: PhraseBook
    var panic: PhraseBook
    var wave: PhraseBook
    var streets: [Piece]
    /// Between a text and the name of a place.
    var at: Piece
  }

  var pool = TextPool()
  private(set) var languages: [Language] = []
  private let closers: [Piece]
  private let callers: [Piece]

  init() {
    var pool = TextPool()
    languages = CityLanguage.allCases.map { Self.language($0, pool: &pool) }
    // The empty ones keep most texts without an ending.
    let ends = [" !", " ?", " 😅", " 🙏", "\n\nMerci", " ❤️", "…", " \"vraiment\""]
    closers = (ends + [String](repeating: "", count: 16)).map { pool.add($0) }
    callers = ["", "", "RT ", "⚠️ ", "Info ", "svp "].map { pool.add($0) }
    self.pool = pool
  }

  /// Adds a text that is not of a phrase book, the name of a commune say.
  mutating func add(_ text: String) -> Piece { pool.add(text) }

  /// How many distinct words the texts draw from.
  var vocabularyCount: Int { languages.reduce(0) { $0 + $1.vocabulary.count } }

  /// Writes one text on `topic`; `place` is named in it when there is one, always in phrases with
  /// a blank for it, which need one.
  func compose(
    _ topic: Topic, _ language: CityLanguage, place: CityPlaces.Names?,
    _ random: inout Xoshiro256, into out: inout OutputBuffer
  ) -> Tag? {
    compose(topic, languages[language.rawValue], place, &random, into: &out)
  }

  private func compose(
    _ topic: Topic, _ book: borrowing Language, _ place: CityPlaces.Names?,
    _ random: inout Xoshiro256, into out: inout OutputBuffer
  ) -> Tag? {
    switch topic {
    case .chatter:
      if random.chance(0.25) {
        fill(book.chatter, book, place, &random, into: &out)
        if random.chance(0.7) { write(words: 4, book, &random, into: &out) }
      } else {
        write(words: 6, book, &random, into: &out)
      }
    case .trouble:
      if random.chance(0.5) { write(words: 2, book, &random, into: &out) }
      fill(book.troubles, book, place, &random, into: &out)
      if random.chance(0.7) { write(words: 4, book, &random, into: &out) }
    case .note:
      fill(book.notes, book, place, &random, into: &out)
      if random.chance(0.5) { write(words: 2, book, &random, into: &out) }
    case .panic:
      fill(book.panic, book, place, &random, into: &out)
      if random.chance(0.4) { write(words: 1, book, &random, into: &out) }
      return nil
    case .wave:
      out.append(callers[random.below(callers.count)], of: pool)
      fill(book.wave, book, place, &random, into: &out)
      out.append(closers[random.below(closers.count)], of: pool)
      return nil
    }
    if let place, let tag = name(place: place, book, &random, into: &out) { return tag }
    out.append(closers[random.below(closers.count)], of: pool)
    return nil
  }

  /// From `words` to `words` + 14 everyday words, mostly some more than half of that.
  @inline(__always)
  func write(
    words: Int, _ book: borrowing Language, _ random: inout Xoshiro256, into out: inout OutputBuffer
  ) {
    for index in 0..<words + random.below(8) + random.below(8) {
      if index > 0 || out.lastByte != UInt8(ascii: "\"") { out.append(UInt8(ascii: " ")) }
      out.append(book.vocabulary.draw(&random), of: pool)
    }
  }

  /// Writes one phrase of a book, its blanks filled in.
  func fill(
    _ phrases: borrowing PhraseBook, _ book: borrowing Language, _ place: CityPlaces.Names?,
    _ random: inout Xoshiro256, into out: inout OutputBuffer
  ) {
    if out.lastByte != UInt8(ascii: "\"") { out.append(UInt8(ascii: " ")) }
    fill(phrases, phrase: random.below(phrases.count), book, place, &random, into: &out)
  }

  /// Writes phrase number `phrase` of a book, its blanks filled in.
  func fill(
    _ phrases: borrowing PhraseBook, phrase: Int, _ book: borrowing Language,
    _ place: CityPlaces.Names?, _ random: inout Xoshiro256, into out: inout OutputBuffer
  ) {
    for index in phrases.range(phrase) {
      guard case .choice(let first, let count) = phrases.parts[index] else {
        append(phrases.parts[index], book, place, &random, into: &out)
        continue
      }
      for option in phrases.options(Int(first) + random.below(Int(count))) {
        append(phrases.options[option], book, place, &random, into: &out)
      }
    }
  }

  @inline(__always)
  private func append(
    _ part: PhraseBook.Part, _ book: borrowing Language, _ place: CityPlaces.Names?,
    _ random: inout Xoshiro256, into out: inout OutputBuffer
  ) {
    switch part {
    case .literal(let piece): out.append(piece, of: pool)
    case .place: if let place { out.append(place.name, of: pool) }
    case .placeTag: if let place { out.append(place.tag, of: pool) }
    case .street: out.append(book.streets[random.below(book.streets.count)], of: pool)
    case .number: out.append(decimal: Int64(2 + random.below(18)))
    case .word: out.append(book.vocabulary.draw(&random), of: pool)
    case .choice: preconditionFailure("a choice within a choice")
    }
  }

  /// Names a place behind a text, with a preposition or as a hashtag.
  func name(
    place: CityPlaces.Names, _ book: borrowing Language, _ random: inout Xoshiro256,
    into out: inout OutputBuffer
  ) -> Tag? {
    if random.chance(0.6) {
      out.append(book.at, of: pool)
      out.append(place.name, of: pool)
      return nil
    }
    out.append(UInt8(ascii: " "))
    let start = out.count
    out.append(UInt8(ascii: "#"))
    out.append(place.tag, of: pool)
    return Tag(start: start, end: out.count)
  }

  private static func language(_ language: CityLanguage, pool: inout TextPool) -> Language {
    let texts:
      (
        chatter: [String], troubles: [String], notes: [String], panic: [String],
        wave: [String], streets: [String], at: String
      )
    switch language {
    case .french:
      texts = (
        FrenchPhrases.chatter, FrenchPhrases.troubles, FrenchPhrases.notes, FrenchPhrases.panic,
        FrenchPhrases.wave, FrenchPhrases.streets, " à "
      )
    case .english:
      texts = (
        EnglishPhrases.chatter, EnglishPhrases.troubles, EnglishPhrases.notes, EnglishPhrases.panic,
        EnglishPhrases.wave, EnglishPhrases.streets, " in "
      )
    case .arabic:
      texts = (
        ArabicPhrases.chatter, ArabicPhrases.troubles, ArabicPhrases.notes, ArabicPhrases.panic,
        ArabicPhrases.wave, ArabicPhrases.streets, " في "
      )
    }
    return Language(
      vocabulary: Vocabulary(language, pool: &pool),
      chatter: PhraseBook(texts.chatter, pool: &pool),
      troubles: PhraseBook(texts.troubles, pool: &pool),
      notes: PhraseBook(texts.notes, pool: &pool),
      panic: PhraseBook(texts.panic, pool: &pool),
      wave: PhraseBook(texts.wave, pool: &pool),
      streets: texts.streets.map { pool.add($0) }, at: pool.add(texts.at))
  }
}
