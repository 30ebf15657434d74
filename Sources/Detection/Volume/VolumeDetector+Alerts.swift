internal import EventTime
internal import Glibc

extension VolumeDetector {
  /// Looks at a series that has just been scored, with this pane's row: episode, alert, findings.
  mutating func judge(
    _ id: Int, _ row: SeriesCount, pane: Pane, into findings: inout [Finding]
  ) {
    let look = look(id)
    series[id].score = look.all
    if series[id].phase == .quiet, look.fitting >= VolumeConstants.episodeScore {
      series[id].phase = .candidate
      series[id].since = pane.index
      series[id].peak = 0
      series[id].emittedPeak = 0
      series[id].episodeCount = 0
      series[id].episodeTexts = 0
      series[id].lastHigh = observedPanes
    }
    if series[id].phase != .quiet {
      series[id].episodeCount += Int64(row.count)
      series[id].episodeTexts += Int64(row.distinctTexts)
    }
    if !series[id].isWatched,
      series[id].phase != .quiet || look.all >= VolumeConstants.episodeScore
    {
      series[id].isWatched = true
      watched.append(Int32(id))
    }
    advance(id, look, pane: pane, into: &findings)
  }

  /// Looks at the watched series that had no row in this pane.
  mutating func watch(pane: Pane, into findings: inout [Finding]) {
    var kept = 0
    for index in watched.indices {
      let id = Int(watched[index])
      if series[id].lastPane != pane.index {
        score(id)
        let look = look(id)
        series[id].score = look.all
        advance(id, look, pane: pane, into: &findings)
      }
      if series[id].phase == .quiet, series[id].score < VolumeConstants.episodeScore {
        series[id].isWatched = false
      } else {
        watched[kept] = watched[index]
        kept += 1
      }
    }
    watched.removeLast(watched.count - kept)
  }

  private mutating func advance(
    _ id: Int, _ look: Look, pane: Pane, into findings: inout [Finding]
  ) {
    switch series[id].phase {
    case .quiet:
      break
    case .candidate:
      series[id].peak = max(series[id].peak, look.fitting)
      if look.fitting >= series[id].threshold {
        open(id, pane: pane)
        findings.append(finding(id, .opened, look, pane))
        return
      }
      if look.fitting >= VolumeConstants.episodeScore { series[id].lastHigh = observedPanes }
      if quietMinutes(id) >= VolumeConstants.episodeRestMinutes {
        findings.append(finding(id, .faded, look, pane))
        endEpisode(id)
      } else if look.fitting >= VolumeConstants.episodeScore, isWorthSaying(id, pane) {
        findings.append(finding(id, .candidate, look, pane))
      }
    case .open:
      series[id].peak = max(series[id].peak, look.fitting)
      let low = VolumeConstants.closingShare * series[id].openThreshold
      if look.closing >= low { series[id].lastHigh = observedPanes }
      if quietMinutes(id) >= VolumeConstants.closingMinutes {
        findings.append(finding(id, .closed, look, pane))
        series[id].phase = .quiet
        series[id].closedAt = pane.index + 1
      } else if isWorthSaying(id, pane) {
        findings.append(finding(id, .continued, look, pane))
      }
    }
  }

  private mutating func open(_ id: Int, pane: Pane) {
    series[id].phase = .open
    series[id].openedAt = pane.index
    series[id].openThreshold = series[id].threshold
    series[id].lastHigh = observedPanes
    note(id, pane)
    // The shortest window from 30 min on that reaches the threshold, with its nested ones.
    var best = 0.0
    let end = pane.index + 1
    for w in 0..<VolumeConstants.windowCount {
      guard end - geometry.windowPanes[w] >= series[id].closedAt else { continue }
      best = max(best, scores[w])
      if best >= series[id].threshold {
        series[id].closingWindow = Int32(max(w, VolumeConstants.firstClosingWindow))
        return
      }
    }
  }

  /// An episode without an alert is over: it tells what chance does.
  private mutating func endEpisode(_ id: Int) {
    let family = Int(series[id].family)
    let excess = series[id].peak - VolumeConstants.episodeScore
    series[id].phase = .quiet
    series[id].episodeRecord.add(excess: excess, fit: families[family].tail.fit)
    families[family].tail.add(excess: excess, weight: 1)
  }

  private mutating func quietMinutes(_ id: Int) -> Double {
    Double(observedPanes - series[id].lastHigh) * geometry.paneMinutes
  }

  /// Whether the score grew by 0.3 since it was last told, or five minutes have gone by.
  private mutating func isWorthSaying(_ id: Int, _ pane: Pane) -> Bool {
    let minutes =
      Double(pane.index - series[id].lastEmission) * geometry.paneMinutes
    guard
      series[id].peak >= series[id].emittedPeak + VolumeConstants.growth
        || minutes >= VolumeConstants.repeatMinutes
    else { return false }
    note(id, pane)
    return true
  }

  private mutating func note(_ id: Int, _ pane: Pane) {
    series[id].emittedPeak = series[id].peak
    series[id].lastEmission = pane.index
  }

  private mutating func finding(
    _ id: Int, _ phase: Finding.Phase, _ look: Look, _ pane: Pane
  ) -> Finding {
    let state = series[id]
    let w = look.window
    let seen = state.total &- ladders[id * geometry.stride + geometry.starts[w]]
    let isOpen = state.phase == .open
    return Finding(
      detector: .volume,
      series: SeriesKey(source: source, dimension: state.dimension, area: state.area),
      pane: pane, phase: phase, score: look.fitting, peak: state.peak,
      threshold: isOpen ? state.openThreshold : state.threshold,
      windowMinutes: WindowGeometry.minutes[w], observed: Int64(seen), expected: expectations[w],
      distinctAuthors: distinctAuthors(id, window: w, pane: pane.index),
      episodeCount: state.episodeCount, episodeTexts: state.episodeTexts,
      falseAlarmsPerWeek: chanceAlarms(state, score: state.peak),
      since: Pane(index: state.since),
      openedAt: isOpen ? Pane(index: state.openedAt) : pane)
  }
}
