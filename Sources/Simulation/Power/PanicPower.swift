internal import Detection
internal import EventTime
internal import Glibc
internal import Signals

/// What `panic` gives on simulated posts: 100 areas with rhythm of the day, of which volume and share of
/// markers both wander, without any incident and with them.
package struct PanicPower {
  private struct Kind {
    var label: String
    /// Further posts beside the usual ones, and the share of markers in them.
    var excess: Double
    var share: Double
  }

  private struct Found {
    var incidents = 0
    var found = 0
    var early = 0
    var delays: [Int] = []

    var text: String {
      guard incidents > 0 else { return "-" }
      let median = delays.isEmpty ? "-" : String(delays.sorted()[(delays.count - 1) / 2])
      return "\(PostPower.decimal(Double(early) / Double(incidents), 2))"
        + " / \(PostPower.decimal(Double(found) / Double(incidents), 2)), \(median) min"
    }
  }

  private static let kinds = [
    Kind(label: "+1x, 0.34", excess: 1, share: 0.34),
    Kind(label: "+1x, 0.56", excess: 1, share: 0.56),
    Kind(label: "+3x, 0.34", excess: 3, share: 0.34),
  ]
  private static let areas = 100
  private static let incidentMinutes = 60
  /// A Monday, 2024-01-01T00:00Z.
  private static let start: Int64 = 1_704_067_200 / 60

  private let seed: UInt64
  private let promise: Double
  private let weeks: Int
  /// Posts a minute and area; at 10 and more it is measured over 8 weeks at most.
  package var rates = [1.0, 5, 20]

  package init(seed: UInt64, promise: Double, weeks: Int) {
    precondition(weeks > 0)
    self.seed = seed
    self.promise = promise
    self.weeks = weeks
  }

  /// Takes minutes in a release build.
  package func run() -> PowerTable {
    var quiet = ["false alarms a week, weeks 1-4"]
    var later = ["false alarms a week, weeks 5-\(weeks)"]
    var rows = Self.kinds.map { [$0.label + ": found in 15 / 60 min, median delay"] }
    for rate in rates {
      let weeks = rate < 10 ? weeks : min(weeks, 8)
      let without = measure(rate: rate, weeks: weeks, hasIncidents: false)
      let early = min(weeks, 4)
      quiet.append(
        PostPower.decimal(Double(without.weekly[..<early].reduce(0, +)) / Double(early), 2))
      later.append(
        weeks > 4
          ? PostPower.decimal(Double(without.weekly[4...].reduce(0, +)) / Double(weeks - 4), 2)
          : "-")
      let with = measure(rate: rate, weeks: weeks, hasIncidents: true)
      for kind in Self.kinds.indices { rows[kind].append(with.found[kind].text) }
    }
    return PowerTable(
      title: "panic, promise \(PostPower.decimal(promise, 0)) a week over 100 areas, seed \(seed)",
      columns: [""] + rates.map { "\(PostPower.decimal($0, 0)) posts/min" },
      rows: [quiet, later] + rows,
      notes: [
        "Share of markers 0.06; log-normal wander of volume (sd 0.2) and share (sd 0.25), 1 h."
      ])
  }

  private struct Area {
    var volume = 0.0
    var share = 0.0
    var phase = 0.0
    var incident = -1
    var incidentStart = 0
    var isFound = false
    var quietUntil = 0
  }

  private func measure(rate: Double, weeks: Int, hasIncidents: Bool) -> (
    weekly: [Int], found: [Found]
  ) {
    var random = Xoshiro256(seed: seed, stream: UInt64(rate * 16) + (hasIncidents ? 1 : 0))
    guard let length = PaneLength(seconds: 60) else { return ([], []) }
    let french = UInt16(0x66) << 8 | 0x72
    var configuration = PanicConfiguration(
      source: 0, dimension: 1, markers: 2, languages: [french], areaCount: Self.areas,
      paneLength: length)
    configuration.falseAlarmsPerWeek = promise
    var detector = PanicDetector(configuration: configuration)
    var areas = [Area](repeating: Area(), count: Self.areas)
    for index in areas.indices { areas[index].phase = random.uniform() * 0.5 }
    var weekly = [Int](repeating: 0, count: weeks)
    var found = [Found](repeating: Found(), count: Self.kinds.count)
    var pane = TextPane()
    var findings: [Finding] = []
    let keep = exp(-1.0 / 60)
    let spread = (1 - keep * keep).squareRoot()
    for minute in 0..<weeks * 10_080 {
      pane.posts.removeAll()
      pane.clusters.removeAll(keepingCapacity: true)
      for index in areas.indices {
        areas[index].volume = areas[index].volume * keep + 0.2 * spread * random.normal()
        areas[index].share = areas[index].share * keep + 0.25 * spread * random.normal()
        let day = Double(minute % 1440) / 1440
        let rhythm = 1 + 0.7 * sin(2 * Double.pi * (day - 0.35 - 0.1 * areas[index].phase))
        let mean = rate * rhythm * exp(areas[index].volume)
        let share = min(0.9, 0.06 * exp(areas[index].share))
        append(PostPower.poisson(mean, &random), share: share, area: index, french, &pane, &random)
        guard hasIncidents else { continue }
        if areas[index].incident < 0, minute >= 4 * 10_080, minute > areas[index].quietUntil,
          random.chance(1 / (14.0 * 1440))
        {
          areas[index].incident = random.below(Self.kinds.count)
          areas[index].incidentStart = minute
          areas[index].isFound = false
        }
        if areas[index].incident >= 0 {
          let kind = Self.kinds[areas[index].incident]
          append(
            PostPower.poisson(rate * rhythm * kind.excess, &random), share: kind.share, area: index,
            french,
            &pane, &random)
        }
      }
      findings.removeAll(keepingCapacity: true)
      detector.step(Pane(index: Self.start + Int64(minute)), pane, into: &findings)
      for finding in findings where finding.phase == .opened {
        let area = Int(finding.series.area)
        guard area >= 0, areas[area].incident >= 0 || minute <= areas[area].quietUntil else {
          weekly[minute / 10_080] += 1
          continue
        }
        guard areas[area].incident >= 0, !areas[area].isFound else { continue }
        areas[area].isFound = true
        let delay = minute - areas[area].incidentStart + 1
        found[areas[area].incident].found += 1
        if delay <= 15 { found[areas[area].incident].early += 1 }
        found[areas[area].incident].delays.append(delay)
      }
      for index in areas.indices where areas[index].incident >= 0 {
        guard minute - areas[index].incidentStart + 1 >= Self.incidentMinutes else { continue }
        found[areas[index].incident].incidents += 1
        areas[index].incident = -1
        areas[index].quietUntil = minute + 360
      }
    }
    return (weekly, found)
  }

  private func append(
    _ count: Int, share: Double, area: Int, _ language: UInt16, _ pane: inout TextPane,
    _ random: inout Xoshiro256
  ) {
    for _ in 0..<count {
      var row = PostRow()
      row.id = random.next()
      row.author = row.id | 1
      row.area = Int32(area)
      row.language = language
      row.tokens = 12
      row.themes = random.chance(share) ? 3 : 1
      pane.posts.rows.append(row)
      pane.clusters.append(PostCluster(id: row.id | 1, size: 1))
    }
  }
}
