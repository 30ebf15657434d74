internal import EventTime

extension RumourDetector {
  /// A group is said again at most so often, and closes after so long without a flood.
  static let groupRepeatMinutes = 5.0
  static let groupQuietMinutes = 1440.0

  /// The item of the group whose first cluster this is: another one than the cluster's own.
  package static func groupItem(ofCluster cluster: UInt64) -> UInt64 {
    mix64(cluster ^ 0x6772_6F75_7073_2121) | 1
  }

  /// Forgets pairs, accounts and groups when accounts get new pseudonyms.
  mutating func beginEpoch(_ pane: Pane, into findings: inout [Finding]) {
    let start = configuration.paneLength.start(of: pane).microseconds
    let length = configuration.epochDays * 86_400_000_000
    let epoch = start >= 0 ? start / length : (start + 1) / length - 1
    guard epoch != coordinated.epoch else { return }
    for group in openGroups {
      findings.append(finding(group: Int(group), .closed, pane))
    }
    openGroups.removeAll()
    coordinated.forgetAll()
    coordinated.epoch = epoch
  }

  /// Says what the pane brought of groups.
  mutating func judgeGroups(_ pane: Pane, into findings: inout [Finding]) {
    let isBusy = postRate >= CoordinatedAccounts.busyPostsPerSecond
    let needed =
      isBusy ? CoordinatedAccounts.busyPartners : CoordinatedAccounts.partners
    for index in coordinated.touched {
      let id = Int(index)
      coordinated.groups[id].isTouched = false
      let group = coordinated.groups[id]
      if Int(group.parent) != id {
        if group.isOpen { close(group: id, pane, into: &findings) }
      } else if group.isOpen {
        let panes = configuration.panes(minutes: Self.groupRepeatMinutes)
        guard pane.index - group.lastSaid >= panes else { continue }
        coordinated.groups[id].lastSaid = pane.index
        findings.append(finding(group: id, .continued, pane))
      } else if group.partners >= needed {
        coordinated.groups[id].isOpen = true
        coordinated.groups[id].openedAt = pane.index
        coordinated.groups[id].lastSaid = pane.index
        openGroups.append(index)
        findings.append(finding(group: id, .opened, pane))
      }
    }
    coordinated.touched.removeAll(keepingCapacity: true)
    let quiet = configuration.panes(minutes: Self.groupQuietMinutes)
    for id in openGroups where pane.index - coordinated.groups[Int(id)].lastActive >= quiet {
      close(group: Int(id), pane, into: &findings)
    }
  }

  private mutating func close(group: Int, _ pane: Pane, into findings: inout [Finding]) {
    findings.append(finding(group: group, .closed, pane))
    coordinated.groups[group].isOpen = false
    openGroups.removeAll { $0 == Int32(group) }
  }

  private func finding(group: Int, _ phase: Finding.Phase, _ pane: Pane) -> Finding {
    let state = coordinated.groups[group]
    var finding = Finding(
      detector: .rumour, series: SeriesKey(source: state.source, dimension: 0, area: -1),
      pane: pane, phase: phase, score: state.peak, peak: state.peak,
      threshold: CoordinatedAccounts.minimumSurprise, windowMinutes: 1,
      observed: Int64(state.floods), expected: state.expected, distinctAuthors: state.members,
      episodeCount: Int64(state.floods), episodeTexts: Int64(state.floods),
      falseAlarmsPerWeek: configuration.falseAlarmsPerWeek, since: Pane(index: state.since),
      openedAt: state.isOpen ? Pane(index: state.openedAt) : pane)
    finding.kind = .coordinated
    finding.item = state.id
    var details = FindingDetails()
    details[.accounts] = Double(state.members)
    details[.partners] = Double(state.partners)
    details[.floods] = Double(state.floods)
    details.sources = [state.source]
    finding.details = details
    return finding
  }
}
