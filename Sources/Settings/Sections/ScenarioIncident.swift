/// Something that befalls a simulated territory, and that an alert should tell.
package struct ScenarioIncident: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Many tell the same thing in words of their own, in one area.
    case rumour
    /// The same accounts post nearly the same text within a minute, several times.
    case coordinated
    /// Cries for help and fear.
    case panic
    /// More people in a place than usual.
    case gathering
    /// A crowd that goes through areas, one after the other.
    case movement
    /// A word or hashtag that nobody listed.
    case emerging
    /// The ratings of a service fall.
    case satisfaction
    /// More reports of a category.
    case scam
    /// Reports of a domain that was never there.
    case domain
    /// Reads of plates that are on the list.
    case watchlist
    /// A source falls silent.
    case outage
    /// A source loses a part of its records.
    case loss
    /// Many posts on a theme: a fire, a flood, an attack.
    case surge

    /// The formats on which it can show.
    package var formats: [ScenarioSource.Format] {
      switch self {
      case .coordinated, .emerging: [.jetstream]
      case .rumour, .panic, .surge: [.jetstream, .textAlert]
      case .gathering, .movement: [.jetstream, .textAlert, .presence]
      case .satisfaction: [.jedonnemonavis]
      case .scam, .domain: [.cyber]
      case .watchlist: [.plates]
      case .outage, .loss: ScenarioSource.Format.allCases
      }
    }

    /// How many areas it needs.
    package var areas: ClosedRange<Int> {
      switch self {
      case .rumour, .panic, .gathering, .surge: 1...1
      case .movement: 2...100
      case .coordinated, .emerging, .satisfaction, .scam, .domain, .watchlist, .outage, .loss:
        0...100
      }
    }

    /// `size` where the file has none.
    package var standardSize: Double {
      switch self {
      case .rumour: 300
      case .coordinated: 40
      case .panic: 120
      case .gathering, .movement: 150
      case .emerging: 200
      case .satisfaction: 0.3
      case .scam: 3
      case .domain: 8
      case .watchlist: 5
      case .outage: 1
      case .loss: 0.6
      case .surge: 200
      }
    }

    /// What `subject` may be; nil where it may be any word, empty where there is none.
    package var subjects: [String]? {
      switch self {
      case .surge: ["fire", "flood", "attack", "storm", "outage", "health"]
      case .scam:
        [
          "hameconnage", "piratage_compte", "faux_support_technique", "violation_donnees",
          "cyberharcelement", "faux_conseiller_bancaire", "spam", "fraude_carte_bancaire",
          "rancongiciel", "fraude_au_virement", "sextorsion",
        ]
      case .rumour: ["kidnapping", "water", "bank", "attack", "closure", "strike"]
      case .emerging, .domain, .satisfaction: nil
      case .coordinated, .panic, .gathering, .movement, .watchlist, .outage, .loss: []
      }
    }
  }

  package var kind: Kind
  package var sources: [String]
  package var areas: [String]
  package var onsetMinutes: Int
  package var minutes: Int
  /// Authors, accounts, posts, reads or reports; the fall of a share; a multiple of the usual.
  package var size: Double
  /// What presence is multiplied with, 1 where the incident does not show there.
  package var factor: Double
  /// How often the accounts come together.
  package var times: Int
  /// Shares of each independent telling.
  package var shares: Double
  package var subject: String
  package var location: SourceLocation
}

extension ScenarioIncident {
  init(_ s: inout Section) {
    location = s.location
    kind = s.choice("kind", default: .rumour, "What it is.")
    sources = s.texts(
      "sources", as: .name, count: 1...100, acceptsSingle: true, isRequired: true,
      "On which sources it shows.")
    areas = s.texts(
      "areas", acceptsSingle: true, "Codes; of a movement its path, in order.")
    onsetMinutes = s.integer(
      "onsetMinutes", default: 0, in: -527_040...525_600, "After start; negative in the warm-up.")
    minutes = s.integer("minutes", default: 60, in: 1...60_480, "From onset to end.")
    size = s.number(
      "size", default: kind.standardSize, in: 0.01...1_000_000,
      "On each source: tellers, accounts, posts, reads or reports; of satisfaction and loss a share, "
        + "of scam a multiple.")
    factor = s.number(
      "factor", default: 3, in: 1...1000, "Presence at the height (gathering, movement).")
    times = s.integer("times", default: 6, in: 1...100, "How often accounts come together.")
    shares = s.number("shares", default: 1, in: 0...100, "Shares of each telling of a rumour.")
    subject =
      s.optionalText(
        "subject",
        "Theme of a surge, story of a rumour, category of a scam, number of a service, a word, a "
          + "domain.") ?? ""
  }

  /// Notes what cannot hold together with the rest of the scenario.
  func check(_ scenario: Scenario, path: String, _ ledger: Ledger) {
    func fail(_ key: String, _ message: String, suggestion: String? = nil) {
      ledger.errors.append(
        ConfigurationError(
          .contradiction, at: location, keyPath: joined(path, key), "\(path): \(message)",
          suggestion: suggestion))
    }
    let known = scenario.sources.map(\.name)
    for name in sources {
      guard let source = scenario.sources.first(where: { $0.name == name }) else {
        fail(
          "sources", "there is no source '\(name)'",
          suggestion: suggestion(for: name, among: known, noun: "sources"))
        continue
      }
      if !kind.formats.contains(source.format) {
        fail(
          "sources", "a \(kind.rawValue) does not show on '\(name)'",
          suggestion: "it needs \(kind.formats.map(\.rawValue).joined(separator: " or "))")
      }
      if onsetMinutes < -source.warmupDays * 1440 {
        fail("onsetMinutes", "it begins before '\(name)' does")
      }
    }
    if !kind.areas.contains(areas.count) {
      fail(
        "areas",
        kind.areas == 1...1
          ? "a \(kind.rawValue) needs one area" : "a \(kind.rawValue) needs two areas or more")
    }
    for area in areas where !scenario.areas.isEmpty && !scenario.areas.contains(area) {
      fail(
        "areas", "area '\(area)' is not one of 'areas'",
        suggestion: suggestion(for: area, among: scenario.areas, noun: "areas"))
    }
    if let subjects = kind.subjects, !subject.isEmpty, !subjects.contains(subject) {
      fail(
        "subject", "'\(subject)' is no subject of a \(kind.rawValue)",
        suggestion: subjects.isEmpty
          ? "leave it out" : suggestion(for: subject, among: subjects, noun: "subjects"))
    }
    if onsetMinutes + minutes > scenario.hours * 60 {
      fail("minutes", "it ends after the scenario")
    }
    if [.satisfaction, .loss].contains(kind), size > 1 {
      fail("size", "of a \(kind.rawValue) it is a share, at most 1")
    }
  }
}
