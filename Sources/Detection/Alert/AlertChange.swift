package import Alerts
package import EventTime

/// An alert as the stage knows it: which detector, kind, series and item, and the pane in which it opened.
package struct AlertKey: Hashable, Comparable, Sendable {
  package var detector: DetectorKind
  package var kind: FindingKind
  package var series: SeriesKey
  /// A finding's item; 0 where the series says it all.
  package var item: UInt64
  package var openedAt: Pane

  package init(
    detector: DetectorKind, kind: FindingKind = .more, series: SeriesKey, item: UInt64 = 0,
    openedAt: Pane
  ) {
    self.detector = detector
    self.kind = kind
    self.series = series
    self.item = item
    self.openedAt = openedAt
  }

  /// The order in which alerts lead their family: the first opened, and of those that open in one
  /// pane the one that names a place.
  package static func < (a: AlertKey, b: AlertKey) -> Bool {
    let left = (a.openedAt, a.series.source, a.series.dimension, a.placeRank, a.detector.rawValue)
    let right = (b.openedAt, b.series.source, b.series.dimension, b.placeRank, b.detector.rawValue)
    if left != right { return left < right }
    return (a.kind.rawValue, a.item) < (b.kind.rawValue, b.item)
  }

  /// Whether a finding belongs to the alert: one is open for each detector, kind, series and item.
  func isOpen(of finding: Finding) -> Bool {
    detector == finding.detector && kind == finding.kind && series == finding.series
      && item == finding.item
  }

  /// Alerts of one family tell of the same thing in different areas.
  func isFamily(of other: AlertKey) -> Bool {
    detector == other.detector && kind == other.kind && item == other.item
      && series.source == other.series.source && series.dimension == other.series.dimension
  }

  /// An order by place and thing, whatever its opening: area first.
  func stands(before other: AlertKey) -> Bool {
    let left = (series.area, series.source, series.dimension, item)
    let right = (other.series.area, other.series.source, other.series.dimension, other.item)
    if left != right { return left < right }
    return (detector.rawValue, kind.rawValue) < (other.detector.rawValue, other.kind.rawValue)
  }

  private var placeRank: Int32 { series.area < 0 ? .max : series.area }
}

/// Why an alert is recorded but does not ring.
package enum Suppression: Sendable, Equatable {
  /// Another alert of its family opened first, and is as grave.
  case sameFamily(AlertKey)
  /// Of its source or group more opened in this minute than `alertsPerMinute`.
  case floodGuard
  /// An operator silences it; the id of the action.
  case silenced(by: String)
}

/// One step in an alert's life.
package struct AlertChange: Sendable {
  package var key: AlertKey
  package var state: AlertEvent.State
  /// The pane at whose end this was known.
  package var pane: Pane
  package var severity: Int
  package var finding: Finding
  package var evidence: SeriesEvidence
  package var mode: AlertEvent.Mode
  package var suppression: Suppression?
  /// It opened quietly while catching up, and is told now that the present is reached; outside
  /// history, as an operator's action is.
  package var isAnnouncement: Bool
  /// The operator's action that caused it; nil where a pane did.
  package var cause: AlertAction?
  package var handling = AlertEvent.Handling()
  /// Nothing happened to the alert, but what it showed must be shown no more: for its present state
  /// alone, outside history.
  package var isErasure = false
  /// What its opening called the item: it stands in the key, whatever later findings call it.
  package var label = ""
  /// Of a situation: its members that are alerts, in the order of their ids.
  package var members: [String] = []
}
