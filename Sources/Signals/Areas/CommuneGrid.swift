import Glibc

/// Finds the area of the nearest of many points, at most 30 km away.
///
/// The globe is cut into cells of 0.1°. A cell in which every point has the same answer holds that
/// area; any other cell lists the points that can be the nearest of one of its places. So a look-up
/// is one probe and at most some dozen distances, and gives what a search of all points would.
///
/// Distances are on the plane that touches the sphere of 6,371 km at the point, which is within
/// 0.5 % of the great circle at 30 km below 70° of latitude. Longitudes do not wrap at 180°.
struct CommuneGrid: Sendable {
  struct Point: Sendable {
    var latitude: Float
    var longitude: Float
    /// The cosine of the latitude.
    var cosine: Float
    var area: Int32
  }

  static let maxKilometres: Float = 30
  private static let kilometresPerDegree: Float = 111.195
  private static let cellsPerDegree = 10
  private static let columns = 360 * cellsPerDegree + 1

  /// By cell: an area, or the complement of an index into `lists`.
  private var cells = AreaTable()
  private var lists: [Range<Int32>] = []
  private var candidates: [Point] = []

  /// An index of `points`: latitude, longitude, area.
  init(points: [(latitude: Double, longitude: Double, area: Int32)]) {
    let points = points.map {
      Point(
        latitude: Float($0.latitude), longitude: Float($0.longitude),
        cosine: Float(cos($0.latitude * .pi / 180)), area: $0.area)
    }
    // Every (cell, point) with the point within reach of the cell, by cell.
    var pairs: [UInt64] = []
    for (index, point) in points.enumerated() {
      for cell in Self.cells(around: point) { pairs.append(UInt64(cell) << 32 | UInt64(index)) }
    }
    pairs.sort()
    var start = 0
    while start < pairs.count {
      let cell = UInt32(pairs[start] >> 32)
      var end = start
      while end < pairs.count, pairs[end] >> 32 == UInt64(cell) { end += 1 }
      add(cell: cell, near: pairs[start..<end].map { points[Int($0 & 0xFFFF_FFFF)] })
      start = end
    }
  }

  /// The area of the nearest point, or −1 when none is within 30 km. No allocation.
  func area(latitude: Double, longitude: Double) -> Int32 {
    guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return -1 }
    let row = Int((latitude + 90) * Double(Self.cellsPerDegree))
    let column = Int((longitude + 180) * Double(Self.cellsPerDegree))
    let found = cells.find(UInt64(row * Self.columns + column + 1))
    if found >= 0 || found == AreaTable.absent { return max(found, -1) }
    var nearest: Int32 = -1
    var best = Self.maxKilometres * Self.maxKilometres
    let (latitude, longitude) = (Float(latitude), Float(longitude))
    let list = lists[Int(~found)]
    for i in Int(list.lowerBound)..<Int(list.upperBound) {
      let point = candidates[i]
      let y = (latitude - point.latitude) * Self.kilometresPerDegree
      let x = (longitude - point.longitude) * point.cosine * Self.kilometresPerDegree
      let square = x * x + y * y
      if square < best || (square == best && point.area < nearest) {
        best = square
        nearest = point.area
      }
    }
    return nearest
  }

  private mutating func add(cell: UInt32, near points: [Point]) {
    // No place of the cell is farther from its nearest point than this.
    let bound = points.map { Self.distances(cell, $0).most }.min() ?? .infinity
    let reach = min(bound, Self.maxKilometres) * 1.001  // For the rounding of Float.
    let possible = points.filter { Self.distances(cell, $0).least <= reach }
    guard let first = possible.first else { return }
    if bound < Self.maxKilometres, possible.allSatisfy({ $0.area == first.area }) {
      cells.insert(first.area, for: UInt64(cell))
    } else {
      let start = Int32(candidates.count)
      candidates += possible
      cells.insert(~Int32(lists.count), for: UInt64(cell))
      lists.append(start..<Int32(candidates.count))
    }
  }

  /// The least and the greatest distance between the places of a cell and a point.
  private static func distances(_ cell: UInt32, _ point: Point) -> (least: Float, most: Float) {
    let (row, column) = (Int(cell - 1) / columns, Int(cell - 1) % columns)
    let side = 1 / Float(cellsPerDegree)
    let south = Float(row) * side - 90 - point.latitude
    let west = Float(column) * side - 180 - point.longitude
    func span(_ low: Float) -> (least: Float, most: Float) {
      let high = low + side
      return (low <= 0 && high >= 0 ? 0 : min(abs(low), abs(high)), max(abs(low), abs(high)))
    }
    let y = span(south)
    let x = span(west)
    let across = kilometresPerDegree * point.cosine
    return (
      hypotf(y.least * kilometresPerDegree, x.least * across),
      hypotf(y.most * kilometresPerDegree, x.most * across)
    )
  }

  /// The cells that have a place within reach of `point`.
  private static func cells(around point: Point) -> [UInt32] {
    let reach = maxKilometres / kilometresPerDegree
    let across = reach / max(point.cosine, 0.01)
    func index(_ degrees: Float, _ last: Int) -> Int {
      min(max(Int(degrees * Float(cellsPerDegree)), 0), last)
    }
    let rows =
      index(
        point.latitude + 90 - reach, 180 * cellsPerDegree)...index(
        point.latitude + 90 + reach, 180 * cellsPerDegree)
    let width =
      index(
        point.longitude + 180 - across, columns - 1)...index(
        point.longitude + 180 + across, columns - 1)
    var found: [UInt32] = []
    for row in rows {
      for column in width {
        let cell = UInt32(row * columns + column + 1)
        if distances(cell, point).least <= maxKilometres * 1.001 { found.append(cell) }
      }
    }
    return found
  }
}
