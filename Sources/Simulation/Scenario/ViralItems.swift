internal import EventTime
internal import Glibc

/// What goes round and harms nobody: each item has a popularity from a heavy-tailed law, rises within
/// minutes and fades over hours.
struct ViralItems: Sendable {
  struct Item: Sendable {
    /// Its text, escaped for JSON.
    var text: [UInt8]
    var language: CityLanguage
    /// Of its link; 0 where it has none.
    var link: UInt64
    var popularity: Double
    var born: Instant
    /// Its time constant in minutes.
    var life: Double
    /// Its first post, once it was written.
    var original: JetstreamWriter.Key?
  }

  /// Items at a time; more are not born.
  static let limit = 8000
  /// Of the Pareto law of popularity: near the 1.1–1.3 of cascades of shares (S. Goel et al., "The
  /// structural virality of online diffusion", Management Science 62, 2016).
  static let exponent = 1.2
  /// Records of an item, in the mean.
  static let meanCopies = 150.0
  private static let riseMinutes = 8.0
  private static let medianLife = 90.0
  /// After so many time constants an item is gone.
  private static let lives = 5.0

  private(set) var items: [Item] = []
  private var table = AliasTable(weights: [1])

  /// Removes what has faded, adds the births of a minute, and weighs all anew.
  ///
  /// - Parameter copies: viral records that the minute will have, in the mean.
  mutating func refresh(
    at time: Instant, copies: Double, _ random: inout Xoshiro256,
    text: (inout Xoshiro256) -> (text: [UInt8], language: CityLanguage, link: UInt64)
  ) {
    items.removeAll { Self.minutes(from: $0.born, to: time) > $0.life * Self.lives }
    var births = random.poissonCount(mean: copies / Self.meanCopies)
    if items.isEmpty { births = max(1, births) }
    for _ in 0..<min(births, Self.limit - items.count) {
      let (text, language, link) = text(&random)
      items.append(
        Item(
          text: text, language: language, link: link,
          popularity: random.pareto(exponent: Self.exponent), born: time,
          life: random.logNormal(median: Self.medianLife, deviation: 0.7)))
    }
    table = AliasTable(
      weights: items.map { item in
        let age = Self.minutes(from: item.born, to: time) + 0.5
        return item.popularity * (1 - exp(-age / Self.riseMinutes)) * exp(-age / item.life)
      })
  }

  /// An item by its present popularity.
  func draw(_ random: inout Xoshiro256) -> Int { table.draw(&random) }

  mutating func set(original: JetstreamWriter.Key, of index: Int) {
    items[index].original = original
  }

  private static func minutes(from start: Instant, to end: Instant) -> Double {
    Double((end - start).microseconds) / 60e6
  }
}
