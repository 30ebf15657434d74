/// The numbers of `panic` that nobody has to set (measured by `vigie power --detector panic`).
enum PanicConstants {
  static let windowCount = 3
  static let windowMinutes: InlineArray<3, Int> = [5, 15, 60]
  /// Minutes between two looks at a window's dispersion: a quarter of it.
  static let intervalMinutes: InlineArray<3, Int> = [1, 4, 15]
  /// A window must hold so many times the markers that the usual share gives.
  static let minimumRatio = 1.5
  static let minimumObservedMinutes = 60.0

  // Share.
  /// Markers of the shipped words among the 18,496 posts of CrisisLexT6 that are off topic: 156. The
  /// prior stands for 1.6 markers in `sharePrior` posts, so a day of any stream outweighs it.
  static let usualShare = 0.008
  static let sharePrior = 200.0
  static let visitHalfLife = 20.0
  static let visitMinutes = 45.0
  static let correlationPrior = 0.02
  static let correlationPriorWeight = 4000.0
  static let minimumCorrelation = 0.003
  static let maximumCorrelation = 0.9
  static let correlationMinutes = 30.0
  static let correlationHalfLifeMinutes = 28.0 * 1440
  static let trimmedVariances = 25.0

  // Count.
  static let levelHalfLifeMinutes = 7.0 * 1440
  static let levelPrior = 0.05
  static let profilePrior = 20.0
  static let minimumExpected = 0.01
  /// The count's surprise counts for at most so many times the share's.
  static let countShare = 3.0
  /// Relative variance of an hour of the day that was never seen.
  static let newHour = 0.15
  static let dispersionHalfLifeMinutes = 14.0 * 1440

  // What is surprising is not learned.
  static let freezeScore = 5.0
  static let freezeMinutes = 720.0
  static let holdScore = 2.5
  static let holdMinutes = 2880.0
  static let recovery = 2.0

  /// After so long a text, or an author's short text, counts again.
  static let restMinutes: Int32 = 60
  /// Entries of each memory of what was counted.
  static let restEntries = 1 << 16
  static let authors = 16
  static let coverageHalfLifeMinutes = 1440.0
  /// Windows of more posts are looked at once a minute, not at every pane.
  static let largeWindow: Int64 = 20_000

  static let episodeRules = EpisodeRules()
}
