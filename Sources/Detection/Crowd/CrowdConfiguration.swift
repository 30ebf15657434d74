package import EventTime

/// How one source of a group counts people.
package struct CrowdSource: Sendable, Equatable {
  package enum Mode: String, Sendable, CaseIterable {
    /// What comes in a step adds up: posts, boardings.
    case flow
    /// A gauge: who is there. Steps have a mean, never a sum.
    case stock
  }

  package var name: String
  /// Index of the source in the site, for findings.
  package var source: Int32
  package var mode: Mode
  /// Counts the rows' `samples` (located posts) or takes their `sum` (measured values).
  package var countsSamples: Bool
  /// How often it speaks; shorter windows are skipped. 0: at any time.
  package var stepMinutes: Int
  /// Counts below this are hidden by who publishes them; 0: none are. From 1 on a declared cell that
  /// is absent where others reported is a hidden one; at 0 it is a count of none.
  package var secrecyThreshold: Int
  /// Its records are posts whose texts are read: of near-duplicates the first counts. A text that
  /// goes round and names a place is no gathering there.
  package var countsTexts: Bool

  package init(
    name: String, source: Int32 = 0, mode: Mode = .flow, countsSamples: Bool = true,
    stepMinutes: Int = 0, secrecyThreshold: Int = 0, countsTexts: Bool = false
  ) {
    self.name = name
    self.source = source
    self.mode = mode
    self.countsSamples = countsSamples
    self.stepMinutes = stepMinutes
    self.secrecyThreshold = secrecyThreshold
    self.countsTexts = countsTexts
  }
}

/// A gathering that is known beforehand: it is expected, and only what goes beyond it is not.
package struct AnnouncedEvent: Sendable, Equatable {
  package var name: String
  package var cell: Int32
  package var start: Instant
  package var end: Instant
  /// What it adds, as a factor of what is usual there: 3 makes four times the usual. Nil: not known.
  package var factor: Double?
  /// How far it spreads: cells within twice this have part in it. In a coarse grid only its own has.
  package var radiusKm: Double

  package init(
    name: String, cell: Int32, start: Instant, end: Instant, factor: Double? = nil,
    radiusKm: Double = 0.5
  ) {
    self.name = name
    self.cell = cell
    self.start = start
    self.end = end
    self.factor = factor
    self.radiusKm = radiusKm
  }
}

/// What `crowd` watches for one group of sources.
package struct CrowdConfiguration: Sendable {
  package var grid: CrowdGrid
  package var paneLength: PaneLength
  /// Chance alarms a week over the cells of the grid.
  package var falseAlarmsPerWeek: Double
  package var sources: [CrowdSource]
  package var events: [AnnouncedEvent]
  /// A place with fewer residents is shown merged with its neighbours; 0: none is.
  package var minimumPopulation: Int64
  /// Source and dimension of the findings' series.
  package var seriesSource: Int32
  package var seriesDimension: Int32
  /// Scores every zone at every tick, not only those that something came to. The findings are the
  /// same; it is there to show that.
  package var scansEverything = false

  package init(
    grid: CrowdGrid, paneLength: PaneLength = .standard, falseAlarmsPerWeek: Double = 1,
    sources: [CrowdSource], events: [AnnouncedEvent] = [], minimumPopulation: Int64 = 0,
    seriesSource: Int32 = 0, seriesDimension: Int32 = 0
  ) {
    self.grid = grid
    self.paneLength = paneLength
    self.falseAlarmsPerWeek = falseAlarmsPerWeek
    self.sources = sources
    self.events = events
    self.minimumPopulation = minimumPopulation
    self.seriesSource = seriesSource
    self.seriesDimension = seriesDimension
  }
}
