internal import Detection
internal import EventTime
internal import Glibc

/// Trials of `silence`: 200 feeds of 0.003 to 10 records a second, over-dispersed and with the rhythm
/// of the day; every tenth brings a batch each 15 minutes, and every twentieth has 20 areas.
package struct SilencePower: Sendable {
  package var seed: UInt64
  package var promise: Double
  /// Quiet weeks that are measured, after `settling`.
  package var weeks: Int
  static let feeds = 200
  static let areas = 20
  static let settling = 3

  package init(seed: UInt64, promise: Double, weeks: Int = 20) {
    self.seed = seed
    self.promise = promise
    self.weeks = weeks
  }

  private static let paneSeconds: Int64 = 10
  private static let panesPerDay = 8640

  private struct Feed {
    var draws: DetectorDraws
    var rate: Double
    var isBatch: Bool
    var shares: [Double] = []
    var noise = 1.0
    var held = 0
    var nextBatch: Int64 = 0

    init(seed: UInt64, index: Int) {
      draws = DetectorDraws(seed: seed, stream: UInt64(100 + index))
      rate = draws.logUniform(0.003, 10)
      isBatch = index % 10 == 9
      guard index % 20 == 4 else { return }
      rate = draws.logUniform(1, 5)
      for _ in 0..<SilencePower.areas { shares.append(draws.logUniform(1, 30)) }
      let total = shares.reduce(0, +)
      for area in shares.indices { shares[area] /= total }
    }

    /// One pane, thinned to `kept`, without the area `missing`.
    mutating func next(_ pane: Int64, kept: Double, missing: Int) -> FeedPane {
      if pane % 60 == 0 { noise = draws.noise(variance: 0.08) }
      let hour = Double(pane % Int64(SilencePower.panesPerDay)) / 360
      let rhythm = 1 + 0.7 * sin((hour - 9) / 24 * 2 * .pi)
      let mean = rate * Double(SilencePower.paneSeconds) * rhythm * noise * kept
      var input = FeedPane()
      if isBatch {
        held += draws.poisson(mean)
        guard pane >= nextBatch else { return input }
        nextBatch = pane + 90 + Int64(draws.random.below(7)) - 3
        input.count = Int64(held)
        held = 0
        return input
      }
      input.count = Int64(draws.poisson(mean))
      for area in shares.indices {
        let count = draws.poisson(mean * shares[area])
        if count > 0, area != missing {
          input.areas.append(FeedPane.Part(Int32(area), Int64(count)))
        }
      }
      return input
    }
  }

  private struct Sums {
    var gap = 0
    var partial = 0
    var area = 0
    var outages = [FoundShare](repeating: FoundShare(), count: 5)
    var losses = [FoundShare](repeating: FoundShare(), count: 3)
    var missing = [FoundShare](repeating: FoundShare(), count: 2)
  }

  package func run() -> PowerTable {
    var sums = Sums()
    for index in 0..<Self.feeds { run(index, &sums) }
    return table(sums)
  }

  private func run(_ index: Int, _ sums: inout Sums) {
    var configuration = SilenceConfiguration(
      feedCount: Self.feeds, seriesCount: Self.feeds + Self.feeds / 20 * Self.areas)
    configuration.falseAlarmsPerWeek = promise
    var detector = SilenceDetector(source: 0, configuration: configuration)
    var feed = Feed(seed: seed, index: index)
    var pane: Int64 = 19_723 * Int64(Self.panesPerDay)
    var findings: [Finding] = []
    for week in 0..<(Self.settling + weeks) {
      for day in 0..<7 {
        for _ in 0..<Self.panesPerDay {
          let input = feed.next(pane, kept: 1, missing: -1)
          detector.step(Pane(index: pane), input, into: &findings)
          pane += 1
        }
        for finding in findings where week >= Self.settling && finding.phase == .opened {
          if finding.kind == .partial {
            sums.partial += 1
          } else if finding.kind == .area {
            sums.area += 1
          } else {
            sums.gap += 1
          }
        }
        findings.removeAll(keepingCapacity: true)
        if week >= Self.settling, week % 7 == 3, day == 2 {
          attempt(detector, pane, feed, &sums)
        }
      }
    }
  }

  private func attempt(
    _ detector: SilenceDetector, _ pane: Int64, _ feed: Feed, _ sums: inout Sums
  ) {
    // Noon: twelve hours later than the end of the day.
    var (settled, noon, now) = (detector, pane, feed)
    var none: [Finding] = []
    for _ in 0..<Self.panesPerDay / 2 {
      settled.step(Pane(index: noon), now.next(noon, kept: 1, missing: -1), into: &none)
      noon += 1
    }
    let band =
      feed.isBatch ? 4 : feed.rate < 0.01 ? 0 : feed.rate < 0.1 ? 1 : feed.rate < 1 ? 2 : 3
    sums.outages[band].add(
      delay(settled, noon, now, kept: 0, missing: -1) {
        $0.kind == .source || $0.kind == .partial
      })
    if !feed.isBatch, feed.rate >= 0.01 {
      for (place, kept) in [0.7, 0.5, 0.2].enumerated() {
        sums.losses[place].add(
          delay(settled, noon, now, kept: kept, missing: -1, hours: 24) {
            $0.kind == .partial || $0.kind == .source
          })
      }
    }
    for area in feed.shares.indices where area % 5 == 0 {
      let rate = feed.rate * feed.shares[area]
      guard rate >= 0.003 else { continue }
      sums.missing[rate < 0.03 ? 0 : 1].add(
        delay(settled, noon, now, kept: 1, missing: area) { $0.series.area == Int32(area) })
    }
  }

  /// Minutes until a finding opens that is what was done, nil after so many hours: a loss in part goes
  /// on for as long as the longest window.
  private func delay(
    _ settled: SilenceDetector, _ start: Int64, _ before: Feed, kept: Double, missing: Int,
    hours: Int = 12, _ isIt: (Finding) -> Bool
  ) -> Double? {
    var (detector, pane, feed) = (settled, start, before)
    var findings: [Finding] = []
    for _ in 0..<Self.panesPerDay / 24 * hours {
      var input = feed.next(pane, kept: kept, missing: missing)
      if kept == 0 { input = FeedPane() }
      detector.step(Pane(index: pane), input, into: &findings)
      pane += 1
      if findings.contains(where: { $0.phase == .opened && isIt($0) }) {
        return Double(pane - start) / 6
      }
      findings.removeAll(keepingCapacity: true)
    }
    return nil
  }

  private func table(_ sums: Sums) -> PowerTable {
    let perWeek = 1 / Double(weeks)
    var rows = [
      [
        "gaps: false alarms a week, promised \(fixedText(promise, 1))",
        fixedText(Double(sums.gap) * perWeek, 2), "",
      ],
      ["partial loss: false alarms a week", fixedText(Double(sums.partial) * perWeek, 2), ""],
      ["areas: false alarms a week", fixedText(Double(sums.area) * perWeek, 2), ""],
    ]
    func add(_ label: String, _ found: FoundShare) {
      rows.append([
        label, fixedText(found.share, 2), found.median.map { "\(fixedText($0, 1)) min" } ?? "",
      ])
    }
    let bands = [
      "0.003-0.01 a second", "0.01-0.1", "0.1-1", "1-10", "batches of 15 min",
    ]
    for (band, label) in bands.enumerated() { add("outage, \(label)", sums.outages[band]) }
    for (place, label) in ["-30 %", "-50 %", "-80 %"].enumerated() {
      add("partial loss, \(label)", sums.losses[place])
    }
    add("one area missing, 0.003-0.03 a second", sums.missing[0])
    add("one area missing, from 0.03 on", sums.missing[1])
    return PowerTable(
      title: "silence", columns: ["case", "measured", "median delay"], rows: rows,
      notes: [
        "200 feeds of 0.003-10 records a second, over-dispersed; 20 of them bring batches, 10 have "
          + "20 areas; \(weeks) quiet weeks after \(Self.settling); outages at noon, of 12 h, losses in "
          + "part of 24 h."
      ])
  }
}
