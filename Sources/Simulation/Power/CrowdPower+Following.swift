internal import Detection
internal import EventTime
internal import Glibc

/// A crowd that stands, walks or runs apart, in a city of one post a cell and minute.
private enum CrowdMotion: String, CaseIterable {
  case still = "stands"
  case walkers = "walkers, 1.4 m/s for 20 min"
  case demonstration = "demonstration, 0.7 km/h for 40 min"
  case dispersal = "runs apart"
  case end = "ends"

  var minutes: Int { self == .demonstration ? 40 : 20 }
  var speed: Double {
    switch self {
    case .walkers: 1.4
    case .demonstration: 0.7 / 3.6
    case .still, .dispersal, .end: 0
    }
  }
}

extension CrowdPower {
  /// Movement and dispersal by the size of the crowd, in panes of a minute and cells of 250 m.
  package func movement(into table: inout PowerTable) {
    var cells: [CrowdCell] = []
    for index in 0..<400 {
      cells.append(
        CrowdCell(
          latitude: 48.84 + Double(index / 20) * 0.002248,
          longitude: 2.30 + Double(index % 20) * 0.003416, population: 4000))
    }
    guard var calm = CrowdCity(cells, seed: seed &+ 2, paneSeconds: 60, low: 1, high: 1.0001)
    else { return }
    var settled = calm.detector(promise: promise)
    var findings: [Finding] = []
    for _ in 0..<3 * 1440 + 720 { settled.step(calm.pane, calm.next(), into: &findings) }
    for motion in CrowdMotion.allCases {
      for rate in [10.0, 30, 100] {
        var (moved, ranApart, turns, delays) = (0, 0, [Double](), [Int]())
        let runs = 40
        for run in 0..<runs {
          var city = calm
          city.random = Xoshiro256(seed: seed, stream: UInt64(run) &* 31 &+ UInt64(rate))
          let result = follow(motion, rate: rate, in: &city, settled)
          if let bearing = result.bearing {
            moved += 1
            turns.append(abs(bearing - 90))
          }
          if let delay = result.dispersal {
            ranApart += 1
            delays.append(delay)
          }
        }
        let name = "\(motion.rawValue), \(Int(rate)) a minute"
        if motion == .still || motion.speed > 0 {
          let turn = turns.isEmpty ? "" : "bearing \(text(turns.sorted()[turns.count / 2]))°"
          table.rows.append([
            "movement said", name, text(Double(moved) / Double(runs)), turn,
          ])
        }
        if motion.speed == 0 || motion == .walkers {
          table.rows.append([
            "dispersal said", name, text(Double(ranApart) / Double(runs)), median(delays),
          ])
        }
      }
    }
  }

  /// Half an hour in place, then the motion, in the course of which findings are read.
  private func follow(
    _ motion: CrowdMotion, rate: Double, in city: inout CrowdCity, _ settled: CrowdDetector
  ) -> (bearing: Double?, dispersal: Int?) {
    var detector = settled
    var findings: [Finding] = []
    var bearing: Double?
    var dispersal: Int?
    let still = motion.speed > 0 ? 0 : 30
    let length = motion == .still ? 40 : motion.minutes
    for minute in 0..<(still + length) {
      for cell in city.extras.indices { city.extras[cell] = 0 }
      let seconds = Double(max(0, minute - still)) * 60
      let spread = motion == .dispersal && minute >= still ? 150 + 2 * seconds : 150
      let isOver = motion == .end && minute >= still
      if !isOver { place(rate, east: motion.speed * seconds, spread: spread, in: &city) }
      findings.removeAll(keepingCapacity: true)
      detector.step(city.pane, city.next(), into: &findings)
      for finding in findings where finding.phase != .closed && minute > 0 {
        let place = finding.details?.place
        guard abs((place?.latitude ?? 0) - 48.861) < 0.012 else { continue }
        if finding.kind == .movement { bearing = finding.details?[.bearing] ?? bearing }
        if finding.kind == .dispersal, dispersal == nil { dispersal = minute - still + 1 }
      }
    }
    return (bearing, dispersal)
  }

  /// Spreads a crowd over the cells, a Gaussian about a place near the city's middle.
  private func place(
    _ rate: Double, east: Double, spread: Double, in city: inout CrowdCity
  ) {
    var weights: [Double] = []
    for cell in city.grid.cells.indices {
      let x = (Double(cell % 20) - 8) * 250 - east
      let y = (Double(cell / 20) - 9.5) * 250
      weights.append(exp(-(x * x + y * y) / (2 * spread * spread)))
    }
    let total = weights.reduce(0, +)
    for cell in weights.indices { city.extras[cell] = rate * weights[cell] / total }
  }

  /// Events of +300 % for two hours in a city that knows them, knows when but not how much, or
  /// nothing of them; and a doubling within those that it knows.
  package func events(into table: inout PowerTable) {
    let count = max(4, weeks * 2)
    let cases: [(name: String, isAnnounced: Bool, factor: Double?, doubles: Bool)] = [
      ("not announced", false, nil, false), ("announced, +300 %", true, 3, false),
      ("announced, size unknown", true, nil, false), ("announced, and doubles", true, 3, true),
    ]
    for entry in cases {
      guard var city = CrowdCity.city(seed: seed &+ 3) else { return }
      var draw = Xoshiro256(seed: seed, stream: 11)
      var planned: [(cell: Int, start: Int64)] = []
      let first = city.pane.index + 2 * 7 * 288
      for index in 0..<count {
        var cell = draw.below(200)
        while city.rate(cell) < 0.5 { cell = draw.below(200) }
        planned.append((cell, first + Int64(index) * 288 + 14 * 12 + Int64(draw.below(48))))
      }
      let events = planned.enumerated().map { index, event in
        AnnouncedEvent(
          name: "event \(index)", cell: Int32(event.cell),
          start: city.paneLength.start(of: Pane(index: event.start)),
          end: city.paneLength.start(of: Pane(index: event.start + 24)), factor: entry.factor,
          radiusKm: 0)
      }
      var detector = city.detector(
        promise: promise, events: entry.isAnnounced ? events : [])
      var findings: [Finding] = []
      var hits = 0
      let last = first + Int64(count) * 288
      while city.pane.index < last {
        let now = city.pane.index
        let event = planned.first { now >= $0.start - 9 && now < $0.start + 36 }
        for cell in city.factors.indices { city.factors[cell] = 0 }
        if let event {
          let before = Double(event.start - now) / 9
          let after = Double(now - event.start - 24) / 9
          var factor = 3 * max(0, min(1, 1 - before, 1 - after))
          if entry.doubles, (12..<24).contains(now - event.start) { factor = 7 }
          city.factors[event.cell] = factor
        }
        findings.removeAll(keepingCapacity: true)
        detector.step(city.pane, city.next(), into: &findings)
        guard let event else { continue }
        if findings.contains(where: {
          $0.phase == .opened && city.grid.distanceKm(event.cell, Int($0.series.area)) <= 1.5
        }) {
          hits += 1
        }
      }
      table.rows.append([
        "alarms an event", entry.name, text(Double(hits) / Double(count)), "",
      ])
    }
  }
}
