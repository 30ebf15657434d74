/// Local time by rule: a POSIX TZ string (IEEE Std 1003.1, 8.3), with exceptions that are listed.
///
/// Time-zone data is configuration, so that a replay on another machine sees the same local time.
/// All changes from 1970 to 2100 are laid out at the start; a look-up is two array reads.
package struct TimeZoneRule: Sendable, Equatable {
  package var name: String
  let posix: POSIXTimeZone
  let table: OffsetTable

  /// A stretch of time in which the rule does not hold: Ramadan in Morocco, a law since repealed.
  package struct Exception: Sendable, Equatable {
    package var from: Instant
    /// The first instant after it.
    package var until: Instant
    /// Seconds east of Greenwich meanwhile.
    package var offsetSeconds: Int64

    package init(from: Instant, until: Instant, offsetSeconds: Int64) {
      self.from = from
      self.until = until
      self.offsetSeconds = offsetSeconds
    }
  }

  /// A zone by its rule and its exceptions, which must lie between 1970 and 2100, in the order of
  /// time and apart from each other, at whole seconds, at most 26 hours from Greenwich.
  package init(
    name: String, posix: String, exceptions: [Exception] = []
  ) throws(TimeZoneError) {
    var end = Instant(seconds: OffsetTable.range.lowerBound)
    for exception in exceptions {
      guard exception.from < exception.until else {
        throw TimeZoneError(message: "time zone \(name): an exception ends before it begins")
      }
      guard exception.from >= end else {
        throw TimeZoneError(
          message: "time zone \(name): exceptions overlap, are out of order or before 1970")
      }
      guard exception.until <= Instant(seconds: OffsetTable.range.upperBound) else {
        throw TimeZoneError(message: "time zone \(name): an exception reaches beyond 2100")
      }
      guard abs(exception.offsetSeconds) <= 26 * 3600 else {
        throw TimeZoneError(message: "time zone \(name): an offset of more than 26 hours")
      }
      guard exception.from.microseconds % 1_000_000 == 0,
        exception.until.microseconds % 1_000_000 == 0
      else {
        throw TimeZoneError(message: "time zone \(name): an exception is not at a whole second")
      }
      end = exception.until
    }
    self.name = name
    self.posix = try POSIXTimeZone(posix)
    table = OffsetTable(posix: self.posix, exceptions: exceptions)
  }

  /// A zone that keeps universal time under `name`.
  package init(name: String) {
    self.name = name
    posix = POSIXTimeZone(standardOffset: 0, summer: nil)
    table = OffsetTable(posix: posix, exceptions: [])
  }

  /// Universal time.
  package static var utc: TimeZoneRule { TimeZoneRule(name: "UTC") }

  /// Seconds east of Greenwich at `instant`. Before 1970 and from 2101 on by the rule, slowly.
  package func offsetSeconds(at instant: Instant) -> Int64 {
    offset(atSeconds: floorDivide(instant.microseconds, 1_000_000))
  }

  /// Days from 1970-01-01 to the local date at `instant`.
  package func localDay(at instant: Instant) -> Int64 {
    floorDivide(localSeconds(at: instant), 86_400)
  }

  /// Seconds since local midnight by the clock on the wall, 0…86,399.
  ///
  /// On days that change to or from summer time it jumps with that clock.
  package func secondsOfDay(at instant: Instant) -> Int64 {
    floorModulo(localSeconds(at: instant), 86_400)
  }

  /// The hour of the local week, 0 from Monday 00:00 on, 167 from Sunday 23:00 on.
  package func hourOfWeek(at instant: Instant) -> Int64 {
    // 1970-01-01 was a Thursday, 72 hours into its week.
    floorModulo(floorDivide(localSeconds(at: instant), 3600) + 72, 168)
  }

  /// Seconds from 1970-01-01T00:00:00 local time to the local time at `instant`, rounded down.
  package func localSeconds(at instant: Instant) -> Int64 {
    let seconds = floorDivide(instant.microseconds, 1_000_000)
    return seconds + offset(atSeconds: seconds)
  }

  /// The instant at which the clock on the wall shows `localSeconds` since 1970-01-01T00:00:00.
  ///
  /// A local time that happens twice is taken to be the first; one that is skipped is read by the
  /// clock as it was before the change, so 02:30 in the gap from 02:00 to 03:00 is 03:30. (The
  /// same as Python's `fold=0`, PEP 495.) Changes less than a day apart may confuse it.
  package func instant(localSeconds: Int64) -> Instant {
    let before = offset(atSeconds: localSeconds - 86_400)
    let first = localSeconds - before
    let after = offset(atSeconds: first)
    if after != before {
      let second = localSeconds - after
      if offset(atSeconds: second) == after { return Instant(seconds: second) }
    }
    return Instant(seconds: first)
  }

  private func offset(atSeconds seconds: Int64) -> Int64 {
    OffsetTable.range.contains(seconds)
      ? table.offset(at: seconds) : posix.offset(at: seconds)
  }
}
