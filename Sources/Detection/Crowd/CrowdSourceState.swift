internal import EventTime
internal import Glibc

/// What one source has said of every cell, and what is expected of it.
///
/// Counts (or, of a gauge, value times minutes) and exposures run up; a ring holds both at the last
/// boundaries, so that a window is a difference. The expectation of a window is the cell's level
/// times its exposure, which is the profile of the week summed over the minutes that were observed.
struct CrowdSourceState: Sendable {
  let source: CrowdSource
  let cellCount: Int
  let stepTicks: Int64
  let sliceTicks: Int64
  let stepMinutes: Double
  /// It says something of every cell at every step, or is not there.
  let isGauge: Bool

  // The step that goes on.
  var sums: [Int64]
  var samples: [Int32]
  var hidden: [Int32]
  /// Cells that the step has rows of, each once.
  var touched: [Int32] = []
  var reportedPanes: Int64 = 0
  var lastReported = Int64.min

  // Running totals, and the ring of them, a boundary after the other.
  var totals: [Double]
  var exposures: [Double]
  var totalRing: [Double]
  var exposureRing: [Double]
  /// Minutes observed.
  var observed = 0.0
  var observedRing: [Double]

  // Level.
  var isDeclared: [Bool]
  var counts: [Double]
  var levelExposures: [Double]
  var levels: [Double]

  // The slice that goes on: what came, what was exposed to, whether all of it was seen.
  var sliceCounts: [Double]
  var sliceExposures: [Double]
  var sliceIsWhole: [Bool]
  var sliceObserved = 0.0

  // Profile.
  var localTimes: [LocalTime]
  var profiles: [WeekProfile]
  var profileSeen: [Float]
  var profileExpected: [Float]
  var hourCounts: [Double]
  var hourMinutes: [Double]
  /// The profile at the centres of the hours before and after now, by cell.
  var ratesBelow: [Double]
  var ratesAbove: [Double]
  var rateHours: [Int32]

  // Dispersion, by (cell, window) and (family, window).
  var dispersions: [CrowdDispersion]
  var familyDispersion: [Double]

  // Announced events.
  var events: [CrowdEventState]
  /// By place of the plan: the event that its expectation follows, −1 for none.
  var eventOwners: [Int32]
  var eventExposures: [Double]
  var eventRing: [Double]
  /// By place: what events add now, as a factor of the usual.
  var eventFactors: [Double]

  static let hours = WeekProfile.hours

  init(
    _ source: CrowdSource, grid: CrowdGrid, geometry: CrowdGeometry, plan: CrowdEventPlan
  ) {
    self.source = source
    let count = grid.count
    cellCount = count
    let step = geometry.ticks(minutes: max(1e-3, Double(source.stepMinutes)))
    stepTicks = step
    stepMinutes = Double(step) * geometry.tickMinutes
    let slice = geometry.ticks(minutes: CrowdConstants.sliceMinutes)
    sliceTicks = source.mode == .stock ? step : max(step, slice / step * step)
    isGauge = source.mode == .stock || source.stepMinutes > 0 || source.secrecyThreshold > 0
    let isAlwaysThere = source.mode == .flow && source.secrecyThreshold == 0
    sums = [Int64](repeating: 0, count: count)
    samples = [Int32](repeating: 0, count: count)
    hidden = samples
    totals = [Double](repeating: 0, count: count)
    exposures = totals
    totalRing = [Double](repeating: 0, count: count * geometry.ring)
    exposureRing = totalRing
    observedRing = [Double](repeating: 0, count: geometry.ring)
    isDeclared = [Bool](repeating: isAlwaysThere, count: count)
    counts = totals
    levelExposures = totals
    levels = [Double](repeating: 1, count: count)
    sliceCounts = totals
    sliceExposures = totals
    sliceIsWhole = [Bool](repeating: true, count: count)
    localTimes = grid.zones.map { LocalTime(zone: $0, calendar: -1, holidays: nil) }
    profiles = [WeekProfile](repeating: WeekProfile(), count: grid.familyCount)
    profileSeen = [Float](repeating: 0, count: count * Self.hours)
    profileExpected = profileSeen
    hourCounts = totals
    hourMinutes = totals
    ratesBelow = [Double](repeating: 1, count: count)
    ratesAbove = ratesBelow
    rateHours = [Int32](repeating: -1, count: grid.zones.count)
    let windows = CrowdConstants.windowCount
    dispersions = [CrowdDispersion](repeating: CrowdDispersion(), count: count * windows)
    familyDispersion = [Double](
      repeating: CrowdConstants.dispersionPrior, count: grid.familyCount * windows)
    events = [CrowdEventState](repeating: CrowdEventState(), count: plan.entries.count)
    eventOwners = [Int32](repeating: -1, count: plan.cells.count)
    eventExposures = [Double](repeating: 0, count: plan.cells.count)
    eventRing = [Double](repeating: 0, count: plan.cells.count * geometry.ring)
    eventFactors = eventExposures
  }

  /// Takes rows of one pane in; how many of them name no cell of the grid.
  mutating func take(_ slice: CrowdSlice, pane: Int64) -> Int {
    if slice.reported, lastReported != pane {
      lastReported = pane
      reportedPanes += 1
    }
    guard slice.reported else { return 0 }
    var refused = 0
    for row in slice.rows {
      let cell = Int(row.cell)
      guard cell >= 0, cell < cellCount, row.samples >= 0, row.hidden >= 0 else {
        refused += 1
        continue
      }
      // A row that holds nothing does not say that its cell was looked at.
      guard row.samples > 0 || row.hidden > 0 else { continue }
      if samples[cell] == 0, hidden[cell] == 0 { touched.append(row.cell) }
      let limit = Int32.max / 2
      samples[cell] = min(limit, samples[cell] + min(limit, row.samples))
      hidden[cell] = min(limit, hidden[cell] + min(limit, row.hidden))
      sums[cell] &+= row.sum
    }
    return refused
  }

  /// Enters the time of the first pane.
  mutating func begin(at instant: Instant, grid: CrowdGrid) {
    for index in localTimes.indices { localTimes[index].enter(instant) }
    refreshRates(at: instant, grid: grid)
  }

  /// The profile of every cell at the centres of the hours around `instant`.
  mutating func refreshRates(at instant: Instant, grid: CrowdGrid) {
    let hours = Self.hours
    for zone in localTimes.indices {
      let position = localTimes[zone].minuteOfWeek(instant) / 60 - 0.5
      rateHours[zone] = Int32((Int(floor(position)) + hours) % hours)
    }
    fillRates(grid)
  }

  /// The rates from the profile as it is. It changes only where this is called again.
  mutating func fillRates(_ grid: CrowdGrid) {
    let hours = Self.hours
    let prior = Float(CrowdConstants.profilePrior)
    for cell in 0..<cellCount {
      let below = Int(rateHours[Int(grid.cells[cell].zone)])
      let above = (below + 1) % hours
      let table = Int(grid.cells[cell].family)
      let base = cell * hours
      let shared = (
        Float(profiles[table].table[below]), Float(profiles[table].table[above])
      )
      ratesBelow[cell] = Double(
        (profileSeen[base + below] + prior * shared.0)
          / (profileExpected[base + below] + prior))
      ratesAbove[cell] = Double(
        (profileSeen[base + above] + prior * shared.1)
          / (profileExpected[base + above] + prior))
    }
  }

  /// Whether the hours around `instant` are others than those that the rates are of.
  func ratesAreStale(at instant: Instant) -> Bool {
    for zone in localTimes.indices {
      let position = localTimes[zone].minuteOfWeek(instant) / 60 - 0.5
      let below = (Int(floor(position)) + Self.hours) % Self.hours
      if rateHours[zone] != Int32(below) { return true }
    }
    return false
  }

  /// Whether this hour of the day was seen at all: before, nothing is known of it.
  func isWarm(_ zone: Int) -> Bool {
    localTimes[zone].dayVisits[localTimes[zone].bin % 24] > 0
  }

  /// Relative variance of what is not known of the profile in this hour. A weekday that was never seen
  /// may be another kind of day.
  func profileVariance(_ zone: Int) -> Double {
    let local = localTimes[zone]
    return local.profileVariance + (local.isYoung ? CrowdConstants.unseenDayVariance : 0)
  }

  /// c of a place's event, 1 without one.
  func correction(_ place: Int, _ plan: CrowdEventPlan) -> Double {
    let owner = eventOwners[place]
    guard owner >= 0 else { return 1 }
    return events[Int(owner)].correction(prior: plan.entries[Int(owner)].prior)
  }
}
