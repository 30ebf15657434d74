package import EventTime

/// The streams of a simulated city, record by record in the order of their times.
///
/// The same seed and scenario give the same bytes. The everyday streams do not depend on the
/// incidents: without one, all other records have the same times and texts.
package struct CityGenerator: Sendable {
  /// One of the processes that write: the everyday of a source, or an incident on it.
  private struct Stream: Sendable {
    var source: Int
    var incident: Int?
    var area: Int
    /// Records a second before rhythm and strength.
    var rate: Double
    var arrivals: ArrivalProcess
    var sequence: UInt64 = 0
  }

  package let scenario: CityScenario
  private let languages: AliasTable
  private let places: CityPlaces
  private var streams: [Stream] = []
  /// What the texts of each stream are drawn with, and its last posts.
  private var randoms: [Xoshiro256] = []
  private var recents: [RecentPosts] = []
  private var id = OutputBuffer(capacity: 128)
  private var payload = OutputBuffer(capacity: 4096)
  private var writer: CityWriter

  /// The city of `scenario`; its incidents must lie on its sources and in its areas.
  package init(seed: UInt64, scenario: CityScenario) {
    self.scenario = scenario
    languages = AliasTable(weights: scenario.languages)
    var composer = TextComposer()
    places = CityPlaces(areas: scenario.areas, composer: &composer)
    writer = CityWriter(composer: composer, seed: seed)
    for (index, source) in scenario.sources.enumerated() {
      let everyday = stream(
        seed: seed, number: index, source: index, incident: nil, area: 0,
        rate: source.recordsPerSecond, start: scenario.start, end: .distantFuture,
        dispersion: source.dispersion)
      streams.append(everyday)
    }
    for (index, incident) in scenario.incidents.enumerated() {
      guard let source = scenario.sources.firstIndex(where: { $0.name == incident.source }),
        let area = scenario.areas.firstIndex(where: { $0.code == incident.area })
      else { preconditionFailure("an incident lies outside of its city") }
      let usual = scenario.sources[source].recordsPerSecond * scenario.share(ofArea: area)
      let scripted = stream(
        seed: seed, number: 1000 + index, source: source, incident: index, area: area,
        rate: usual * incident.factor, start: max(incident.onset, scenario.start),
        end: incident.end, dispersion: 0)
      streams.append(scripted)
    }
    for index in streams.indices { advance(index) }
  }

  private mutating func stream(
    seed: UInt64, number: Int, source: Int, incident: Int?, area: Int, rate: Double,
    start: Instant, end: Instant, dispersion: Double
  ) -> Stream {
    randoms.append(Xoshiro256(seed: seed, stream: UInt64(2 * number + 1)))
    recents.append(RecentPosts())
    return Stream(
      source: source, incident: incident, area: area, rate: rate,
      arrivals: ArrivalProcess(
        start: start, end: end, dispersion: dispersion,
        random: Xoshiro256(seed: seed, stream: UInt64(2 * number))))
  }

  /// The labels of what was scripted.
  package var incidents: [Incident] { scenario.incidents }

  /// The names of the sources, by the index that `next` gives.
  package var sources: [String] { scenario.sources.map(\.name) }

  /// Gives every record before `end` that was not given yet: the index of its source, its time,
  /// its id (the key of a Kafka record) and its payload. The bytes are only there during the call.
  package mutating func next(
    until end: Instant,
    _ body: (Int, Instant, UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
  ) {
    while true {
      var first = 0
      for index in 1..<streams.count
      where streams[index].arrivals.next < streams[first].arrivals.next { first = index }
      let time = streams[first].arrivals.next
      guard time < end else { return }
      write(first, at: time)
      id.withBytes { id in
        payload.withBytes { body(streams[first].source, time, id, $0) }
      }
      advance(first)
    }
  }

  private mutating func advance(_ index: Int) {
    if streams[index].arrivals.advanceInCell() { return }
    let zone = scenario.zone
    let rate = streams[index].rate
    let incident = streams[index].incident.map { scenario.incidents[$0] }
    let rhythm = scenario.sources[streams[index].source].rhythm
    streams[index].arrivals.leaveCell { time in
      if let incident { return rate * incident.strength(at: time) }
      return rate * rhythm.factor(at: time, offset: zone.offsetSeconds(at: time))
    }
  }

  private mutating func write(_ index: Int, at time: Instant) {
    id.clear()
    payload.clear()
    let source = scenario.sources[streams[index].source]
    let language = CityLanguage(rawValue: languages.draw(&randoms[index])) ?? .french
    let number = streams[index].sequence
    streams[index].sequence += 1
    let sequence = number << 8 | UInt64(index)
    switch source.format {
    case .jetstream:
      writeJetstream(index, language, source, sequence: sequence, at: time)
    case .textAlert:
      writeAlert(index, language, source, sequence: sequence, at: time)
    }
  }

  private mutating func writeJetstream(
    _ index: Int, _ language: CityLanguage, _ source: CitySource, sequence: UInt64,
    at time: Instant
  ) {
    let area = streams[index].area
    guard let incident = streams[index].incident.map({ scenario.incidents[$0].kind }) else {
      let author = randoms[index].heavyTailedRank(count: source.authors, exponent: 1.2)
      let post = CityWriter.Post(
        author: UInt64(author), sequence: sequence, time: time, language: language,
        place: randoms[index].chance(source.placeShare)
          ? places.draw(&randoms[index]).names : nil,
        topic: randoms[index].chance(source.troubleShare) ? .trouble : .chatter)
      writer.writeEveryday(
        post, &recents[index], &randoms[index], id: &id, into: &payload)
      return
    }
    let post = CityWriter.Post(
      author: UInt64(randoms[index].below(source.authors)), sequence: sequence, time: time,
      language: language, place: places.draw(area: area, &randoms[index]).names,
      topic: incident == .panic ? .panic : .wave)
    writer.writePost(
      post, &recents[index], &randoms[index], id: &id, into: &payload)
  }

  private mutating func writeAlert(
    _ index: Int, _ language: CityLanguage, _ source: CitySource, sequence: UInt64,
    at time: Instant
  ) {
    let incident = streams[index].incident.map { scenario.incidents[$0].kind }
    let topic: TextComposer.Topic
    let place: CityPlaces.Place
    let author: Int
    switch incident {
    case nil:
      topic = randoms[index].chance(source.troubleShare) ? .trouble : .note
      place = places.draw(&randoms[index])
      author = randoms[index].heavyTailedRank(count: source.authors, exponent: 1.2)
    case .panic:
      topic = .panic
      place = places.draw(area: streams[index].area, &randoms[index])
      author = randoms[index].below(source.authors)
    case .flood:
      topic = .wave
      place = places.draw(area: streams[index].area, &randoms[index])
      author = randoms[index].below(source.authors)
    }
    writer.writeAlert(
      topic, language, place, author: UInt64(author), sequence: sequence, time: time,
      named: incident != nil || randoms[index].chance(source.placeShare),
      &randoms[index], id: &id, into: &payload)
  }
}
