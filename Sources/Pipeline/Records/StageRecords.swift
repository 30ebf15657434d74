package import Detection
package import EventTime

/// What OBSERVE tells one shard of DETECT, on `vigie.panes`: sums of panes that one partition has
/// closed, then how far it is.
package struct PanesRecord: Sendable {
  /// The sums, ascending by pane, of this shard's dimensions alone; a pane that held anything is there
  /// in every shard, also without rows.
  package var sums: [PaneSums]
  /// Nil: more of the same step follows in the next record.
  package var announcement: Announcement?

  package init(sums: [PaneSums], announcement: Announcement?) {
    self.sums = sums
    self.announcement = announcement
  }
}

/// One record of `vigie.panes`.
package enum PanesMessage: Sendable {
  /// Kind 1.
  case panes(source: Int32, PanesRecord)
  /// Kind 8: the partitions of a source that hold records, before the first sums of any of them.
  case roster(source: Int32, partitions: [Int32])
  /// Kind 128, from ALERT: an alert was false.
  case feedback(FeedbackNote)
  /// Kind 129: a test of the alarm on its way.
  case exercise(source: Int32, ExerciseNote)
}

/// One record of `vigie.findings`.
package enum FindingsMessage: Sendable {
  /// Kind 1: findings of one source in one shard, ascending by pane, and the pane before which all are
  /// stepped. With neither, the source holds nothing yet.
  case findings(source: Int32, shard: Int32, panes: [PaneFindings], frontier: Pane?)
  /// Kind 129.
  case exercise(source: Int32, ExerciseNote)
}

/// A test of the alarm: which, and when each stage took it.
package struct ExerciseNote: Sendable, Equatable {
  package var id: String
  package var sent: Instant
  package var observed: Instant
  package var detected: Instant?

  package init(id: String, sent: Instant, observed: Instant, detected: Instant? = nil) {
    self.id = id
    self.sent = sent
    self.observed = observed
    self.detected = detected
  }
}
