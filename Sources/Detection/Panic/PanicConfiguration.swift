package import EventTime

/// What an operator decides about `panic`, for one group of sources.
package struct PanicConfiguration: Sendable, Equatable {
  /// - `falseAlarmsPerWeek` (number, default 1, 0.01…1000): chance alarms a week, over all areas and
  ///   the territory together.
  package var falseAlarmsPerWeek = 1.0
  /// - `minimumAuthors` (integer, default 4, 0…16): a window with fewer distinct authors of markers
  ///   says nothing; posts without an author count for none. 0: who wrote does not matter.
  package var minimumAuthors: Int32 = 4
  /// - `minimumMarkers` (integer, default 4, 4…1000): a window with fewer says nothing.
  package var minimumMarkers: Int32 = 4

  /// The series' source: index of the group.
  package var source: Int32
  /// The series' dimension: dense index of the theme whose posts are markers.
  package var dimension: Int32
  /// Bit of that theme, `MarkerThemes.panic`; 0 turns the detector off.
  package var markers: UInt64
  /// Languages that have a list, as in `PostRow.language`. Posts of others are not read, those whose
  /// language is not known are.
  package var languages: [UInt16]
  package var areaCount: Int
  package var paneLength: PaneLength
  /// Local time by area index; an area beyond the list has the territory's.
  package var zones: [TimeZoneRule] = []
  package var territoryZone: TimeZoneRule = .utc

  package init(
    source: Int32, dimension: Int32, markers: UInt64, languages: [UInt16], areaCount: Int,
    paneLength: PaneLength = .standard
  ) {
    precondition(areaCount >= 0)
    self.source = source
    self.dimension = dimension
    self.markers = markers
    self.languages = languages
    self.areaCount = areaCount
    self.paneLength = paneLength
  }

  func zone(of area: Int) -> TimeZoneRule {
    area < zones.count && area < areaCount ? zones[area] : territoryZone
  }
}

extension FindingKind {
  /// `panic`: more posts of fear, flight and calls for help than usual, and a larger share.
  package static let panic = FindingKind(rawValue: "panic")
}

extension Measure {
  /// Posts that were read in the window, near-duplicates once.
  package static let postsRead = Measure(rawValue: "posts")
  /// Markers among them.
  package static let markerPosts = Measure(rawValue: "markers")
  package static let markerShare = Measure(rawValue: "markerShare")
  /// The share that is usual at this hour of the day.
  package static let usualShare = Measure(rawValue: "usualShare")
  /// Share of the posts of a known language, the last day's weighing most, whose language has a list.
  package static let languageCoverage = Measure(rawValue: "coverage")
}
