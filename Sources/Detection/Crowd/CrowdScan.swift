internal import Glibc
internal import Statistics

/// What the zones around one centre say.
struct CrowdScore: Sendable {
  /// The surprise of the best zone and window, and of those that began since the last close here.
  var all = 0.0
  var fitting = 0.0
  /// Of `fitting`: its window, its zone, and its source; −1 for all together.
  var window = 0
  var zone = 0
  var source = -1
  /// The best by window.
  var windows = InlineArray<6, Double>(repeating: 0)
}

/// The scan of one tick: every zone of a centre in every window, of each source and of all together.
///
/// Evidence of several sources is put together by weighted counts. With a rise by a common factor the
/// best weight of a source is μ/V, its mean over its variance. The weighted sum is brought to the
/// scale on which its Poisson part has its mean for variance, Σwμ / Σw²μ, and is then scored as a
/// count; of Poisson sources alone this is their plain sum.
struct CrowdScan: Sendable {
  let sourceCount: Int
  /// By (cell, source, window): count, mean, own variance, shared deviation.
  var looks: [SIMD4<Double>]
  /// By (source, window): it was observed enough, and is not shorter than the step.
  var isValid: [Bool]
  /// By (source, window): the tick in which it begins.
  var begins: [Int64]
  /// By (source, zone): relative variance of what is not known of the profile, of all cells alike.
  var profileVariance: [Double]
  var isWarm: [Bool]
  /// By (source, zone of cells, window): what a centre's zones add up to, for several sources.
  private var sums: [SIMD4<Double>]

  init(sources: Int, cells: Int, zones: Int) {
    let windows = CrowdConstants.windowCount
    sourceCount = sources
    looks = [SIMD4<Double>](repeating: .zero, count: cells * sources * windows)
    isValid = [Bool](repeating: false, count: sources * windows)
    begins = [Int64](repeating: 0, count: windows)
    profileVariance = [Double](repeating: 0, count: sources * zones)
    isWarm = [Bool](repeating: false, count: sources * zones)
    sums = [SIMD4<Double>](
      repeating: .zero, count: sources * CrowdConstants.zoneCount * windows)
  }

  /// Scores a centre. O(sources × zones × windows); about 20 ns a test of one source.
  ///
  /// - Parameters:
  ///   - neighbours: of the grid.
  ///   - since: windows that begin before this tick do not fit.
  mutating func score(
    _ centre: Int, neighbours: [Int32], timeZone: Int, zones: Int, since: Int64
  ) -> CrowdScore {
    var score = CrowdScore()
    let windows = CrowdConstants.windowCount
    let base = centre * CrowdGrid.stride
    var active = 0
    for source in 0..<sourceCount {
      let place = source * zones + timeZone
      guard isWarm[place] else {
        if sourceCount > 1 { clearSums(source) }
        continue
      }
      active += 1
      let unknown = profileVariance[place]
      var sum = InlineArray<6, SIMD4<Double>>(repeating: .zero)
      var zone = 0
      for position in 0..<CrowdGrid.stride {
        let cell = Int(neighbours[base + position])
        guard cell >= 0 else { break }
        let first = (cell * sourceCount + source) * windows
        for w in 0..<windows { sum[w] += looks[first + w] }
        // Five nearest are no zone: six are.
        if position == 5 { continue }
        for w in 0..<windows where isValid[source * windows + w] {
          var look = sum[w]
          look.z += look.w * look.w + unknown * look.y * look.y
          if sourceCount > 1 {
            sums[(source * CrowdConstants.zoneCount + zone) * windows + w] = look
          }
          let surprise = Self.surprise(look, above: score.windows[w])
          if surprise > 0 { score.take(surprise, w, zone, source, begins[w] >= since) }
        }
        zone += 1
      }
    }
    if active > 1 { scoreTogether(into: &score, since: since) }
    return score
  }

  /// The cell of a centre's best zone that has most beyond what is expected there: people are where
  /// they are, and not where a zone that holds them has its centre. Of equals the nearest to it.
  func fullest(of centre: Int, _ score: CrowdScore, _ neighbours: [Int32]) -> Int {
    let base = centre * CrowdGrid.stride
    // Five nearest are no zone: the last has all six.
    let size = score.zone == CrowdConstants.zoneCount - 1 ? CrowdGrid.stride : score.zone + 1
    let parts = score.source < 0 ? 0..<sourceCount : score.source..<score.source + 1
    var best = centre
    var most = -Double.infinity
    for place in base..<base + size where neighbours[place] >= 0 {
      let cell = Int(neighbours[place])
      var excess = 0.0
      for source in parts {
        let look = looks[(cell * sourceCount + source) * CrowdConstants.windowCount + score.window]
        excess += look.x - look.y
      }
      if excess > most {
        most = excess
        best = cell
      }
    }
    return best
  }

  private mutating func clearSums(_ source: Int) {
    let size = CrowdConstants.zoneCount * CrowdConstants.windowCount
    for place in 0..<size { sums[source * size + place] = .zero }
  }

  private mutating func scoreTogether(into score: inout CrowdScore, since: Int64) {
    let windows = CrowdConstants.windowCount
    let size = CrowdConstants.zoneCount * windows
    for zone in 0..<CrowdConstants.zoneCount {
      for w in 0..<windows {
        var parts = 0
        var together = SIMD4<Double>.zero
        for source in 0..<sourceCount where isValid[source * windows + w] {
          let look = sums[source * size + zone * windows + w]
          guard look.y > 0 else { continue }
          parts += 1
          let weight = look.y / (look.y + look.z)
          together +=
            SIMD4(
              weight * look.x, weight * look.y, weight * weight * look.z, weight * weight * look.y)
        }
        guard parts > 1 else { continue }
        let scale = together.y / together.w
        let look = SIMD4(
          scale * together.x, scale * together.y, scale * scale * together.z, 0)
        let surprise = Self.surprise(look, above: score.windows[w])
        if surprise > 0 { score.take(surprise, w, zone, -1, begins[w] >= since) }
      }
    }
  }

  /// −log10 P(X ≥ n), X negative binomial with the look's mean and variance beyond Poisson; 0 where
  /// there are too few, where they are not above what one expects by 1.5 standard deviations, or where
  /// the surprise is no more than `above`.
  @inline(__always)
  static func surprise(_ look: SIMD4<Double>, above: Double) -> Double {
    let (count, mean, extra) = (look.x, look.y, look.z)
    let excess = count - mean
    let least = CrowdConstants.scoredDeviations * CrowdConstants.scoredDeviations
    guard count >= CrowdConstants.minimumCount, excess > 0, excess * excess > least * (mean + extra)
    else { return 0 }
    let size = mean * mean / extra
    // P(X ≥ n) ≥ P(X = n), which is e^−D / √(2π n (1 + n/size)) by the saddle point, but for Stirling's
    // errors, which are below 1/(12 n) and 1/(12 size).
    let deviance =
      count * log(count / mean) - (count + size) * log((count + size) / (mean + size))
    let bound =
      deviance / ln10 + 0.5 * log10(6.2832 * count * (1 + count / size)) + 0.015
      + 0.0362 / size
    guard bound > max(above, CrowdConstants.leastScore) else { return 0 }
    let surprise = negativeBinomialSurprise(count: count, mean: mean, size: size)
    return surprise > above ? surprise : 0
  }
}

extension CrowdScore {
  /// Takes a test in; ties keep the first, which is the smaller zone of the shorter window.
  @inline(__always)
  mutating func take(_ surprise: Double, _ w: Int, _ zone: Int, _ source: Int, _ fits: Bool) {
    windows[w] = max(windows[w], surprise)
    all = max(all, surprise)
    if fits, surprise > fitting {
      fitting = surprise
      window = w
      self.zone = zone
      self.source = source
    }
  }
}
