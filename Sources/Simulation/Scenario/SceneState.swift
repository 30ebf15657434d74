internal import EventTime
internal import Settings

/// What one incident says on a source: its wordings, made once, and its last posts.
struct SceneState: Sendable {
  /// By language: how its claim is worded; empty where it makes none.
  var claims: [[[UInt8]]] = []
  /// By round: the slogan of a group, in French.
  var slogans: [[UInt8]] = []
  /// The word of an emerging topic, or the domain of a fraud.
  var term = ""
  var recent = RecentPosts()

  static let newWords = [
    "klaxorine", "zorbigel", "mirtazade", "vélonuit", "ploucamix", "tramfantôme",
  ]

  init(_ incident: ScenarioIncident, _ world: SceneWorld, _ random: inout Xoshiro256) {
    // Every incident takes as many numbers, so that one more does not change the others.
    var own = Xoshiro256(seed: random.next())
    switch incident.kind {
    case .rumour:
      let story =
        SceneStory(rawValue: incident.subject)
        ?? SceneStory.allCases[own.below(SceneStory.allCases.count)]
      guard let number = SceneStory.allCases.firstIndex(of: story), let area = incident.areas.first
      else { return }
      let place = world.places.first(inArea: world.area(area)).names
      let seed = own.next()
      claims = CityLanguage.allCases.map { language in
        let book = world.books.languages[language.rawValue].claims[number]
        return (0..<book.count).map { wording in
          // The same numbers fill the blanks of every wording.
          var random = Xoshiro256(seed: seed)
          return world.text(book, phrase: wording, language, place, &random)
        }
      }
    case .coordinated:
      for _ in 0..<incident.times {
        let place = world.places.draw(&own).names
        let book = world.books.slogans
        slogans.append(world.text(book, phrase: own.below(book.count), .french, place, &own))
      }
    case .emerging:
      term =
        incident.subject.isEmpty
        ? Self.newWords[own.below(Self.newWords.count)] : incident.subject
    case .domain:
      term =
        incident.subject.isEmpty
        ? "livraison-\(own.below(90_000) + 10_000).example" : incident.subject
    case .watchlist, .panic, .gathering, .movement, .satisfaction, .scam, .outage, .loss, .surge:
      break
    }
  }
}

extension SceneWorld {
  /// A phrase with its blanks filled in, escaped for JSON.
  func text(
    _ book: PhraseBook, phrase: Int, _ language: CityLanguage, _ place: CityPlaces.Names?,
    _ random: inout Xoshiro256
  ) -> [UInt8] {
    var out = OutputBuffer(capacity: 256)
    composer.fill(
      book, phrase: phrase, composer.languages[language.rawValue], place, &random, into: &out)
    return out.withBytes { Array($0) }
  }
}
