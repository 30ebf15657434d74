/// The names of what the stages write for each other, and how many shards there are.
package struct StageTopics: Sendable, Equatable {
  package var panes: String
  package var findings: String
  package var detectChangelog: String
  package var alertChangelog: String
  package var alerts: String
  package var current: String
  package var deadLetters: String
  /// Partitions of `panes`.
  package var shards: Int

  package init(prefix: String, alerts: String, current: String, deadLetters: String, shards: Int) {
    panes = prefix + "panes"
    findings = prefix + "findings"
    detectChangelog = prefix + "detect.changelog"
    alertChangelog = prefix + "alert.changelog"
    self.alerts = alerts
    self.current = current
    self.deadLetters = deadLetters
    self.shards = shards
  }
}
