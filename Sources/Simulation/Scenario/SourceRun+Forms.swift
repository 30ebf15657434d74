internal import EventTime
internal import Settings

/// The services that people rate, with the shares of their good and bad ratings.
struct FeedbackServices: Sendable {
  struct Fall: Sendable {
    var service: Int
    var start: Instant
    var end: Instant
    var points: Double
  }

  let usage: AliasTable
  /// By service.
  let good: [Double]
  let falls: [Fall]

  init(_ world: SceneWorld, _ source: ScenarioSource, index: Int) {
    usage = .zipf(count: source.places, exponent: 1, offset: 1)
    var random = Xoshiro256(seed: world.seed, stream: 500 + UInt64(index))
    good = (0..<source.places).map { _ in 0.55 + 0.3 * random.uniform() }
    falls = world.scenario.incidents.filter {
      $0.kind == .satisfaction && $0.sources.contains(source.name)
    }.map { incident in
      let start = world.scenario.start + .minutes(Int64(incident.onsetMinutes))
      let service = incident.service
      return Fall(
        service: min(service, source.places - 1), start: start,
        end: start + .minutes(Int64(incident.minutes)), points: incident.size)
    }
  }

  func goodShare(of service: Int, at time: Instant) -> Double {
    var share = good[service]
    for fall in falls where fall.service == service && time >= fall.start && time < fall.end {
      share -= fall.points
    }
    return max(0.02, share)
  }
}

extension ScenarioIncident {
  /// The dense index of the service whose ratings fall; records number services from 1.
  var service: Int { max(1, Int(subject) ?? 1) - 1 }
}

/// How often each category of cyber-crime is reported, and on which domains.
enum ReportCategories {
  static let names: [StaticString] = [
    "hameconnage", "piratage_compte", "faux_support_technique", "violation_donnees",
    "cyberharcelement", "faux_conseiller_bancaire", "spam", "fraude_carte_bancaire",
    "rancongiciel", "fraude_au_virement", "sextorsion", "autre",
  ]
  static let weights = [0.24, 0.18, 0.1, 0.08, 0.05, 0.09, 0.05, 0.07, 0.02, 0.03, 0.04, 0.05]
  static let table = AliasTable(weights: weights)
  /// Domains that are reported again and again.
  static let knownDomains = 300
  /// Of the reports, how many name a domain, and how many of those one that nobody ever named.
  static let domainShare = 0.45
  static let newDomainShare = 0.01

  static func index(of name: String) -> Int {
    names.firstIndex { $0.description == name } ?? names.count - 1
  }

  /// Of all reports.
  static func share(of name: String) -> Double {
    weights[index(of: name)] / weights.reduce(0, +)
  }
}

extension SourceRun {
  private static let alphabet: StaticString = "abcdefghijklmnopqrstuvwxyz234567"

  /// A review as Je donne mon avis publishes it.
  mutating func writeFeedback(at time: Instant) {
    guard let services else { preconditionFailure("feedback needs services") }
    let service = services.usage.draw(&random)
    let share = services.goodShare(of: service, at: time)
    let mood = random.uniform()
    let isGood = mood < share
    // Of those who are not content, two of five say medium.
    let isMedium = !isGood && mood < share + 0.4 * (1 - share)
    record.append("{\"product_id\":")
    record.append(decimal: Int64(service + 1))
    record.append(",\"button_id\":")
    record.append(decimal: Int64(service * 3 + 1))
    record.append(",\"form_id\":1,\"created_at\":\"")
    record.append(rfc3339: time)
    record.append("\",\"answers\":[{\"field_code\":\"satisfaction\",\"intention\":\"")
    record.append(isGood ? "good" : isMedium ? "medium" : "bad")
    record.append("\",\"answer_item_id\":")
    record.append(decimal: isGood ? 3 : isMedium ? 2 : 1)
    record.append("},{\"field_code\":\"verbatim\",\"answer_text\":\"")
    fill(isGood ? world.books.praise : world.books.complaints, .french, nil)
    writeWords(1, .french)
    record.append("\"}]}")
  }

  /// A request for help against cyber-crime.
  mutating func writeReport(at time: Instant) {
    let category = ReportCategories.table.draw(&random)
    let area = areaOf(bits: random.next())
    openReport(category, area: area, at: time, bits: random.next())
    if random.chance(ReportCategories.domainShare) {
      record.append(",\"indicateur\":\"")
      if random.chance(ReportCategories.newDomainShare) {
        record.append("page-")
        record.append(base32: random.next(), letters: 7, alphabet: Self.alphabet)
      } else {
        record.append("site-")
        record.append(
          decimal: Int64(
            random.heavyTailedRank(count: ReportCategories.knownDomains, exponent: 1.1)))
      }
      record.append(".example\"")
    }
    record.append(",\"description\":\"")
    fill(world.books.frauds, .french, nil)
    writeWords(2, .french)
    record.append("\"}")
  }

  mutating func writeReport(_ planned: PlannedRecord) {
    let incident = world.scenario.incidents[planned.incident]
    var bits = Xoshiro256(seed: planRandom.next())
    let category =
      incident.kind == .domain
      ? ReportCategories.index(of: "hameconnage") : ReportCategories.index(of: incident.category)
    let area =
      incident.areas.isEmpty
      ? areaOf(bits: bits.next()) : world.area(incident.areas[bits.below(incident.areas.count)])
    openReport(category, area: area, at: planned.time, bits: bits.next())
    if incident.kind == .domain {
      record.append(",\"indicateur\":\"")
      var term = scenes[planned.incident].term
      term.withUTF8 { record.append(UnsafeRawBufferPointer($0)) }
      record.append("\"")
    }
    record.append(",\"description\":\"")
    world.composer.fill(
      world.books.frauds, world.composer.languages[0], nil, &bits, into: &record)
    world.composer.write(words: 2, world.composer.languages[0], &bits, into: &record)
    record.append("\"}")
  }

  private mutating func openReport(_ category: Int, area: Int, at time: Instant, bits: UInt64) {
    record.append("{\"ref\":\"C-")
    record.append(
      base32: mix64((sequence << 8 | UInt64(index)) ^ world.salt), letters: 10,
      alphabet: Self.alphabet)
    record.append("\",\"ts\":\"")
    record.append(rfc3339: time)
    record.append("\",\"public\":\"")
    switch bits % 10 {
    case 0: record.append("entreprise")
    case 1: record.append("collectivite")
    default: record.append("particulier")
    }
    record.append("\",\"categorie\":\"")
    record.append(ReportCategories.names[category])
    record.append("\",\"vecteur\":\"")
    switch (bits >> 8) % 4 {
    case 0: record.append("sms")
    case 1: record.append("mail")
    case 2: record.append("telephone")
    default: record.append("site")
    }
    record.append("\",\"departement\":\"")
    record.append(world.areaCodes[area], of: world.composer.pool)
    record.append("\"")
  }

  /// An area by its people.
  private func areaOf(bits: UInt64) -> Int { world.areaTable.draw(bits: bits) }
}
