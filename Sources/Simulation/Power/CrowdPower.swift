internal import Detection
internal import EventTime
internal import Glibc

/// What `crowd` promises and what it sees, measured on simulated cities.
package struct CrowdPower: Sendable {
  package var seed: UInt64
  package var promise: Double
  package var weeks: Int

  package init(seed: UInt64, promise: Double, weeks: Int = 20) {
    self.seed = seed
    self.promise = promise
    self.weeks = weeks
  }

  package func run() -> PowerTable {
    var table = PowerTable(
      title: "crowd", columns: ["trial", "case", "measured", "median delay"], rows: [], notes: [])
    quiet(into: &table)
    gatherings(into: &table)
    movement(into: &table)
    events(into: &table)
    table.notes.append(
      "seed \(seed), promise \(text(promise)) a week, \(weeks) weeks; city of 200 cells of 500 m, 96 départements; panes of 5 min, of a minute for movement"
    )
    return table
  }

  /// Alarms of weeks in which nothing happens.
  package func quiet(into table: inout PowerTable) {
    let worlds = [
      ("city, 200 cells", CrowdCity.city(seed: seed)),
      ("96 départements", CrowdCity.country(seed: seed)),
    ]
    for (name, world) in worlds {
      guard var city = world else { continue }
      var detector = city.detector(promise: promise)
      var findings: [Finding] = []
      var (alarms, episodes, firstDay, tests) = (0, 0, 0, 0)
      var byWeek = [Int](repeating: 0, count: weeks)
      let panes = weeks * 7 * 288
      for pane in 0..<panes {
        findings.removeAll(keepingCapacity: true)
        let index = city.pane
        detector.step(index, city.next(), into: &findings)
        tests += detector.lastTests
        for finding in findings {
          if finding.phase == .opened {
            alarms += 1
            byWeek[pane / 2016] += 1
            if pane < 288 { firstDay += 1 }
          }
          if finding.phase == .faded { episodes += 1 }
        }
      }
      let rate = Double(alarms) / Double(max(1, weeks))
      table.rows.append([
        "false alarms a week", "\(name), promise \(text(promise))", text(rate), "",
      ])
      table.notes.append(
        "\(name): \(firstDay) on the first day, \(episodes / max(1, weeks)) episodes a week, \(tests / panes) tests a pane; by week \(byWeek.map(String.init).joined(separator: " "))"
      )
    }
  }

  /// Rises of 60 minutes in 1, 4 and 8 neighbouring cells of the city.
  package func gatherings(into table: inout PowerTable) {
    guard var city = CrowdCity.city(seed: seed &+ 1) else { return }
    var detector = city.detector(promise: promise)
    var findings: [Finding] = []
    var draw = Xoshiro256(seed: seed, stream: 7)
    let settling = min(6, max(1, weeks - 2)) * 7 * 288
    for _ in 0..<settling { detector.step(city.pane, city.next(), into: &findings) }
    var found: [Int: (count: Int, hits: Int, delays: [Int])] = [:]
    let cases = [(1, 1.0), (1, 2), (1, 4), (4, 1), (4, 2), (4, 4), (8, 1), (8, 2), (8, 4)]
    let rises = max(1, weeks * 20)
    for rise in 0..<rises {
      let which = rise % cases.count
      let (size, factor) = cases[which]
      // Where there are people: 0.5 a minute at least, in daytime.
      repeat { detector.step(city.pane, city.next(), into: &findings) } while !isDay(city)
      var centre = draw.below(200)
      while city.rate(centre) < 0.5 { centre = draw.below(200) }
      let near = city.grid.cells.indices.sorted {
        (city.grid.distanceKm(centre, $0), $0) < (city.grid.distanceKm(centre, $1), $1)
      }
      let cells = near.prefix(size)
      var hit: Int?
      for pane in 0..<12 {
        for cell in cells { city.factors[cell] = factor }
        findings.removeAll(keepingCapacity: true)
        detector.step(city.pane, city.next(), into: &findings)
        let opened = findings.contains { finding in
          finding.phase == .opened
            && cells.contains { city.grid.distanceKm($0, Int(finding.series.area)) <= 1.5 }
        }
        if opened, hit == nil { hit = (pane + 1) * 5 }
      }
      for cell in cells { city.factors[cell] = 0 }
      found[which, default: (0, 0, [])].count += 1
      if let hit {
        found[which]?.hits += 1
        found[which]?.delays.append(hit)
      }
      for _ in 0..<40 + draw.below(30) {
        findings.removeAll(keepingCapacity: true)
        detector.step(city.pane, city.next(), into: &findings)
      }
    }
    for (which, entry) in cases.enumerated() {
      guard let result = found[which] else { continue }
      table.rows.append([
        "found", "\(entry.0) cells, +\(Int(entry.1 * 100)) %, \(result.count) rises",
        text(Double(result.hits) / Double(result.count)), median(result.delays),
      ])
    }
  }

  private func isDay(_ city: CrowdCity) -> Bool {
    let hour = (city.pane.index * city.paneLength.seconds % 86_400) / 3600
    return (8..<21).contains(hour)
  }

  func median(_ delays: [Int]) -> String {
    delays.isEmpty ? "" : "\(delays.sorted()[delays.count / 2]) min"
  }

  /// Two decimals.
  func text(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let part = hundredths % 100
    return "\(hundredths / 100)." + (part < 10 ? "0\(part)" : "\(part)")
  }
}
