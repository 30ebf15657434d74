package import EventTime

/// What an alert of `volume` has to say, in facts; its words in French and English follow.
///
/// They are written to be read once, at night, by someone tired: what, where, how much against how
/// much expected; then since when, why that is unusual, and what speaks against it.
package struct VolumeFacts: Sendable, Equatable {
  /// What is counted.
  package enum Counted: String, Sendable, CaseIterable { case post, feedback, report, count, read }

  package var state: AlertEvent.State
  package var counted: Counted
  /// The source's name.
  package var source: String
  /// The theme's or category's title; nil when everything is counted.
  package var theme: AlertEvent.Words?
  /// Nil is the whole territory.
  package var areaName: String?
  package var observed: Int64
  package var expected: Double
  /// The window that `observed` and `expected` are of; it ends at `time`.
  package var windowMinutes: Int
  /// −log10 p of the window.
  package var score: Double
  /// Chance alarms a week over all series at a score as high.
  package var falseAlarmsPerWeek: Double
  /// Exact under 64; nil when the source names no authors.
  package var distinctAuthors: Int?
  /// In [0, 1].
  package var duplicateRatio: Double
  package var topTerms: [String]
  /// When the episode began.
  package var since: Instant
  /// The end of the window.
  package var time: Instant
  /// Of a closed alert.
  package var durationSeconds: Int64?
  /// The area's local time.
  package var zone: TimeZoneRule

  package init(
    state: AlertEvent.State, counted: Counted, source: String, theme: AlertEvent.Words?,
    areaName: String?, observed: Int64, expected: Double, windowMinutes: Int, score: Double,
    falseAlarmsPerWeek: Double, distinctAuthors: Int?, duplicateRatio: Double,
    topTerms: [String], since: Instant, time: Instant, durationSeconds: Int64?,
    zone: TimeZoneRule
  ) {
    self.state = state
    self.counted = counted
    self.source = source
    self.theme = theme
    self.areaName = areaName
    self.observed = observed
    self.expected = expected
    self.windowMinutes = windowMinutes
    self.score = score
    self.falseAlarmsPerWeek = falseAlarmsPerWeek
    self.distinctAuthors = distinctAuthors
    self.duplicateRatio = duplicateRatio
    self.topTerms = topTerms
    self.since = since
    self.time = time
    self.durationSeconds = durationSeconds
    self.zone = zone
  }

  /// One line: what, where, how much.
  package var headline: AlertEvent.Words {
    AlertEvent.Words(fr: frenchHeadline, en: englishHeadline)
  }

  /// Three to five sentences.
  package var explanation: AlertEvent.Words {
    AlertEvent.Words(fr: frenchExplanation, en: englishExplanation)
  }

  /// From this share of repeated texts on, the words say so.
  static let notableDuplicates = 0.3
  /// Distinct authors are exact under this.
  static let authorsCounted = 64

  /// How many times the expected number was seen, when that can be said in earnest.
  var ratio: Double? {
    guard expected >= 0.1, Double(observed) >= 2 * expected else { return nil }
    return Double(observed) / expected
  }

  /// Since when, in the area's local time.
  var localSince: LocalTime { LocalTime(since, zone: zone) }

  var durationMinutes: Int { Int((durationSeconds ?? 0) + 30) / 60 }
}

/// The parts of a local date and time.
struct LocalTime: Equatable {
  var year: Int
  var month: Int
  var day: Int
  var hour: Int
  var minute: Int

  init(_ instant: Instant, zone: TimeZoneRule) {
    // The text of the shifted moment has the fields of the local calendar.
    let local = instant + .seconds(zone.offsetSeconds(at: instant))
    let parts = local.rfc3339.split { !$0.isNumber }.compactMap { Int($0) }
    (year, month, day, hour, minute) = (parts[0], parts[1], parts[2], parts[3], parts[4])
  }
}
