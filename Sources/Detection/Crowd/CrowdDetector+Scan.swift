internal import EventTime

extension CrowdDetector {
  /// Notes which cells the tick has anything of, before the sources forget it.
  mutating func collectTouched(_ tick: Int64) {
    for index in sources.indices where floorModulo(tick, sources[index].stepTicks) == 0 {
      guard !sources[index].touched.isEmpty else { continue }
      if sources[index].isGauge {
        // Who is absent is looked at too: it is hidden.
        for cell in 0..<configuration.grid.count { touch(cell) }
      } else {
        for cell in sources[index].touched { touch(Int(cell)) }
      }
    }
  }

  private mutating func touch(_ cell: Int) {
    guard !isTouched[cell] else { return }
    isTouched[cell] = true
    touchedCells.append(Int32(cell))
  }

  mutating func forgetTouched() {
    for cell in touchedCells { isTouched[Int(cell)] = false }
    touchedCells.removeAll(keepingCapacity: true)
  }

  /// Scores the zones that something came to, and those of the episodes that go on.
  mutating func scanZones(_ tick: Int64) {
    chooseCentres()
    prepareScan(tick)
    lookAtCells(tick)
    let zones = configuration.grid.zones.count
    for centre in centres {
      let centre = Int(centre)
      scores[centre] = scan.score(
        centre, neighbours: configuration.grid.neighbours,
        timeZone: Int(configuration.grid.cells[centre].zone), zones: zones,
        since: closedAt[centre])
      if holdsTouched(centre) { surprise[centre] = max(surprise[centre], scores[centre].all) }
    }
    lastTests =
      centres.count * sources.count * CrowdConstants.zoneCount * CrowdConstants.windowCount
  }

  private mutating func chooseCentres() {
    centres.removeAll(keepingCapacity: true)
    if configuration.scansEverything {
      for cell in 0..<configuration.grid.count { isCentre[cell] = true }
    } else {
      for cell in touchedCells {
        for holder in configuration.grid.holders(of: Int(cell)) { isCentre[Int(holder)] = true }
      }
      for episode in episodes {
        for cell in configuration.grid.members(of: Int(episode.centre)) {
          isCentre[Int(cell)] = true
        }
      }
    }
    for cell in isCentre.indices where isCentre[cell] {
      isCentre[cell] = false
      centres.append(Int32(cell))
    }
  }

  private mutating func prepareScan(_ tick: Int64) {
    let windows = CrowdConstants.windowCount
    for w in 0..<windows { scan.begins[w] = tick - geometry.windowTicks[w] }
    let zones = configuration.grid.zones.count
    for source in sources.indices {
      for w in 0..<windows {
        scan.isValid[source * windows + w] =
          sources[source].scale(w, tick: tick, geometry: geometry) != nil
      }
      for zone in 0..<zones {
        scan.isWarm[source * zones + zone] = sources[source].isWarm(zone)
        scan.profileVariance[source * zones + zone] = sources[source].profileVariance(zone)
      }
    }
  }

  /// Every window of the cells that the chosen zones are made of.
  private mutating func lookAtCells(_ tick: Int64) {
    let grid = configuration.grid
    for centre in centres {
      let base = Int(centre) * CrowdGrid.stride
      for place in base..<(base + CrowdGrid.stride) where grid.neighbours[place] >= 0 {
        isLookedAt[Int(grid.neighbours[place])] = true
      }
    }
    for source in sources.indices {
      sources[source].look(
        at: isLookedAt, tick: tick, geometry: geometry, plan: plan, place: source,
        of: sources.count, into: &scan.looks)
    }
    for cell in isLookedAt.indices { isLookedAt[cell] = false }
  }

  /// Whether anything came to a centre's zones in this tick.
  func holdsTouched(_ centre: Int) -> Bool {
    let base = centre * CrowdGrid.stride
    for place in base..<(base + CrowdGrid.stride) {
      let cell = configuration.grid.neighbours[place]
      if cell >= 0, isTouched[Int(cell)] { return true }
    }
    return false
  }
}
