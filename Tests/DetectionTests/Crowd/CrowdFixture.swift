import Detection
import EventTime
import Foundation

/// A detector on a square grid, fed with counts that a test draws, pane by pane.
struct CrowdFixture {
  var detector: CrowdDetector
  var pane: Pane
  var findings: [Finding] = []
  var random: TestRandom
  let side: Int
  let spacing: Double

  /// Cells `spacing` metres apart about 48.85° N, 2.35° E.
  static func grid(
    side: Int, spacing: Double = 250, population: Int64 = 5000, zone: TimeZoneRule = .utc
  ) -> CrowdGrid? {
    let north = spacing / 111_195
    let east = north / cos(48.85 * Double.pi / 180)
    let cells = (0..<side * side).map { index in
      CrowdCell(
        latitude: 48.85 + Double(index / side) * north,
        longitude: 2.35 + Double(index % side) * east, population: population)
    }
    return CrowdGrid(cells: cells, zones: [zone])
  }

  init?(
    side: Int, spacing: Double = 250, paneSeconds: Int64 = 300, promise: Double = 1,
    seed: UInt64 = 5, population: Int64 = 5000, zone: TimeZoneRule = .utc,
    sources: [CrowdSource] = [CrowdSource(name: "posts")],
    _ change: (inout CrowdConfiguration) -> Void = { _ in }
  ) {
    guard
      let grid = Self.grid(
        side: side, spacing: spacing, population: population, zone: zone),
      let length = PaneLength(seconds: paneSeconds)
    else { return nil }
    var configuration = CrowdConfiguration(
      grid: grid, paneLength: length, falseAlarmsPerWeek: promise, sources: sources)
    change(&configuration)
    detector = CrowdDetector(configuration)
    pane = length.pane(of: VolumeFixture.start)
    random = TestRandom(state: seed)
    self.side = side
    self.spacing = spacing
  }

  var minutes: Double { detector.configuration.paneLength.minutes }
  var opened: [Finding] { findings.filter { $0.phase == .opened } }

  static func row(_ cell: Int, _ count: Int) -> ValueRow {
    ValueRow(cell: Int32(cell), samples: Int32(count), hidden: 0, sum: 0)
  }

  /// Rows of posts at `rate` a cell and minute, and `extra` more of it.
  mutating func draw(rate: Double, extra: (Int) -> Double = { _ in 0 }) -> [ValueRow] {
    (0..<side * side).compactMap { cell in
      let count = random.poisson((rate + extra(cell)) * minutes)
      return count > 0 ? Self.row(cell, count) : nil
    }
  }

  mutating func step(_ rows: [ValueRow], reported: Bool = true) {
    step(CrowdPane(slices: [CrowdSlice(source: 0, reported: reported, rows: rows)]))
  }

  mutating func step(_ input: CrowdPane) {
    detector.step(pane, input, into: &findings)
    pane = pane.next
  }

  mutating func settle(days: Double, rate: Double) {
    for _ in 0..<Int(days * 1440 / minutes) { step(draw(rate: rate)) }
    findings.removeAll()
  }

  /// A crowd of `rate` a minute about (x, y), in cells from the corner: what it adds to each cell.
  func crowd(_ rate: Double, x: Double, y: Double, metres: Double = 150) -> (Int) -> Double {
    let weights = (0..<side * side).map { cell in
      let east = (Double(cell % side) - x) * spacing
      let north = (Double(cell / side) - y) * spacing
      return exp(-(east * east + north * north) / (2 * metres * metres))
    }
    let total = weights.reduce(0, +)
    return { rate * weights[$0] / total }
  }
}

/// Small numbers of the crowd's tests.
extension Finding {
  var isSound: Bool {
    let numbers = [score, peak, threshold, expected, falseAlarmsPerWeek]
    return numbers.allSatisfy { $0.isFinite && $0 >= 0 }
      && (details?.sortedMeasures.allSatisfy { $0.value.isFinite } ?? true)
  }
}
