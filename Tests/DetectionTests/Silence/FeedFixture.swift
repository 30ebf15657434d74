import Detection
import EventTime
import Foundation
import Simulation

/// A feed stepped in panes of a minute.
struct FeedFixture {
  var detector: SilenceDetector
  var pane = Pane(index: 19_723 * 1440)
  var findings: [Finding] = []
  var random: Xoshiro256

  init(
    feeds: Int = 200, seed: UInt64 = 1, _ change: (inout SilenceConfiguration) -> Void = { _ in }
  ) {
    var configuration = SilenceConfiguration(
      feedCount: feeds, seriesCount: feeds, paneLength: PaneLength(seconds: 60) ?? .standard)
    change(&configuration)
    detector = SilenceDetector(source: 5, configuration: configuration)
    random = Xoshiro256(seed: seed)
  }

  mutating func poisson(_ mean: Double) -> Int64 {
    guard mean > 0 else { return 0 }
    var left = 1.0
    let power = exp(-mean)
    var count: Int64 = -1
    while left > power {
      left *= random.uniform()
      count += 1
    }
    return count
  }

  mutating func step(_ count: Int64) {
    step(FeedPane(count: count))
  }

  mutating func step(_ input: FeedPane) {
    detector.step(pane, input, into: &findings)
    pane = pane.next
  }

  /// One pane of partitions and areas, each with its mean; those of mean 0 are silent.
  mutating func step(partitions: [Double] = [], areas: [Double] = []) {
    var input = FeedPane()
    for (index, mean) in partitions.enumerated() {
      let count = poisson(mean)
      if count > 0 { input.partitions.append(FeedPane.Part(Int32(index), count)) }
      input.count += count
    }
    for (index, mean) in areas.enumerated() {
      let count = poisson(mean)
      if count > 0 { input.areas.append(FeedPane.Part(Int32(index), count)) }
      if partitions.isEmpty { input.count += count }
    }
    step(input)
  }

  var opened: [Finding] { findings.filter { $0.phase == .opened } }
}
