internal import EventTime
internal import Settings

/// What all sources of a scenario share and none changes: places, phrase books, who speaks what.
final class SceneWorld: Sendable {
  let scenario: Scenario
  let territory: ScenarioTerritory
  let seed: UInt64
  /// Keeps the identifiers of two seeds apart.
  let salt: UInt64
  let composer: TextComposer
  let books: SceneBooks
  let places: CityPlaces
  /// The codes of the areas, in their order in `territory`.
  let areaCodes: [Piece]
  /// The areas by their people.
  let areaTable: AliasTable
  /// The plates on the list, as numbers of `PlateText`, ascending.
  let listedPlates: [UInt64]
  /// The earliest beginning of a source, at a whole minute.
  let start: Instant
  private let languages: AliasTable

  init(
    _ scenario: Scenario, _ territory: ScenarioTerritory, seed: UInt64
  ) throws(ScenarioError) {
    let known = Set(territory.areas.map(\.code))
    for code in scenario.events.map(\.area) + scenario.incidents.flatMap(\.areas)
    where !known.contains(code) {
      throw ScenarioError(message: "the territory of the scenario has no area '\(code)'")
    }
    self.scenario = scenario
    self.territory = territory
    self.seed = seed
    salt = mix64(seed ^ 0x2545_F491_4F6C_DD1D)
    var composer = TextComposer()
    places = CityPlaces(areas: territory.areas, composer: &composer)
    books = SceneBooks(pool: &composer.pool)
    areaCodes = territory.areas.map { composer.add($0.code) }
    areaTable = AliasTable(weights: territory.areas.map(\.weight))
    self.composer = composer
    languages = AliasTable(weights: scenario.languages)
    var random = Xoshiro256(seed: seed, stream: 5)
    listedPlates = (0..<scenario.watchListEntries).map { _ in random.next() % PlateText.count }
      .sorted()
    let days = scenario.sources.map(\.warmupDays).max() ?? 0
    let start = scenario.start - .days(Int64(days))
    self.start = Instant(microseconds: start.microseconds / 60_000_000 * 60_000_000)
  }

  /// The beginning of a source: its warm-up before the judged period.
  func start(of source: ScenarioSource) -> Instant {
    scenario.start - .days(Int64(source.warmupDays))
  }

  /// What an author writes in, always the same.
  func language(of author: UInt64) -> CityLanguage {
    CityLanguage(rawValue: languages.draw(bits: mix64(author ^ salt ^ 0xA5A5))) ?? .french
  }

  /// Where an author lives.
  func home(of author: UInt64) -> CityPlaces.Place {
    places.draw(bits: mix64(author ^ salt ^ 0x5A5A_0000))
  }

  /// The dense index of an area that was checked to be there.
  func area(_ code: String) -> Int {
    guard let index = territory.areas.firstIndex(where: { $0.code == code }) else {
      preconditionFailure("an area that the scenario does not have")
    }
    return index
  }

  /// Whether a plate is on the list. O(log entries).
  func isListed(_ plate: UInt64) -> Bool {
    var range = 0..<listedPlates.count
    while let first = range.first {
      let middle = first + range.count / 2
      if listedPlates[middle] == plate { return true }
      range = listedPlates[middle] < plate ? middle + 1..<range.upperBound : first..<middle
    }
    return false
  }

  func draw(language random: inout Xoshiro256) -> CityLanguage {
    CityLanguage(rawValue: languages.draw(&random)) ?? .french
  }
}
