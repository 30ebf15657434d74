internal import EventTime
internal import Glibc

extension CrowdDetector {
  /// This bit of an item says that the finding is of a dispersal.
  static let dispersalItem: UInt64 = 1 << 32

  /// What is said of an episode at the end of `pane`.
  func finding(_ index: Int, _ phase: Finding.Phase, _ pane: Pane) -> Finding {
    let episode = episodes[index]
    let isOpen = phase == .continued || phase == .closed || phase == .opened
    let shown = strongestLook(episode)
    var finding = Finding(
      detector: .crowd,
      series: SeriesKey(
        source: configuration.seriesSource, dimension: configuration.seriesDimension,
        area: episode.shownCell),
      pane: pane, phase: phase, score: episode.present.fitting, peak: episode.tracker.peak,
      threshold: isOpen
        ? episode.tracker.openThreshold : calibration.threshold(Int(episode.peakCell)),
      windowMinutes: Int32(CrowdConstants.windowMinutes[episode.present.window]),
      observed: Int64(max(0, shown.count).rounded()), expected: shown.mean,
      distinctAuthors: -1, episodeCount: episode.count, episodeTexts: episode.count,
      falseAlarmsPerWeek: calibration.chanceAlarms(
        Int(episode.peakCell), score: episode.tracker.peak),
      since: Pane(index: episode.since),
      openedAt: isOpen ? Pane(index: episode.openedAt) : pane)
    finding.kind = episode.isMoving ? .movement : .gathering
    finding.item = episode.item
    var details = details(of: episode)
    details[.excess] = shown.count - shown.mean
    details.sources = shown.sources
    if episode.isMoving, let motion = episode.track.motion {
      details[.bearing] = motion.bearing
      details[.speed] = motion.speed
      details[.path] = motion.path
    }
    finding.details = details
    return finding
  }

  func dispersalFinding(
    _ index: Int, _ dispersal: CrowdDispersal, _ phase: Finding.Phase, _ pane: Pane
  ) -> Finding {
    var finding = finding(index, phase, pane)
    finding.kind = .dispersal
    finding.item = episodes[index].item | Self.dispersalItem
    finding.score = dispersal.score
    finding.peak = dispersal.peak
    finding.threshold = CrowdConstants.dispersalScore
    finding.windowMinutes = Int32(CrowdConstants.dispersalRecentMinutes)
    finding.observed = dispersal.observed
    finding.expected = dispersal.expected
    finding.since = Pane(index: dispersal.since)
    finding.openedAt = Pane(index: dispersal.openedAt)
    finding.details?[.excess] = Double(dispersal.observed) - dispersal.expected
    return finding
  }

  private func details(of episode: CrowdEpisode) -> FindingDetails {
    var details = FindingDetails()
    let place = mergedPlace(around: Int(episode.centre))
    details.place = place.place
    details.areas = place.cells.filter { $0 != episode.shownCell }
    let now = configuration.paneLength.start(of: Pane(index: boundary ?? 0))
    for entry in plan.entries where entry.shape(at: now) > 0 {
      let place = plan.places[Int(episode.centre)]
      if place >= 0, entry.places.contains(Int(place)) { details.label = entry.event.name }
    }
    return details
  }

  /// Count and expectation of the source that says most of the episode's best zone and window, and
  /// the sources in which it is above what is expected by a standard deviation.
  private func strongestLook(
    _ episode: CrowdEpisode
  ) -> (count: Double, mean: Double, sources: [Int32]) {
    let w = episode.present.window
    let tick = floorDivide(boundary ?? 0, geometry.tickPanes)
    let start = geometry.slot(tick - geometry.windowTicks[w])
    let cells = zoneCells(Int(episode.centre), zone: episode.present.zone)
    var found: (count: Double, mean: Double) = (0, 0)
    var most = -Double.infinity
    var taking: [Int32] = []
    for (index, source) in sources.enumerated() {
      guard let scale = source.scale(w, tick: tick, geometry: geometry) else { continue }
      var sum = SIMD4<Double>.zero
      for cell in cells { sum += source.window(cell, w, start: start, scale: scale, plan: plan) }
      guard sum.y > 0 else { continue }
      let deviation = (sum.y + sum.z + sum.w * sum.w).squareRoot()
      let deviations = (sum.x - sum.y) / deviation
      if deviations > 1 { taking.append(source.source.source) }
      let isBest = episode.present.source == index
      if isBest || (episode.present.source < 0 && deviations > most) {
        most = isBest ? .infinity : deviations
        found = (sum.x, sum.y)
      }
    }
    return (found.count, found.mean, Set(taking).sorted())
  }

  private func zoneCells(_ centre: Int, zone: Int) -> [Int] {
    let count = zone < 5 ? zone + 1 : CrowdGrid.stride
    let base = centre * CrowdGrid.stride
    return configuration.grid.neighbours[base..<(base + count)].compactMap {
      $0 >= 0 ? Int($0) : nil
    }
  }

  /// The cells around one that together have the residents that a place needs to be shown, and the
  /// circle that holds them: neither says where within it people are.
  func mergedPlace(around centre: Int) -> (place: FindingDetails.Place, cells: [Int32]) {
    let cells = Self.merged(centre, configuration)
    let grid = configuration.grid
    var (east, north) = (0.0, 0.0)
    for cell in cells {
      let offset = grid.offset(of: Int(cell), from: centre)
      east += offset.east / Double(cells.count)
      north += offset.north / Double(cells.count)
    }
    var radius = 0.0
    for cell in cells {
      let offset = grid.offset(of: Int(cell), from: centre)
      let (x, y) = (offset.east - east, offset.north - north)
      radius = max(radius, (x * x + y * y).squareRoot() / 1000)
    }
    let next = grid.neighbours[centre * CrowdGrid.stride + 1]
    let spacing = next >= 0 ? grid.distanceKm(centre, Int(next)) : 1
    let degree = CrowdGrid.earthRadiusKm * 1000 * Double.pi / 180
    let cosine = max(1e-6, cos(grid.cells[centre].latitude * Double.pi / 180))
    return (
      FindingDetails.Place(
        latitude: grid.cells[centre].latitude + north / degree,
        longitude: grid.cells[centre].longitude + east / (degree * cosine),
        radiusKm: radius + spacing / 2),
      cells.sorted()
    )
  }

  /// A cell and its nearest, until they have residents enough; at most `CrowdLimits.mergedCells`.
  /// Where no residents are known of any cell, none is merged.
  private static func merged(_ centre: Int, _ configuration: CrowdConfiguration) -> [Int32] {
    let grid = configuration.grid
    var population = grid.cells[centre].population
    var cells = [Int32(centre)]
    guard grid.hasPopulation, population < configuration.minimumPopulation else { return cells }
    let order = grid.cells.indices.filter { $0 != centre }
      .map { (distance: grid.distanceKm(centre, $0), cell: $0) }
      .sorted { ($0.distance, $0.cell) < ($1.distance, $1.cell) }
    for next in order.prefix(CrowdLimits.mergedCells - 1) {
      guard population < configuration.minimumPopulation else { break }
      cells.append(Int32(next.cell))
      population += grid.cells[next.cell].population
    }
    return cells
  }

  /// By cell, the one that stands for it in findings: itself, or the most populous that it is merged
  /// with.
  static func shown(_ configuration: CrowdConfiguration) -> [Int32] {
    let grid = configuration.grid
    guard configuration.minimumPopulation > 0, grid.hasPopulation else {
      return grid.cells.indices.map { Int32($0) }
    }
    return grid.cells.indices.map { cell in
      let cells = merged(cell, configuration)
      return cells.max {
        let (a, b) = (grid.cells[Int($0)].population, grid.cells[Int($1)].population)
        return a != b ? a < b : $0 > $1
      } ?? Int32(cell)
    }
  }
}
