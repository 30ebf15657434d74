package import EventTime

/// A finding with what can be shown for it.
package struct EvidencedFinding: Sendable {
  package var finding: Finding
  package var evidence: SeriesEvidence

  package init(finding: Finding, evidence: SeriesEvidence) {
    self.finding = finding
    self.evidence = evidence
  }
}

/// What DETECT says of one stepped pane of one source.
package struct PaneFindings: Sendable {
  package var source: Int32
  package var pane: Pane
  /// The source's feed is missing in this pane: nothing may be concluded from it.
  package var missing: Bool
  /// In the order of their series.
  package var findings: [EvidencedFinding]
  /// Ids of posts that were withdrawn.
  package var retractions: [UInt64]

  package init(
    source: Int32, pane: Pane, missing: Bool, findings: [EvidencedFinding], retractions: [UInt64]
  ) {
    self.source = source
    self.pane = pane
    self.missing = missing
    self.findings = findings
    self.retractions = retractions
  }
}

/// What DETECT wants done: findings pane by pane, then how far its source is stepped.
package struct DetectEffects: Sendable {
  /// Panes in which something was found or withdrawn, ascending.
  package var panes: [PaneFindings] = []
  /// What the stepped panes bring to the source's group, ascending.
  package var sourcePanes: [SourcePane] = []
  /// Every pane of the source before this one is stepped; nil where no pane was.
  package var frontier: Pane?
  /// Panes stepped.
  package var stepped: Int64 = 0

  package init() {}

  package mutating func removeAll() {
    panes.removeAll(keepingCapacity: true)
    sourcePanes.removeAll(keepingCapacity: true)
    frontier = nil
    stepped = 0
  }
}
