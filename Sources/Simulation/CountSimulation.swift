internal import Glibc

/// Counts of many series with daily and weekly rhythm, over-dispersed, half of them autocorrelated.
///
/// Rates are log-uniform in 0.005…20 a minute. Families share the shape of their day and week; each
/// series has its own strength (within 5 %) and phase (within a quarter of an hour) of it. A minute's
/// rate is scattered by a gamma factor
/// (relative variance 0.05…0.5, half of that for autocorrelated series); every second series also has
/// an autoregressive log-rate (standard deviation 0.1…0.25, time constant 20…120 min); every day of
/// every series has a log-factor of its own (standard deviation 0.05).
package struct CountSimulation: Sendable {
  /// A scripted rise of one series.
  package struct Incident: Sendable {
    package var series: Int
    /// First minute, and the first after it.
    package var start: Int
    package var end: Int
    /// What the rate is multiplied with; 1 for incidents of extra signals.
    package var factor: Double
    /// Signals more, spread evenly over the incident; 0 for incidents that multiply.
    package var extra: Int
  }

  struct Series {
    var family: Int
    var rate: Double
    var strength: Double
    var phase: Double
    var gammaShape: Double
    var walkDeviation: Double
    var walkDecay: Double
    var walk = 0.0
    var dayFactor = 1.0
  }

  struct Family {
    var daily: Double
    var halfDaily: Double
    var peakHour: Double
    var weekend: Double
  }

  package let seriesPerFamily: Int
  package private(set) var minute = 0
  private(set) var series: [Series] = []
  private var families: [Family] = []
  private var random: SimulationRandom
  /// Minutes of the week Monday first, local time being universal time.
  private static let minutesOfDay = 1440

  package init(seed: UInt64, families familyCount: Int = 4, seriesPerFamily: Int = 50) {
    random = SimulationRandom(seed: seed)
    self.seriesPerFamily = seriesPerFamily
    for _ in 0..<familyCount {
      families.append(
        Family(
          daily: random.uniform(0.6, 1.1), halfDaily: random.uniform(0.1, 0.4),
          peakHour: random.uniform(13, 21), weekend: random.uniform(0.6, 1.3)))
    }
    for index in 0..<familyCount * seriesPerFamily {
      let isWalking = index % 2 == 1
      let variance = random.uniform(0.05, 0.5) * (isWalking ? 0.5 : 1)
      let timeConstant = random.logUniform(20, 120)
      series.append(
        Series(
          family: index / seriesPerFamily, rate: random.logUniform(0.005, 20),
          strength: random.uniform(0.95, 1.05), phase: random.uniform(-0.25, 0.25),
          gammaShape: 1 / variance,
          walkDeviation: isWalking ? random.uniform(0.1, 0.25) : 0,
          walkDecay: exp(-1 / timeConstant)))
    }
  }

  package var seriesCount: Int { series.count }

  package func rate(_ index: Int) -> Double { series[index].rate }

  /// Draws the next minute's counts, one by series.
  ///
  /// The draws of one seed do not depend on `factors`, so runs with and without incidents differ in
  /// the incidents only as far as chance allows.
  package mutating func nextMinute(factors: [Double], into counts: inout [Int]) {
    let isNewDay = minute % CountSimulation.minutesOfDay == 0
    let hour = Double(minute % CountSimulation.minutesOfDay) / 60
    let weekday = minute / CountSimulation.minutesOfDay % 7
    for index in series.indices {
      if isNewDay { series[index].dayFactor = exp(0.05 * random.normal() - 0.00125) }
      let family = families[series[index].family]
      let angle = 2 * Double.pi * (hour - family.peakHour - series[index].phase) / 24
      let shape = family.daily * cos(angle) + family.halfDaily * cos(2 * angle)
      var rate = series[index].rate * exp(series[index].strength * shape - 0.25)
      if weekday >= 5 { rate *= family.weekend }
      let deviation = series[index].walkDeviation
      if deviation > 0 {
        let decay = series[index].walkDecay
        series[index].walk =
          decay * series[index].walk
          + (1 - decay * decay).squareRoot() * deviation * random.normal()
        rate *= exp(series[index].walk - 0.5 * deviation * deviation)
      }
      rate *= series[index].dayFactor
      // A gamma factor matters only where there is more than a trickle.
      if rate > 0.02 { rate *= random.gammaOfMeanOne(shape: series[index].gammaShape) }
      counts[index] = random.poisson(rate * factors[index])
    }
    minute += 1
  }

  /// `true` for a draw of probability `probability`; for what incidents add.
  package mutating func draw(_ probability: Double) -> Bool { random.uniform() < probability }
}
