/// A date and a time of day, as they were written: not yet known to exist, nor where.
struct CivilTime {
  var year = 0
  var month = 1
  var day = 1
  var hour = 0
  var minute = 0
  /// 60 in a leap second.
  var second = 0
  var microsecond = 0

  /// The moment, where clocks are `offsetSeconds` east of Greenwich; nil when there is none.
  func instant(offsetSeconds: Int64) -> Instant? {
    guard let localSeconds else { return nil }
    return instant(seconds: localSeconds - offsetSeconds)
  }

  /// The moment, by the clocks of `zone`; nil when there is none. A time that they skip or show
  /// twice is read as `TimeZoneRule.instant(localSeconds:)` says.
  func instant(in zone: TimeZoneRule) -> Instant? {
    guard let localSeconds else { return nil }
    let instant = zone.instant(localSeconds: localSeconds)
    return self.instant(seconds: instant.microseconds / 1_000_000)
  }

  /// Seconds from 1970-01-01T00:00:00 to here by the clock on the wall, those of a leap second
  /// being one less; nil when a part is out of its range.
  private var localSeconds: Int64? {
    guard (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second),
      let date = CivilDate(year: Int64(year), month: Int64(month), day: Int64(day))
    else { return nil }
    let minutes = (date.daysSinceEpoch * 24 + Int64(hour)) * 60 + Int64(minute)
    return minutes * 60 + Int64(min(second, 59))
  }

  /// A leap second is clamped to the last microsecond before it; there is none but at the end of a
  /// UTC day.
  private func instant(seconds: Int64) -> Instant? {
    if second == 60 && floorModulo(seconds, 86_400) != 86_399 { return nil }
    return Instant(
      microseconds: seconds * 1_000_000 + Int64(second == 60 ? 999_999 : microsecond))
  }
}
