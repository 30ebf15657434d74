internal import EventTime
internal import Glibc

/// An alert that says that records are missing.
struct SilenceAlert: BitwiseCopyable, Sendable {
  var isOpen = false
  var since: Int64 = 0
  var openedAt: Int64 = 0
  var lastSaid: Int64 = 0
  var peak = 0.0
  var threshold = 0.0

  static let repeatMinutes = 60.0

  init() {}

  func save(into writer: inout StateWriter) {
    writer.flag(isOpen)
    for value in [since, openedAt, lastSaid] { writer.signed(value) }
    writer.double(peak)
    writer.double(threshold)
  }

  init(from reader: inout StateReader) throws(StateError) {
    isOpen = try reader.flag()
    since = try reader.integer(in: StateLimits.panes, "a pane")
    openedAt = try reader.integer(in: StateLimits.panes, "a pane")
    lastSaid = try reader.integer(in: StateLimits.panes, "a pane")
    peak = try reader.double(in: StateLimits.scores, "a peak")
    threshold = try reader.double(in: StateLimits.scores, "a threshold")
  }
}

extension SilenceDetector {
  private var paneMinutes: Double { configuration.paneLength.minutes }
  private var promise: Double { configuration.falseAlarmsPerWeek }

  private func isSilent(_ tracker: GapTracker) -> Bool {
    Double(tracker.elapsed) * paneMinutes * 60 >= Double(configuration.minimumSeconds)
      && tracker.isTooLong(promise: promise, feeds: configuration.feedCount)
  }

  mutating func judgeSource(
    _ pane: Pane, _ input: borrowing FeedPane, wasOpen: Bool, into findings: inout [Finding]
  ) {
    if wasOpen {
      if input.count > 0 {
        gaps.isOpen = false
        sourceAlert.isOpen = false
        findings.append(
          finding(.closed, gaps, sourceAlert, pane, item: Self.sourceItem))
      } else {
        repeatSaid(&sourceAlert, gaps, pane, Self.sourceItem, &findings)
      }
      return
    }
    guard isWarm, gaps.elapsed > 0, isSilent(gaps) else { return }
    gaps.isOpen = true
    sourceAlert = opened(gaps, pane)
    low.blank(minutes: Int64(Double(gaps.elapsed) * paneMinutes))
    findings.append(
      finding(.opened, gaps, sourceAlert, pane, item: Self.sourceItem))
  }

  /// Partitions that are silent while others deliver.
  mutating func judgePartitions(
    _ pane: Pane, _ input: borrowing FeedPane, into findings: inout [Finding]
  ) {
    guard partitions.count > 1 else { return }
    var worst = -1
    for place in partitionGaps.indices {
      let tracker = partitionGaps[place]
      if tracker.isOpen {
        // Closed by the record that came.
        if tracker.elapsed == 0 { partitionGaps[place].isOpen = false }
      } else if isWarm, !gaps.isOpen, gaps.elapsed * 4 < tracker.elapsed, isSilent(tracker) {
        partitionGaps[place].isOpen = true
      }
      if partitionGaps[place].isOpen,
        worst < 0 || partitionGaps[worst].elapsed < partitionGaps[place].elapsed
      {
        worst = place
      }
    }
    guard worst >= 0 else {
      guard connectorAlert.isOpen else { return }
      connectorAlert.isOpen = false
      findings.append(
        finding(.closed, gaps, connectorAlert, pane, item: Self.connectorItem))
      return
    }
    let tracker = partitionGaps[worst]
    if connectorAlert.isOpen {
      repeatSaid(
        &connectorAlert, tracker, pane, Self.connectorItem, &findings)
    } else {
      connectorAlert = opened(tracker, pane)
      findings.append(
        finding(
          .opened, tracker, connectorAlert, pane, item: Self.connectorItem))
    }
  }

  private func opened(_ tracker: GapTracker, _ pane: Pane) -> SilenceAlert {
    var alert = SilenceAlert()
    alert.isOpen = true
    alert.since = pane.index + 1 - tracker.elapsed
    alert.openedAt = pane.index
    alert.lastSaid = pane.index
    alert.peak = tracker.score
    alert.threshold =
      tracker.logRatio(tracker.clock, promise: promise, feeds: configuration.feedCount) / M_LN10
    return alert
  }

  /// Once an hour.
  private func repeatSaid(
    _ alert: inout SilenceAlert, _ tracker: GapTracker, _ pane: Pane,
    _ item: UInt64, _ findings: inout [Finding]
  ) {
    alert.peak = max(alert.peak, tracker.score)
    let minutes = Double(pane.index - alert.lastSaid) * paneMinutes
    guard minutes >= SilenceAlert.repeatMinutes else { return }
    alert.lastSaid = pane.index
    findings.append(finding(.continued, tracker, alert, pane, item: item))
  }

  private func finding(
    _ phase: Finding.Phase, _ tracker: GapTracker, _ alert: SilenceAlert, _ pane: Pane,
    item: UInt64
  ) -> Finding {
    let panes = max(1, pane.index + 1 - alert.since)
    let minutes = Double(panes) * paneMinutes
    let parts = item == Self.connectorItem ? partitionGaps.count { $0.isOpen } : 0
    let share =
      item == Self.connectorItem ? Double(max(1, parts)) / Double(partitions.count) : 1
    let rate = tracker.logRatio(tracker.clock, promise: 1, feeds: configuration.feedCount)
    var finding = Finding(
      detector: .silence, series: SeriesKey(source: source, dimension: 0, area: -1), pane: pane,
      phase: phase, score: phase == .closed ? 0 : tracker.score, peak: alert.peak,
      threshold: alert.threshold, windowMinutes: Int32(max(1, min(minutes, 1e6))), observed: 0,
      expected: low.level * minutes * share, distinctAuthors: -1, episodeCount: 0,
      episodeTexts: 0,
      falseAlarmsPerWeek: exp(rate - alert.peak * M_LN10), since: Pane(index: alert.since),
      openedAt: Pane(index: alert.openedAt))
    finding.item = item
    finding.kind =
      item == Self.connectorItem ? .connector : .source
    var details = FindingDetails()
    details[.silentSeconds] = minutes * 60
    details[.limitSeconds] =
      tracker.limitPanes(promise: promise, feeds: configuration.feedCount) * paneMinutes * 60
    if tracker.isBatched { details[.batchSeconds] = tracker.batchPanes * paneMinutes * 60 }
    if item == Self.connectorItem {
      details[.silentPartitions] = Double(parts)
      details[.partitions] = Double(partitions.count)
    }
    finding.details = details
    return finding
  }
}
