import Statistics
import Testing

@Suite("Generalised Pareto")
struct GeneralisedParetoTests {
  @Test func fitAgreesWithSciPysMaximumLikelihood() throws {
    let table = try ReferenceTable("generalised-pareto")
    #expect(table.rows.count == 3)
    for row in table.rows where row[0] >= 0 && row[0] <= 0.3 {
      let points = row.dropFirst(2).map { (excess: $0, weight: 1.0) }
      let fit = GeneralisedPareto.fit(points, maximumShape: 0.3)
      #expect(abs(fit.shape - row[0]) < 2e-3 && abs(fit.scale - row[1]) < 2e-3, "\(fit) \(row[0])")
    }
  }

  @Test func weightsCountLikeRepeatedPoints() {
    let single = [(excess: 0.2, weight: 3.0), (excess: 1.1, weight: 2.0), (excess: 4, weight: 1)]
    let repeated = single.flatMap { point in
      [(excess: Double, weight: Double)](repeating: (point.excess, 1), count: Int(point.weight))
    }
    let a = GeneralisedPareto.fit(single, maximumShape: 0.5)
    let b = GeneralisedPareto.fit(repeated, maximumShape: 0.5)
    #expect(abs(a.shape - b.shape) < 1e-9 && abs(a.scale - b.scale) < 1e-9)
  }

  @Test(arguments: [0.0, 0.3])
  func shapeStaysWithinItsBounds(bound: Double) {
    // Equal points pull below 0, one far outlier pulls above the upper bound.
    let points: [(excess: Double, weight: Double)] =
      bound == 0 ? [(1, 10), (1.1, 10)] : [(0.01, 30), (0.02, 30), (50, 5)]
    let fit = GeneralisedPareto.fit(points, maximumShape: 0.3)
    #expect(abs(fit.shape - bound) < 1e-9)
    #expect(fit.scale > 0 && fit.scale.isFinite)
  }

  @Test(arguments: [0, 1e-12, 0.03, 0.3])
  func excessAndStandardisedAreInverse(shape: Double) {
    let tail = GeneralisedPareto(scale: 0.55, shape: shape)
    for v in [0.0, 0.1, 1, 7, 30] {
      #expect(abs(tail.standardised(tail.excess(standardised: v)) - v) < 1e-9)
    }
  }
}
