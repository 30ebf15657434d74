internal import Detection
internal import EventTime

/// Trials of `satisfaction`: 200 services of 0.5 to 100 ratings a day, correlated within a day by
/// `correlation`, with weekends of 0.7 and shares that drift.
package struct SatisfactionPower: Sendable {
  package var seed: UInt64
  package var promise: Double
  /// Quiet weeks that are measured, after `settling`.
  package var weeks: Int
  /// Of the ratings of one day and service.
  package var correlation = 0.01
  static let services = 200
  static let settling = 16
  static let trialDays = 14

  package init(seed: UInt64, promise: Double, weeks: Int = 40) {
    self.seed = seed
    self.promise = promise
    self.weeks = weeks
  }

  private struct Service {
    var rate: Double
    var good: Double
    var medium: Double
  }

  private struct World {
    var draws: DetectorDraws
    var services: [Service] = []
    var day = 0

    let correlation: Double

    init(seed: UInt64, correlation: Double) {
      self.correlation = correlation
      draws = DetectorDraws(seed: seed, stream: 1)
      for _ in 0..<SatisfactionPower.services {
        services.append(
          Service(
            rate: draws.logUniform(0.5, 100), good: draws.between(0.5, 0.9),
            medium: draws.between(0.2, 0.5)))
      }
    }

    /// The ratings of a day, with the good share of some services lowered.
    mutating func next(fall: Double, of fallen: Range<Int>) -> RatingPane {
      var pane = RatingPane()
      for index in services.indices {
        let drift = services[index].good + 0.002 * draws.random.normal()
        services[index].good = min(0.95, max(0.4, drift))
        let one = services[index]
        let rhythm = day % 7 < 5 ? 1.12 : 0.7
        let n = draws.poisson(one.rate * rhythm * draws.noise(variance: 0.05))
        let usual = fallen.contains(index) ? max(0.02, one.good - fall) : one.good
        let good = draws.share(usual, correlation: correlation)
        var counts: [Int32] = [0, 0, 0]
        for _ in 0..<n {
          if draws.random.chance(good) {
            counts[0] += 1
          } else {
            counts[draws.random.chance(one.medium) ? 1 : 2] += 1
          }
        }
        for category in 0..<3 where counts[category] > 0 {
          pane.rows.append(
            RatingRow(
              service: Int32(index), area: -1, category: Int32(category),
              count: counts[category]))
        }
      }
      day += 1
      return pane
    }
  }

  package func run() -> PowerTable {
    var configuration = SatisfactionConfiguration(
      services: Int32(Self.services), classes: [.good, .medium, .bad],
      paneLength: PaneLength(seconds: 3600) ?? .standard)
    configuration.falseAlarmsPerWeek = promise
    configuration.byArea = false
    var detector = SatisfactionDetector(source: 0, configuration: configuration)
    var world = World(seed: seed, correlation: correlation)
    var pane = Pane(index: 19_723 * 24)
    var alarms = 0
    let falls = [0.1, 0.2, 0.4]
    var few = [FoundShare](repeating: FoundShare(), count: falls.count)
    var many = few
    for week in 0..<(Self.settling + weeks) {
      for _ in 0..<7 {
        let found = Self.step(&detector, &pane, world.next(fall: 0, of: 0..<0))
        if week >= Self.settling { alarms += found.count { $0.phase == .opened } }
      }
      guard week >= Self.settling, week % 4 == 0 else { continue }
      for (level, fall) in falls.enumerated() {
        let first = (week / 4 * 50) % Self.services
        attempt(detector, pane, world, fall, first..<first + 50, &few[level], &many[level])
      }
    }
    return table(Double(alarms) / Double(weeks), falls, few, many)
  }

  /// One trial of a value's copy: what goes on in it is not seen by the other.
  private func attempt(
    _ settled: SatisfactionDetector, _ start: Pane, _ before: World, _ fall: Double,
    _ fallen: Range<Int>, _ few: inout FoundShare, _ many: inout FoundShare
  ) {
    var (detector, pane, world) = (settled, start, before)
    var delay = [Double?](repeating: nil, count: Self.services)
    for day in 0..<Self.trialDays {
      for finding in Self.step(&detector, &pane, world.next(fall: fall, of: fallen))
      where finding.phase == .opened && finding.item > 0 {
        let service = Int(finding.item) - 1
        if fallen.contains(service), delay[service] == nil { delay[service] = Double(day + 1) }
      }
    }
    for service in fallen {
      let rate = before.services[service].rate
      if rate > 30 {
        many.add(delay[service])
      } else if rate >= 3 {
        few.add(delay[service])
      }
    }
  }

  private static func step(
    _ detector: inout SatisfactionDetector, _ pane: inout Pane, _ day: RatingPane
  ) -> [Finding] {
    var findings: [Finding] = []
    for hour in 0..<24 {
      detector.step(pane, hour == 12 ? day : RatingPane(), into: &findings)
      pane = pane.next
    }
    return findings
  }

  private func table(
    _ measured: Double, _ falls: [Double], _ few: [FoundShare], _ many: [FoundShare]
  ) -> PowerTable {
    var rows = [
      ["false alarms a week, promised \(fixedText(promise, 1))", fixedText(measured, 2), ""]
    ]
    for (level, fall) in falls.enumerated() {
      for (label, found) in [("3-30 a day", few[level]), ("above 30 a day", many[level])] {
        rows.append([
          "-\(fixedText(100 * fall, 0)) points, \(label)",
          "\(fixedText(found.share, 2)) (\(fixedText(found.share(within: 3), 2)) in 3 days)",
          found.median.map { "\(fixedText($0, 0)) days" } ?? "",
        ])
      }
    }
    return PowerTable(
      title: "satisfaction", columns: ["case", "measured", "median delay"], rows: rows,
      notes: [
        "200 services, 0.5-100 ratings a day, correlation \(fixedText(correlation, 2)), drifting; \(weeks) quiet weeks "
          + "after \(Self.settling); falls of 14 days."
      ])
  }
}
