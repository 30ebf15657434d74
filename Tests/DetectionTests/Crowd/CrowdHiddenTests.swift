import Detection
import EventTime
import Foundation
import Testing

@Suite("Crowd: numeric sources")
struct CrowdHiddenTests {
  @Test(arguments: [0.001, 0.3, 0.999, 1, 2.9, 6, 10, 40, 1000, 1e7], [1, 2, 10, 50, 500])
  func hiddenCountIsTheMeanBelowTheThreshold(mean: Double, threshold: Int) {
    let found = hiddenCount(mean: mean, threshold: threshold)
    // The definition, summed over all counts below the threshold with logarithms.
    var (weight, sum) = (0.0, 0.0)
    let logs = (0..<threshold).map { k in
      Double(k) * log(mean) - lgamma(Double(k) + 1)
    }
    let most = logs.max() ?? 0
    for (k, value) in logs.enumerated() {
      weight += exp(value - most)
      sum += Double(k) * exp(value - most)
    }
    #expect(abs(found - sum / weight) <= 1e-9 * max(1, sum / weight))
    #expect(found <= min(mean, Double(threshold - 1)) + 1e-12)
  }

  /// Counts of hourly presence about the threshold, published only from 10 on.
  private func highest(threshold: Int) throws -> Double {
    let source = CrowdSource(
      name: "presence", mode: .flow, countsSamples: false, stepMinutes: 15,
      secrecyThreshold: threshold)
    var run = try #require(CrowdFixture(side: 5, paneSeconds: 900, sources: [source]))
    var highest = 0.0
    for step in 0..<14 * 96 {
      var rows: [ValueRow] = []
      for cell in 0..<25 {
        let count = run.random.poisson(9)
        guard count >= 10 else { continue }
        rows.append(
          ValueRow(cell: Int32(cell), samples: 1, hidden: 0, sum: Int64(count) * 1_000_000))
      }
      run.step(rows)
      if step > 7 * 96 { highest = max(highest, run.findings.map(\.score).max() ?? 0) }
      run.findings.removeAll()
    }
    return highest
  }

  @Test func aHiddenCountIsNotZero() throws {
    let asMean = try highest(threshold: 10)
    let asZero = try highest(threshold: 0)
    #expect(asZero > asMean + 1, "hidden as zero \(asZero), as their mean \(asMean)")
    #expect(asMean < 6)
  }

  private let gauge = CrowdSource(
    name: "presence", source: 3, mode: .stock, countsSamples: false, stepMinutes: 15)

  /// Who is in each cell, about `value` people, in the first pane of each quarter of an hour.
  private func presence(_ run: inout CrowdFixture, _ value: (Int) -> Double) -> [ValueRow] {
    guard run.pane.index % 3 == 0 else { return [] }
    return (0..<16).map { cell in
      let people = max(0, value(cell) * (0.97 + 0.06 * run.random.uniform()))
      return ValueRow(cell: Int32(cell), samples: 1, hidden: 0, sum: Int64(people * 1e6))
    }
  }

  @Test func aStockHasAMeanAndNoSum() throws {
    var run = try #require(CrowdFixture(side: 4, sources: [gauge]))
    for _ in 0..<3 * 288 { run.step(presence(&run) { _ in 4000 }) }
    #expect(run.opened.isEmpty)
    run.findings.removeAll()
    for _ in 0..<36 { run.step(presence(&run) { $0 == 5 ? 16_000 : 4000 }) }
    let opened = try #require(run.opened.first)
    #expect(opened.observed <= 7 * 17_000 && opened.expected <= 7 * 4500)
    #expect(Double(opened.observed) > 1.2 * opened.expected)
    #expect(run.findings.allSatisfy { $0.windowMinutes >= 20 })
    #expect(opened.details?.sources == [3])
  }

  @Test func sourcesThatAgreeSeeMoreThanEach() throws {
    func highest(_ which: [Int]) throws -> (score: Double, sources: [Int32]) {
      let all = [
        CrowdSource(name: "a", source: 4), CrowdSource(name: "b", source: 9),
      ]
      var run = try #require(CrowdFixture(side: 4, sources: which.map { all[$0] }))
      var last: Finding?
      for pane in 0..<3 * 288 + 6 {
        let isHigh = pane >= 3 * 288
        let slices = which.indices.map { index in
          CrowdSlice(
            source: Int32(index),
            rows: run.draw(rate: 1, extra: { isHigh && $0 == 5 ? 1.2 : 0 }))
        }
        run.findings.removeAll()
        run.step(CrowdPane(slices: slices))
        if isHigh { last = run.findings.max { $0.score < $1.score } ?? last }
      }
      return (last?.score ?? 0, last?.details?.sources ?? [])
    }
    let alone = try highest([0])
    let together = try highest([0, 1])
    #expect(together.score > alone.score + 0.5, "\(together.score), alone \(alone.score)")
    #expect(together.sources == [4, 9])
  }
}
