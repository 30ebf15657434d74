internal import Glibc

/// Surprise of a deviate of at least `z` standard deviations: −log10 of the upper tail.
///
/// Beyond 20 by the asymptotic series of Mills' ratio (Abramowitz & Stegun 26.2.12), which is exact
/// to double precision there and does not underflow.
package func normalSurprise(_ z: Double) -> Double {
  guard z > 20 else { return -log10(0.5 * erfc(z / 2.0.squareRoot())) }
  let y = 1 / (z * z)
  let series = 1 - y * (1 - 3 * y * (1 - 5 * y * (1 - 7 * y * (1 - 9 * y))))
  return (0.5 * z * z + log(z) + halfLogTwoPi - log(series)) / ln10
}
