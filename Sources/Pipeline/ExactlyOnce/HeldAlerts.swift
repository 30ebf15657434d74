internal import Alerts
internal import Detection

/// What goes with the partition of ALERT: its machine, and what the next transaction tells. A
/// class for its changelog's place in its owner alone.
final class HeldAlerts {
  var machine: AlertMachine
  var lag: LagWatch
  var changelog: ChangelogWriter
  var position: Int64
  var lastCommitted: Int64
  var isAtEnd = false
  /// What the next transaction tells.
  var events: [AlertEvent] = []
  var operations: [OperationsEvent] = []
  let actions: ActionFeed
  /// Dead letters of actions, and what the detectors learn from them.
  var answers: [OutRecord] = []
  var hasActed = false

  var hasNews: Bool {
    !events.isEmpty || !operations.isEmpty || !answers.isEmpty || hasActed
  }

  init(
    machine: AlertMachine, lag: LagWatch, actions: ActionFeed,
    changelog: consuming ChangelogWriter, position: Int64
  ) {
    self.machine = machine
    self.actions = actions
    self.lag = lag
    self.changelog = changelog
    self.position = position
    lastCommitted = position
  }
}
