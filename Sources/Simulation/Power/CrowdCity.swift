package import Detection
package import EventTime
internal import Glibc

/// Located posts of a city, or of départements: each cell has a rate of its own, the rhythm of its
/// family, a scatter that its counts share over an hour, and days that differ.
///
/// Rates are log-uniform, the rhythm's amplitude is one of four families', the hourly factor is gamma
/// with relative variance 0.05 and hangs together from hour to hour, the day's is log-normal (0.1).
package struct CrowdCity: Sendable {
  package let grid: CrowdGrid
  package let paneLength: PaneLength
  let rates: [Double]
  private(set) var walk: [Double]
  private(set) var day: [Double]
  var random: Xoshiro256
  package private(set) var pane: Pane
  /// People per pane that an incident adds to the usual, by cell, as a factor of it.
  package var factors: [Double]
  /// And as a number.
  package var extras: [Double]

  /// 200 cells of 500 m about Paris.
  package static func city(seed: UInt64, paneSeconds: Int64 = 300) -> CrowdCity? {
    var cells: [CrowdCell] = []
    for index in 0..<200 {
      let (row, column) = (index / 20, index % 20)
      cells.append(
        CrowdCell(
          latitude: 48.83 + Double(row) * 0.0045, longitude: 2.27 + Double(column) * 0.00683,
          population: 4000, family: Int32(index * 7 % 4)))
    }
    return CrowdCity(cells, seed: seed, paneSeconds: paneSeconds, low: 0.02, high: 5)
  }

  /// 96 cells, as far from each other as départements.
  package static func country(seed: UInt64, paneSeconds: Int64 = 300) -> CrowdCity? {
    var cells: [CrowdCell] = []
    for index in 0..<96 {
      cells.append(
        CrowdCell(
          latitude: 43 + Double(index / 10) * 0.75, longitude: -2 + Double(index % 10) * 1.05,
          population: 600_000))
    }
    return CrowdCity(cells, seed: seed, paneSeconds: paneSeconds, low: 0.1, high: 20)
  }

  package init?(
    _ cells: [CrowdCell], seed: UInt64, paneSeconds: Int64, low: Double, high: Double
  ) {
    guard let grid = CrowdGrid(cells: cells), let length = PaneLength(seconds: paneSeconds) else {
      return nil
    }
    self.grid = grid
    paneLength = length
    random = Xoshiro256(seed: seed)
    var rates: [Double] = []
    for _ in cells { rates.append(low * exp(random.uniform() * log(high / low))) }
    self.rates = rates
    walk = [Double](repeating: 0, count: cells.count)
    day = [Double](repeating: 1, count: cells.count)
    factors = walk
    extras = walk
    // Monday 2025-01-06 0 h.
    pane = length.pane(of: Instant(seconds: 1_736_121_600))
  }

  package func rate(_ cell: Int) -> Double { rates[cell] }

  /// The usual of a cell now, a minute.
  package func usual(_ cell: Int) -> Double {
    let seconds = pane.index * paneLength.seconds
    let hour = Double(((seconds % 86_400) + 86_400) % 86_400) / 3600
    let weekday = (seconds / 86_400 + 3) % 7
    let family = Double(grid.cells[cell].family)
    let angle = 2 * Double.pi * (hour - 14 - 2 * family) / 24
    var rate = rates[cell] * exp((0.6 + 0.15 * family) * cos(angle) + 0.25 * cos(2 * angle) - 0.2)
    if weekday >= 5 { rate *= 0.7 + 0.2 * family }
    return rate
  }

  /// The next pane's rows.
  package mutating func next() -> CrowdPane {
    let seconds = pane.index * paneLength.seconds
    var rows: [ValueRow] = []
    let minutes = paneLength.minutes
    if seconds % 86_400 == 0 {
      for cell in day.indices { day[cell] = exp(0.1 * random.normal() - 0.005) }
    }
    let decay = exp(-minutes / 60)
    for cell in rates.indices {
      walk[cell] = decay * walk[cell] + (1 - decay * decay).squareRoot() * random.normal()
      let scatter = exp(0.2 * walk[cell] - 0.02) * day[cell]
      let mean = usual(cell) * scatter * minutes * (1 + factors[cell]) + extras[cell] * minutes
      let count = poisson(mean)
      guard count > 0 else { continue }
      rows.append(ValueRow(cell: Int32(cell), samples: Int32(count), hidden: 0, sum: 0))
    }
    pane = pane.next
    return CrowdPane(slices: [CrowdSlice(source: 0, rows: rows)])
  }

  /// By products of uniforms below 30, by the rounded normal above.
  package mutating func poisson(_ mean: Double) -> Int {
    guard mean > 0 else { return 0 }
    if mean > 30 { return max(0, Int((mean + mean.squareRoot() * random.normal()).rounded())) }
    let least = exp(-mean)
    var product = random.uniform()
    var count = 0
    while product > least {
      count += 1
      product *= random.uniform()
    }
    return count
  }

  package func detector(
    promise: Double, events: [AnnouncedEvent] = []
  ) -> CrowdDetector {
    CrowdDetector(
      CrowdConfiguration(
        grid: grid, paneLength: paneLength, falseAlarmsPerWeek: promise,
        sources: [CrowdSource(name: "posts")], events: events, minimumPopulation: 2000))
  }
}
