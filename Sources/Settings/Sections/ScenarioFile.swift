package import EventTime

/// `scenarios/NAME.yaml`: a territory to simulate, what is written there, and what befalls it.
///
/// `vigie simulate` makes the streams and the labels from it. Times are minutes after `start`, the
/// beginning of the judged period; negative ones lie in the warm-up.
package struct Scenario: Sendable, Equatable {
  package var name: String
  /// The judged period begins here.
  package var start: Instant
  package var hours: Int
  package var zone: TimeZoneRule
  /// The directory with `areas.csv` and `communes.csv`.
  package var territory: String
  /// Codes; empty for all areas of the territory.
  package var areas: [String]
  package var communesPerArea: Int
  /// The shares of French, English and Arabic.
  package var languages: [Double]
  package var watchListEntries: Int
  package var sources: [ScenarioSource]
  package var events: [ScenarioEvent]
  package var incidents: [ScenarioIncident]

  /// The end of the judged period.
  package var end: Instant { start + .hours(Int64(hours)) }
}

/// One stream of a scenario.
package struct ScenarioSource: Sendable, Equatable {
  package enum Format: String, Sendable, CaseIterable {
    case jetstream
    case textAlert = "text-alert"
    case jedonnemonavis
    case cyber = "17cyber"
    case presence, plates

    /// Whether its records are texts that people write in public or to the town.
    package var isText: Bool { self == .jetstream || self == .textAlert }
  }
  package enum Pattern: String, Sendable, CaseIterable { case social, civic, constant }

  /// Of the mapping, and of the file that is written.
  package var name: String
  package var format: Format
  package var recordsPerHour: Double
  package var warmupDays: Int
  package var warmupRate: Double
  package var rhythm: Pattern
  /// Variance of the rate over five minutes, relative to its square.
  package var dispersion: Double
  /// Standard deviation of the log of the slow, autocorrelated part of the rate.
  package var correlationDeviation: Double
  package var correlationMinutes: Double
  package var authors: Int
  /// What the most active hundredth of the authors writes.
  package var topAuthorsShare: Double
  package var locatedShare: Double
  package var troubleShare: Double
  package var harmlessViralShare: Double
  package var repostShare: Double
  package var replyShare: Double
  package var linkShare: Double
  package var hashtagShare: Double
  package var delaySeconds: Double
  package var lateShare: Double
  package var duplicateShare: Double
  package var withdrawnShare: Double
  /// Zones of presence, cameras of plates, services of feedback.
  package var places: Int
  package var stepSeconds: Int
  package var location: SourceLocation
}

/// A gathering that was announced: its time is known, and so is how much more it brings.
package struct ScenarioEvent: Sendable, Equatable {
  package var name: String
  package var area: String
  package var startMinutes: Int
  package var minutes: Int
  package var factor: Double
  package var location: SourceLocation
}

extension Scenario {
  init(_ s: inout Section) {
    name = s.text("name", default: nil, as: .name, "Of the scenario; it stands in the labels.")
    start = s.scenarioMoment("start", "The judged period begins, as 2026-03-03T00:00:00Z.")
    hours = s.integer("hours", default: 24, in: 1...8760, "Length of the judged period.")
    let warmupDays = s.integer(
      "warmupDays", default: 4, in: 0...366,
      "Quiet days before the judged period, to learn from; a source may have its own number.")
    let warmupRate = s.number(
      "warmupRate", default: 1, in: 0.01...1,
      "Rate during the warm-up, relative to later; under 1 the judged period begins with a rise.")
    // Read before all else, since the zone is looked up in it.
    _ = s.declare(
      "timeZones", "path", default: "none", "File of time zones; none: UTC is the only one.")
    zone =
      s.zone("timeZone", default: "UTC", "Local time, for the rhythms of day and week.") ?? .utc
    territory = s.text(
      "territory", default: nil, "Directory with areas.csv and communes.csv.", .operation)
    areas = s.texts("areas", "Codes of the areas where people live; none: all of the territory.")
    communesPerArea = s.integer(
      "communesPerArea", default: 8, in: 1...100,
      "The largest ones of each area, which texts name; records are placed in them.")
    languages = s.section("languages", "How much is written in which language.") { l in
      [
        l.number("fr", default: 0.85, in: 0...1, "French."),
        l.number("en", default: 0.1, in: 0...1, "English."),
        l.number("ar", default: 0.05, in: 0...1, "Arabic, written and spoken."),
      ]
    }
    watchListEntries = s.integer(
      "watchListEntries", default: 40, in: 1...10_000, "Plates on the list that is written beside.")
    sources = s.sections(
      "sources", default: [], shown: "required", "The streams; each becomes NAME.ndjson."
    ) { ScenarioSource(&$0, warmupDays: warmupDays, warmupRate: warmupRate) }
    events = s.sections(
      "events", default: [], shown: "none", "Announced gatherings, for the key events of crowd."
    ) { ScenarioEvent(&$0) }
    incidents = s.sections(
      "incidents", default: [], shown: "none", "What befalls the territory."
    ) { ScenarioIncident(&$0) }
    checkRelations(s)
  }

  private func checkRelations(_ s: Section) {
    guard !s.ledger.isReference else { return }
    if sources.isEmpty, !s.has("sources") {
      s.fail(.missingKey, "missing key 'sources'", suggestion: "list at least one stream")
    }
    if languages.reduce(0, +) <= 0 {
      s.fail(.contradiction, at: "languages", "languages: all shares are 0")
    }
    for (index, source) in sources.enumerated()
    where sources[..<index].contains(where: { $0.name == source.name }) {
      s.ledger.errors.append(
        ConfigurationError(
          .contradiction, at: source.location, keyPath: "sources[\(index)].name",
          "there are two sources '\(source.name)'"))
    }
    let named = Set(areas)
    for event in events where !named.isEmpty && !named.contains(event.area) {
      s.ledger.errors.append(
        ConfigurationError(
          .contradiction, at: event.location, keyPath: "events",
          "area '\(event.area)' is not one of 'areas'"))
    }
    for (index, incident) in incidents.enumerated() {
      incident.check(self, path: "incidents[\(index)]", s.ledger)
    }
  }
}

extension ScenarioSource {
  fileprivate init(_ s: inout Section, warmupDays: Int, warmupRate: Double) {
    location = s.location
    name = s.text("name", default: nil, as: .name, "Of its mapping; NAME.ndjson is written.")
    format = s.choice("format", default: .jetstream, "How its records look.")
    recordsPerHour = s.number(
      "recordsPerHour", default: 3600, in: 0.01...36_000_000,
      "Mean over a week, incidents aside; presence has one record a zone and step instead.")
    self.warmupDays = s.integer(
      "warmupDays", default: warmupDays, in: 0...366,
      "Its own warm-up; what is judged by the day needs 28, and has few records.")
    self.warmupRate = s.number("warmupRate", default: warmupRate, in: 0.01...1, "Its own.")
    rhythm = s.choice("rhythm", default: .social, "Of day and week, in local time.")
    dispersion = s.number(
      "dispersion", default: 0.03, in: 0...10,
      "Variance of the rate over five minutes, relative to its square; 0 is a Poisson stream.")
    (correlationDeviation, correlationMinutes) = s.section(
      "correlation", "A slow part of the rate, half of it common to all sources."
    ) { c in
      (
        c.number("deviation", default: 0.1, in: 0...1, "Standard deviation of its log."),
        c.number("minutes", default: 60, in: 1...10_080, "Its time constant.")
      )
    }
    authors = s.integer("authors", default: 20_000, in: 100...100_000_000, "Who write there.")
    topAuthorsShare = s.number(
      "topAuthorsShare", default: 0.3, in: 0.02...0.95,
      "What the most active hundredth of them writes.")
    locatedShare = s.number(
      "locatedShare", default: 0.15, in: 0...1, "Texts that name a place, mostly the author's own.")
    troubleShare = s.number(
      "troubleShare", default: 0.05, in: 0...1, "Texts of an everyday trouble of some theme.")
    harmlessViralShare = s.number(
      "harmlessViralShare", default: 0.3, in: 0...0.9,
      "Copies and shares of jokes, headlines, advertisements and football (jetstream).")
    repostShare = s.number("repostShare", default: 0.06, in: 0...0.5, "Shares of everyday posts.")
    replyShare = s.number("replyShare", default: 0.15, in: 0...1, "Posts that answer another.")
    linkShare = s.number("linkShare", default: 0.1, in: 0...1, "Posts with a link.")
    hashtagShare = s.number("hashtagShare", default: 0.15, in: 0...1, "Posts with a hashtag.")
    delaySeconds = s.number(
      "delaySeconds", default: 2, in: 0...600, "Median of a record's delay (log-normal).")
    lateShare = s.number(
      "lateShare", default: 0.001, in: 0...0.5, "Records that come up to two hours late.")
    duplicateShare = s.number(
      "duplicateShare", default: 0.001, in: 0...0.5, "Records that come twice.")
    withdrawnShare = s.number(
      "withdrawnShare", default: 0.01, in: 0...0.5, "Posts that are deleted (jetstream).")
    places = s.integer(
      "places", default: 40, in: 1...20_000,
      "Zones of presence, cameras of plates, services of feedback.")
    stepSeconds = s.integer(
      "stepSeconds", default: 300, in: 60...3600, "From one count of presence to the next.")
  }
}

extension ScenarioEvent {
  fileprivate init(_ s: inout Section) {
    location = s.location
    name = s.text("name", default: nil, "What people call it.")
    area = s.text("area", default: nil, "Code of its area.")
    startMinutes = s.integer("startMinutes", default: 0, in: -527_040...525_600, "After start.")
    minutes = s.integer("minutes", default: 120, in: 1...20_160, "Its length.")
    factor = s.number(
      "factor", default: 2, in: 1...100, "Presence and located texts of its area, times this.")
  }
}

extension Section {
  fileprivate mutating func scenarioMoment(_ name: String, _ meaning: String) -> Instant {
    let text = text(name, default: nil, meaning)
    if let seconds = calendarSeconds(parsing: text) { return Instant(seconds: seconds) }
    if !text.isEmpty {
      fail(
        .wrongType, at: name,
        "\(name): '\(text)' is no moment: expected YYYY-MM-DDTHH:MM:SSZ")
    }
    return Instant(microseconds: 0)
  }
}
