internal import Glibc

/// Surprise of seeing at least `count`: −log10 P(X ≥ count), X Poisson with the given mean above 0.
///
/// The tail is the regularised incomplete gamma function P(count, mean) (Abramowitz & Stegun
/// 6.5.13): by the power series above the mean, by the sum of what lies below under it.
package func poissonSurprise(count: Double, mean: Double) -> Double {
  guard count > 0 else { return 0 }
  // ln of the probability of exactly `count`, Loader's saddle-point form.
  let front =
    -stirlingError(count) - deviance(count, mean) - 0.5 * log(count) - halfLogTwoPi
  if count > mean {
    var term = 1.0
    var sum = 1.0
    var k = count + 1
    while term > 1e-17 * sum {
      term *= mean / k
      sum += term
      k += 1
    }
    return max(0, -(front + log(sum)) / ln10)
  }
  var term = count / mean
  var sum = term
  var k = count - 1
  while k > 0, term > 1e-17 * sum {
    term *= k / mean
    sum += term
    k -= 1
  }
  return max(0, -log1p(-min(1, exp(front) * sum)) / ln10)
}
