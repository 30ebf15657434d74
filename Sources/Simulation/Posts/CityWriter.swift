internal import EventTime

/// Writes one record of the city into a buffer, and its id into another.
struct CityWriter: Sendable {
  struct Post: Sendable {
    var author: UInt64
    var sequence: UInt64
    var time: Instant
    var language: CityLanguage
    var place: CityPlaces.Names?
    var topic: TextComposer.Topic
  }

  private let composer: TextComposer
  private let jetstream = JetstreamWriter()
  private let alerts = TextAlertWriter()
  /// Keeps the identifiers of two seeds apart.
  private let salt: UInt64

  init(composer: TextComposer, seed: UInt64) {
    self.composer = composer
    salt = mix64(seed ^ 0x2545_F491_4F6C_DD1D)
  }

  /// A post, or now and then a repost (8 %) or a deletion (1 %) of an earlier post.
  func writeEveryday(
    _ post: Post, _ recent: inout RecentPosts, _ random: inout Xoshiro256,
    id: inout OutputBuffer, into out: inout OutputBuffer
  ) {
    let kind = random.uniform()
    guard kind < 0.09, let other = recent.draw(&random) else {
      writePost(post, &recent, &random, id: &id, into: &out)
      return
    }
    if kind < 0.01 {
      jetstream.write(id: other, into: &id)
      jetstream.open(
        other, time: post.time, operation: "delete", collection: "app.bsky.feed.post", into: &out)
      out.append("}}")
      return
    }
    let key = self.key(of: post)
    jetstream.write(id: key, into: &id)
    jetstream.open(
      key, time: post.time, operation: "create", collection: "app.bsky.feed.repost", into: &out)
    jetstream.write(repostOf: other, time: post.time, into: &out)
    jetstream.closeRecord(key, into: &out)
  }

  /// A post; three in twenty answer an earlier one, one in ten has a card.
  func writePost(
    _ post: Post, _ recent: inout RecentPosts, _ random: inout Xoshiro256,
    id: inout OutputBuffer, into out: inout OutputBuffer
  ) {
    let key = self.key(of: post)
    jetstream.write(id: key, into: &id)
    jetstream.open(
      key, time: post.time, operation: "create", collection: "app.bsky.feed.post", into: &out)
    jetstream.openPost(time: post.time, language: post.language, into: &out)
    let start = out.count
    let tag = composer.compose(
      post.topic, post.language, place: post.place, &random, into: &out)
    out.append(UInt8(ascii: "\""))
    if let tag { jetstream.write(facetOf: tag, text: start, into: &out) }
    let extra = random.uniform()
    if extra < 0.15 {
      if let parent = recent.draw(&random) { jetstream.write(replyTo: parent, into: &out) }
    } else if extra < 0.25 {
      jetstream.write(linkCard: mix64(post.sequence), into: &out)
    }
    jetstream.closeRecord(key, into: &out)
    recent.insert(key)
  }

  /// A text alert from `place`, whose name stands in the text when `named`.
  func writeAlert(
    _ topic: TextComposer.Topic, _ language: CityLanguage, _ place: CityPlaces.Place,
    author: UInt64, sequence: UInt64, time: Instant, named: Bool, _ random: inout Xoshiro256,
    id: inout OutputBuffer, into out: inout OutputBuffer
  ) {
    let number = sequence ^ salt
    alerts.write(id: number, into: &id)
    alerts.open(id: number, time: time, into: &out)
    _ = composer.compose(
      topic, language, place: named ? place.names : nil, &random, into: &out)
    // Up to a kilometre around the commune's centre.
    alerts.close(
      latitude: place.latitude + Int32(random.below(181)) - 90,
      longitude: place.longitude + Int32(random.below(261)) - 130, commune: place.code,
      channel: min(3, random.below(5)), author: author ^ salt, pool: composer.pool, into: &out)
  }

  private func key(of post: Post) -> JetstreamWriter.Key {
    JetstreamWriter.Key(author: post.author ^ salt, time: post.time, sequence: post.sequence)
  }
}
