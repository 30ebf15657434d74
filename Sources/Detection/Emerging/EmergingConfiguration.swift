package import EventTime

/// What an operator decides about `emerging`, for one group of sources.
package struct EmergingConfiguration: Sendable, Equatable {
  /// - `falseAlarmsPerWeek` (number, default 1, 0.01…1000): chance topics a week, once past topics
  ///   have calibrated the threshold.
  package var falseAlarmsPerWeek = 1.0
  /// - `minimumAuthors` (integer, default 5, 1…8): a window with fewer distinct authors of a term says
  ///   nothing, and a term's text is not kept before. Posts without an author count for none.
  package var minimumAuthors: Int32 = 5
  /// Authors of the last three hours from which on a term is named in a finding: what the site shows.
  package var shownFrom: Int32 = 10
  /// - `minimumTexts` (integer, default 5, 3…1000): different texts that must hold a term in a window.
  package var minimumTexts: Int32 = 5
  /// - `warmUpHours` (number, default 24, 1…168): how long the stream is read before anything is said.
  package var warmUpHours = 24.0
  /// - `maximumTerms` (integer, default 60000, 1000…4000000): terms followed; at the limit the one of
  ///   its bucket that was silent for longest is forgotten, and counted.
  package var maximumTerms = 60_000

  /// The series' source: index of the group.
  package var source: Int32
  package var areaCount: Int
  package var paneLength: PaneLength

  package init(source: Int32, areaCount: Int, paneLength: PaneLength = .standard) {
    precondition(areaCount >= 0)
    self.source = source
    self.areaCount = areaCount
    self.paneLength = paneLength
  }
}

extension FindingKind {
  /// `emerging`: words, hashtags or links that nobody listed, in many different texts at once.
  package static let topic = FindingKind(rawValue: "topic")
}

extension Measure {
  /// Different texts (clusters of near-duplicates) in the window that hold the most telling term.
  package static let topicTexts = Measure(rawValue: "clusters")
  /// Terms of the topic, those too that are not named.
  package static let topicTerms = Measure(rawValue: "terms")
}
