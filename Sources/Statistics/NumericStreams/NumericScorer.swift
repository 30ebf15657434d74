internal import Glibc

/// What a row of a numeric stream is worth.
package struct NumericScore: Sendable, Equatable {
  /// The value that followed the most similar past; nil before there is one.
  package var expected: Double?
  /// How unusual the row is, −log10 p of three tails together: in [0, 6].
  package var score: Double
  /// 1 − 10^−(score − wariness), and 0 while the scorer rests after an alert: in [0, 1).
  ///
  /// One threshold on it means the same for every stream; an alert is 1 − 10^−1.4 = 0.9602.
  package var anomalyScore: Double
  /// Whether an event begins here: one alert for one event.
  package var alert: Bool
}

/// Scores a stream of values about which nothing is known beforehand, row by row.
///
/// Three features of a row are looked up in a memory of what was seen (``NoveltyMemory``): its
/// shape, the last three values; the same at its time of day; and the mean and standard deviation of
/// the last 36 values. How rare such a distance is, its own tail says (``ExcessTail``); the three
/// are put together by the mean of their cubes, so that one that is sure outweighs two that see nothing.
///
/// After an alert the scorer rests for 3 % of the rows so far, at most 300, so that one event is one
/// alert. And it is wary: each alert raises the bar by 0.08, which wears off with a half-life of 5000
/// rows. A stream that is often unusual has to be more unusual to be news, and so streams
/// that nobody tuned share one threshold.
///
/// Causal (a row depends on rows before it alone) and bounded: about 190 kB. The same rows give the
/// same scores bit for bit on one family of processors.
package struct NumericScorer: Sendable {
  /// The least `score − wariness` of an alert. On the 48 files of the NAB corpus 1.35 to 1.5 differ
  /// by one point.
  package static let alertThreshold = 1.4

  private static let prototypes = 1500
  private static let shapeLength = 3
  private static let levelLength = 36
  /// Rows before a level may become a prototype.
  private static let levelLag = 24
  /// Weight of the time of day against one standard deviation of the values.
  private static let phaseWeight = 0.3
  /// A tail counts up to this: one in a million.
  private static let mostTail = 6.0
  private static let restShare = 0.03
  private static let mostRest = 300.0
  private static let warinessPerAlert = 0.08
  private static let warinessHalfLifeRows = 5000.0
  /// Values are cut here, so that squares and their sums stay finite.
  private static let largestMagnitude = 1e140

  private var shape = NoveltyMemory(dimension: 3, lag: shapeLength, capacity: prototypes)
  private var timedShape = NoveltyMemory(dimension: 5, lag: shapeLength, capacity: prototypes)
  private var level = NoveltyMemory(dimension: 2, lag: levelLag, capacity: prototypes)
  private var shapeTail = ExcessTail()
  private var timedShapeTail = ExcessTail()
  private var levelTail = ExcessTail()

  /// The last `levelLength` values, by row modulo the length.
  private var recent = [Double](repeating: 0, count: levelLength)
  private var vector = [Double](repeating: 0, count: 5)
  private var rows = 0
  /// Mean and sum of squared deviations of all values (Welford 1962).
  private var mean = 0.0
  private var deviations = 0.0
  private var nextExpected: Double?
  private var restsUntil = 0
  private var wariness = 0.0
  private let warinessDecay = exp2(-1 / warinessHalfLifeRows)

  package init() {}

  /// Scores the next row, then learns from it. About 8 µs, no allocation after the first rows.
  ///
  /// - Parameters:
  ///   - value: the row's value, finite.
  ///   - localSecondsOfDay: seconds since local midnight, 0 up to 86 400.
  package mutating func score(value: Double, localSecondsOfDay: Double) -> NumericScore {
    precondition(value.isFinite && localSecondsOfDay.isFinite)
    let value = min(max(value, -Self.largestMagnitude), Self.largestMagnitude)
    let expected = nextExpected
    remember(value)
    let shapes = scoreShapes(value, localSecondsOfDay: localSecondsOfDay)
    let levels = scoreLevel(value)
    let cubes = cube(shapes.plain) + cube(shapes.timed) + cube(levels)
    return decide(score: cbrt(cubes / 3), expected: expected)
  }

  private mutating func remember(_ value: Double) {
    recent[rows % Self.levelLength] = value
    rows += 1
    let delta = value - mean
    mean += delta / Double(rows)
    deviations += delta * (value - mean)
  }

  /// The tails of the last three values, without and with the time of day.
  private mutating func scoreShapes(
    _ value: Double, localSecondsOfDay: Double
  ) -> (plain: Double, timed: Double) {
    guard rows >= Self.shapeLength else { return (0, 0) }
    for back in 0..<Self.shapeLength {
      vector[back] = recent[(rows - 1 - back) % Self.levelLength]
    }
    let plain = shape.observe(vector, value: value)
    nextExpected = plain.follower
    let radius = Self.phaseWeight * (deviations / Double(rows)).squareRoot()
    let phase = 2 * Double.pi * localSecondsOfDay / 86_400
    vector[Self.shapeLength] = radius * cos(phase)
    vector[Self.shapeLength + 1] = radius * sin(phase)
    let timed = timedShape.observe(vector, value: value)
    return (shapeTail.scoreAndLearn(plain.distance), timedShapeTail.scoreAndLearn(timed.distance))
  }

  /// The tail of the mean and standard deviation of the last values.
  private mutating func scoreLevel(_ value: Double) -> Double {
    guard rows >= Self.levelLength else { return 0 }
    var sum = 0.0
    for past in recent { sum += past }
    let windowMean = sum / Double(Self.levelLength)
    var squares = 0.0
    for past in recent { squares += (past - windowMean) * (past - windowMean) }
    vector[0] = windowMean
    vector[1] = (squares / Double(Self.levelLength)).squareRoot()
    return levelTail.scoreAndLearn(level.observe(vector, value: value).distance)
  }

  private mutating func decide(score: Double, expected: Double?) -> NumericScore {
    let row = rows - 1
    wariness *= warinessDecay
    guard row >= restsUntil else {
      return NumericScore(expected: expected, score: score, anomalyScore: 0, alert: false)
    }
    let beyond = max(score - wariness, 0)
    let alert = beyond >= Self.alertThreshold
    if alert {
      restsUntil = row + 1 + Int(min(Self.mostRest, Self.restShare * Double(row)))
      wariness += Self.warinessPerAlert
    }
    let anomalyScore = -expm1(-beyond * M_LN10)
    return NumericScore(
      expected: expected, score: score, anomalyScore: anomalyScore, alert: alert)
  }

  private func cube(_ tail: Double) -> Double {
    let tail = min(tail, Self.mostTail)
    return tail * tail * tail
  }
}

extension ExcessTail {
  /// The surprise of a distance by those before it, which it joins; 0 without a distance.
  fileprivate mutating func scoreAndLearn(_ distance: Double?) -> Double {
    guard let distance else { return 0 }
    let surprise = surprise(of: distance)
    learn(distance)
    return surprise
  }
}
