internal import EventTime
internal import Settings

/// Posts as events of the Bluesky Jetstream: the everyday of those who write.
extension SourceRun {
  static let jetstream = JetstreamWriter()
  private static let postCollection: StaticString = "app.bsky.feed.post"
  private static let repostCollection: StaticString = "app.bsky.feed.repost"
  /// Of the posts that name a place, how many name the author's own.
  private static let homeShare = 0.8
  private static let regrettedShare = 0.02

  mutating func writeEverydayPost(at time: Instant) {
    var kind = random.uniform() - source.withdrawnShare
    if kind < 0, let key = regretted.take(&random) {
      Self.jetstream.open(
        key, time: time, operation: "delete", collection: Self.postCollection, into: &record)
      record.append("}}")
      return
    }
    kind -= source.repostShare
    if kind < 0, let original = recent.draw(&random) {
      writeRepost(of: original, author: activity.draw(&random), at: time)
      return
    }
    kind -= source.harmlessViralShare
    if kind < 0 && !viral.items.isEmpty {
      writeViralPost(at: time)
      return
    }
    let author = activity.draw(&random)
    let language = world.language(of: author)
    let key = openPost(author: author, language, at: time)
    let start = record.count
    let isReply = random.chance(source.replyShare)
    let tag = writeEverydayText(author: author, language, isReply: isReply)
    endText(tag, start: start)
    if isReply, let parent = recent.draw(&random) {
      Self.jetstream.write(replyTo: parent, into: &record)
    } else if random.chance(source.linkShare) {
      writeLink(random.next())
    }
    Self.jetstream.closeRecord(key, into: &record)
    recent.insert(key)
    if random.chance(Self.regrettedShare) { regretted.insert(key) }
  }

  /// Everyday talk in so many words that hardly two are near each other.
  private mutating func writeEverydayText(
    author: UInt64, _ language: CityLanguage, isReply: Bool
  ) -> TextComposer.Tag? {
    let book = world.books.languages[language.rawValue]
    let place: CityPlaces.Names? =
      random.chance(source.locatedShare)
      ? (random.chance(Self.homeShare) ? world.home(of: author) : world.places.draw(&random)).names
      : nil
    if random.chance(source.troubleShare) {
      writeTrouble(language, place)
    } else if isReply {
      fill(book.replies, language, place)
      writeWords(3, language)
    } else {
      let shape = random.uniform()
      if shape < 0.5 {
        fill(book.everyday, language, place)
        writeWords(2, language)
      } else if shape < 0.7 {
        fill(book.everyday, language, place)
        record.append(UInt8(ascii: "."))
        fill(book.everyday, language, place)
      } else {
        writeWords(6, language)
      }
    }
    return writeEnding(language, place)
  }

  /// A trouble of some theme, among words enough that two of them are no copies.
  private mutating func writeTrouble(_ language: CityLanguage, _ place: CityPlaces.Names?) {
    let composer = world.composer.languages[language.rawValue]
    if random.chance(0.5) {
      fill(world.books.languages[language.rawValue].everyday, language, place)
      fill(composer.troubles, language, place)
      writeWords(2, language)
    } else {
      writeWords(4, language)
      fill(composer.troubles, language, place)
      writeWords(4, language)
    }
  }

  /// The name of the place, or now and then a hashtag of everyday.
  mutating func writeEnding(
    _ language: CityLanguage, _ place: CityPlaces.Names?
  ) -> TextComposer.Tag? {
    if let place {
      return world.composer.name(
        place: place, world.composer.languages[language.rawValue], &random, into: &record)
    }
    guard random.chance(source.hashtagShare) else { return nil }
    let tags = world.books.languages[language.rawValue].hashtags
    return writeTag(tags[random.below(tags.count)])
  }

  private mutating func writeTag(_ tag: Piece) -> TextComposer.Tag {
    record.append(UInt8(ascii: " "))
    let start = record.count
    record.append(UInt8(ascii: "#"))
    record.append(tag, of: world.composer.pool)
    return TextComposer.Tag(start: start, end: record.count)
  }

  mutating func fill(
    _ book: PhraseBook, _ language: CityLanguage, _ place: CityPlaces.Names?
  ) {
    world.composer.fill(
      book, world.composer.languages[language.rawValue], place, &random, into: &record)
  }

  /// From `count` to `count` + 14 words.
  mutating func writeWords(_ count: Int, _ language: CityLanguage) {
    world.composer.write(
      words: count, world.composer.languages[language.rawValue], &random, into: &record)
  }

  func key(author: UInt64, at time: Instant) -> JetstreamWriter.Key {
    JetstreamWriter.Key(author: author ^ world.salt, time: time, sequence: sequence)
  }

  /// A post up to the first byte of its text.
  mutating func openPost(
    author: UInt64, _ language: CityLanguage, at time: Instant
  ) -> JetstreamWriter.Key {
    let key = key(author: author, at: time)
    Self.jetstream.open(
      key, time: time, operation: "create", collection: Self.postCollection, into: &record)
    Self.jetstream.openPost(time: time, language: language, into: &record)
    return key
  }

  mutating func endText(_ tag: TextComposer.Tag?, start: Int) {
    record.append(UInt8(ascii: "\""))
    if let tag { Self.jetstream.write(facetOf: tag, text: start, into: &record) }
  }

  mutating func writeLink(_ number: UInt64) {
    let hosts = world.books.newspapers
    Self.jetstream.write(
      link: number >> 8, host: hosts[Int(number % UInt64(hosts.count))], pool: world.composer.pool,
      into: &record)
  }

  mutating func writeRepost(of original: JetstreamWriter.Key, author: UInt64, at time: Instant) {
    let key = key(author: author, at: time)
    Self.jetstream.open(
      key, time: time, operation: "create", collection: Self.repostCollection, into: &record)
    Self.jetstream.write(repostOf: original, time: time, into: &record)
    Self.jetstream.closeRecord(key, into: &record)
  }
}

/// What goes round and harms nobody.
extension SourceRun {
  /// Of the records of an item, how many are shares; the rest are copies in nearly its words.
  private static let viralReposts = 0.3
  private static let viralPlaceShare = 0.1

  mutating func refreshViral(copies: Double) {
    guard source.harmlessViralShare > 0 else { return }
    let world = world
    let kinds = AliasTable(weights: SceneBooks.viralWeights)
    viral.refresh(at: time, copies: copies, &random) { random in
      let language = world.draw(language: &random)
      let kind = kinds.draw(&random)
      let book = world.books.languages[language.rawValue].viral[kind]
      var text = world.text(book, phrase: random.below(book.count), language, nil, &random)
      if random.chance(Self.viralPlaceShare) {
        // Some name a place, which does not make them a matter of the place.
        var tail = OutputBuffer(capacity: 64)
        tail.append(world.composer.languages[language.rawValue].at, of: world.composer.pool)
        tail.append(world.places.draw(&random).names.name, of: world.composer.pool)
        text += tail.withBytes { Array($0) }
      }
      let link = SceneBooks.linked.contains(kind) ? random.next() | 1 : 0
      return (text, language, link)
    }
  }

  fileprivate mutating func writeViralPost(at time: Instant) {
    let index = viral.draw(&random)
    let item = viral.items[index]
    let author = activity.draw(&random)
    if let original = item.original, random.chance(Self.viralReposts) {
      writeRepost(of: original, author: author, at: time)
      return
    }
    let book = world.books.languages[item.language.rawValue]
    let key = openPost(author: author, item.language, at: time)
    let start = record.count
    if item.original != nil {
      record.append(book.copyOpeners[random.below(book.copyOpeners.count)], of: world.composer.pool)
    }
    item.text.withUnsafeBytes { record.append($0) }
    if item.original != nil {
      record.append(book.copyClosers[random.below(book.copyClosers.count)], of: world.composer.pool)
    }
    endText(nil, start: start)
    if item.link != 0 { writeLink(item.link) }
    Self.jetstream.closeRecord(key, into: &record)
    if item.original == nil { viral.set(original: key, of: index) }
  }
}
