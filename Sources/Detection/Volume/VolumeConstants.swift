/// The numbers of `volume` that nobody has to set. Each was chosen on simulated counts; the bench
/// `Scripts/volume-power` measures what they give.
enum VolumeConstants {
  // Windows.
  static let windowCount = 7
  /// Windows short enough for the fast filter of young series: 1, 3, 10, 30 min.
  static let fastWindowCount = 4
  /// Dispersions of a series: of every window, and of the fast filter's.
  static let dispersionCount = 11
  /// Part of a window that must have been observed.
  static let minimumObservedShare = 0.9

  // Level.
  static let levelHalfLifeMinutes = 7.0 * 1440
  static let fastHalfLifeMinutes = 60.0
  /// Pseudo-counts and pseudo-exposure of a level.
  static let levelPrior = 0.05
  static let minimumExpected = 0.01

  // Profile.
  static let profileHalfLifeHours = 6.0 * 168
  static let hourPrior = 2.0
  static let weekdayPrior = 50.0
  static let weekHourPrior = 60.0
  static let holidayPrior = 20.0
  /// Minutes of an hour that must be observed for it to count as visited.
  static let visitMinutes = 45.0

  // Dispersion.
  static let dispersionHalfLifeMinutes = 14.0 * 1440
  static let dispersionPriorWeight = 62.5
  static let dispersionPrior = 0.2
  static let minimumDispersion = 0.0005
  /// Squared errors count for at most this many variances.
  static let trimmedVariances = 25.0
  /// Relative variance of the fast filter's missing profile.
  static let fastProfileVariance = 0.06

  // Surprise.
  static let scoredDeviations = 1.5
  static let episodeScore = 3.0
  static let freezeScore = 5.0
  static let freezeMinutes = 1440.0
  static let freezeRecovery = 2.0

  // Episodes and promise.
  static let episodeRestMinutes = 60.0
  static let episodeRules = EpisodeRules()

  // Onset.
  static let growth = 0.3
  static let repeatMinutes = 5.0
  static let closingShare = 0.4
  static let closingMinutes = 30.0
  /// The shortest window that decides about closing is this one of the list: 30 min.
  static let firstClosingWindow = 3
}
