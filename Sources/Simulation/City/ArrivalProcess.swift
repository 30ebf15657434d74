internal import EventTime

/// The times of a Poisson process whose rate is constant within cells of ten seconds.
///
/// Exact: a unit-exponential budget is spent along the integral of the rate (D. Lewis, G. Shedler,
/// "Simulation of nonhomogeneous Poisson processes", 1979, the time-scale transformation).
struct ArrivalProcess: Sendable {
  static let cellMicroseconds: Int64 = 10_000_000
  /// The multiplier of over-dispersion holds for so many cells.
  static let cellsPerBurst: Int64 = 30

  private(set) var next: Instant
  private var random: Xoshiro256
  /// What is left to spend until the next arrival.
  private var budget = 0.0
  private var rate = 0.0
  private var burst = 1.0
  private var cellEnd: Instant
  private let end: Instant
  private let dispersion: Double

  /// A process on [`start`, `end`): a gamma–Poisson one where `dispersion` is positive.
  init(start: Instant, end: Instant, dispersion: Double, random: Xoshiro256) {
    next = start
    cellEnd = start
    self.end = end
    self.dispersion = dispersion
    self.random = random
  }

  /// Goes to the next arrival if it lies in the present cell, and says whether it does. If it does
  /// not, `leaveCell` must follow.
  mutating func advanceInCell() -> Bool {
    budget = random.exponential()
    let room = Double((cellEnd - next).microseconds) * 1e-6 * rate
    guard budget < room else { return false }
    let time = next + Interval(microseconds: Int64(budget / rate * 1e6))
    guard time < end else { return false }
    next = time
    return true
  }

  /// Goes to the next arrival beyond the present cell; `rate` gives arrivals a second at an
  /// instant. Past the end `next` is the distant future.
  mutating func leaveCell(rate expected: (Instant) -> Double) {
    var time = next
    while time < end {
      if time >= cellEnd { enter(cellOf: time, rate: expected(time)) }
      let room = Double((cellEnd - time).microseconds) * 1e-6 * rate
      if budget < room {
        next = min(time + Interval(microseconds: Int64(budget / rate * 1e6)), end)
        if next < end { return }
        break
      }
      budget -= room
      time = cellEnd
    }
    next = .distantFuture
  }

  private mutating func enter(cellOf time: Instant, rate expected: Double) {
    let index = time.microseconds / Self.cellMicroseconds
    if dispersion > 0 && (index % Self.cellsPerBurst == 0 || rate == 0) {
      burst = random.gamma(shape: 1 / dispersion) * dispersion
    }
    cellEnd = Instant(microseconds: (index + 1) * Self.cellMicroseconds)
    rate = max(expected * burst, 1e-12)
  }
}
