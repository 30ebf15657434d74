internal import Glibc

/// ln 10.
@inlinable
package var ln10: Double { 2.302585092994045684 }

/// ln Γ(x) for x > 0. Thread-safe: the sign that C's `lgamma` leaves in a global goes elsewhere.
package func logGamma(_ x: Double) -> Double {
  var sign: Int32 = 0
  return lgamma_r(x, &sign)
}

/// ½ ln 2π.
let halfLogTwoPi = 0.918938533204672741780

/// The error of Stirling's formula, ln Γ(x + 1) − (x + ½) ln x + x − ½ ln 2π, for x > 0.
///
/// From 15 on by its asymptotic series (Abramowitz & Stegun 6.1.41), where a difference of
/// logarithms of gamma functions would cancel.
func stirlingError(_ x: Double) -> Double {
  guard x >= 15 else { return logGamma(x + 1) - (x + 0.5) * log(x) + x - halfLogTwoPi }
  let y = 1 / (x * x)
  return
    (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188) * y) * y) * y) * y) / x
}

/// x ln(x / m) + m − x for x ≥ 0 and m > 0, without cancellation where x is near m.
///
/// Loader, "Fast and accurate computation of binomial probabilities" (2000), the term D₀.
func deviance(_ x: Double, _ m: Double) -> Double {
  guard x > 0 else { return m }
  let difference = x - m
  guard abs(difference) < 0.1 * (x + m) else { return x * log(x / m) - difference }
  let v = difference / (x + m)
  var sum = difference * v
  var term = 2 * x * v
  let square = v * v
  var odd = 3.0
  while true {
    term *= square
    let next = sum + term / odd
    if next == sum { return next }
    sum = next
    odd += 2
  }
}
