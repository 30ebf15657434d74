internal import Glibc

/// One cell's excess in a slice, on a plane in metres.
struct CrowdExcess: Sendable {
  var east: Double
  var north: Double
  var count: Double
  var mean: Double
}

/// Where the excess of an episode was, slice after slice, and whether it moves.
struct CrowdTrack: Sendable {
  struct Point: Sendable, BitwiseCopyable {
    var minutes: Double
    var east: Double
    var north: Double
    /// Of each coordinate, in m².
    var variance: Double
    /// Σke: what is there beyond the expected, seen through the window.
    var excess: Double
  }

  /// A straight line through the last points.
  struct Motion: Sendable, BitwiseCopyable {
    /// Metres a second.
    var east: Double
    var north: Double
    var error: Double
    var seconds: Double

    var speed: Double { (east * east + north * north).squareRoot() }
    var path: Double { speed * seconds }
    /// Degrees from north by east.
    var bearing: Double {
      let degrees = atan2(east, north) * 180 / Double.pi
      return degrees < 0 ? degrees + 360 : degrees
    }
    var isReal: Bool {
      speed > CrowdConstants.movementDeviations * error && path > CrowdConstants.leastPathMetres
    }
  }

  /// The last 40 minutes, in the order of time.
  private(set) var points: [Point] = []
  /// What was last said to move.
  private(set) var motion: Motion?

  init() {}

  init(points: [Point], motion: Motion?) {
    self.points = points
    self.motion = motion
  }

  /// Follows the excess into the slice that ends at `minutes`, from where it is expected.
  ///
  /// Three mean-shift steps (K. Fukunaga, L. Hostetler, "The estimation of the gradient of a density
  /// function", IEEE Trans. Inf. Theory 21, 1975) in a Gaussian window; then the line.
  ///
  /// - Parameter start: where the episode's centre is, for the first slice.
  mutating func follow(
    _ cells: [CrowdExcess], minutes: Double, start: (east: Double, north: Double)
  ) {
    points.removeAll { minutes - $0.minutes > CrowdConstants.longTrackMinutes }
    var centre = predicted(at: minutes) ?? start
    for _ in 0..<CrowdConstants.shiftSteps {
      guard let seen = Self.look(cells, centre), seen.excess > 0 else { return }
      let (east, north) = (seen.east - centre.east, seen.north - centre.north)
      let length = (east * east + north * north).squareRoot()
      let part = min(1, CrowdConstants.shiftMetres / max(length, 1e-9))
      centre = (centre.east + part * east, centre.north + part * north)
    }
    guard let seen = Self.look(cells, centre), seen.excess > 0,
      seen.excess > CrowdConstants.validDeviations * seen.variance.squareRoot()
    else { return }
    let least = CrowdConstants.leastPositionDeviation * CrowdConstants.leastPositionDeviation
    points.append(
      Point(
        minutes: minutes, east: centre.east, north: centre.north,
        variance: max(
          least,
          CrowdConstants.shiftVariance * seen.spread / (2 * seen.excess * seen.excess)),
        excess: seen.excess))
    for span in [CrowdConstants.shortTrackMinutes, CrowdConstants.longTrackMinutes] {
      if let found = line(over: span, until: minutes), found.isReal {
        motion = found
        return
      }
    }
  }

  /// What moved before anything was open is chance, as far as anybody knows.
  mutating func forgetMotion() { motion = nil }

  private func predicted(at minutes: Double) -> (east: Double, north: Double)? {
    guard let last = points.last else { return nil }
    guard let found = line(over: CrowdConstants.shortTrackMinutes, until: last.minutes),
      found.isReal
    else { return (last.east, last.north) }
    let seconds = (minutes - last.minutes) * 60
    return (last.east + found.east * seconds, last.north + found.north * seconds)
  }

  /// The weighted regression of both coordinates on time.
  private func line(over span: Double, until minutes: Double) -> Motion? {
    let used = points.filter { minutes - $0.minutes <= span }
    guard used.count >= CrowdConstants.leastTrackPoints else { return nil }
    var (weight, time, east, north) = (0.0, 0.0, 0.0, 0.0)
    for point in used {
      weight += 1 / point.variance
      time += point.minutes / point.variance
      east += point.east / point.variance
      north += point.north / point.variance
    }
    time /= weight
    east /= weight
    north /= weight
    var (square, slopeEast, slopeNorth) = (0.0, 0.0, 0.0)
    for point in used {
      let seconds = (point.minutes - time) * 60
      square += seconds * seconds / point.variance
      slopeEast += seconds * (point.east - east) / point.variance
      slopeNorth += seconds * (point.north - north) / point.variance
    }
    guard square > 0 else { return nil }
    return Motion(
      east: slopeEast / square, north: slopeNorth / square, error: (1 / square).squareRoot(),
      seconds: (used[used.count - 1].minutes - used[0].minutes) * 60)
  }

  /// The excess in the window at `centre`: its mean position, its sum and that sum's variance, and
  /// Σk²(n + 0.02 μ²)d².
  private static func look(
    _ cells: [CrowdExcess], _ centre: (east: Double, north: Double)
  ) -> (east: Double, north: Double, excess: Double, variance: Double, spread: Double)? {
    let reach = CrowdConstants.kernelReach * CrowdConstants.kernelMetres
    var (sum, east, north, variance, spread) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for cell in cells {
      let (x, y) = (cell.east - centre.east, cell.north - centre.north)
      let square = x * x + y * y
      guard square < reach * reach else { continue }
      let kernel = exp(-0.5 * square / (CrowdConstants.kernelMetres * CrowdConstants.kernelMetres))
      let excess = kernel * (cell.count - cell.mean)
      sum += excess
      east += excess * cell.east
      north += excess * cell.north
      let scatter =
        kernel * kernel * (cell.count + CrowdConstants.excessVariance * cell.mean * cell.mean)
      variance += scatter
      spread += scatter * square
    }
    guard sum > 0 else { return nil }
    return (east / sum, north / sum, sum, variance, spread)
  }
}
