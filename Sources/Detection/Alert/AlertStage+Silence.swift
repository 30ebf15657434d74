internal import Alerts
internal import EventTime

// What a source that says nothing means for the alerts of that source, and what withdrawn posts do.
extension AlertStage {
  /// Whether the feed of a source is known to be silent: an alert that says so is open.
  func isSilent(_ source: Int32) -> Bool {
    open.contains {
      $0.change.key.series.source == source && $0.change.finding.isOfWholeFeed
    }
  }

  static func concerns(_ alert: OpenAlert, _ findings: PaneFindings) -> Bool {
    alert.change.key.series.source == findings.source && alert.change.key.detector != .silence
      && alert.change.key.detector != .situation
  }

  mutating func becomeStale(
    _ findings: PaneFindings, _ mode: AlertEvent.Mode, into changes: inout [AlertChange]
  ) {
    for index in open.indices where Self.concerns(open[index], findings) {
      guard open[index].change.state != .stale else { continue }
      open[index].change.state = .stale
      open[index].change.pane = findings.pane
      open[index].change.mode = mode
      changes.append(open[index].change)
    }
  }

  /// Data come again: what was stale is told, and what ended meanwhile is closed.
  mutating func renew(
    _ findings: PaneFindings, _ mode: AlertEvent.Mode, into changes: inout [AlertChange]
  ) {
    for index in open.indices where Self.concerns(open[index], findings) {
      guard open[index].isOver || open[index].change.state == .stale else { continue }
      open[index].change.state = open[index].isOver ? .closed : .updated
      open[index].change.pane = findings.pane
      open[index].change.mode = mode
      changes.append(open[index].change)
    }
    open.removeAll { $0.isOver && Self.concerns($0, findings) }
  }

  /// Withdrawn posts leave the evidence, and an excerpt that may be of one of them goes at once.
  mutating func retract(
    _ findings: PaneFindings, _ mode: AlertEvent.Mode, into changes: inout [AlertChange]
  ) {
    for id in findings.retractions {
      for index in open.indices {
        open[index].change.evidence.remove(id: id)
        guard open[index].change.finding.details?.remove(post: id) == true else { continue }
        tellErasure(index, into: &changes)
      }
    }
  }

  /// The alert's present state is written anew, without what must not be shown any more.
  func tellErasure(_ index: Int, into changes: inout [AlertChange]) {
    var change = open[index].change
    change.isErasure = true
    changes.append(change)
  }
}

extension Finding {
  /// It says that nothing at all comes of a source.
  fileprivate var isOfWholeFeed: Bool {
    detector == .silence && [.source, .connector].contains(kind)
  }

  var isStartOfSilence: Bool { isOfWholeFeed && phase == .opened }
  var isEndOfSilence: Bool { isOfWholeFeed && phase == .closed }
}

extension FindingDetails {
  /// A withdrawn post leaves the references. Whether an excerpt was shown, and is gone: it may be that
  /// of the post, which only its detector knows.
  fileprivate mutating func remove(post id: UInt64) -> Bool {
    let before = samples.count
    samples.removeAll { $0.sample.id == id }
    guard excerpt != nil, samples.count < before || excerptPost == id else { return false }
    excerpt = nil
    excerptPost = nil
    return true
  }
}
