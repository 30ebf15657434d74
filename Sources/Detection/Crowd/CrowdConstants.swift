/// The numbers of `crowd` that nobody has to set. Most were chosen on simulated cities;
/// `CrowdPower` measures what they give.
enum CrowdConstants {
  // Windows and zones.
  static let windowCount = 6
  static let windowMinutes: InlineArray<6, Double> = [5, 10, 20, 40, 60, 120]
  /// A zone is a cell with its 0, 1, 2, 3, 4 or 6 nearest.
  static let nearest = 6
  static let zoneCount = 6
  /// Part of a window that must have been observed.
  static let minimumObservedShare = 0.9
  static let minimumCount = 3.0
  static let scoredDeviations = 1.5
  /// Smaller scores are not worth a tail: nothing is decided below.
  static let leastScore = 1.25

  // Level.
  static let levelHalfLifeMinutes = 7.0 * 1440
  static let levelPrior = 0.05
  static let minimumExpected = 0.01
  /// What is learned of a slice is at most m + 4 √(m + 0.15 m²) + 1.
  static let learnedDeviations = 4.0
  static let learnedVariance = 0.15
  static let sliceMinutes = 5.0

  // Profile.
  static let profileHalfLifeWeeks = 6.0
  static let profilePrior = 44.0
  static let unseenDayVariance = 0.08

  // Dispersion.
  static let dispersionHalfLifeMinutes = 14.0 * 1440
  static let dispersionPriorWeight = 60.0
  static let dispersionPrior = 0.2
  static let minimumDispersion = 0.0005
  static let trimmedVariances = 16.0
  /// A cell whose zone scores above this teaches its dispersion nothing, for at most so long.
  static let freezeScore = 2.5
  static let freezeMinutes = 1440.0
  static let freezeRecovery = 2.0

  // Episodes.
  static let mergeKm = 1.5
  static let restMinutes = 120.0
  static let firstClosingWindow = 2

  // Announced events.
  static let knownEventVariance = 0.1
  static let unknownEventVariance = 0.35
  /// What an event of unknown size is taken to add, as a factor of what is usual.
  static let unknownEventFactor = 1.0
  static let eventDecay = 0.97
  static let eventCountWeight = 0.02
  /// People come before it begins and go after it ends.
  static let eventRampMinutes = 45.0

  // Movement, in metres and minutes.
  static let kernelMetres = 600.0
  static let kernelReach = 4.0
  static let shiftSteps = 3
  static let shiftMetres = 400.0
  static let validDeviations = 2.0
  static let excessVariance = 0.02
  /// Mean shift follows its own noise: positions scatter by more than those of one look.
  static let shiftVariance = 1.6
  static let leastPositionDeviation = 50.0
  static let shortTrackMinutes = 20.0
  static let longTrackMinutes = 40.0
  static let leastTrackPoints = 4
  static let movementDeviations = 3.5
  static let leastPathMetres = 300.0

  // Dispersal, in metres and minutes.
  static let dispersalRecentMinutes = 3.0
  static let dispersalBeforeMinutes = 15.0
  static let dispersalCentreMetres = 375.0
  static let dispersalRingMetres = 1100.0
  static let dispersalVariance = 0.003
  static let dispersalScore = 3.0
  static let dispersalHoldMinutes = 30.0

  static var episodeRules: EpisodeRules {
    var rules = EpisodeRules()
    rules.restMinutes = restMinutes
    return rules
  }
}

/// What `crowd` holds at most, and what happens there.
package enum CrowdLimits {
  /// Cells of a grid; a larger grid is refused. About 3.5 kB a cell and source.
  package static let cells = 20_000
  /// Sources of a group.
  package static let sources = 16
  /// Episodes at a time; what would begin another is left aside and counted.
  package static let episodes = 256
  /// Announced events of a group.
  package static let events = 1000
  /// Cells that a shown place is merged from, and areas beside its own that a finding names.
  package static let mergedCells = 64
}
