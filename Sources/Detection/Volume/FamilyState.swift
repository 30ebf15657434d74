/// What the series of one dimension share: the profile and the episodes' tail.
struct FamilyState {
  let dimension: Int32
  var profile = WeekProfile()
  var tail = EpisodeTail()
  /// Episodes a week and series.
  var rate =
    VolumeConstants.episodeRules.familyRatePriorEpisodes
    / VolumeConstants.episodeRules.familyRatePriorWeeks

  init(dimension: Int32) { self.dimension = dimension }
}

/// The exposure of a family in one local time: profile times observed minutes.
struct Exposure {
  /// Profile now, a minute.
  var rate = 1.0
  var total = 0.0
  var atTick = 0.0
  /// In the last tick.
  var inTick = 0.0
  /// Discounted with the level's half-life.
  var discounted = 0.0
  /// The pane whose windows stand in `windows`.
  var windowsPane = Int64.min
  var windows = WindowGeometry.Each<Double>(repeating: 0)
}
