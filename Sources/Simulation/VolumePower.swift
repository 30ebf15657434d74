internal import Detection
internal import EventTime
internal import Glibc

/// What `volume` gives on simulated counts: false alarms by period, incidents found and how late.
package struct VolumePower: Sendable {
  package struct Found: Sendable {
    package var label: String
    package var incidents = 0
    package var found = 0
    package var delays: [Int] = []

    package var share: Double { incidents == 0 ? 0 : Double(found) / Double(incidents) }
    package var medianDelay: Int? {
      delays.isEmpty ? nil : delays.sorted()[(delays.count - 1) / 2]
    }
  }

  /// Weeks of the periods, first and after last, and alarms a week in them.
  package var periods: [(first: Int, end: Int, alarmsPerWeek: Double)] = []
  package var firstDayAlarms = 0
  package var episodesPerWeek = 0.0
  package var found: [Found] = []
}

/// The settings of one measurement.
package struct VolumePowerRun: Sendable {
  package var seed: UInt64
  package var promise: Double
  package var weeks = 20
  package var paneSeconds: Int64 = 60
  /// The first week with incidents.
  package var firstIncidentWeek = 4
  /// Mean days between two incidents of a series.
  package var incidentDays = 28.0

  package init(seed: UInt64, promise: Double) {
    self.seed = seed
    self.promise = promise
  }

  private var paneLength: PaneLength { PaneLength(seconds: paneSeconds) ?? .standard }

  private func detector(_ simulation: CountSimulation) -> VolumeDetector {
    var configuration = VolumeConfiguration(
      seriesCount: simulation.seriesCount, familySeriesCount: simulation.seriesPerFamily,
      hasAuthors: false, paneLength: paneLength)
    configuration.falseAlarmsPerWeek = promise
    return VolumeDetector(source: 0, configuration: configuration)
  }

  /// A Monday, 2024-01-01T00:00Z.
  private static let start = Instant(seconds: 1_704_067_200)

  /// Steps through one minute and gives the series whose alert opened.
  private func step(
    _ detector: inout VolumeDetector, _ simulation: inout CountSimulation, counts: [Int],
    findings: inout [Finding], rows: inout [SeriesCount]
  ) {
    findings.removeAll(keepingCapacity: true)
    let minute = VolumePowerRun.start + .minutes(Int64(simulation.minute - 1))
    let first = paneLength.pane(of: minute)
    let panes = Int(60 / paneSeconds)
    var left = counts
    for part in 0..<panes {
      rows.removeAll(keepingCapacity: true)
      for index in counts.indices where left[index] > 0 {
        var count = left[index]
        if part < panes - 1 {
          count = 0
          for _ in 0..<left[index] where simulation.draw(1 / Double(panes - part)) { count += 1 }
          left[index] -= count
        }
        guard count > 0 else { continue }
        rows.append(
          SeriesCount(
            dimension: Int32(index / simulation.seriesPerFamily),
            area: Int32(index % simulation.seriesPerFamily), count: Int32(count),
            distinctTexts: Int32(count), authorsStart: 0, authorsEnd: 0))
      }
      detector.step(
        pane: Pane(index: first.index + Int64(part)), counts: rows, authors: [], missing: false,
        into: &findings)
    }
  }

  /// Counts alarms without any incident.
  package func falseAlarms(into power: inout VolumePower) {
    var simulation = CountSimulation(seed: seed)
    var detector = detector(simulation)
    var counts = [Int](repeating: 0, count: simulation.seriesCount)
    let factors = [Double](repeating: 1, count: simulation.seriesCount)
    var findings: [Finding] = []
    var rows: [SeriesCount] = []
    var alarms = [Int](repeating: 0, count: weeks)
    var episodes = 0
    for minute in 0..<weeks * 7 * 1440 {
      simulation.nextMinute(factors: factors, into: &counts)
      step(&detector, &simulation, counts: counts, findings: &findings, rows: &rows)
      for finding in findings {
        if finding.phase == .faded { episodes += 1 }
        guard finding.phase == .opened else { continue }
        alarms[minute / (7 * 1440)] += 1
        if minute < 1440 { power.firstDayAlarms += 1 }
      }
    }
    power.episodesPerWeek = Double(episodes) / Double(max(1, weeks))
    for (first, end) in [(0, 1), (1, 2), (2, 4), (4, 8), (8, 12), (12, 20)] where end <= weeks {
      let sum = alarms[first..<end].reduce(0, +)
      power.periods.append((first, end, Double(sum) / Double(end - first)))
    }
  }

  /// Counts incidents found, and how late, in a run of their own.
  package func incidents(into power: inout VolumePower) {
    var simulation = CountSimulation(seed: seed)
    var random = SimulationRandom(seed: seed &+ 0x5EED)
    var detector = detector(simulation)
    let count = simulation.seriesCount
    var incidents: [CountSimulation.Incident] = []
    for series in 0..<count {
      var time = Double(firstIncidentWeek * 7) + random.uniform() * incidentDays
      while time < Double(weeks * 7) - 1 {
        let start = Int(time * 1440)
        let rate = simulation.rate(series)
        if rate < 0.05 {
          let extra = random.uniform() < 0.5 ? 15 : 5
          incidents.append(
            .init(series: series, start: start, end: start + 30, factor: 1, extra: extra))
        } else {
          let factor = [2.0, 3, 5, 10][random.below(4)]
          let length = Int(random.logUniform(5, 360))
          incidents.append(
            .init(series: series, start: start, end: start + length, factor: factor, extra: 0))
        }
        time += incidentDays * random.uniform(0.5, 1.5)
      }
    }
    incidents.sort { ($0.start, $0.series) < ($1.start, $1.series) }
    var opened = [[Int]](repeating: [], count: count)
    var findings: [Finding] = []
    var rows: [SeriesCount] = []
    var counts = [Int](repeating: 0, count: count)
    var factors = [Double](repeating: 1, count: count)
    var next = 0
    var running: [CountSimulation.Incident] = []
    for minute in 0..<weeks * 7 * 1440 {
      running.removeAll { incident in
        guard incident.end <= minute else { return false }
        factors[incident.series] = 1
        return true
      }
      while next < incidents.count, incidents[next].start == minute {
        running.append(incidents[next])
        factors[incidents[next].series] = incidents[next].factor
        next += 1
      }
      simulation.nextMinute(factors: factors, into: &counts)
      for incident in running where incident.extra > 0 {
        let done = minute - incident.start
        let length = incident.end - incident.start
        counts[incident.series] +=
          incident.extra * (done + 1) / length - incident.extra * done / length
      }
      step(&detector, &simulation, counts: counts, findings: &findings, rows: &rows)
      for finding in findings where finding.phase == .opened {
        let index =
          Int(finding.series.dimension) * simulation.seriesPerFamily + Int(finding.series.area)
        opened[index].append(minute)
      }
    }
    report(incidents, opened, simulation, into: &power)
  }

  private func report(
    _ incidents: [CountSimulation.Incident], _ opened: [[Int]], _ simulation: CountSimulation,
    into power: inout VolumePower
  ) {
    var groups: [String: VolumePower.Found] = [:]
    for incident in incidents {
      let rate = simulation.rate(incident.series)
      let label: String
      if incident.extra > 0 {
        label = "+\(incident.extra)"
      } else {
        label = "x\(Int(incident.factor))" + (rate >= 0.5 ? "" : " 0.05-0.5/min")
      }
      let first = opened[incident.series].first { $0 >= incident.start && $0 < incident.end }
      groups[label, default: VolumePower.Found(label: label)].incidents += 1
      if let first {
        groups[label]?.found += 1
        groups[label]?.delays.append(first - incident.start)
      }
    }
    let order = ["x2", "x3", "x5", "x10"]
    let labels = order + order.map { $0 + " 0.05-0.5/min" } + ["+15", "+5"]
    power.found = labels.compactMap { groups[$0] }
  }
}

/// The table of `vigie power`: what is measured, beside nothing else.
///
/// - Parameter paneSeconds: a divisor of 60.
package func volumePowerTable(
  seed: UInt64, promise: Double, weeks: Int = 20, paneSeconds: Int64 = 60
) -> String {
  var run = VolumePowerRun(seed: seed, promise: promise)
  run.weeks = weeks
  run.paneSeconds = paneSeconds
  var power = VolumePower()
  run.falseAlarms(into: &power)
  run.incidents(into: &power)
  var text = "seed \(seed), promise \(rounded(promise)) a week, pane \(paneSeconds) s\n"
  text += "false alarms a week:"
  for period in power.periods {
    let label =
      period.end - period.first == 1
      ? "week \(period.end)" : "weeks \(period.first + 1)-\(period.end)"
    text += "  \(label) \(rounded(period.alarmsPerWeek))"
  }
  text += "\nfirst day \(power.firstDayAlarms), episodes a week \(rounded(power.episodesPerWeek))\n"
  for found in power.found {
    let delay = found.medianDelay.map { "\($0) min" } ?? "-"
    text += "\(found.label): \(rounded(found.share)) of \(found.incidents), median \(delay)\n"
  }
  return text
}

/// Two decimals.
private func rounded(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let part = hundredths % 100
  return "\(hundredths / 100)." + (part < 10 ? "0\(part)" : "\(part)")
}
