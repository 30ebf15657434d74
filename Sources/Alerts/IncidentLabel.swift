package import EventTime

/// What truly happened, as alerts are judged by it: one line of `incidents.ndjson`.
///
/// Beside incidents there are two other kinds: `judged`, the period in which alerts count, and
/// `announced`, a gathering that was known before and that no alert should tell.
package struct IncidentLabel: Sendable, Equatable {
  package static let judgedKind = "judged"
  package static let announcedKind = "announced"

  package var id: String
  package var kind: String
  /// Detectors that should see it.
  package var detectors: [String]
  /// Detectors that may see it too; what they say of it is not false.
  package var alsoSeenBy: [String]
  package var sources: [String]
  /// Codes; empty is the whole territory.
  package var areas: [String]
  /// Codes of the areas beside those.
  package var neighbours: [String]
  package var onset: Instant
  /// The first moment after it.
  package var end: Instant
  /// Words, tags, domains, plates by which it is known.
  package var terms: [String]
  /// Its strength, in the unit of its kind; nil where there is none.
  package var size: Double?
  /// What presence was multiplied with; nil where it does not show there.
  package var factor: Double?

  package init(
    id: String, kind: String, detectors: [String] = [], alsoSeenBy: [String] = [],
    sources: [String] = [], areas: [String] = [], neighbours: [String] = [], onset: Instant,
    end: Instant, terms: [String] = [], size: Double? = nil, factor: Double? = nil
  ) {
    self.id = id
    self.kind = kind
    self.detectors = detectors
    self.alsoSeenBy = alsoSeenBy
    self.sources = sources
    self.areas = areas
    self.neighbours = neighbours
    self.onset = onset
    self.end = end
    self.terms = terms
    self.size = size
    self.factor = factor
  }

  /// Whether an alert should tell it.
  package var isIncident: Bool { kind != Self.judgedKind && kind != Self.announcedKind }
}
