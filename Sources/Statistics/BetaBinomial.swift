internal import Glibc

/// Surprise of at least `count` successes in `trials`: −log10 P(X ≥ count), X beta-binomial.
///
/// The success probability has mean `probability` and the successes are correlated by `correlation`
/// within the trials: shapes p(1 − ρ)/ρ and (1 − p)(1 − ρ)/ρ. O(trials − count) at worst.
///
/// - Parameters:
///   - count: in 0…trials, whole.
///   - probability: strictly between 0 and 1.
///   - correlation: strictly between 0 and 1.
package func betaBinomialSurprise(
  count: Double, trials: Double, probability: Double, correlation: Double
) -> Double {
  guard count > 0 else { return 0 }
  let strength = (1 - correlation) / correlation
  let a = probability * strength
  let b = (1 - probability) * strength
  var logFront = logGamma(trials + 1) - logGamma(count + 1) - logGamma(trials - count + 1)
  logFront += logGamma(count + a) + logGamma(trials - count + b) - logGamma(trials + a + b)
  logFront += logGamma(a + b) - logGamma(a) - logGamma(b)
  var term = 1.0
  var sum = 1.0
  var k = count
  while k < trials {
    term *= (trials - k) / (k + 1) * (k + a) / (trials - k - 1 + b)
    sum += term
    k += 1
    if term < 1e-18 * sum, k > probability * trials { break }
  }
  return max(0, -(logFront + log(sum)) / ln10)
}
