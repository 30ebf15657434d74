package import EventTime

/// A city to simulate: where people live, where they write, and what befalls them.
package struct CityScenario: Sendable, Equatable {
  /// Nothing is posted before.
  package var start: Instant
  /// Local time, for the rhythm.
  package var zone: TimeZoneRule
  package var areas: [CityArea]
  package var sources: [CitySource]
  /// The shares of French, English and Arabic.
  package var languages: [Double]
  package var incidents: [Incident]

  package init(
    start: Instant, zone: TimeZoneRule = .utc, areas: [CityArea] = CityArea.french,
    sources: [CitySource] = CityScenario.standardSources, languages: [Double] = [0.7, 0.2, 0.1],
    incidents: [Incident] = []
  ) {
    precondition(!areas.isEmpty && !sources.isEmpty, "a city needs an area and a source")
    precondition(languages.count == CityLanguage.allCases.count, "one share for each language")
    self.start = start
    self.zone = zone
    self.areas = areas
    self.sources = sources
    self.languages = languages
    self.incidents = incidents
  }

  /// `bluesky` with 0.7 records a second and `text-alert` with 0.06.
  package static var standardSources: [CitySource] {
    [
      CitySource(name: "bluesky", format: .jetstream, recordsPerSecond: 0.7, rhythm: .social),
      CitySource(
        name: "text-alert", format: .textAlert, recordsPerSecond: 0.06, rhythm: .civic,
        dispersion: 0.05, authors: 6000, placeShare: 0.5, troubleShare: 0),
    ]
  }

  /// The standard city with a panic in the Bas-Rhin an hour after `live`, for 25 minutes, and a
  /// story of a flood in the Bouches-du-Rhône two and a half hours after it, for 50 minutes; both
  /// show on both sources. Between `start` and `live` nothing happens: that is there to learn from.
  package static func demo(
    start: Instant, live: Instant, zone: TimeZoneRule = .utc
  ) -> CityScenario {
    var scenario = CityScenario(start: start, zone: zone)
    let panic = live + .minutes(60)
    let flood = live + .minutes(150)
    for source in scenario.sources {
      scenario.incidents.append(
        Incident(
          kind: .panic, area: "67", onset: panic, end: panic + .minutes(25),
          source: source.name, factor: 10))
      scenario.incidents.append(
        Incident(
          kind: .flood, area: "13", onset: flood, end: flood + .minutes(50),
          source: source.name, factor: 6))
    }
    return scenario
  }

  /// The share of all posts that the residents of area `index` write.
  func share(ofArea index: Int) -> Double {
    areas[index].weight / areas.reduce(0) { $0 + $1.weight }
  }
}
