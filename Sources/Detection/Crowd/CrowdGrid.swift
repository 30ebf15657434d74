package import EventTime
internal import Glibc

/// One cell: an area of the territory, by its dense index.
package struct CrowdCell: Sendable, Equatable {
  /// Of its centre, in degrees.
  package var latitude: Double
  package var longitude: Double
  /// Residents; 0 where that is not known.
  package var population: Int64
  /// Family of land use: cells of one family share the shape of their week.
  package var family: Int32
  /// Index in the grid's time zones.
  package var zone: Int32

  package init(
    latitude: Double, longitude: Double, population: Int64 = 0, family: Int32 = 0,
    zone: Int32 = 0
  ) {
    self.latitude = latitude
    self.longitude = longitude
    self.population = population
    self.family = family
    self.zone = zone
  }
}

/// The cells that crowds are sought in, and which of them are near each other.
package struct CrowdGrid: Sendable {
  package let cells: [CrowdCell]
  package let zones: [TimeZoneRule]
  let familyCount: Int
  /// The residents of some cell are known.
  let hasPopulation: Bool
  /// Cells lie so far apart that near means next, as with départements: median distance to the
  /// nearest above 1.5 km.
  package let isCoarse: Bool
  /// By cell: itself and its nearest, the nearest first, `stride` each; −1 where there are no more.
  let neighbours: [Int32]
  /// By cell, ascending: cells that share an episode with it, itself too.
  let mergeStarts: [Int32]
  let mergeCells: [Int32]
  /// By cell, ascending: cells whose zones hold it.
  let holderStarts: [Int32]
  let holders: [Int32]

  static let stride = CrowdConstants.nearest + 1
  static let earthRadiusKm = 6371.0088

  /// Nil: there are no cells or more than `CrowdLimits.cells`, a centre is no place on Earth, or a
  /// family or a zone is not there. O(n √n) for cells that are spread evenly.
  package init?(cells: [CrowdCell], zones: [TimeZoneRule] = [.utc]) {
    guard !cells.isEmpty, cells.count <= CrowdLimits.cells, !zones.isEmpty else { return nil }
    for cell in cells {
      guard (-90...90).contains(cell.latitude), (-180...180).contains(cell.longitude),
        (0..<64).contains(cell.family), zones.indices.contains(Int(cell.zone)),
        cell.population >= 0
      else { return nil }
    }
    self.cells = cells
    self.zones = zones
    familyCount = Int(cells.map(\.family).max() ?? 0) + 1
    hasPopulation = cells.contains { $0.population > 0 }
    let order = cells.indices.sorted {
      (cells[$0].latitude, $0) < (cells[$1].latitude, $1)
    }
    var near: [[(distance: Double, cell: Int)]] = Array(repeating: [], count: cells.count)
    for (place, cell) in order.enumerated() {
      near[cell] = Self.nearest(to: place, of: order, in: cells)
    }
    let distances = near.compactMap { $0.first?.distance }.sorted()
    isCoarse = distances.isEmpty || distances[distances.count / 2] > CrowdConstants.mergeKm
    var neighbours = [Int32](repeating: -1, count: cells.count * Self.stride)
    var holders = [[Int32]](repeating: [], count: cells.count)
    for cell in cells.indices {
      neighbours[cell * Self.stride] = Int32(cell)
      holders[cell].append(Int32(cell))
      for (place, next) in near[cell].enumerated() {
        neighbours[cell * Self.stride + 1 + place] = Int32(next.cell)
        holders[next.cell].append(Int32(cell))
      }
    }
    self.neighbours = neighbours
    (holderStarts, self.holders) = Self.flatten(holders)
    let merged =
      isCoarse
      ? Self.adjacent(near) : Self.within(CrowdConstants.mergeKm, order: order, of: cells)
    (mergeStarts, mergeCells) = Self.flatten(merged)
  }

  package var count: Int { cells.count }

  /// Kilometres between the centres of two cells, by the haversine formula.
  package func distanceKm(_ a: Int, _ b: Int) -> Double { Self.distanceKm(cells[a], cells[b]) }

  func members(of cell: Int) -> ArraySlice<Int32> {
    mergeCells[Int(mergeStarts[cell])..<Int(mergeStarts[cell + 1])]
  }

  func holders(of cell: Int) -> ArraySlice<Int32> {
    holders[Int(holderStarts[cell])..<Int(holderStarts[cell + 1])]
  }

  /// Whether episodes at these two are one.
  func areMerged(_ a: Int, _ b: Int) -> Bool {
    isCoarse
      ? members(of: a).contains(Int32(b)) : distanceKm(a, b) <= CrowdConstants.mergeKm
  }

  /// Metres east and north of a cell's centre from another's, on the plane that touches there.
  func offset(of cell: Int, from origin: Int) -> (east: Double, north: Double) {
    let radian = Double.pi / 180
    let metres = Self.earthRadiusKm * 1000 * radian
    var longitude = cells[cell].longitude - cells[origin].longitude
    if longitude > 180 { longitude -= 360 }
    if longitude < -180 { longitude += 360 }
    return (
      longitude * metres * cos(cells[origin].latitude * radian),
      (cells[cell].latitude - cells[origin].latitude) * metres
    )
  }

  /// The cell whose centre is nearest to a place, the first among equals. O(cells).
  package func cell(latitude: Double, longitude: Double) -> Int {
    let place = CrowdCell(latitude: latitude, longitude: longitude)
    var best = 0
    var least = Double.infinity
    for index in cells.indices {
      let distance = Self.distanceKm(cells[index], place)
      if distance < least {
        least = distance
        best = index
      }
    }
    return best
  }

  static func distanceKm(_ a: CrowdCell, _ b: CrowdCell) -> Double {
    let radian = Double.pi / 180
    let north = sin((b.latitude - a.latitude) * radian / 2)
    let east = sin((b.longitude - a.longitude) * radian / 2)
    let h =
      north * north + cos(a.latitude * radian) * cos(b.latitude * radian) * east * east
    return 2 * earthRadiusKm * asin(min(1, h.squareRoot()))
  }

  /// The six nearest of the cell at `place` of the order by latitude; ties: the smaller index.
  private static func nearest(
    to place: Int, of order: [Int], in cells: [CrowdCell]
  ) -> [(distance: Double, cell: Int)] {
    let centre = cells[order[place]]
    var found: [(distance: Double, cell: Int)] = []
    let kmPerDegree = earthRadiusKm * Double.pi / 180
    func tryCell(_ index: Int) -> Bool {
      let gap = abs(cells[index].latitude - centre.latitude) * kmPerDegree
      if found.count == CrowdConstants.nearest, gap > found[found.count - 1].distance {
        return false
      }
      let entry = (distance: distanceKm(centre, cells[index]), cell: index)
      let at = found.firstIndex { (entry.distance, entry.cell) < ($0.distance, $0.cell) }
      found.insert(entry, at: at ?? found.count)
      if found.count > CrowdConstants.nearest { found.removeLast() }
      return true
    }
    var below = place - 1
    while below >= 0, tryCell(order[below]) { below -= 1 }
    var above = place + 1
    while above < order.count, tryCell(order[above]) { above += 1 }
    return found
  }

  /// Cells within a distance of each, itself too.
  private static func within(
    _ km: Double, order: [Int], of cells: [CrowdCell]
  ) -> [[Int32]] {
    var lists = cells.indices.map { [Int32($0)] }
    let kmPerDegree = earthRadiusKm * Double.pi / 180
    for place in order.indices {
      let cell = order[place]
      for other in order[(place + 1)...] {
        let gap = (cells[other].latitude - cells[cell].latitude) * kmPerDegree
        if gap > km { break }
        if distanceKm(cells[cell], cells[other]) <= km {
          lists[cell].append(Int32(other))
          lists[other].append(Int32(cell))
        }
      }
    }
    return lists
  }

  /// Each cell, its nearest, and those whose nearest it is.
  private static func adjacent(_ near: [[(distance: Double, cell: Int)]]) -> [[Int32]] {
    var lists = near.indices.map { [Int32($0)] }
    for cell in near.indices {
      for next in near[cell] {
        if !lists[cell].contains(Int32(next.cell)) { lists[cell].append(Int32(next.cell)) }
        if !lists[next.cell].contains(Int32(cell)) { lists[next.cell].append(Int32(cell)) }
      }
    }
    return lists
  }

  private static func flatten(_ lists: [[Int32]]) -> (starts: [Int32], values: [Int32]) {
    var starts: [Int32] = [0]
    var values: [Int32] = []
    for list in lists {
      values += list.sorted()
      starts.append(Int32(values.count))
    }
    return (starts, values)
  }
}
