/// The themes that a surge may have, in the order of the phrase books' `surges`.
enum SceneTheme: String, CaseIterable {
  case fire, flood, attack, storm, outage, health
}

/// The stories that a rumour may tell, in the order of the phrase books' `claims`.
enum SceneStory: String, CaseIterable {
  case kidnapping, water, bank, attack, closure, strike
}

/// The phrases of one language for everything that a scenario writes, compiled.
struct SceneBook: Sendable {
  let everyday: PhraseBook
  let replies: PhraseBook
  /// Jokes, headlines, advertisements, football.
  let viral: [PhraseBook]
  let copyOpeners: [Piece]
  let copyClosers: [Piece]
  let hashtags: [Piece]
  /// By `SceneStory`: the wordings of its claim.
  let claims: [PhraseBook]
  let tellings: [Piece]
  let tellingClosers: [Piece]
  let enquiries: PhraseBook
  let denials: PhraseBook
  let panic: PhraseBook
  let gathering: PhraseBook
  let movement: PhraseBook
  /// By `SceneTheme`.
  let surges: [PhraseBook]
  let emerging: PhraseBook
}

/// All phrase books of a scenario, by `CityLanguage`, and those of forms, which are French.
struct SceneBooks: Sendable {
  /// Which of `SceneBook.viral` comes with a link of its own.
  static let linked: Set<Int> = [1, 2]
  /// How much of what is viral is a joke, a headline, an advertisement, football.
  static let viralWeights = [0.3, 0.35, 0.15, 0.2]

  let languages: [SceneBook]
  /// Slogans of a group of accounts.
  let slogans: PhraseBook
  let praise: PhraseBook
  let complaints: PhraseBook
  let frauds: PhraseBook
  /// Hosts that links lead to.
  let newspapers: [Piece]

  init(pool: inout TextPool) {
    languages = [
      Self.french(&pool), Self.english(&pool), Self.arabic(&pool),
    ]
    slogans = PhraseBook(FrenchIncidents.slogans, pool: &pool)
    praise = PhraseBook(FrenchIncidents.praise, pool: &pool)
    complaints = PhraseBook(FrenchIncidents.complaints, pool: &pool)
    frauds = PhraseBook(FrenchIncidents.frauds, pool: &pool)
    newspapers = [
      "journal.example", "gazette.example", "blog.example", "video.example", "radio.example",
      "courrier.example", "photos.example", "club.example", "cuisine.example", "voyages.example",
    ].map { pool.add($0) }
  }

  private static func french(_ pool: inout TextPool) -> SceneBook {
    SceneBook(
      everyday: PhraseBook(FrenchScenes.everyday, pool: &pool),
      replies: PhraseBook(FrenchScenes.replies, pool: &pool),
      viral: [
        FrenchScenes.jokes, FrenchScenes.headlines, FrenchScenes.adverts, FrenchScenes.football,
      ].map { PhraseBook($0, pool: &pool) },
      copyOpeners: FrenchScenes.copyOpeners.map { pool.add($0) },
      copyClosers: FrenchScenes.copyClosers.map { pool.add($0) },
      hashtags: FrenchScenes.hashtags.map { pool.add($0) },
      claims: FrenchIncidents.claims.map { PhraseBook($0, pool: &pool) },
      tellings: FrenchIncidents.tellings.map { pool.add($0) },
      tellingClosers: FrenchIncidents.tellingClosers.map { pool.add($0) },
      enquiries: PhraseBook(FrenchIncidents.enquiries, pool: &pool),
      denials: PhraseBook(FrenchIncidents.denials, pool: &pool),
      panic: PhraseBook(FrenchIncidents.panic, pool: &pool),
      gathering: PhraseBook(FrenchIncidents.gathering, pool: &pool),
      movement: PhraseBook(FrenchIncidents.movement, pool: &pool),
      surges: FrenchIncidents.surges.map { PhraseBook($0, pool: &pool) },
      emerging: PhraseBook(FrenchIncidents.emerging, pool: &pool))
  }

  private static func english(_ pool: inout TextPool) -> SceneBook {
    SceneBook(
      everyday: PhraseBook(EnglishScenes.everyday, pool: &pool),
      replies: PhraseBook(EnglishScenes.replies, pool: &pool),
      viral: [
        EnglishScenes.jokes, EnglishScenes.headlines, EnglishScenes.adverts, EnglishScenes.football,
      ].map { PhraseBook($0, pool: &pool) },
      copyOpeners: EnglishScenes.copyOpeners.map { pool.add($0) },
      copyClosers: EnglishScenes.copyClosers.map { pool.add($0) },
      hashtags: EnglishScenes.hashtags.map { pool.add($0) },
      claims: EnglishIncidents.claims.map { PhraseBook($0, pool: &pool) },
      tellings: EnglishIncidents.tellings.map { pool.add($0) },
      tellingClosers: EnglishIncidents.tellingClosers.map { pool.add($0) },
      enquiries: PhraseBook(EnglishIncidents.enquiries, pool: &pool),
      denials: PhraseBook(EnglishIncidents.denials, pool: &pool),
      panic: PhraseBook(EnglishIncidents.panic, pool: &pool),
      gathering: PhraseBook(EnglishIncidents.gathering, pool: &pool),
      movement: PhraseBook(EnglishIncidents.movement, pool: &pool),
      surges: EnglishIncidents.surges.map { PhraseBook($0, pool: &pool) },
      emerging: PhraseBook(EnglishIncidents.emerging, pool: &pool))
  }

  private static func arabic(_ pool: inout TextPool) -> SceneBook {
    SceneBook(
      everyday: PhraseBook(ArabicScenes.everyday, pool: &pool),
      replies: PhraseBook(ArabicScenes.replies, pool: &pool),
      viral: [
        ArabicScenes.jokes, ArabicScenes.headlines, ArabicScenes.adverts, ArabicScenes.football,
      ].map { PhraseBook($0, pool: &pool) },
      copyOpeners: ArabicScenes.copyOpeners.map { pool.add($0) },
      copyClosers: ArabicScenes.copyClosers.map { pool.add($0) },
      hashtags: ArabicScenes.hashtags.map { pool.add($0) },
      claims: ArabicIncidents.claims.map { PhraseBook($0, pool: &pool) },
      tellings: ArabicIncidents.tellings.map { pool.add($0) },
      tellingClosers: ArabicIncidents.tellingClosers.map { pool.add($0) },
      enquiries: PhraseBook(ArabicIncidents.enquiries, pool: &pool),
      denials: PhraseBook(ArabicIncidents.denials, pool: &pool),
      panic: PhraseBook(ArabicIncidents.panic, pool: &pool),
      gathering: PhraseBook(ArabicIncidents.gathering, pool: &pool),
      movement: PhraseBook(ArabicIncidents.movement, pool: &pool),
      surges: ArabicIncidents.surges.map { PhraseBook($0, pool: &pool) },
      emerging: PhraseBook(ArabicIncidents.emerging, pool: &pool))
  }
}
