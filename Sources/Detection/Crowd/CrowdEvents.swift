internal import EventTime
internal import Glibc

/// The announced events of a configuration, laid out for the ticks: which cells have part in which.
struct CrowdEventPlan: Sendable {
  struct Entry: Sendable {
    let event: AnnouncedEvent
    /// Places among `cells`, and how much of the event each has.
    let places: [Int]
    let weights: [Double]
    let factor: Double
    /// 1/τ_e: what is known of the factor beforehand, in expected people.
    let prior: Double
    let identity: UInt64

    /// How much of it there is at `instant`: 1 while it goes on, a ramp before and after.
    func shape(at instant: Instant) -> Double {
      let ramp = CrowdConstants.eventRampMinutes * 60_000_000
      let before = Double((event.start - instant).microseconds) / ramp
      let after = Double((instant - event.end).microseconds) / ramp
      return max(0, min(1, 1 - before, 1 - after))
    }
  }

  let entries: [Entry]
  /// Cells that have part in any, ascending.
  let cells: [Int32]
  /// By cell: its place among `cells`, −1 for none.
  let places: [Int32]

  init(_ events: [AnnouncedEvent], grid: CrowdGrid) {
    precondition(events.count <= CrowdLimits.events, "events up to their limit")
    let order = events.sorted {
      ($0.start, $0.cell, $0.name) < ($1.start, $1.cell, $1.name)
    }
    let reaches = order.map { Self.reach(of: $0, grid: grid) }
    var places = [Int32](repeating: -1, count: grid.count)
    for reach in reaches { for entry in reach { places[entry.cell] = 0 } }
    cells = places.indices.filter { places[$0] == 0 }.map { Int32($0) }
    for (place, cell) in cells.enumerated() { places[Int(cell)] = Int32(place) }
    self.places = places
    entries = zip(order, reaches).map { event, reach in
      let isKnown = event.factor != nil
      return Entry(
        event: event, places: reach.map { Int(places[$0.cell]) }, weights: reach.map(\.weight),
        factor: max(0, event.factor ?? CrowdConstants.unknownEventFactor),
        prior: 1
          / (isKnown
            ? CrowdConstants.knownEventVariance : CrowdConstants.unknownEventVariance),
        identity: Self.identity(event))
    }
  }

  private static func reach(
    of event: AnnouncedEvent, grid: CrowdGrid
  ) -> [(cell: Int, weight: Double)] {
    let centre = Int(event.cell)
    precondition(grid.cells.indices.contains(centre), "an event's cell is one of the grid's")
    guard !grid.isCoarse, event.radiusKm > 0 else { return [(centre, 1)] }
    return grid.cells.indices.compactMap { cell in
      let distance = grid.distanceKm(centre, cell)
      guard distance <= 2 * event.radiusKm else { return nil }
      let ratio = distance / event.radiusKm
      return (cell, exp(-0.5 * ratio * ratio))
    }
  }

  private static func identity(_ event: AnnouncedEvent) -> UInt64 {
    var hash = hash64(event.name)
    for part in [Int64(event.cell), event.start.microseconds, event.end.microseconds] {
      hash = mix64(hash ^ UInt64(bitPattern: part))
    }
    return hash
  }
}

/// What one source has learned of one event while it goes on: counts against what was announced.
struct CrowdEventState: Sendable, BitwiseCopyable {
  /// n′ and μ′, discounted and weighted.
  var seen = 0.0
  var expected = 0.0

  /// c: what the announced expectation is multiplied with, its posterior mean under a gamma prior.
  func correction(prior: Double) -> Double { (prior + seen) / (prior + expected) }

  /// Relative variance of what is still not known.
  func variance(prior: Double) -> Double { 1 / (prior + seen) }

  mutating func learn(seen count: Double, expected mean: Double, minutes: Double) {
    let decay = pow(CrowdConstants.eventDecay, minutes / CrowdConstants.sliceMinutes)
    let weight = 1 / (1 + CrowdConstants.eventCountWeight * count)
    seen = seen * decay + weight * count
    expected = expected * decay + weight * mean
  }
}
