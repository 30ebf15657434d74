internal import Alerts
internal import Detection
internal import EventTime
internal import Glibc

/// Trials of `situation`: six detectors over a row of 40 areas, each with chance episodes whose rate of
/// chance alarms is known, and incidents that several of them see weakly.
///
/// A detector's score is log₁₀(10⁴ ÷ λ): chance brings a sign of rate λ or rarer λ times a week, over
/// all areas. An incident gives each detector that sees it a sign whose score is normal around `mean`.
/// Dependent ones draw the same chance for a part of their signs: what one sees, its neighbour sees.
package struct SituationPower: Sendable {
  package var seed: UInt64
  package var promise: Double
  /// Quiet weeks that are measured, after `settling`.
  package var weeks: Int
  static let areas: Int32 = 40
  static let detectors: [DetectorKind] = [.volume, .rumour, .panic, .crowd, .emerging, .scam]
  static let settling = 12
  /// Chance signs of one detector a week: what reaches the ALERT stage.
  static let signsPerWeek = 300.0
  static let trials = 200

  package init(seed: UInt64, promise: Double, weeks: Int = 20) {
    self.seed = seed
    self.promise = promise
    self.weeks = weeks
  }

  /// Incidents of one sort.
  private struct Sort {
    var title: String
    var sources: Int
    var mean: Double
    /// Share of the chance signs that two detectors have in common.
    var common: Double
  }

  private static let sorts = [
    Sort(title: "two weak sources", sources: 2, mean: 3.6, common: 0),
    Sort(title: "three weak sources", sources: 3, mean: 3.6, common: 0),
    Sort(title: "two weak sources, dependent", sources: 2, mean: 3.6, common: 0.3),
    Sort(title: "one strong source, dependent", sources: 1, mean: 5, common: 0.3),
  ]

  package func run() -> PowerTable {
    var rows: [[String]] = []
    for (index, sort) in Self.sorts.enumerated() {
      let result = measure(sort, stream: UInt64(index + 1))
      rows.append([
        sort.title, fixedText(promise, 1), fixedText(result.falseAWeek, 2),
        fixedText(result.alone, 2), fixedText(result.found, 2), fixedText(result.minutes, 0),
      ])
    }
    return PowerTable(
      title: "situation",
      columns: [
        "incident", "promise", "false a week", "found by the smallest alone", "found",
        "median delay (min)",
      ], rows: rows,
      notes: [
        "Six detectors, \(Self.areas) areas, \(Int(Self.signsPerWeek)) chance signs a week and "
          + "detector, \(weeks) quiet weeks, \(Self.trials) incidents. The smallest alone has the "
          + "whole promise, of what its detectors promise by themselves."
      ])
  }

  /// The ALERT stage over areas in a row.
  private struct Joined {
    private var stage: AlertStage
    private var changes: [AlertChange] = []

    init(promise: Double) {
      guard let length = PaneLength(seconds: 300) else {
        preconditionFailure("five minutes divide the hour")
      }
      var alerts = AlertConfiguration(paneLength: length, falseAlarmsPerWeek: promise)
      let areas = SituationPower.areas
      var situation = SituationConfiguration(
        neighbours: (0..<areas).map { area in
          [area - 1, area + 1].filter { (0..<areas).contains($0) }
        })
      situation.falseAlarmsPerWeek = promise
      alerts.situation = situation
      stage = AlertStage(configuration: alerts)
    }

    /// Where situations open in this pane.
    mutating func step(_ pane: Int64, _ findings: [Finding]) -> [Int32] {
      changes.removeAll(keepingCapacity: true)
      stage.step(
        PaneFindings(
          source: 0, pane: Pane(index: pane), missing: false,
          findings: findings.map {
            EvidencedFinding(finding: $0, evidence: SeriesEvidence())
          }, retractions: []), mode: .replay, into: &changes)
      stage.stepSituations(
        before: Pane(index: pane + 1), mode: { _ in .replay }, into: &changes)
      return changes.filter { $0.state == .opened }.map(\.key.series.area)
    }
  }

  private struct World {
    var random: DetectorDraws
    var common: Double
    let paneMinutes = 5.0

    /// Chance signs of one pane.
    mutating func signs(_ pane: Int64) -> [Finding] {
      var found: [Finding] = []
      for detector in SituationPower.detectors.indices {
        let count = random.poisson(SituationPower.signsPerWeek * paneMinutes / 10_080)
        for _ in 0..<count {
          let area = Int32(random.between(0, Double(SituationPower.areas)))
          let rate = SituationPower.signsPerWeek * random.random.uniform()
          found.append(SituationPower.finding(detector, area, pane, rate))
          guard random.random.chance(common) else { continue }
          let other = (detector + 1) % SituationPower.detectors.count
          found.append(
            SituationPower.finding(
              other, area, pane, min(SituationPower.signsPerWeek, rate * random.between(0.5, 2))))
        }
      }
      return found
    }
  }

  private static func finding(
    _ detector: Int, _ area: Int32, _ pane: Int64, _ rate: Double
  ) -> Finding {
    Finding(
      detector: detectors[detector], series: SeriesKey(source: 0, dimension: 0, area: area),
      pane: Pane(index: pane), phase: .candidate, score: 4, peak: 4, threshold: 5,
      windowMinutes: 5, observed: 10, expected: 1, distinctAuthors: -1, episodeCount: 10,
      episodeTexts: 10, falseAlarmsPerWeek: max(rate, 1e-9), since: Pane(index: pane),
      openedAt: Pane(index: pane))
  }

  private func measure(
    _ sort: Sort, stream: UInt64
  ) -> (falseAWeek: Double, alone: Double, found: Double, minutes: Double) {
    var world = World(random: DetectorDraws(seed: seed, stream: stream), common: sort.common)
    var joined = Joined(promise: promise)
    let week: Int64 = 2016
    var pane: Int64 = 0
    var opened = 0
    while pane < Int64(Self.settling + weeks) * week {
      let count = joined.step(pane, world.signs(pane)).count
      if pane >= Int64(Self.settling) * week { opened += count }
      pane += 1
    }
    var (found, alone) = (0, 0)
    var delays: [Double] = []
    for _ in 0..<Self.trials {
      let area = Int32(world.random.between(0, Double(Self.areas)))
      let begin = pane
      var isFound = false
      var isAlone = false
      // Each detector that sees it has its sign at a time of its own, within an hour and a half.
      let seen = (0..<sort.sources).map { detector in
        (
          detector, begin + Int64(world.random.between(0, 18)),
          sort.mean + 0.7 * world.random.random.normal()
        )
      }
      // A day between incidents, so that every one has ended.
      while pane < begin + 288 {
        var signs = world.signs(pane)
        for (detector, at, score) in seen where at == pane {
          let rate = pow(10, 4 - score)
          signs.append(Self.finding(detector, area, pane, rate))
          // The detectors share the promise as situations have it: each has a sixth.
          if rate <= promise / Double(Self.detectors.count) { isAlone = true }
        }
        let places = joined.step(pane, signs)
        if !isFound, pane < begin + 36, places.contains(where: { abs($0 - area) <= 1 }) {
          isFound = true
          delays.append(Double(pane - begin) * world.paneMinutes)
        }
        pane += 1
      }
      found += isFound ? 1 : 0
      alone += isAlone ? 1 : 0
    }
    delays.sort()
    return (
      Double(opened) / Double(weeks), Double(alone) / Double(Self.trials),
      Double(found) / Double(Self.trials), delays.isEmpty ? .nan : delays[delays.count / 2]
    )
  }
}
