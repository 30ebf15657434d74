/// What of a saved state the present configuration has no place for, and what of it is new.
package struct LoadReport: Sendable, Equatable {
  /// There was no state: everything starts as new.
  package var isNew = false
  /// Dimensions with series that are gone, by name, each once.
  package var droppedDimensions: [String] = []
  /// Areas with series that are gone, by code, each once.
  package var droppedAreas: [String] = []
  /// Theme terms that are gone.
  package var droppedTerms = 0
  /// Local times (a zone and a calendar) that are gone.
  package var droppedLocalTimes = 0
  /// Series whose dimension or area is gone, or that are no longer listed.
  package var droppedSeries = 0
  /// Series beyond the present limit: those that were silent for longest.
  package var evictedSeries = 0
  /// Rows of sums and findings on their way that belong to such series.
  package var droppedRows = 0
  /// The state of a source's or a group's detectors beside `volume`: services, areas or themes are
  /// others now, so they begin afresh.
  package var droppedOthers = false
  /// Sources of alerts or findings that are gone.
  package var droppedSources: [String] = []
  /// Open alerts whose series is gone, as `SOURCE/DIMENSION/AREA`: nothing will close them.
  package var droppedAlerts: [String] = []

  package init() {}

  /// Everything that was saved has its place.
  package var isWhole: Bool {
    var whole = LoadReport()
    whole.isNew = isNew
    return self == whole
  }
}
