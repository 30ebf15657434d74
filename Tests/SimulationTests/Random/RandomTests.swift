import Simulation
import Testing

@Suite struct RandomTests {
  /// The reference implementations' first numbers: C sources at prng.di.unimi.it.
  @Test func splitMixGivesTheReferenceNumbers() {
    var generator = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }

  @Test func xoshiroGivesTheReferenceNumbers() {
    var generator = Xoshiro256(state: (1, 2, 3, 4))
    #expect(
      (0..<5).map { _ in generator.next() } == [
        11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
      ])
  }

  @Test func streamsOfOneSeedDiffer() {
    var first = Xoshiro256(seed: 7, stream: 0)
    var second = Xoshiro256(seed: 7, stream: 1)
    #expect((0..<8).map { _ in first.next() } != (0..<8).map { _ in second.next() })
  }

  @Test(arguments: [0.3, 1, 2.5, 40])
  func gammaHasItsMeanAndVariance(shape: Double) {
    var random = Xoshiro256(seed: 11)
    let draws = (0..<40_000).map { _ in random.gamma(shape: shape) }
    let mean = draws.reduce(0, +) / Double(draws.count)
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws.count)
    #expect(abs(mean / shape - 1) < 0.04)
    #expect(abs(variance / shape - 1) < 0.08)
  }

  @Test func aliasTableKeepsTheWeights() {
    let weights = [5.0, 0, 1, 3, 11]
    let table = AliasTable(weights: weights)
    var random = Xoshiro256(seed: 3)
    var counts = [Int](repeating: 0, count: weights.count)
    for _ in 0..<100_000 { counts[table.draw(&random)] += 1 }
    for (count, weight) in zip(counts, weights) {
      #expect(abs(Double(count) / 100_000 - weight / 20) < 0.006)
    }
    #expect(counts[1] == 0)
  }

  @Test func fewRanksAreMostOfAHeavyTail() {
    var random = Xoshiro256(seed: 5)
    let ranks = (0..<20_000).map { _ in random.heavyTailedRank(count: 10_000, exponent: 1.2) }
    #expect(ranks.allSatisfy { 0..<10_000 ~= $0 })
    let top = ranks.count { $0 < 100 }
    #expect(top > 9000 && top < 19_000)
    #expect(Set(ranks).count > 2000)
  }
}
