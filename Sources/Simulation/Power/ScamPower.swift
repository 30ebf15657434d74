internal import Detection
internal import EventTime

/// Trials of `scam`: 80 categories and 120 merchants of 0.1 to 30 reports a day, over-dispersed by
/// 0.1, with weekends of 0.8, and honest new domains of a gamma mixture, 50 a week.
package struct ScamPower: Sendable {
  package var seed: UInt64
  package var promise: Double
  /// Quiet weeks that are measured, after `settling`.
  package var weeks: Int
  static let categories = 80
  static let merchants = 120
  static let settling = 16
  static let trialDays = 14

  package init(seed: UInt64, promise: Double, weeks: Int = 40) {
    self.seed = seed
    self.promise = promise
    self.weeks = weeks
  }

  private struct Domain {
    var hash: UInt64
    var rate: Double
    var born: Int
  }

  private struct World {
    var draws: DetectorDraws
    var rates: [Double] = []
    var domains: [Domain] = []
    var nextHash: UInt64 = 1000
    var day = 0

    init(seed: UInt64) {
      draws = DetectorDraws(seed: seed, stream: 2)
      for _ in 0..<(ScamPower.categories + ScamPower.merchants) {
        rates.append(draws.logUniform(0.1, 30))
      }
    }

    /// Reports of a day, with some series raised, and scams of their own domains.
    mutating func next(factor: Double, of raised: Range<Int>, scams: [Domain]) -> ReportPane {
      var pane = ReportPane()
      let rhythm = day % 7 < 5 ? 1.08 : 0.8
      func row(_ category: Int, _ domain: UInt64, _ merchant: UInt64) -> ReportRow {
        ReportRow(
          time: Instant(seconds: 0), id: 0, offset: 0, area: -1, category: Int32(category),
          domain: domain, merchant: merchant)
      }
      for index in rates.indices {
        let mean =
          rates[index] * rhythm * draws.noise(variance: 0.1)
          * (raised.contains(index) ? factor : 1)
        for _ in 0..<draws.poisson(mean) {
          // Merchants' reports stand among the others' category.
          let isCategory = index < ScamPower.categories
          pane.rows.append(
            row(isCategory ? index : 10_000, 0, isCategory ? 0 : UInt64(index + 1)))
        }
      }
      for _ in 0..<draws.poisson(50.0 / 7) {
        let rate = draws.random.gamma(shape: 0.5) * 0.2
        domains.append(Domain(hash: mix64(nextHash), rate: rate, born: day))
        nextHash += 1
        pane.rows.append(row(10_000, domains[domains.count - 1].hash, 0))
      }
      domains.removeAll { day - $0.born > 60 }
      for domain in domains + scams {
        for _ in 0..<draws.poisson(domain.rate) { pane.rows.append(row(10_000, domain.hash, 0)) }
      }
      day += 1
      return pane
    }
  }

  package func run() -> PowerTable {
    var configuration = ScamConfiguration(
      categories: Int32(Self.categories), paneLength: PaneLength(seconds: 3600) ?? .standard)
    configuration.falseAlarmsPerWeek = promise
    var detector = ScamDetector(source: 0, configuration: configuration)
    var world = World(seed: seed)
    var pane = Pane(index: 19_723 * 24)
    var (alarms, newAlarms) = (0, 0)
    let factors = [1.5, 2.0, 3.0]
    var found = [[FoundShare]](
      repeating: [FoundShare](repeating: FoundShare(), count: 2), count: factors.count)
    var scams = [FoundShare](repeating: FoundShare(), count: 2)
    for week in 0..<(Self.settling + weeks) {
      for _ in 0..<7 {
        let day = world.next(factor: 1, of: 0..<0, scams: [])
        for finding in Self.step(&detector, &pane, day)
        where week >= Self.settling && finding.phase == .opened {
          if finding.kind == .newDomain { newAlarms += 1 } else { alarms += 1 }
        }
      }
      guard week >= Self.settling, week % 4 == 0 else { continue }
      for (level, factor) in factors.enumerated() {
        let first = (week / 4 * 50) % world.rates.count
        attempt(detector, pane, world, factor, first..<first + 50, &found[level], &scams)
      }
    }
    return table(alarms, newAlarms, factors, found, scams)
  }

  private func attempt(
    _ settled: ScamDetector, _ start: Pane, _ before: World, _ factor: Double,
    _ raised: Range<Int>, _ found: inout [FoundShare], _ scams: inout [FoundShare]
  ) {
    var (detector, pane, world) = (settled, start, before)
    var delay: [Int: Double] = [:]
    let domains = (0..<8).map { index in
      Domain(
        hash: mix64(9_000_000 + UInt64(index)),
        rate: index < 4 ? world.draws.between(1, 3) : world.draws.between(3, 10), born: 0)
    }
    for day in 0..<Self.trialDays {
      let reports = world.next(factor: factor, of: raised, scams: domains)
      for finding in Self.step(&detector, &pane, reports) where finding.phase == .opened {
        var key = -1
        if finding.kind == .category {
          key = Int(finding.series.dimension) - 64
        } else if finding.kind == .merchant {
          key =
            (Self.categories..<before.rates.count).first {
              ScamDetector.merchantItem(UInt64($0 + 1)) == finding.item
            } ?? -1
        } else if let place = domains.firstIndex(where: { $0.hash == finding.item }) {
          key = 1000 + place
        }
        if key >= 0, delay[key] == nil { delay[key] = Double(day + 1) }
      }
    }
    for index in raised where before.rates[index] >= 0.5 {
      found[before.rates[index] > 5 ? 1 : 0].add(delay[index])
    }
    for place in domains.indices { scams[place / 4].add(delay[1000 + place]) }
  }

  private static func step(
    _ detector: inout ScamDetector, _ pane: inout Pane, _ day: ReportPane
  ) -> [Finding] {
    var findings: [Finding] = []
    for hour in 0..<24 {
      detector.step(pane, hour == 12 ? day : ReportPane(), into: &findings)
      pane = pane.next
    }
    return findings
  }

  private func table(
    _ alarms: Int, _ newAlarms: Int, _ factors: [Double], _ found: [[FoundShare]],
    _ scams: [FoundShare]
  ) -> PowerTable {
    let perWeek = 1 / Double(weeks)
    var rows = [
      [
        "false alarms a week, promised \(fixedText(promise, 1))",
        "\(fixedText(Double(alarms + newAlarms) * perWeek, 2)), of them new domains "
          + fixedText(Double(newAlarms) * perWeek, 2), "",
      ]
    ]
    func add(_ label: String, _ found: FoundShare) {
      rows.append([
        label, fixedText(found.share, 2), found.median.map { "\(fixedText($0, 0)) days" } ?? "",
      ])
    }
    for (level, factor) in factors.enumerated() {
      add("x\(fixedText(factor, 1)), 0.5-5 a day", found[level][0])
      add("x\(fixedText(factor, 1)), above 5 a day", found[level][1])
    }
    add("a new domain of 1-3 a day", scams[0])
    add("a new domain of 3-10 a day", scams[1])
    return PowerTable(
      title: "scam", columns: ["case", "measured", "median delay"], rows: rows,
      notes: [
        "80 categories and 120 merchants, 0.1-30 reports a day, dispersion 0.1, 50 honest new "
          + "domains a week; \(weeks) quiet weeks after \(Self.settling); rises of 14 days."
      ])
  }
}
