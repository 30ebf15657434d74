package import EventTime

/// Bluesky posts for measurements: 5,000 a second of event time, every one a creation, without
/// rhythm or incidents.
///
/// About a third belong to a theme and 15 % name a place; a post has about 546 bytes.
package struct BenchPosts: Sendable {
  /// Between two posts.
  package static var step: Interval { Interval(microseconds: 200) }

  private let languages: AliasTable
  private let places: CityPlaces
  private let writer: CityWriter
  private let start: Instant
  private var recent = RecentPosts()
  private var random: Xoshiro256
  private var id = OutputBuffer(capacity: 128)
  private var payload = OutputBuffer(capacity: 4096)
  private var written: Int64 = 0

  /// How many distinct words the texts draw from.
  package let vocabularyCount: Int

  package init(
    seed: UInt64, start: Instant, areas: [CityArea] = CityArea.french,
    languages: [Double] = [0.7, 0.2, 0.1]
  ) {
    self.start = start
    self.languages = AliasTable(weights: languages)
    var composer = TextComposer()
    places = CityPlaces(areas: areas, composer: &composer)
    vocabularyCount = composer.vocabularyCount
    writer = CityWriter(composer: composer, seed: seed)
    random = Xoshiro256(seed: seed, stream: 77)
  }

  /// Gives the next `count` posts: the time, the id and the payload, whose bytes are only there
  /// during the call.
  package mutating func next(
    _ count: Int, _ body: (Instant, UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
  ) {
    for _ in 0..<count {
      let time = start + Interval(microseconds: written * Self.step.microseconds)
      id.clear()
      payload.clear()
      let language = CityLanguage(rawValue: languages.draw(&random)) ?? .french
      let author = random.heavyTailedRank(count: 200_000, exponent: 1.1)
      let place = random.chance(0.15) ? places.draw(&random).names : nil
      let post = CityWriter.Post(
        author: UInt64(author), sequence: UInt64(written), time: time, language: language,
        place: place, topic: random.chance(0.36) ? .trouble : .chatter)
      writer.writePost(post, &recent, &random, id: &id, into: &payload)
      id.withBytes { id in payload.withBytes { body(time, id, $0) } }
      written += 1
    }
  }
}
