import Statistics
import Testing

/// A reproducible stream of noise: SplitMix64, in [0, 1).
private struct Noise {
  var state: UInt64

  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
  }
}

@Suite struct NoveltyMemoryTests {
  @Test func nothingIsKnownUntilTheLagHasPassed() {
    var memory = NoveltyMemory(dimension: 1, lag: 3, capacity: 10)
    for value in [1.0, 2, 3, 4] {
      #expect(memory.observe([value], value: value).distance == nil)
    }
    // The fourth row let the first in, so the fifth is measured against 1 alone.
    let fifth = memory.observe([5], value: 5)
    #expect(fifth.distance == 4)
    #expect(fifth.follower == 2, "2 followed 1")
  }

  @Test func distanceIsEuclideanOverTheRootOfTheDimension() {
    var memory = NoveltyMemory(dimension: 2, lag: 1, capacity: 10)
    _ = memory.observe([0, 0], value: 0)
    _ = memory.observe([0, 0], value: 0)
    let answer = memory.observe([3, 4], value: 0)
    #expect(answer.distance == (25.0 / 2).squareRoot())
  }

  @Test func anAnomalyIsNoPrecedentForItself() {
    var memory = NoveltyMemory(dimension: 1, lag: 5, capacity: 10)
    for row in 0..<50 { _ = memory.observe([Double(row % 2)], value: 0) }
    for row in 0..<6 {
      #expect(memory.observe([100], value: 0).distance == 99, "row \(row) of the anomaly")
    }
    #expect(memory.observe([100], value: 0).distance == 0, "the lag is over: it is known")
  }

  @Test func theOldestUnusedPrototypeGoesWhenFull() {
    var memory = NoveltyMemory(dimension: 1, lag: 1, capacity: 2)
    // 0 and 10 are held; 10 is used, then 1000 is novel and takes the place of 0.
    for value in [0.0, 10, 10, 10, 1000, 10] { _ = memory.observe([value], value: 0) }
    #expect(memory.count == 2)
    #expect(memory.observe([0], value: 0).distance == 10)
    #expect(memory.observe([1000], value: 0).distance == 0)
  }

  @Test(arguments: [1, 2, 7, 8, 9, 33])
  func nearestIsThatOfAPlainSearch(prototypes: Int) {
    var noise = Noise(state: UInt64(prototypes))
    var memory = NoveltyMemory(dimension: 3, lag: 1, capacity: 64)
    // Evenly spread along a line, so that all of them are novel and enter.
    var held: [[Double]] = []
    for p in 0..<prototypes {
      let vector = (0..<3).map { _ in 100 * Double(p) + noise.next() }
      held.append(vector)
      _ = memory.observe(vector, value: 0)
    }
    // Lets the last of them in and is itself still pending when the query comes.
    _ = memory.observe([Double](repeating: 100 * Double(prototypes), count: 3), value: 0)
    #expect(memory.count == prototypes)
    let middle = 100 * Double(prototypes / 2)
    let query = [middle + 20, middle - 30, middle + 35]
    let nearest = held.map { vector in
      let squares = zip(vector, query).map { ($0 - $1) * ($0 - $1) }
      return ((squares[0] + squares[1] + squares[2]) / 3).squareRoot()
    }
    #expect(memory.observe(query, value: 0).distance == nearest.min())
  }
}

@Suite struct ExcessTailTests {
  @Test func saysNothingBeforeAHundredValues() {
    var tail = ExcessTail()
    for i in 0..<99 { tail.learn(Double(i)) }
    #expect(tail.surprise(of: 1e9) == 0)
    tail.learn(99)
    #expect(tail.surprise(of: 1e9) > 2)
  }

  /// Quantiles of the exponential distribution are known exactly: −log10 p = x log10 e.
  @Test(arguments: [4.0, 6.0, 9.0])
  func exponentialTailIsExtrapolated(value: Double) {
    var tail = ExcessTail()
    let n = 20_000
    for i in 0..<n {
      let p = (Double((i * 7919) % n) + 0.5) / Double(n)
      tail.learn(-log1pNegative(p))
    }
    let exact = value * 0.434_294_481_903_251_8
    #expect(abs(tail.surprise(of: value) - exact) < 0.12)
  }

  /// A Pareto tail with ξ = 0.5: P(X > x) = x^−2.
  @Test(arguments: [10.0, 100.0])
  func heavyTailIsExtrapolated(value: Double) {
    var tail = ExcessTail()
    let n = 20_000
    for i in 0..<n {
      let p = (Double((i * 7919) % n) + 0.5) / Double(n)
      tail.learn(1 / (1 - p).squareRoot())
    }
    let exact = 2 * logarithm10(value)
    #expect(abs(tail.surprise(of: value) - exact) < 0.15 * exact)
  }

  @Test func whatWasCommonIsNoSurprise() {
    var tail = ExcessTail()
    for i in 0..<1000 { tail.learn(Double(i)) }
    #expect(tail.surprise(of: 900) == 0)
    #expect(tail.surprise(of: 990) > 1)
  }

  @Test func equalValuesHaveNoTailToFit() {
    var tail = ExcessTail()
    for _ in 0..<999 { tail.learn(1) }
    #expect(tail.surprise(of: 1) == 0)
    #expect(abs(tail.surprise(of: 1.000_001) - 3) < 1e-12, "one in n + 1")
  }

  private func log1pNegative(_ p: Double) -> Double { logarithm(1 - p) }
  private func logarithm10(_ x: Double) -> Double { logarithm(x) / logarithm(10) }

  /// Natural logarithm by the area-tangent series: the test depends on no library's.
  private func logarithm(_ x: Double) -> Double {
    var (mantissa, exponent) = (x, 0.0)
    while mantissa > 1.5 { (mantissa, exponent) = (mantissa / 2, exponent + 1) }
    while mantissa < 0.75 { (mantissa, exponent) = (mantissa * 2, exponent - 1) }
    let z = (mantissa - 1) / (mantissa + 1)
    var (sum, power) = (0.0, z)
    for k in stride(from: 1, to: 60, by: 2) {
      sum += power / Double(k)
      power *= z * z
    }
    return 2 * sum + exponent * 0.693_147_180_559_945_3
  }
}

@Suite struct NumericScorerTests {
  private func daily(_ row: Int, _ noise: inout Noise) -> Double {
    let hour = Double(row % 288) / 288
    return 100 * hour * (1 - hour) + noise.next()
  }

  private func seconds(_ row: Int) -> Double { Double(row % 288) * 300 }

  @Test func aLevelNeverSeenIsAnAlertAndOnlyOne() {
    var scorer = NumericScorer()
    var noise = Noise(state: 7)
    var alerts: [Int] = []
    for row in 0..<4000 {
      let shift = (3000..<3040).contains(row) ? 60.0 : 0
      let score = scorer.score(
        value: daily(row, &noise) + shift, localSecondsOfDay: seconds(row))
      if score.alert { alerts.append(row) }
    }
    #expect(alerts.filter { (3000..<3040).contains($0) }.first == 3000)
    #expect(alerts.filter { $0 >= 3000 }.count == 1, "it rests: one event is one alert")
    #expect(alerts.count <= 6, "false alerts of a quiet stream: \(alerts)")
  }

  @Test func theFutureChangesNothing() {
    var noise = Noise(state: 3)
    let values = (0..<2000).map { daily($0, &noise) }
    func scores(_ values: [Double]) -> [NumericScore] {
      var scorer = NumericScorer()
      return values.enumerated().map {
        scorer.score(value: $1, localSecondsOfDay: seconds($0))
      }
    }
    let whole = scores(values)
    var changed = values
    for row in 1500..<2000 { changed[row] = -1e6 }
    #expect(Array(scores(changed)[..<1500]) == Array(whole[..<1500]))
  }

  @Test func expectedIsWhatFollowedTheSamePast() {
    var scorer = NumericScorer()
    let cycle = [1.0, 5, 2, 8, 3]
    var last: NumericScore?
    for row in 0..<200 {
      last = scorer.score(value: cycle[row % 5], localSecondsOfDay: 0)
      if row > 20 { #expect(last?.expected == cycle[row % 5]) }
    }
    #expect(last?.score == 0)
  }

  @Test(arguments: [
    [0.0], [1e308, -1e308], [Double.leastNonzeroMagnitude, 0], [1e140, 1, -1e140, 2, 1e-140],
    [3, 3, 3, 1e300],
  ])
  func extremesStayFinite(values: [Double]) {
    var scorer = NumericScorer()
    for row in 0..<1500 {
      let score = scorer.score(
        value: values[(row * row) % values.count], localSecondsOfDay: seconds(row))
      #expect(score.score >= 0 && score.score <= 6)
      #expect(score.anomalyScore >= 0 && score.anomalyScore < 1)
    }
  }

  @Test func aScorerThatAlarmsOftenBecomesWary() {
    var scorer = NumericScorer()
    var noise = Noise(state: 11)
    var alerts = 0
    // Two rows in a hundred are bursts of all sizes: they do not stay news.
    for _ in 0..<6000 {
      let u = noise.next()
      let burst = u < 0.02 ? 1 / (u + 1e-4) : 0
      if scorer.score(value: noise.next() + burst, localSecondsOfDay: 0).alert { alerts += 1 }
    }
    #expect(alerts > 0 && alerts < 30, "\(alerts) alerts in 6,000 rows")
  }
}
