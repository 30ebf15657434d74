/// The numbers of `emerging` that nobody has to set (measured by `vigie power --detector emerging`).
enum EmergingConstants {
  static let windowCount = 3
  /// Windows, each a ring of slots: 10 of 1 min, 12 of 5 min, 12 of 15 min.
  static let windowMinutes: InlineArray<3, Int32> = [10, 60, 180]
  static let slotMinutes: InlineArray<3, Int64> = [1, 5, 15]
  static let slotCounts: InlineArray<3, Int64> = [10, 12, 12]
  static let slotOffsets: InlineArray<3, Int> = [0, 10, 22]
  static let slots = 34
  static let longestMinutes: Int64 = 180

  static let halfLifeMinutes = 1440.0
  static let termPrior = 0.3
  static let postsPrior = 900.0
  static let minimumExpected = 0.01
  static let dispersion = 0.25
  /// Windows that exceed what is expected by fewer standard deviations cannot reach the onset.
  static let scoredDeviations = 2.0

  /// Until its episodes calibrate.
  static let firstThreshold = 6.0
  static let calibrationDays = 14.0
  static let calibrationEpisodes = 30

  // Terms.
  static let ways = 8
  /// Authors that a term remembers: as many as are counted, and more than must have written a term
  /// before it is shown.
  static let authors = 16
  /// A term is followed from this post on.
  static let entryPosts: UInt8 = 3
  static let sketchBytes = 1 << 20
  /// The sketch is halved after so many counts, and every day.
  static let sketchCounts = 1 << 18
  static let copyEntries = 1 << 16

  // Topics.
  static let maximumTopics = 256
  /// Terms of one pane that are looked at for topics, the most surprising first.
  static let risenTerms = 256
  static let namedTerms = 8
  static let topicMinutes: Int64 = 120
  /// Terms that rise so close in time and share authors are one topic.
  static let jointMinutes: Int64 = 10
  static let jointAuthors = 1
  /// Terms that share so many of their last 16 authors are one topic whenever they rise.
  static let sameAuthors = 2
  /// A token that two terms share has so many bytes at least.
  static let sharedBytes = 4
  static let minimumLocated: UInt16 = 3
  static let usualAreaShare = 0.5

  static var episodeRules: EpisodeRules { EpisodeRules() }
}
