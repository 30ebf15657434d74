internal import Glibc

/// The continued fraction of the incomplete beta function, x^a (1 − x)^b / (a B(a, b)) taken out.
///
/// Abramowitz & Stegun 26.5.8 by Lentz's method as modified by Thompson and Barnett; it converges
/// in O(√max(a, b)) steps where x < (a + 1) / (a + b + 2), and the caller sees to that.
func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
  let tiny = 1e-300
  var c = 1.0
  var d = 1 - (a + b) * x / (a + 1)
  if abs(d) < tiny { d = tiny }
  d = 1 / d
  var value = d
  var m = 1.0
  while m < 100_000 {
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 + even * d
    if abs(d) < tiny { d = tiny }
    c = 1 + even / c
    if abs(c) < tiny { c = tiny }
    d = 1 / d
    value *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 + odd * d
    if abs(d) < tiny { d = tiny }
    c = 1 + odd / c
    if abs(c) < tiny { c = tiny }
    d = 1 / d
    let change = d * c
    value *= change
    if abs(change - 1) < 4e-16 { break }
    m += 1
  }
  return value
}

/// ln[x^a (1 − x)^b / (a B(a, b))] for a, b > 0, with y = 1 − x given apart so that neither loses
/// digits: Loader's saddle-point form.
func logBetaFront(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
  let n = a + b
  return stirlingError(n) - stirlingError(a) - stirlingError(b)
    - deviance(a, n * x) - deviance(b, n * y)
    + 0.5 * log(b / (a * n)) - halfLogTwoPi
}

/// ln I_x(a, b), the regularised incomplete beta function, for a, b > 0.
///
/// - Parameters:
///   - x: in 0…1.
///   - y: 1 − x, given apart because one of the two may be tiny.
package func logIncompleteBeta(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
  guard x > 0 else { return -.infinity }
  guard y > 0 else { return 0 }
  if x <= (a + 1) / (a + b + 2) {
    return min(0, logBetaFront(a, b, x, y) + log(betaFraction(a, b, x)))
  }
  let other = exp(logBetaFront(b, a, y, x)) * betaFraction(b, a, y)
  return log1p(-min(other, 1))
}
