internal import EventTime
internal import Glibc
internal import Statistics

extension CrowdDetector {
  /// A slice has ended: follows the excess of every episode. In a coarse grid nothing is followed.
  mutating func followTracks() {
    guard !configuration.grid.isCoarse else { return }
    let tick = floorDivide(boundary ?? 0, geometry.tickPanes)
    let minutes = Double(observedTicks) * geometry.tickMinutes
    for index in episodes.indices {
      guard let source = strongest(near: Int(episodes[index].centre), tick) else { continue }
      let origin = Int(episodes[index].origin)
      let cells = sources[source].sliceExcess(origin, grid: configuration.grid)
      let start = configuration.grid.offset(of: Int(episodes[index].centre), from: origin)
      episodes[index].track.follow(cells, minutes: minutes, start: start)
      if !episodes[index].isOpen { episodes[index].track.forgetMotion() }
    }
  }

  /// The source whose slice has ended and says most around a cell, nil if none says anything.
  private func strongest(near centre: Int, _ tick: Int64) -> Int? {
    var best: Int?
    var most = 0.0
    for index in sources.indices {
      guard floorModulo(tick, sources[index].sliceTicks) == 0, sources[index].sliceObserved > 0
      else { continue }
      let deviations = sources[index].sliceDeviations(
        configuration.grid.members(of: centre))
      if deviations > most {
        most = deviations
        best = index
      }
    }
    return best
  }

  /// Looks whether the people of an open gathering run apart: three minutes against the fifteen
  /// before. Needs ticks of at most a minute and a source that speaks at any time.
  mutating func watchDispersal(
    _ index: Int, _ tick: Int64, _ pane: Pane, into findings: inout [Finding]
  ) {
    guard geometry.tickMinutes <= 1, !configuration.grid.isCoarse else { return }
    var best: CrowdDispersal?
    for source in sources where source.source.mode == .flow && !source.isGauge {
      guard let found = dispersal(index, tick, pane, source) else { continue }
      if found.score > best?.score ?? 0 { best = found }
    }
    if let best {
      guard var known = episodes[index].dispersal else {
        episodes[index].dispersal = best
        findings.append(dispersalFinding(index, best, .opened, pane))
        return
      }
      let hasGrown = best.score > known.peak + rules.growth
      known.lastHigh = observedTicks
      known.score = best.score
      known.peak = max(known.peak, best.score)
      known.observed = best.observed
      known.expected = best.expected
      episodes[index].dispersal = known
      if hasGrown { findings.append(dispersalFinding(index, known, .continued, pane)) }
    } else if let known = episodes[index].dispersal {
      let minutes = Double(observedTicks - known.lastHigh) * geometry.tickMinutes
      if minutes >= CrowdConstants.dispersalHoldMinutes {
        closeDispersal(index, pane, into: &findings)
      }
    }
  }

  mutating func closeDispersal(_ index: Int, _ pane: Pane, into findings: inout [Finding]) {
    guard let known = episodes[index].dispersal else { return }
    findings.append(dispersalFinding(index, known, .closed, pane))
    episodes[index].dispersal = nil
  }

  private func dispersal(
    _ index: Int, _ tick: Int64, _ pane: Pane, _ source: CrowdSourceState
  ) -> CrowdDispersal? {
    let recent = geometry.ticks(minutes: CrowdConstants.dispersalRecentMinutes)
    let before = geometry.ticks(minutes: CrowdConstants.dispersalBeforeMinutes)
    guard recent + before < Int64(geometry.ring) else { return nil }
    let slots = (geometry.slot(tick - recent), geometry.slot(tick - recent - before))
    let minutes = source.observed - source.observedRing[slots.1]
    let whole = Double(recent + before) * geometry.tickMinutes
    guard minutes >= CrowdConstants.minimumObservedShare * whole else { return nil }
    let origin = Int(episodes[index].origin)
    let centre = centre(of: index)
    // The centre, then the ring to the east, north, west and south.
    var now = InlineArray<5, Double>(repeating: 0)
    var old = InlineArray<5, Double>(repeating: 0)
    for cell in 0..<source.cellCount {
      let place = configuration.grid.offset(of: cell, from: origin)
      let (east, north) = (place.east - centre.east, place.north - centre.north)
      let distance = (east * east + north * north).squareRoot()
      guard distance < CrowdConstants.dispersalRingMetres else { continue }
      var part = 0
      if distance >= CrowdConstants.dispersalCentreMetres {
        part = abs(east) > abs(north) ? (east > 0 ? 1 : 3) : (north > 0 ? 2 : 4)
      }
      let middle = source.totalRing[slots.0 * source.cellCount + cell]
      now[part] += source.totals[cell] - middle
      old[part] += middle - source.totalRing[slots.1 * source.cellCount + cell]
    }
    let share = Double(recent) / Double(before)
    guard old[0] >= 1 else { return nil }
    let falling = logIncompleteBeta(
      1 / Self.scatter(old[0]), now[0] + 1, of: old[0] * share)
    guard falling >= CrowdConstants.dispersalScore else { return nil }
    var ring = (now: 0.0, old: 0.0)
    var sides = 0
    for part in 1..<5 {
      ring.now += now[part]
      ring.old += old[part]
      let mean = max(1, old[part]) * share
      let scatter = mean + mean * mean * Self.scatter(max(1, old[part]))
      if now[part] > mean + scatter.squareRoot() { sides += 1 }
    }
    // Those who walk away together fill one side of the ring; those who run apart fill all of it.
    guard sides >= 3 else { return nil }
    let expected = max(1, ring.old) * share
    let rising = negativeBinomialSurprise(
      count: ring.now, mean: expected, size: 1 / Self.scatter(max(1, ring.old)))
    let score = min(falling, rising)
    guard score >= CrowdConstants.dispersalScore else { return nil }
    return CrowdDispersal(
      openedAt: pane.index, since: pane.index, lastHigh: observedTicks, score: score, peak: score,
      observed: Int64(ring.now), expected: expected)
  }

  private static func scatter(_ old: Double) -> Double {
    1 / old + CrowdConstants.dispersalVariance
  }

  /// −log10 P(X ≤ n) of a negative binomial: I_p(size, n + 1), p = size / (mean + size).
  private func logIncompleteBeta(_ size: Double, _ next: Double, of mean: Double) -> Double {
    let total = mean + size
    return max(
      0,
      -Statistics.logIncompleteBeta(size, next, x: size / total, y: mean / total) / ln10)
  }

  /// Metres from the origin to where the episode is now.
  private func centre(of index: Int) -> (east: Double, north: Double) {
    let minutes = Double(observedTicks) * geometry.tickMinutes
    guard let last = episodes[index].track.points.last,
      minutes - last.minutes <= CrowdConstants.dispersalBeforeMinutes
    else {
      return configuration.grid.offset(
        of: Int(episodes[index].centre), from: Int(episodes[index].origin))
    }
    return (last.east, last.north)
  }
}
