/// The mean of a Poisson count that is known to lie below `threshold`:
/// E[X | X < t] = μ F(t − 2; μ) / F(t − 1; μ).
///
/// O(threshold); finite and below both μ and the threshold for every mean above 0.
///
/// - Parameters:
///   - mean: μ, above 0.
///   - threshold: t, 1 or more; at 1 it is 0.
package func hiddenCount(mean: Double, threshold: Int) -> Double {
  guard threshold >= 2, mean > 0 else { return 0 }
  // Both sums over e^−μ; from the side of the larger terms, so that neither runs over.
  var term = 1.0
  var sum = 0.0
  if mean < 1 {
    for k in 0..<(threshold - 1) {
      sum += term
      term *= mean / Double(k + 1)
    }
    return mean * sum / (sum + term)
  }
  let last = term
  for k in stride(from: threshold - 1, to: 0, by: -1) {
    term *= Double(k) / mean
    sum += term
    // Far above the threshold only the last terms count; far below it they vanish beside the sum.
    if sum > 1e250 { return mean }
    if term < 1e-18 * sum { break }
  }
  return mean * sum / (sum + last)
}
