internal import Glibc

/// Surprise of seeing at least `count`: −log10 P(X ≥ count), 0 or more, finite far beyond 300.
///
/// X is negative binomial with the given mean and size, so its variance is mean + mean²/size.
/// P(X ≥ n) = I_q(n, size) with q = mean / (mean + size) (Johnson, Kemp & Kotz 2005, §5.6): by its
/// power series where that is short, else by the continued fraction; in logs throughout.
///
/// - Parameters:
///   - count: 0 or more.
///   - mean: above 0.
///   - size: above 0; 1/size is the relative variance beyond Poisson's.
package func negativeBinomialSurprise(count: Double, mean: Double, size: Double) -> Double {
  guard count > 0 else { return 0 }
  let total = mean + size
  let q = mean / total
  let p = size / total
  guard count > mean else {
    return max(0, -logIncompleteBeta(count, size, x: q, y: p) / ln10)
  }
  let front = logBetaFront(count, size, q, p)
  let ratio = q * (count + size) / (count + 1)
  guard ratio < 0.8, q < 0.8 else {
    return max(0, -(front + log(betaFraction(count, size, q))) / ln10)
  }
  // The ratio of two neighbours moves steadily from `ratio` to q, so the sum is short.
  var term = 1.0
  var sum = 1.0
  var k = 0.0
  while term > 1e-16 * sum {
    term *= q * (count + size + k) / (count + 1 + k)
    sum += term
    k += 1
  }
  return max(0, -(front + log(sum)) / ln10)
}
