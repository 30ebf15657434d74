package import Alerts
package import EventTime

/// The rules and limits of the ALERT stage.
package struct AlertConfiguration: Sendable, Equatable {
  package var paneLength: PaneLength
  /// Chance alarms a week that the operator accepted: severity is measured by it. Of a detector that
  /// `promises` does not name.
  package var falseAlarmsPerWeek: Double
  package var promises: [DetectorKind: Double] = [:]
  /// By source, groups of sources behind them: what the numbers in keys mean.
  package var names: [SourceNames] = []
  /// An open alert is told again when its severity rises, at once; otherwise when its peak grew by
  /// this share, and by 1 (in −log10 p) at least, and this long after it was last told.
  package var updateGrowth = 0.25
  package var updateAfter = Interval.minutes(10)
  /// Alerts of one family (source and theme) within this time of the first are one alert.
  package var groupWithin = Interval.minutes(60)
  /// Panes older than this learn and record, but what they open is quiet.
  package var announceWithin = Interval.minutes(10)
  /// Openings of one source in one minute of event time, beyond which those of severity 1 and 2
  /// are recorded as suppressed.
  package var alertsPerMinute = 20
  /// Silences that hold at a time; one more is refused.
  package var silenceLimit = 1000
  /// Nil: signs of several detectors are not joined.
  package var situation: SituationConfiguration?

  package init(paneLength: PaneLength, falseAlarmsPerWeek: Double) {
    self.paneLength = paneLength
    self.falseAlarmsPerWeek = falseAlarmsPerWeek
  }

  /// The mode of a live pane: quiet when it is older than `announceWithin`.
  package func mode(of pane: Pane, present: Instant) -> AlertEvent.Mode {
    paneLength.end(of: pane) < present - announceWithin ? .catchUp : .live
  }

  func promise(of detector: DetectorKind) -> Double { promises[detector] ?? falseAlarmsPerWeek }
}
