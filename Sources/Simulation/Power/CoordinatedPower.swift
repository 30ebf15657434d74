internal import Detection
internal import EventTime

/// What the coordinated kind of `rumour` gives on simulated streams: groups that chance brings, and
/// groups of accounts found after some floods.
package struct CoordinatedPower {
  let seed: UInt64
  let promise: Double
  let weeks: Int
  static let postsPerSecond = 5.0
  static let week = 7 * 1440
  /// Accounts and floods of the groups that are injected, and how many of each.
  static let groups = [(10, 5), (30, 2), (30, 3), (30, 5), (30, 10), (100, 5)]
  static let trials = 40

  package init(seed: UInt64, promise: Double, weeks: Int) {
    self.seed = seed
    self.promise = promise
    self.weeks = weeks
  }

  package func run() -> PowerTable {
    var stream = ClusterStream(seed: seed, postsPerSecond: Self.postsPerSecond, locatedShare: 0.3)
    var detector = RumourDetector(RumourPower.configuration(promise: promise, coordinated: true))
    var pane = TextPane()
    var alarms = 0
    for _ in 0..<weeks * Self.week {
      alarms += step(&stream, &detector, &pane).count
    }
    var table = PowerTable(
      title: "rumour, coordinated: \(Int(Self.postsPerSecond)) posts/s",
      columns: ["groups by chance a week"], rows: [], notes: [])
    var row = [RumourPower.text(Double(alarms) / Double(weeks), 1)]
    for (accounts, floods) in Self.groups {
      table.columns.append("\(accounts) accounts, \(floods) floods")
      let found = power(accounts: accounts, floods: floods, &stream, &detector, &pane)
      row.append(RumourPower.text(found, 2))
    }
    table.rows.append(row)
    table.notes = [
      "\(weeks) quiet weeks; seed \(seed); \(Self.trials) groups of each kind; in a flood each "
        + "account takes part with 0.8, within two minutes; floods are 6 h apart; "
        + "some fall around an epoch's end."
    ]
    return table
  }

  private func step(
    _ stream: inout ClusterStream, _ detector: inout RumourDetector, _ pane: inout TextPane
  ) -> [UInt64] {
    var findings: [Finding] = []
    let now = stream.next(into: &pane, filler: true)
    detector.step(now, pane, into: &findings)
    stream.trim()
    return findings.filter { $0.kind == .coordinated && $0.phase == .opened }.map(\.item)
  }

  /// Share of the groups that opened; eight go on at a time.
  private func power(
    accounts: Int, floods: Int, _ stream: inout ClusterStream, _ detector: inout RumourDetector,
    _ pane: inout TextPane
  ) -> Double {
    let together = 8
    var found = 0
    for round in 0..<Self.trials / together {
      let kind = (floods * 1000 + accounts) * 100 + round * together
      let members: [[UInt64]] = (0..<together).map { group in
        let first = UInt64(10_000_000 + (kind + group) * 1000)
        return Array(first..<first + UInt64(accounts))
      }
      var clusters = [[UInt64]](repeating: [], count: together)
      var opened: Set<UInt64> = []
      for _ in 0..<floods {
        for group in 0..<together {
          clusters[group].append(stream.flood(of: members[group]))
          for _ in 0..<30 { opened.formUnion(step(&stream, &detector, &pane)) }
        }
        for _ in 0..<120 { opened.formUnion(step(&stream, &detector, &pane)) }
      }
      for group in 0..<together {
        let items = clusters[group].map { RumourDetector.groupItem(ofCluster: $0) }
        if items.contains(where: opened.contains) { found += 1 }
      }
    }
    return Double(found) / Double(Self.trials)
  }
}
