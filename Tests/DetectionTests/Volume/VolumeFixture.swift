import Detection
import EventTime
import Foundation

/// A detector fed with counts that a test writes down, pane by pane.
struct VolumeFixture {
  var detector: VolumeDetector
  var pane: Pane
  var findings: [Finding] = []
  let paneLength: PaneLength

  /// Monday, 2024-01-01T00:00Z.
  static let start = Instant(seconds: 1_704_067_200)

  init(
    paneSeconds: Int64 = 60, promise: Double = 0.05, series: Int = 1, hasAuthors: Bool = false,
    start: Instant = VolumeFixture.start, _ change: (inout VolumeConfiguration) -> Void = { _ in }
  ) {
    paneLength = PaneLength(seconds: paneSeconds) ?? .standard
    var configuration = VolumeConfiguration(
      seriesCount: series, familySeriesCount: series, hasAuthors: hasAuthors,
      paneLength: paneLength)
    configuration.falseAlarmsPerWeek = promise
    change(&configuration)
    detector = VolumeDetector(source: 7, configuration: configuration)
    pane = paneLength.pane(of: start)
  }

  static func row(
    _ count: Int, dimension: Int32 = 0, area: Int32 = 0, authors: Range<Int> = 0..<0
  ) -> SeriesCount {
    SeriesCount(
      dimension: dimension, area: area, count: Int32(count), distinctTexts: Int32(count),
      authorsStart: Int32(authors.lowerBound), authorsEnd: Int32(authors.upperBound))
  }

  /// Steps one pane with a count for the one series; 0 is an empty pane.
  mutating func step(_ count: Int, missing: Bool = false) {
    step(count == 0 ? [] : [VolumeFixture.row(count)], missing: missing)
  }

  mutating func step(_ rows: [SeriesCount], authors: [UInt64] = [], missing: Bool = false) {
    detector.step(pane: pane, counts: rows, authors: authors, missing: missing, into: &findings)
    pane = pane.next
  }

  var opened: [Finding] { findings.filter { $0.phase == .opened } }
  var closed: [Finding] { findings.filter { $0.phase == .closed } }
}

/// Numbers that look random and never change: SplitMix64.
struct TestRandom {
  var state: UInt64

  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Double(mix64(state) >> 11) * 0x1p-53
  }

  /// Poisson by counting, for small means.
  mutating func poisson(_ mean: Double) -> Int {
    var left = 1.0
    let power = exp(-mean)
    var count = -1
    while left > power {
      left *= uniform()
      count += 1
    }
    return count
  }
}
