internal import Glibc
internal import Statistics

/// One area, or the territory: its markers, what is usual, and its episode.
struct PanicSeries: Sendable {
  /// −1 is the territory.
  let area: Int32
  /// Index of its local time.
  let clock: Int

  // The present tick.
  var posts: Int32 = 0
  var markers: Int32 = 0
  /// Posts of a known language, and those of them that were read.
  var known: Int32 = 0
  var covered: Int32 = 0

  // Complete ticks: of the longest window but one tick, by tick, and their sums by window.
  var postRing: [Int32]
  var markerRing: [Int32]
  var postSums = InlineArray<3, Int64>(repeating: 0)
  var markerSums = InlineArray<3, Int64>(repeating: 0)

  // What is usual.
  var hours = [PanicHour](repeating: PanicHour(), count: 24)
  /// The present visit of the present hour.
  var visit = PanicHour()
  /// Posts and markers of all hours, discounted.
  var allPosts = 0.0
  var allMarkers = 0.0
  var counts = 0.0
  var exposure = 0.0
  /// Rate of markers by hour beside the level, of mean 1.
  var profile = [Double](repeating: 1, count: 24)
  /// Usual share by hour.
  var shares = [Double](repeating: PanicConstants.usualShare, count: 24)
  var correlation = ShareCorrelation()
  var block = PanicHour()
  var dispersions = InlineArray<3, Dispersion>(repeating: Dispersion())
  /// Minutes that nothing, and that no dispersion was learned for surprise.
  var freeze = 0.0
  var hold = 0.0
  var knownPosts = 0.0
  var coveredPosts = 0.0

  // The episode.
  var tracker = EpisodeTracker()
  /// Surprise at the last look.
  var score = 0.0
  var episodeMarkers: Int64 = 0
  /// Windows up to this one decide about closing.
  var closingWindow: Int32 = 1
  /// First tick that a window may reach back to.
  var clearedTick = Int64.min / 2
  /// Authors of markers, the latest first, with the tick.
  var authors: [UInt64] = []
  var authorTicks: [Int64] = []
  /// The latest markers, the latest first.
  var samples: [SourcedSample] = []

  init(area: Int32, clock: Int, ringTicks: Int) {
    self.area = area
    self.clock = clock
    postRing = [Int32](repeating: 0, count: ringTicks)
    markerRing = [Int32](repeating: 0, count: ringTicks)
  }

  var level: Double {
    (counts + PanicConstants.levelPrior) / (exposure + PanicConstants.levelPrior)
  }
  var levelVariance: Double { 1 / (counts + PanicConstants.levelPrior) }

  /// What is usual of one window that ends now, `minutes` long, `intoHour` minutes into `hour`.
  func usual(minutes: Double, intoHour: Double, hour: Int) -> (share: Double, markers: Double) {
    let now = min(1, intoHour / minutes)
    let before = (hour + 23) % 24
    let share = now * shares[hour] + (1 - now) * shares[before]
    let rate = now * profile[hour] + (1 - now) * profile[before]
    return (share, max(PanicConstants.minimumExpected, level * rate * minutes))
  }

  /// Relative variance of the forecast of window `w`.
  func variance(_ w: Int, hour: Int) -> Double {
    let visits = hours[hour].visits
    return dispersions[w].value + levelVariance + PanicConstants.newHour * exp(-2 * visits) + 0.06
      / (1 + visits)
  }

  /// ½ [−log10 BetaBin(≥ k; n, p, ρ) − log10 NB(≥ k; μ, τ)]: share and count together (DETECTORS,
  /// panic). A surge of all posts is no panic: the count adds at most three times what the share says.
  /// The share's own uncertainty adds to ρ as that of a beta distribution of its sums.
  func surprise(
    posts: Int64, markers: Int64, share: Double, expected: Double, variance: Double, hour: Int
  ) -> Double {
    let rho = min(
      PanicConstants.maximumCorrelation,
      correlation.value + 1 / (hours[hour].posts + PanicConstants.sharePrior))
    let ofShare = betaBinomialSurprise(
      count: Double(markers), trials: Double(posts), probability: share, correlation: rho)
    let ofCount = negativeBinomialSurprise(
      count: Double(markers), mean: expected, size: 1 / variance)
    return 0.5 * (ofShare + min(ofCount, PanicConstants.countShare * ofShare))
  }

  /// Distinct authors of markers since `tick`, at most 16.
  func distinctAuthors(since tick: Int64) -> Int32 {
    var count: Int32 = 0
    for seen in authorTicks {
      if seen < tick { break }
      count += 1
    }
    return count
  }

  /// Takes in the author of a marker.
  mutating func remember(_ author: UInt64, tick: Int64) {
    if let place = authors.firstIndex(of: author) {
      authors.remove(at: place)
      authorTicks.remove(at: place)
    } else if authors.count == PanicConstants.authors {
      authors.removeLast()
      authorTicks.removeLast()
    }
    authors.insert(author, at: 0)
    authorTicks.insert(tick, at: 0)
  }

  mutating func keep(_ sample: SourcedSample) {
    if samples.count == FindingDetails.sampleLimit { samples.removeLast() }
    samples.insert(sample, at: 0)
  }

  /// Derives shares and profile; `usual` is what the series is shrunk to: by hour, and over all.
  mutating func settle(share: Double, profile usual: [Double]?) {
    let prior = PanicConstants.sharePrior
    let own = (allMarkers + prior * share) / (allPosts + prior)
    var sum = 0.0
    for hour in 0..<24 {
      let sums = hours[hour]
      shares[hour] = min(0.999, max(1e-6, (sums.markers + prior * own) / (sums.posts + prior)))
      let weight = PanicConstants.profilePrior
      profile[hour] = (sums.markers + weight * (usual?[hour] ?? 1)) / (sums.expected + weight)
      sum += profile[hour]
    }
    for hour in 0..<24 { profile[hour] *= 24 / sum }
  }
}
