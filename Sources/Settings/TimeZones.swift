package import EventTime

/// The rule of a time zone by the name that the configuration gives; the one place where names
/// become rules.
package func timeZoneRule(named name: String) -> TimeZoneRule {
  name == "UTC" ? .utc : TimeZoneRule(name: name)
}
