import Simulation
import Testing

@Suite("Simulated counts")
struct CountSimulationTests {
  @Test func equalSeedsGiveEqualCountsAndOthersDoNot() {
    func counts(_ seed: UInt64) -> [Int] {
      var simulation = CountSimulation(seed: seed, families: 2, seriesPerFamily: 10)
      let factors = [Double](repeating: 1, count: simulation.seriesCount)
      var minute = [Int](repeating: 0, count: simulation.seriesCount)
      var all: [Int] = []
      for _ in 0..<300 {
        simulation.nextMinute(factors: factors, into: &minute)
        all += minute
      }
      return all
    }
    #expect(counts(4) == counts(4))
    #expect(counts(4) != counts(5))
  }

  @Test(arguments: [0.01, 0.9, 25, 70, 900])
  func poissonHasItsMeanAndVariance(mean: Double) {
    var random = SimulationRandom(seed: 12)
    let draws = 4000
    var sum = 0.0
    var squares = 0.0
    for _ in 0..<draws {
      let value = Double(random.poisson(mean))
      sum += value
      squares += value * value
    }
    let average = sum / Double(draws)
    let variance = squares / Double(draws) - average * average
    let error = (mean / Double(draws)).squareRoot()
    #expect(abs(average - mean) < 5 * error, "mean \(average)")
    #expect(abs(variance / mean - 1) < (mean < 0.1 ? 0.6 : 0.15), "variance \(variance)")
  }

  @Test(arguments: [0.4, 2, 20])
  func gammaHasMeanOneAndTheVarianceOfItsShape(shape: Double) {
    var random = SimulationRandom(seed: 3)
    let draws = 20_000
    var sum = 0.0
    var squares = 0.0
    for _ in 0..<draws {
      let value = random.gammaOfMeanOne(shape: shape)
      sum += value
      squares += value * value
    }
    let average = sum / Double(draws)
    #expect(abs(average - 1) < 5 / (shape * Double(draws)).squareRoot())
    #expect(abs((squares / Double(draws) - average * average) * shape - 1) < 0.2)
  }

  @Test func aShortRunMakesTheSameTableTwice() {
    let first = volumePowerTable(seed: 3, promise: 5, weeks: 0)
    #expect(first == volumePowerTable(seed: 3, promise: 5, weeks: 0))
    #expect(first.contains("promise 5.00 a week"))
  }
}
