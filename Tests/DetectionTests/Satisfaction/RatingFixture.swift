import Detection
import EventTime
import Foundation
import Simulation

/// A detector fed with days of ratings: panes of an hour, the ratings at noon UTC.
struct RatingFixture {
  var detector: SatisfactionDetector
  /// Monday, 2024-01-01T00:00Z.
  var pane = Pane(index: 19_723 * 24)
  var findings: [Finding] = []
  var random: Xoshiro256
  let paneLength = PaneLength(seconds: 3600) ?? .standard

  init(
    services: Int32 = 3, seed: UInt64 = 1, zone: TimeZoneRule = .utc,
    _ change: (inout SatisfactionConfiguration) -> Void = { _ in }
  ) {
    var configuration = SatisfactionConfiguration(
      services: services, classes: [.good, .medium, .bad, .none], zone: zone,
      paneLength: paneLength)
    configuration.falseAlarmsPerWeek = 0.05
    change(&configuration)
    detector = SatisfactionDetector(source: 3, configuration: configuration)
    random = Xoshiro256(seed: seed)
  }

  /// Rows of `n` ratings, each good with this chance, else bad twice as often as medium.
  mutating func rows(_ service: Int32, _ n: Int, good: Double, area: Int32 = -1) -> [RatingRow] {
    var counts: [Int32] = [0, 0, 0]
    for _ in 0..<n {
      counts[random.uniform() < good ? 0 : random.uniform() < 0.34 ? 1 : 2] += 1
    }
    return (0..<3).filter { counts[$0] > 0 }.map {
      RatingRow(service: service, area: area, category: Int32($0), count: counts[$0])
    }
  }

  mutating func day(_ rows: [RatingRow], hours: Int = 24) {
    for hour in 0..<hours {
      detector.step(pane, RatingPane(rows: hour == 12 ? rows : []), into: &findings)
      pane = pane.next
    }
  }

  var opened: [Finding] { findings.filter { $0.phase == .opened } }
}
