internal import Glibc

/// How rare a value is among all before it: −log10 of the chance to exceed it, from a generalised
/// Pareto tail over the largest values.
///
/// The tail is fitted by probability-weighted moments (Hosking & Wallis 1987, Technometrics 29)
/// to the k = clamp(0.05 n, 10, 400) largest of the n values so far. It keeps 400 numbers.
package struct ExcessTail: Sendable {
  private static let mostKept = 400
  private static let fewestKept = 10
  private static let keptShare = 0.05
  /// Below this many values the tail says nothing.
  private static let warmUp = 100
  /// Below this many excesses no tail is fitted.
  private static let fewestExcesses = 5
  private static let mostSurprise = 300.0
  private static let shapes = 0.0...0.8

  /// Values learned so far.
  package private(set) var count = 0
  /// The largest values, largest first; the first `held` are real.
  private var largest: [Double]
  private var held = 0

  package init() { largest = [Double](repeating: 0, count: Self.mostKept) }

  /// −log10 P(X > value) by the values learned so far, in [0, 300]; 0 for what is not in
  /// the tail. O(k).
  package func surprise(of value: Double) -> Double {
    guard count >= Self.warmUp else { return 0 }
    let k = min(kept, held)
    let threshold = largest[k - 1]
    guard value > threshold else { return 0 }
    // Ties with the threshold are no excesses.
    var excesses = k - 1
    while excesses > 0 && largest[excesses - 1] <= threshold { excesses -= 1 }
    guard excesses >= Self.fewestExcesses else { return log10(Double(count + 1)) }
    // a0 = E X, a1 = E X (1 − F): the largest excess has rank weight 0.
    var a0 = 0.0
    var a1 = 0.0
    for i in 0..<excesses {
      let excess = largest[i] - threshold
      a0 += excess
      a1 += excess * Double(i)
    }
    a0 /= Double(excesses)
    a1 /= Double(excesses) * Double(excesses - 1)
    // a0 = 2 a1 when all excesses are equal: then nothing speaks for a heavy tail.
    let spread = a0 - 2 * a1
    let raw = spread > 0 ? 2 - a0 / spread : 0
    let shape = min(max(raw, Self.shapes.lowerBound), Self.shapes.upperBound)
    let scale = a0 * (1 - shape)
    let y = (value - threshold) / scale
    let tail = shape > 1e-9 ? log1p(shape * y) / shape : y
    return min(log10(Double(count) / Double(k)) + tail * M_LOG10E, Self.mostSurprise)
  }

  /// Learns `value`, which is finite. A move of at most 400 numbers.
  package mutating func learn(_ value: Double) {
    count += 1
    if held == Self.mostKept {
      guard value > largest[held - 1] else { return }
    } else {
      held += 1
    }
    var place = held - 1
    while place > 0 && largest[place - 1] < value {
      largest[place] = largest[place - 1]
      place -= 1
    }
    largest[place] = value
  }

  private var kept: Int {
    min(max(Self.fewestKept, Int(Self.keptShare * Double(count))), Self.mostKept)
  }
}
