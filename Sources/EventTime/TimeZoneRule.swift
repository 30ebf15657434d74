/// Local time by rule: a POSIX TZ string (IEEE Std 1003.1, 8.3), with exceptions that are listed.
///
/// Time-zone data is configuration, so that a replay on another machine sees the same local time.
package struct TimeZoneRule: Sendable, Equatable {
  package var name: String
  package init(name: String) { self.name = name }
  /// Universal time.
  package static var utc: TimeZoneRule { TimeZoneRule(name: "UTC") }
  /// Seconds east of Greenwich at `instant`.
  package func offsetSeconds(at instant: Instant) -> Int64 { 0 }
}
