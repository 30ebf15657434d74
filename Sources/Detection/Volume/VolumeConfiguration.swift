package import EventTime

/// Days on which people do not keep to their week, as local days.
package struct HolidayCalendar: Sendable, Equatable {
  /// Days since 1970-01-01 in local time, ascending.
  package let days: [Int32]

  package init(days: [Int32]) { self.days = days.sorted() }

  /// O(log days).
  func contains(_ day: Int64) -> Bool {
    var low = 0
    var high = days.count
    while low < high {
      let middle = (low + high) / 2
      if Int64(days[middle]) < day { low = middle + 1 } else { high = middle }
    }
    return low < days.count && Int64(days[low]) == day
  }
}

/// What an operator decides about `volume`, for one source.
package struct VolumeConfiguration: Sendable, Equatable {
  /// - `falseAlarmsPerWeek` (number, default 1, 0.01…1000): chance alarms a week, over all
  ///   series of the detector together.
  package var falseAlarmsPerWeek = 1.0
  /// - `minimumCount` (integer, default 3, 1…1000): a window with fewer says nothing.
  package var minimumCount: Int32 = 3
  /// - `minimumAuthors` (integer, default 3, 0…64): a window with fewer distinct authors says
  ///   nothing; 0 is no such rule. Without effect on a source without authors.
  package var minimumAuthors: Int32 = 3
  /// - `minimumExposureMinutes` (number, default 5, 0…1440): how long the source must have been
  ///   seen before anything is said.
  package var minimumExposureMinutes = 5.0
  /// - `maximumSeries` (integer, default 20000, 1…1000000): at the limit the series that was
  ///   silent for longest is forgotten, and counted.
  package var maximumSeries = 20_000

  /// How many series the promise is made over: all that the configuration lists for the
  /// detector (sources × dimensions × areas), seen or not.
  package var seriesCount: Int
  /// How many of them one family (source, dimension) has: its areas and the territory.
  package var familySeriesCount: Int
  /// Whether the source names authors.
  package var hasAuthors: Bool
  package var paneLength: PaneLength
  /// Local time by area index; an area beyond the list has the territory's.
  package var zones: [TimeZoneRule] = []
  package var territoryZone: TimeZoneRule = .utc
  package var holidays: [HolidayCalendar] = []
  /// Index into `holidays` by area index; −1, or beyond the list, is no calendar.
  package var calendars: [Int32] = []
  /// The territory's own calendar, −1 for none.
  package var territoryCalendar: Int32 = -1

  package init(
    seriesCount: Int, familySeriesCount: Int, hasAuthors: Bool, paneLength: PaneLength = .standard
  ) {
    precondition(seriesCount > 0 && familySeriesCount > 0)
    self.seriesCount = seriesCount
    self.familySeriesCount = familySeriesCount
    self.hasAuthors = hasAuthors
    self.paneLength = paneLength
  }

  func zone(of area: Int32) -> TimeZoneRule {
    area >= 0 && Int(area) < zones.count ? zones[Int(area)] : territoryZone
  }

  func calendar(of area: Int32) -> Int32 {
    guard area >= 0 else { return territoryCalendar }
    return Int(area) < calendars.count ? calendars[Int(area)] : -1
  }
}
