import Detection
import EventTime
import Foundation
import Simulation

/// A detector fed with days of reports: panes of an hour, the reports at noon UTC.
struct ReportFixture {
  var detector: ScamDetector
  var pane = Pane(index: 19_723 * 24)
  var findings: [Finding] = []
  var random: Xoshiro256

  init(
    categories: Int32 = 3, seed: UInt64 = 1,
    _ change: (inout ScamConfiguration) -> Void = { _ in }
  ) {
    var configuration = ScamConfiguration(
      categories: categories, paneLength: PaneLength(seconds: 3600) ?? .standard)
    change(&configuration)
    detector = ScamDetector(source: 4, configuration: configuration)
    random = Xoshiro256(seed: seed)
  }

  /// Poisson by counting.
  mutating func poisson(_ mean: Double) -> Int {
    var left = 1.0
    let power = exp(-mean)
    var count = -1
    while left > power {
      left *= random.uniform()
      count += 1
    }
    return count
  }

  static func pane(
    _ count: Int, category: Int32 = 0, domain: String = "", merchant: String = ""
  ) -> ReportPane {
    var pane = ReportPane(bytes: Array((domain + merchant).utf8))
    for _ in 0..<count {
      var row = ReportRow(
        time: Instant(seconds: 0), id: 0, offset: 0, area: -1, category: category,
        domain: domain.isEmpty ? 0 : hash64(domain),
        merchant: merchant.isEmpty ? 0 : hash64(merchant))
      row.domainCount = Int32(domain.utf8.count)
      row.merchantStart = row.domainCount
      row.merchantCount = Int32(merchant.utf8.count)
      pane.rows.append(row)
    }
    return pane
  }

  mutating func day(_ panes: [ReportPane]) {
    for hour in 0..<24 {
      let input = hour >= 8 && hour - 8 < panes.count ? panes[hour - 8] : ReportPane()
      detector.step(pane, input, into: &findings)
      pane = pane.next
    }
  }

  var opened: [Finding] { findings.filter { $0.phase == .opened } }
}
