internal import Glibc

/// Surprise of at most `count`: −log10 P(X ≤ count), 0 or more, X negative binomial with the given
/// mean and size.
///
/// P(X ≤ n) = I_p(size, n + 1) with p = size / (mean + size) (Johnson, Kemp & Kotz 2005, §5.6), in
/// logs throughout.
///
/// - Parameters:
///   - count: 0 or more.
///   - mean: above 0.
///   - size: above 0; 1/size is the relative variance beyond Poisson's.
package func negativeBinomialDeficit(count: Double, mean: Double, size: Double) -> Double {
  let total = mean + size
  return max(0, -logIncompleteBeta(size, count + 1, x: size / total, y: mean / total) / ln10)
}

/// Surprise of at most `count` successes in `trials` that hang together: −log10 of a binomial tail
/// with as many trials as are worth that many independent ones.
///
/// Correlation ρ within the trials makes n_e = n / (1 + (n − 1)ρ) of n (Kish 1965, the design
/// effect); the tail at g_e = (g + ½) n_e / n is I_{1−p}(n_e − g_e, g_e + ½), with the correction for
/// continuity. 0 where no fall can be seen.
///
/// - Parameters:
///   - count: in 0…trials.
///   - trials: 1 or more.
///   - probability: strictly between 0 and 1.
///   - correlation: in 0..<1.
package func correlatedBinomialDeficit(
  count: Double, trials: Double, probability: Double, correlation: Double
) -> Double {
  let effective = trials / (1 + (trials - 1) * correlation)
  let successes = (count + 0.5) * effective / trials
  guard effective - successes > 0 else { return 0 }
  let log = logIncompleteBeta(
    effective - successes, successes + 0.5, x: 1 - probability, y: probability)
  return max(0, -log / ln10)
}
