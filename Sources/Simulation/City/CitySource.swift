/// A stream of the simulated city.
package struct CitySource: Sendable, Equatable {
  package enum Format: Sendable, Equatable {
    /// Events of the Bluesky Jetstream: posts, reposts, deletions.
    case jetstream
    /// Text alerts that residents send to the town.
    case textAlert
  }

  /// The name of its mapping and topic.
  package var name: String
  package var format: Format
  /// Records a second, the mean over a week.
  package var recordsPerSecond: Double
  package var rhythm: Rhythm
  /// The variance of the rate over five minutes, relative to its square: 0 is a Poisson stream.
  package var dispersion: Double
  /// How many people write there; a few write most.
  package var authors: Int
  /// The share of the texts that name a place.
  package var placeShare: Double
  /// The share of the texts that speak of an everyday trouble of some theme.
  package var troubleShare: Double

  package init(
    name: String, format: Format, recordsPerSecond: Double, rhythm: Rhythm,
    dispersion: Double = 0.03, authors: Int = 20_000, placeShare: Double = 0.3,
    troubleShare: Double = 0.05
  ) {
    precondition(recordsPerSecond > 0 && dispersion >= 0 && authors > 0)
    self.name = name
    self.format = format
    self.recordsPerSecond = recordsPerSecond
    self.rhythm = rhythm
    self.dispersion = dispersion
    self.authors = authors
    self.placeShare = placeShare
    self.troubleShare = troubleShare
  }
}
