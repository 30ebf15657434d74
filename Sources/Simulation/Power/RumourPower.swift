internal import Detection
internal import EventTime
internal import Glibc

/// What `rumour` gives on simulated streams: chance alarms beside the promise, and rumours found.
///
/// The detector itself is stepped, with clusters given (`ClusterStream`): the index is measured on
/// real texts. Its warm-up is two weeks, before the weeks that are counted.
package struct RumourPower {
  let seed: UInt64
  let promise: Double
  let weeks: Int
  static let postsPerSecond = 20.0
  static let locatedShare = 0.3
  static let warmUpWeeks = 2
  static let week = 7 * 1440
  /// Rumours of each size and the weeks into which they come.
  static let sizes = [100, 200, 500, 1000, 2000]
  static let rumours = 40
  static let growthMinutes = 60.0

  package init(seed: UInt64, promise: Double, weeks: Int) {
    self.seed = seed
    self.promise = promise
    self.weeks = weeks
  }

  static func configuration(promise: Double, coordinated: Bool) -> RumourConfiguration {
    var configuration = RumourConfiguration()
    configuration.falseAlarmsPerWeek = promise
    configuration.coordinated = coordinated
    configuration.areaCount = ClusterStream.areaCount
    configuration.paneLength = ClusterStream.paneLength
    configuration.markers.subjects = 0b10
    return configuration
  }

  package func run() -> PowerTable {
    var stream = ClusterStream(
      seed: seed, postsPerSecond: Self.postsPerSecond, locatedShare: Self.locatedShare)
    var detector = RumourDetector(Self.configuration(promise: promise, coordinated: false))
    var pane = TextPane()
    var findings: [Finding] = []
    var (alarms, firstWeeks) = (0, 0)
    let quiet = (Self.warmUpWeeks + weeks) * Self.week
    while stream.minute < quiet {
      step(&stream, &detector, &pane, &findings)
      let opened = findings.count { $0.phase == .opened }
      if stream.minute > Self.warmUpWeeks * Self.week {
        alarms += opened
      } else {
        firstWeeks += opened
      }
    }
    var table = PowerTable(
      title: "rumour, organic: \(Int(Self.postsPerSecond)) posts/s, 30 % located",
      columns: ["promise a week", "measured a week"], rows: [], notes: [])
    var row = [Self.text(promise, 0), Self.text(Double(alarms) / Double(weeks), 1)]
    for size in Self.sizes {
      table.columns.append("\(size) authors in 1 h: found (minutes)")
      row.append(power(of: size, &stream, &detector, &pane, &findings))
    }
    table.rows.append(row)
    table.notes = [
      "\(weeks) quiet weeks after \(Self.warmUpWeeks) of warm-up, in which \(firstWeeks) opened; "
        + "seed \(seed); \(Self.rumours) rumours of each size.",
      "The threshold at the end: \(Self.text(detector.threshold, 2)).",
    ]
    return table
  }

  private func step(
    _ stream: inout ClusterStream, _ detector: inout RumourDetector, _ pane: inout TextPane,
    _ findings: inout [Finding]
  ) {
    findings.removeAll(keepingCapacity: true)
    let now = stream.next(into: &pane, filler: false)
    detector.step(now, pane, into: &findings)
    stream.trim()
  }

  /// Share of rumours that opened within 3 h, and the median delay.
  private func power(
    of size: Int, _ stream: inout ClusterStream, _ detector: inout RumourDetector,
    _ pane: inout TextPane, _ findings: inout [Finding]
  ) -> String {
    var delays: [Int] = []
    var within = 0
    for _ in 0..<Self.rumours {
      // At any hour of the day.
      for _ in 0..<stream.random.below(600) { step(&stream, &detector, &pane, &findings) }
      let start = stream.minute
      // Forty rumours a week are no quiet history: each comes into a copy of it.
      var (trialStream, trial) = (stream, detector)
      let id = trialStream.inject(authors: size, minutes: Self.growthMinutes)
      var delay: Int?
      for _ in 0..<180 where delay == nil {
        step(&trialStream, &trial, &pane, &findings)
        if findings.contains(where: { $0.phase == .opened && $0.item == id }) {
          delay = trialStream.minute - start
        }
      }
      if let delay {
        delays.append(delay)
        if delay <= 30 { within += 1 }
      }
    }
    let found = Double(delays.count) / Double(Self.rumours)
    let soon = Double(within) / Double(Self.rumours)
    let median = delays.isEmpty ? "–" : "\(delays.sorted()[(delays.count - 1) / 2])"
    return "\(Self.text(found, 2)) (\(median)); within 30 min \(Self.text(soon, 2))"
  }
}

extension RumourPower {
  /// A number with so many decimals.
  static func text(_ value: Double, _ decimals: Int) -> String {
    let scale = pow(10, Double(decimals))
    let units = Int((value * scale).rounded())
    guard decimals > 0 else { return "\(units)" }
    let digits = String(abs(units) % Int(scale))
    let zeros = String(repeating: "0", count: decimals - digits.count)
    return (units < 0 ? "-" : "") + "\(abs(units) / Int(scale)).\(zeros)\(digits)"
  }
}
