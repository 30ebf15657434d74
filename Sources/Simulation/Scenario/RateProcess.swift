internal import EventTime
internal import Glibc
internal import Settings

/// The expected records of a source in cells of ten seconds.
///
/// Its mean has the rhythm of day and week in local time. Two first-order autoregressive processes
/// move its logarithm slowly, one of them common to all sources of a seed; a gamma factor that holds
/// for five minutes makes the counts negative binomial.
struct RateProcess: Sendable {
  static let cell = Interval.seconds(10)
  private static let cellsPerMinute: Int64 = 6
  private static let cellsPerBurst: Int64 = 30

  private let base: Double
  private let rhythm: Rhythm
  private let zone: TimeZoneRule
  private let dispersion: Double
  private let deviation: Double
  private let decay: Double
  private var own = 0.0
  private var common = 0.0
  private var burst = 1.0
  private var random: Xoshiro256
  private var commonRandom: Xoshiro256

  /// - Parameters:
  ///   - stream: of the random numbers; different for each source.
  ///   - skipping: minutes that the common process is older than this source.
  init(
    _ source: ScenarioSource, zone: TimeZoneRule, seed: UInt64, stream: UInt64, skipping: Int64
  ) {
    base = source.recordsPerHour / 360
    rhythm = Rhythm(source.rhythm)
    self.zone = zone
    dispersion = source.dispersion
    deviation = source.correlationDeviation / 2.0.squareRoot()
    decay = exp(-1 / source.correlationMinutes)
    random = Xoshiro256(seed: seed, stream: stream)
    commonRandom = Xoshiro256(seed: seed, stream: 3)
    for _ in 0..<skipping { advanceCommon() }
  }

  private mutating func advanceCommon() {
    common =
      decay * common + (1 - decay * decay).squareRoot() * deviation * commonRandom.normal()
  }

  /// The expected records of the cell that begins at `time`; cells are asked for in their order.
  mutating func expected(at time: Instant, warmupRate: Double) -> Double {
    advance(at: time)
    return base * warmupRate * level(at: time) * burst
  }

  /// Moves on to the cell that begins at `time`, without asking for its records.
  mutating func advance(at time: Instant) {
    let index = time.microseconds / Self.cell.microseconds
    if index % Self.cellsPerMinute == 0 && deviation > 0 {
      advanceCommon()
      own = decay * own + (1 - decay * decay).squareRoot() * deviation * random.normal()
    }
    if index % Self.cellsPerBurst == 0 && dispersion > 0 {
      burst = random.gamma(shape: 1 / dispersion) * dispersion
    }
  }

  /// The rate relative to the mean of a week, without what holds for five minutes.
  func level(at time: Instant) -> Double {
    // The mean of a log-normal factor is one.
    rhythm(at: time) * exp(own + common - deviation * deviation)
  }

  /// The rhythm of day and week alone.
  func rhythm(at time: Instant) -> Double {
    rhythm.factor(at: time, offset: zone.offsetSeconds(at: time))
  }
}

extension Rhythm {
  init(_ pattern: ScenarioSource.Pattern) {
    switch pattern {
    case .social: self = .social
    case .civic: self = .civic
    case .constant: self = .constant
    }
  }
}
