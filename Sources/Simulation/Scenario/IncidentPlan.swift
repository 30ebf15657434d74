internal import EventTime
internal import Settings

/// A record that an incident brings to a source, planned before the source runs.
struct PlannedRecord: Sendable {
  enum Role: UInt8, Sendable {
    /// An independent telling of a rumour, and what answers it.
    case telling, share, enquiry, denial
    /// One of a group of accounts that act together.
    case slogan
    /// A text of the incident's own phrases.
    case scene
    /// A report, also of a domain; a read of a listed plate.
    case report, read
    /// One more of an announced event.
    case guest
  }

  var time: Instant
  var role: Role
  /// Of the scenario, or of its events where the role is `guest`.
  var incident: Int
  var author: UInt64
  /// Which flood of a group, which station of a movement; else 0.
  var round: Int
}

/// Everything that incidents and announced events write on one source, in the order of time.
struct IncidentPlan: Sendable {
  private let world: SceneWorld
  private let source: ScenarioSource
  private(set) var records: [PlannedRecord] = []

  /// Accounts of a group post within so long of each other.
  static let groupSeconds = 45.0

  init(_ world: SceneWorld, source: ScenarioSource, rate: RateProcess) {
    self.world = world
    self.source = source
    for (index, incident) in world.scenario.incidents.enumerated()
    where incident.sources.contains(source.name) {
      var random = Xoshiro256(seed: world.seed, stream: 100_000 + UInt64(index) * 64)
      plan(incident, index, rate, &random)
    }
    for (index, event) in world.scenario.events.enumerated() where source.format.isText {
      var random = Xoshiro256(seed: world.seed, stream: 200_000 + UInt64(index))
      plan(event, index, rate, &random)
    }
    // Equal times keep the order of the scenario, so that the order is one.
    records = records.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }.map(\.element)
  }

  private mutating func plan(
    _ incident: ScenarioIncident, _ index: Int, _ rate: RateProcess, _ random: inout Xoshiro256
  ) {
    let start = world.scenario.start + .minutes(Int64(incident.onsetMinutes))
    let length = Interval.minutes(Int64(incident.minutes))
    let rise = incident.kind.rise
    // Accounts in a row from some place on: distinct as long as there are enough.
    let first = random.next()
    func author(_ number: Int) -> UInt64 {
      (first &+ UInt64(number) &* 7919) % UInt64(source.authors)
    }
    func spread(
      _ role: PlannedRecord.Role, _ count: Int, from number: Int = 0, after delay: Double = 0,
      _ random: inout Xoshiro256
    ) {
      for step in 0..<count {
        var share = Self.share(rise: rise, &random)
        share = delay + share * (1 - delay)
        let time = start + Interval(microseconds: Int64(share * Double(length.microseconds)))
        let round = min(
          max(0, incident.areas.count - 1), Int(share * Double(incident.areas.count)))
        records.append(
          PlannedRecord(
            time: time, role: role, incident: index, author: author(number + step), round: round))
      }
    }
    let size = Int(incident.size.rounded())
    switch incident.kind {
    case .rumour:
      spread(.telling, size, &random)
      guard source.format == .jetstream else { return }
      let shares = Int(incident.shares * incident.size)
      spread(.share, shares, from: size, after: 0.05, &random)
      spread(.enquiry, max(1, size / 8), from: size + shares, after: 0.1, &random)
      spread(.denial, max(1, size / 12), from: 2 * size + shares, after: 0.4, &random)
    case .panic, .gathering, .emerging, .surge:
      if source.format.isText { spread(.scene, size, &random) }
    case .movement:
      guard source.format.isText else { return }
      for number in 0..<size {
        let share = random.uniform()
        records.append(
          PlannedRecord(
            time: start + Interval(microseconds: Int64(share * Double(length.microseconds))),
            role: .scene, incident: index, author: author(number),
            round: Int(share * Double(incident.areas.count))))
      }
    case .coordinated:
      for round in 0..<incident.times {
        let middle = (Double(round) + 0.5) / Double(incident.times)
        let flood =
          start + Interval(microseconds: Int64(middle * Double(length.microseconds)))
        for account in 0..<size where random.chance(0.9) {
          let seconds = random.uniform() * Self.groupSeconds
          records.append(
            PlannedRecord(
              time: flood + Interval(microseconds: Int64(seconds * 1e6)), role: .slogan,
              incident: index, author: author(account), round: round))
        }
      }
    case .scam:
      let usual =
        source.recordsPerHour / 60 * Double(incident.minutes)
        * ReportCategories.share(of: incident.category)
      let count = random.poissonCount(mean: usual * (incident.size - 1))
      add(rhythmic: .report, count, index, start, length, rate, &random)
    case .domain:
      add(rhythmic: .report, size, index, start, length, rate, &random)
    case .watchlist:
      for number in 0..<size {
        let share = (Double(number) + random.uniform()) / Double(size)
        records.append(
          PlannedRecord(
            time: start + Interval(microseconds: Int64(share * Double(length.microseconds))),
            role: .read, incident: index, author: 0, round: number))
      }
    case .satisfaction, .outage, .loss:
      // These change what there is, and add nothing.
      break
    }
  }

  /// Records at times that follow the rhythm of the source, by rejection.
  private mutating func add(
    rhythmic role: PlannedRecord.Role, _ count: Int, _ incident: Int, _ start: Instant,
    _ length: Interval, _ rate: RateProcess, _ random: inout Xoshiro256
  ) {
    for number in 0..<count {
      var time = start
      repeat {
        let share = random.uniform()
        time = start + Interval(microseconds: Int64(share * Double(length.microseconds)))
      } while !random.chance(max(0.02, rate.rhythm(at: time) / 3))
      records.append(
        PlannedRecord(
          time: time, role: role, incident: incident,
          author: random.next() % UInt64(source.authors), round: number))
    }
  }

  private mutating func plan(
    _ event: ScenarioEvent, _ index: Int, _ rate: RateProcess, _ random: inout Xoshiro256
  ) {
    let start = world.scenario.start + .minutes(Int64(event.startMinutes))
    let length = Interval.minutes(Int64(event.minutes))
    let share = world.territory.share(ofArea: world.area(event.area))
    let usual =
      source.recordsPerHour / 60 * Double(event.minutes) * source.locatedShare * share
      * rate.rhythm(at: start + Interval(microseconds: length.microseconds / 2))
    for _ in 0..<random.poissonCount(mean: usual * (event.factor - 1)) {
      let time =
        start + Interval(microseconds: Int64(random.uniform() * Double(length.microseconds)))
      records.append(
        PlannedRecord(
          time: time, role: .guest, incident: index,
          author: random.next() % UInt64(source.authors), round: 0))
    }
  }

  /// A share of the length, with the density of an incident's strength, by rejection.
  private static func share(rise: Double, _ random: inout Xoshiro256) -> Double {
    while true {
      let share = random.uniform()
      if random.chance(Incident.strength(share: share, rise: rise)) { return share }
    }
  }
}

extension ScenarioIncident.Kind {
  /// The share of its length in which it rises.
  var rise: Double {
    switch self {
    case .panic, .surge: 1.0 / 12
    case .rumour: 0.35
    case .coordinated, .gathering, .movement, .emerging, .satisfaction, .scam, .domain, .watchlist,
      .outage, .loss:
      0.25
    }
  }
}

extension ScenarioIncident {
  /// Of a scam, by name.
  var category: String { subject.isEmpty ? "hameconnage" : subject }
}

extension ScenarioTerritory {
  /// The share of all people that live in area `index`.
  func share(ofArea index: Int) -> Double {
    areas[index].weight / areas.reduce(0) { $0 + $1.weight }
  }
}
