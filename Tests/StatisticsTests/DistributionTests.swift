import Statistics
import Testing

@Suite("Distributions against mpmath and SciPy")
struct DistributionTests {
  @Test func negativeBinomialTailAgreesFromSmallToExtreme() throws {
    let table = try ReferenceTable("negative-binomial")
    #expect(table.rows.count > 150)
    for row in table.rows {
      let value = negativeBinomialSurprise(count: row[0], mean: row[1], size: row[2])
      #expect(
        ReferenceTable.agree(value, row[3], within: 1e-9),
        "n \(row[0]) mean \(row[1]) size \(row[2]): \(value), not \(row[3])")
    }
  }

  @Test func poissonTailAgrees() throws {
    let table = try ReferenceTable("poisson")
    #expect(table.rows.count > 30)
    for row in table.rows {
      let value = poissonSurprise(count: row[0], mean: row[1])
      #expect(
        ReferenceTable.agree(value, row[2], within: 1e-9),
        "n \(row[0]) mean \(row[1]): \(value), not \(row[2])")
    }
  }

  @Test func incompleteBetaAgrees() throws {
    let table = try ReferenceTable("incomplete-beta")
    #expect(table.rows.count > 25)
    for row in table.rows {
      let value = logIncompleteBeta(row[0], row[1], x: row[2], y: 1 - row[2])
      #expect(
        ReferenceTable.agree(value, row[3], within: 1e-9, floor: 1e-4),
        "a \(row[0]) b \(row[1]) x \(row[2]): \(value), not \(row[3])")
    }
  }

  @Test func betaBinomialTailAgrees() throws {
    let table = try ReferenceTable("beta-binomial")
    #expect(table.rows.count > 50)
    for row in table.rows {
      let value = betaBinomialSurprise(
        count: row[0], trials: row[1], probability: row[2], correlation: row[3])
      #expect(
        ReferenceTable.agree(value, row[4], within: 1e-8),
        "k \(row[0]) n \(row[1]) p \(row[2]) rho \(row[3]): \(value), not \(row[4])")
    }
  }

  @Test func lowerNegativeBinomialTailAgrees() throws {
    let table = try ReferenceTable("negative-binomial-deficit")
    #expect(table.rows.count > 50)
    for row in table.rows {
      let value = negativeBinomialDeficit(count: row[0], mean: row[1], size: row[2])
      #expect(
        ReferenceTable.agree(value, row[3], within: 1e-8),
        "n \(row[0]) mean \(row[1]) size \(row[2]): \(value), not \(row[3])")
    }
  }

  @Test func correlatedBinomialTailAgrees() throws {
    let table = try ReferenceTable("correlated-binomial-deficit")
    #expect(table.rows.count > 50)
    for row in table.rows {
      let value = correlatedBinomialDeficit(
        count: row[0], trials: row[1], probability: row[2], correlation: row[3])
      #expect(
        ReferenceTable.agree(value, row[4], within: 1e-8),
        "g \(row[0]) n \(row[1]) p \(row[2]) rho \(row[3]): \(value), not \(row[4])")
    }
  }

  @Test func normalTailAgreesBeyondUnderflow() throws {
    for row in try ReferenceTable("normal").rows {
      #expect(ReferenceTable.agree(normalSurprise(row[0]), row[1], within: 1e-11), "z \(row[0])")
    }
  }

  @Test func logGammaAgreesToTheLargestCounts() throws {
    for row in try ReferenceTable("log-gamma").rows {
      #expect(ReferenceTable.agree(logGamma(row[0]), row[1], within: 1e-13), "x \(row[0])")
    }
  }

  @Test func surpriseIsFiniteAndGrowsWithTheCountFarBeyondUnderflow() {
    for mean in [0.01, 1, 1000, 1e6] {
      for size in [0.04, 3, 2000] {
        var last = 0.0
        var count = 1.0
        while count <= 3.7e6 {
          let value = negativeBinomialSurprise(count: count, mean: mean, size: size)
          #expect(value.isFinite && value >= last, "n \(count) mean \(mean) size \(size)")
          last = value
          count = (count * 1.7).rounded(.up)
        }
      }
    }
  }

  @Test func theTwoBranchesMeetAtTheMean() {
    for size in [0.5, 20, 2000] {
      let below = negativeBinomialSurprise(count: 1000, mean: 1000, size: size)
      let above = negativeBinomialSurprise(count: 1000, mean: 1000 - 1e-9, size: size)
      #expect(abs(below - above) < 1e-9)
    }
  }
}
