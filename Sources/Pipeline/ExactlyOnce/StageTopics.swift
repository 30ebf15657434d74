package import Settings

/// The names of what the stages write for each other, and how many shards there are.
package struct StageTopics: Sendable, Equatable {
  package var panes: String
  package var findings: String
  package var detectChangelog: String
  package var alertChangelog: String
  package var alerts: String
  package var current: String
  package var actions: String
  package var deadLetters: String
  /// Partitions of `panes`.
  package var shards: Int

  package init(_ configuration: Configuration) {
    let names = configuration.topics.internalTopics
    panes = names.panes
    findings = names.findings
    detectChangelog = names.detectChangelog
    alertChangelog = names.alertChangelog
    alerts = configuration.alerts.topic
    current = configuration.alerts.currentTopic
    actions = configuration.alerts.actionsTopic
    deadLetters = configuration.deadLetters.topic
    shards = configuration.shards
  }

  package init(
    panes: String, findings: String, detectChangelog: String, alertChangelog: String,
    alerts: String, current: String, actions: String, deadLetters: String, shards: Int
  ) {
    self.panes = panes
    self.findings = findings
    self.detectChangelog = detectChangelog
    self.alertChangelog = alertChangelog
    self.alerts = alerts
    self.current = current
    self.actions = actions
    self.deadLetters = deadLetters
    self.shards = shards
  }
}
