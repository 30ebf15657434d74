internal import EventTime
internal import Settings

/// Texts that incidents and announced events bring, on posts and on residents' alerts.
extension SourceRun {
  /// Of the texts of an incident, how many name its main place; the rest name others of its area.
  private static let focusShare = 0.7
  /// Of the tellings, how many end in words of their own, and which part tells the second wording.
  private static let wordyTellings = 0.15
  private static let secondWording = 0.4
  private static let rewordedSlogans = 0.3
  private static let tagShare = 0.6

  mutating func writePost(_ planned: PlannedRecord) {
    // A group of accounts speaks one language.
    let drawn = world.draw(language: &planRandom)
    let language = planned.role == .slogan ? .french : drawn
    if planned.role == .share {
      guard let original = scenes[planned.incident].recent.draw(&planRandom) else {
        writeTellingPost(planned, .telling, language)
        return
      }
      writeRepost(of: original, author: planned.author, at: planned.time)
      return
    }
    writeTellingPost(planned, planned.role, language)
  }

  private mutating func writeTellingPost(
    _ planned: PlannedRecord, _ role: PlannedRecord.Role, _ language: CityLanguage
  ) {
    let key = openPost(author: planned.author, language, at: planned.time)
    let start = record.count
    let tag = writeText(planned, role, language)
    endText(tag, start: start)
    if role == .enquiry || role == .denial,
      let parent = scenes[planned.incident].recent.draw(&planRandom)
    {
      Self.jetstream.write(replyTo: parent, into: &record)
    }
    Self.jetstream.closeRecord(key, into: &record)
    if role == .telling { scenes[planned.incident].recent.insert(key) }
  }

  /// The text of an incident's record; its tag where it has one.
  mutating func writeText(
    _ planned: PlannedRecord, _ role: PlannedRecord.Role, _ language: CityLanguage
  ) -> TextComposer.Tag? {
    let book = world.books.languages[language.rawValue]
    let place = place(of: planned, role).names
    switch role {
    case .telling:
      appendPiece(book.tellings)
      record.append(UInt8(ascii: " "))
      let wordings = scenes[planned.incident].claims[language.rawValue]
      let wording =
        wordings.count > 1 && planRandom.chance(Self.secondWording)
        ? 1 + planRandom.below(wordings.count - 1) : 0
      wordings[wording].withUnsafeBytes { record.append($0) }
      if planRandom.chance(Self.wordyTellings) { planWords(1, language) }
      appendPiece(book.tellingClosers)
      return nil
    case .enquiry:
      planFill(book.enquiries, language, place)
      return nil
    case .denial:
      planFill(book.denials, language, place)
      return nil
    case .slogan:
      if planRandom.chance(Self.rewordedSlogans) { appendPiece(book.copyOpeners) }
      scenes[planned.incident].slogans[planned.round].withUnsafeBytes { record.append($0) }
      if planRandom.chance(Self.rewordedSlogans) { planWords(1, .french) }
      return nil
    case .scene:
      return writeScene(planned, book, language, place)
    case .guest:
      if planRandom.chance(0.3) {
        planFill(book.gathering, language, place)
        return nil
      }
      planFill(book.everyday, language, place)
      planWords(1, language)
      return world.composer.name(
        place: place, world.composer.languages[language.rawValue], &planRandom, into: &record)
    case .share, .report, .read:
      preconditionFailure("no text of a post")
    }
  }

  private mutating func writeScene(
    _ planned: PlannedRecord, _ book: SceneBook, _ language: CityLanguage, _ place: CityPlaces.Names
  ) -> TextComposer.Tag? {
    let incident = world.scenario.incidents[planned.incident]
    switch incident.kind {
    case .panic: planFill(book.panic, language, place)
    case .gathering: planFill(book.gathering, language, place)
    case .movement: planFill(book.movement, language, place)
    case .surge:
      let theme = SceneTheme(rawValue: incident.subject) ?? .fire
      planFill(book.surges[SceneTheme.allCases.firstIndex(of: theme) ?? 0], language, place)
      if planRandom.chance(0.4) { planWords(0, language) }
    case .emerging:
      planFill(book.emerging, language, place)
      record.append(UInt8(ascii: " "))
      let start = record.count
      let isTag = planRandom.chance(Self.tagShare)
      if isTag { record.append(UInt8(ascii: "#")) }
      var term = scenes[planned.incident].term
      term.withUTF8 { record.append(UnsafeRawBufferPointer($0)) }
      let tag = isTag ? TextComposer.Tag(start: start, end: record.count) : nil
      planWords(1, language)
      if planRandom.chance(0.6) { planFill(book.everyday, language, place) }
      return tag
    case .rumour, .coordinated, .satisfaction, .scam, .domain, .watchlist, .outage, .loss:
      preconditionFailure("an incident without scenes")
    }
    return nil
  }

  /// Where an incident's record is.
  func place(of planned: PlannedRecord, _ role: PlannedRecord.Role) -> CityPlaces.Place {
    // The draws are those of the plan; a copy keeps them out of the texts.
    var draw = Xoshiro256(
      seed: UInt64(bitPattern: planned.time.microseconds) ^ planned.author ^ world.salt)
    if role == .guest {
      return world.places.draw(
        area: world.area(world.scenario.events[planned.incident].area), &draw)
    }
    let areas = world.scenario.incidents[planned.incident].areas
    guard !areas.isEmpty else { return world.home(of: planned.author) }
    let area = world.area(areas[min(planned.round, areas.count - 1)])
    let isFocus = draw.chance(Self.focusShare)
    return isFocus ? world.places.first(inArea: area) : world.places.draw(area: area, &draw)
  }

  private mutating func appendPiece(_ pieces: [Piece]) {
    record.append(pieces[planRandom.below(pieces.count)], of: world.composer.pool)
  }

  private mutating func planFill(
    _ book: PhraseBook, _ language: CityLanguage, _ place: CityPlaces.Names?
  ) {
    world.composer.fill(
      book, world.composer.languages[language.rawValue], place, &planRandom, into: &record)
  }

  private mutating func planWords(_ count: Int, _ language: CityLanguage) {
    world.composer.write(
      words: count, world.composer.languages[language.rawValue], &planRandom, into: &record)
  }
}

/// Residents' text alerts.
extension SourceRun {
  private static let alerts = TextAlertWriter()

  mutating func writeEverydayAlert(at time: Instant) {
    let author = activity.draw(&random)
    let language = world.language(of: author)
    let place = world.home(of: author)
    Self.alerts.open(id: alertID, time: time, into: &record)
    let book = world.composer.languages[language.rawValue]
    if random.chance(source.troubleShare) {
      fill(book.troubles, language, place.names)
    } else {
      fill(book.notes, language, place.names)
    }
    writeWords(2, language)
    if random.chance(source.locatedShare) { _ = writeEnding(language, place.names) }
    closeAlert(place, author: author, bits: random.next())
  }

  mutating func writeAlert(_ planned: PlannedRecord) {
    let language = world.draw(language: &planRandom)
    Self.alerts.open(id: alertID, time: planned.time, into: &record)
    _ = writeText(planned, planned.role, language)
    closeAlert(
      place(of: planned, planned.role), author: planned.author, bits: planRandom.next())
  }

  private var alertID: UInt64 { (sequence << 8 | UInt64(index)) ^ world.salt }

  private mutating func closeAlert(
    _ place: CityPlaces.Place, author: UInt64, bits: UInt64
  ) {
    // Up to a kilometre around the commune's centre.
    Self.alerts.close(
      latitude: place.latitude + Int32(bits % 181) - 90,
      longitude: place.longitude + Int32((bits >> 16) % 261) - 130, commune: place.code,
      channel: min(3, Int((bits >> 32) % 5)), author: author ^ world.salt,
      pool: world.composer.pool,
      into: &record)
  }
}
