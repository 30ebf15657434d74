/// What is known of how a window's counts scatter.
struct Dispersion {
  /// Weighted excess of the squared errors over what Poisson and the level explain.
  var excess = 0.0
  /// Weighted squares of the expectation.
  var weight = 0.0
  /// α, the relative variance beyond Poisson's.
  var value = VolumeConstants.dispersionPrior

  /// Takes one look in: `count` where `expected` was forecast with relative variance `variance`.
  @inline(__always)
  mutating func learn(
    count: Double, expected: Double, variance: Double, levelVariance: Double, decay: Double,
    family: Double
  ) {
    let square = expected * expected
    let trimmed = VolumeConstants.trimmedVariances * (expected + square * variance)
    let error = min((count - expected) * (count - expected), trimmed)
    let scale = 1 / (1 + value * expected)
    let share = scale * scale
    excess = decay * excess + (error - expected - square * levelVariance) * share
    weight = decay * weight + square * share
    value = settled(family: family)
  }

  /// α as it follows from the sums, shrunk to the family's.
  @inline(__always)
  func settled(family: Double) -> Double {
    let prior = VolumeConstants.dispersionPriorWeight
    return max(
      VolumeConstants.minimumDispersion, (excess + prior * family) / (weight + prior))
  }
}

/// One series: (dimension, area) of the detector's source.
struct SeriesState {
  enum Phase: UInt8 {
    case quiet
    /// An episode below the threshold goes on.
    case candidate
    /// An alert is open.
    case open
  }

  let dimension: Int32
  let area: Int32
  let family: Int32
  /// Index of the family's exposure in the series' local time.
  let exposure: Int32
  let localTime: Int32

  // Counts.
  /// All signals so far, modulo 2³²: windows are differences.
  var total: UInt32 = 0
  var tickCount: UInt32 = 0
  /// Panes of the present tick whose boundaries stand in the fine rings.
  var filled: Int32 = 0
  var authorCount: Int32 = 0
  /// The last pane with a count.
  var lastPane: Int64
  var hourCount = 0.0
  var hourMinutes = 0.0

  // Level, slow and fast: discounted counts and the discounted exposure not learned from.
  var counts = 0.0
  var unlearned = 0.0
  var level = 0.0
  var levelVariance = 1 / VolumeConstants.levelPrior
  var fastCounts = 0.0
  var fastUnlearned = 0.0
  var fastLevel = 0.0
  var fastLevelVariance = 1 / VolumeConstants.levelPrior

  // Calibration.
  var episodeRecord = EpisodeRecord()
  var threshold = 0.0

  // The running episode or alert.
  var phase = Phase.quiet
  var isWatched = false
  /// The first window that decides about closing; all shorter ones belong to it.
  var closingWindow: Int32 = 0
  /// Surprise over all windows, at the last look.
  var score = 0.0
  var freeze = 0.0
  var since: Int64 = 0
  var openedAt: Int64 = 0
  /// Boundary of the last close; windows that reach behind it cannot open again.
  var closedAt = SeriesState.neverClosed
  static let neverClosed = Int64.min / 2
  /// Observed panes when the score was last not low.
  var lastHigh: Int64 = 0
  var lastEmission: Int64 = 0
  var emittedPeak = 0.0
  var peak = 0.0
  var openThreshold = 0.0
  var episodeCount: Int64 = 0
  var episodeTexts: Int64 = 0

  init(
    dimension: Int32, area: Int32, family: Int32, exposure: Int32, localTime: Int32, pane: Int64
  ) {
    self.dimension = dimension
    self.area = area
    self.family = family
    self.exposure = exposure
    self.localTime = localTime
    lastPane = pane
  }

  /// Derives the levels from the discounted counts and the family's discounted exposure.
  mutating func setLevels(exposure: Double, fastExposure: Double) {
    let prior = VolumeConstants.levelPrior
    levelVariance = 1 / (counts + prior)
    level = (counts + prior) / (max(0, exposure - unlearned) + prior)
    fastLevelVariance = 1 / (fastCounts + prior)
    fastLevel = (fastCounts + prior) / (max(0, fastExposure - fastUnlearned) + prior)
  }
}
