package import Alerts
package import EventTime

/// What became of an operator's action.
package enum ActionOutcome: Sendable, Equatable {
  /// Done. An alert that was closed as false goes back to its detector.
  case taken(FalseAlarm?)
  /// The same action came again.
  case repeated
  case refused(Refusal)

  /// Why an action that reads well cannot be done; the name stands in dead letters.
  package enum Refusal: String, Sendable, CaseIterable {
    case unknownAlert = "unknown_alert"
    case unknownSilence = "unknown_silence"
    /// Its matcher names what the configuration does not have.
    case unknownName = "unknown_name"
    /// The silence would be over already.
    case expired = "silence_expired"
    case tooManySilences = "too_many_silences"
  }
}

/// An alert that an operator calls false: its episode enters the calibration of its detector.
package struct FalseAlarm: Sendable, Equatable {
  package var detector: DetectorKind
  package var kind: FindingKind
  package var series: SeriesKey
  package var item: UInt64
  package var peak: Double
  package init(
    detector: DetectorKind, kind: FindingKind, series: SeriesKey, item: UInt64, peak: Double
  ) {
    self.detector = detector
    self.kind = kind
    self.series = series
    self.item = item
    self.peak = peak
  }
}

extension AlertStage {
  /// Takes an operator's action, once for each id. A refused one can be sent again under its id.
  ///
  /// - Parameter now: the present; a silence that is over by then is refused.
  package mutating func take(
    _ action: AlertAction, now: Instant, into changes: inout [AlertChange]
  ) -> ActionOutcome {
    if actions.holds(action.id) { return .repeated }
    let outcome = perform(action, now, into: &changes)
    if case .taken = outcome { _ = actions.take(action.id) }
    return outcome
  }

  private mutating func perform(
    _ action: AlertAction, _ now: Instant, into changes: inout [AlertChange]
  ) -> ActionOutcome {
    var index: Int?
    if let id = action.alert {
      index = open.firstIndex { $0.change.alertID(names: configuration.names) == id }
      guard index != nil else { return .refused(.unknownAlert) }
    }
    switch action.kind {
    case .acknowledge:
      guard let index else { return .refused(.unknownAlert) }
      open[index].change.handling.acknowledgedBy = action.author
      tell(index, .acknowledged, action, into: &changes)
    case .transfer:
      guard let index else { return .refused(.unknownAlert) }
      open[index].change.handling.transferredTo = action.to
      tell(index, .transferred, action, into: &changes)
    case .note:
      guard let index else { return .refused(.unknownAlert) }
      tell(index, open[index].change.state, action, into: &changes)
    case .closeAsFalse:
      guard let index else { return .refused(.unknownAlert) }
      tell(index, .closed, action, into: &changes)
      let change = open.remove(at: index).change
      return .taken(
        FalseAlarm(
          detector: change.key.detector, kind: change.key.kind, series: change.key.series,
          item: change.key.item, peak: change.finding.peak))
    case .silence:
      return silence(action, now, index, into: &changes)
    case .unsilence:
      guard let place = silences.firstIndex(where: { $0.id == action.silence }) else {
        return .refused(.unknownSilence)
      }
      let ended = silences.remove(at: place)
      judgeAnew(action, into: &changes) { $0.suppression == .silenced(by: ended.id) }
    }
    return .taken(nil)
  }

  private mutating func silence(
    _ action: AlertAction, _ now: Instant, _ index: Int?, into changes: inout [AlertChange]
  ) -> ActionOutcome {
    let names = configuration.names
    guard let expires = action.expires, expires > now else { return .refused(.expired) }
    let matcher =
      index.map { AlertAction.Matcher(of: open[$0].change.key, names: names) }
      ?? action.matcher ?? AlertAction.Matcher()
    guard matcher.unknownPart(names: names) == nil else { return .refused(.unknownName) }
    silences.removeAll { $0.expires <= now }
    guard silences.count < configuration.silenceLimit else { return .refused(.tooManySilences) }
    silences.append(
      AlertSilence(
        id: action.id, author: action.author, reason: action.reason ?? "", matcher: matcher,
        expires: expires))
    judgeAnew(action, into: &changes) { change in
      change.suppression == nil
        && matcher.matches(change.key, severity: change.severity, names: names)
    }
    return .taken(nil)
  }

  /// The silence that an alert falls under at the end of its pane, the first that was begun.
  func silence(of change: AlertChange) -> AlertSilence? {
    if silences.isEmpty { return nil }
    let end = configuration.paneLength.end(of: change.pane)
    return silences.first {
      end < $0.expires
        && $0.matcher.matches(
          change.key, severity: change.severity, names: configuration.names)
    }
  }

  /// Alerts that begin or cease to be silent by an action are told so.
  private mutating func judgeAnew(
    _ action: AlertAction, into changes: inout [AlertChange],
    where isConcerned: (AlertChange) -> Bool
  ) {
    for index in open.indices where isConcerned(open[index].change) {
      let before = open[index].change.suppression
      open[index].change.suppression = suppression(of: open[index].change, isOpening: false)
      guard open[index].change.suppression != before else { continue }
      tell(index, open[index].change.state, action, into: &changes)
    }
  }

  /// Tells an alert as an action has changed it. What it said last of its state goes on, except that
  /// an opening happens once.
  private mutating func tell(
    _ index: Int, _ state: AlertEvent.State, _ action: AlertAction,
    into changes: inout [AlertChange]
  ) {
    open[index].change.state = state == .opened ? .updated : state
    var change = open[index].change
    change.cause = action
    changes.append(change)
  }
}

extension AlertChange {
  /// What its detector says now.
  mutating func take(_ found: EvidencedFinding, _ mode: AlertEvent.Mode) {
    finding = found.finding
    evidence = found.evidence
    pane = found.finding.pane
    self.mode = mode
  }
}
