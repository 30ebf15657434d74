internal import EventTime
internal import Glibc

extension CrowdDetector {
  /// Gives the tick's scores to the episodes, begins new ones, and says what is to be said.
  mutating func judge(
    _ tick: Int64, _ pane: Pane, isSlice: Bool, into findings: inout [Finding]
  ) {
    assign(pane)
    mergeEpisodes(pane, into: &findings)
    if isSlice { followTracks() }
    var kept = 0
    for index in episodes.indices {
      let goesOn = advance(index, tick, pane, into: &findings)
      if goesOn {
        if kept != index { episodes.swapAt(kept, index) }
        kept += 1
      }
    }
    episodes.removeLast(episodes.count - kept)
  }

  /// Each centre belongs to the nearest episode within reach, the older of two; what belongs to none
  /// and reaches the onset begins one.
  private mutating func assign(_ pane: Pane) {
    let grid = configuration.grid
    for index in episodes.indices {
      episodes[index].present = CrowdScore()
      episodes[index].windows = InlineArray(repeating: 0)
    }
    var best = [Int32](repeating: -1, count: episodes.count)
    var free: [Int32] = []
    for centre in centres {
      let score = scores[Int(centre)]
      guard score.fitting > 0 || score.all > 0 else { continue }
      let owner = owner(of: Int(centre))
      if owner >= 0 {
        for w in 0..<CrowdConstants.windowCount {
          episodes[owner].windows[w] = max(episodes[owner].windows[w], score.windows[w])
        }
        if score.fitting > episodes[owner].present.fitting {
          episodes[owner].present = score
          best[owner] = centre
        }
      } else if score.fitting >= rules.onset, holdsTouched(Int(centre)) {
        free.append(centre)
      }
    }
    for index in best.indices where best[index] >= 0 {
      let score = episodes[index].present.fitting
      if score >= rules.onset { episodes[index].centre = best[index] }
      if score > episodes[index].tracker.peak { episodes[index].peakCell = best[index] }
    }
    free.sort { a, b in
      let (left, right) = (scores[Int(a)].fitting, scores[Int(b)].fitting)
      return left != right ? left > right : a < b
    }
    let first = episodes.count
    for centre in free {
      let score = scores[Int(centre)]
      let near = episodes[first...].firstIndex {
        grid.areMerged(Int($0.centre), Int(centre))
      }
      if let near {
        for w in 0..<CrowdConstants.windowCount {
          episodes[near].windows[w] = max(episodes[near].windows[w], score.windows[w])
        }
      } else if episodes.count < CrowdLimits.episodes {
        let shown = shownAs[scan.fullest(of: Int(centre), score, configuration.grid.neighbours)]
        var episode = CrowdEpisode(
          shownCell: shown, item: freeItem(shown), centre: centre, pane: pane.index)
        episode.present = score
        episode.windows = score.windows
        episodes.append(episode)
      } else {
        refusedEpisodes += 1
      }
    }
  }

  private func owner(of centre: Int) -> Int {
    var best = -1
    var least = Double.infinity
    for index in episodes.indices {
      let cell = Int(episodes[index].centre)
      guard configuration.grid.areMerged(cell, centre) else { continue }
      let distance = configuration.grid.distanceKm(cell, centre)
      if distance < least {
        least = distance
        best = index
      }
    }
    return best
  }

  /// The smallest number that no episode of that cell has.
  private func freeItem(_ shown: Int32) -> UInt64 {
    var item: UInt64 = 0
    while episodes.contains(where: { $0.shownCell == shown && $0.item == item }) { item += 1 }
    return item
  }

  /// A candidate that has come within reach of another episode is part of it.
  private mutating func mergeEpisodes(_ pane: Pane, into findings: inout [Finding]) {
    guard episodes.count > 1 else { return }
    var isGone = [Bool](repeating: false, count: episodes.count)
    for index in episodes.indices where episodes[index].tracker.phase == .candidate {
      for other in episodes.indices where other != index && !isGone[other] {
        let isStronger = episodes[other].isOpen || other < index
        let cells = (Int(episodes[index].centre), Int(episodes[other].centre))
        guard isStronger, configuration.grid.areMerged(cells.0, cells.1) else { continue }
        isGone[index] = true
        for w in 0..<CrowdConstants.windowCount {
          episodes[other].windows[w] = max(
            episodes[other].windows[w], episodes[index].windows[w])
        }
        if episodes[index].present.fitting > episodes[other].present.fitting {
          episodes[other].present = episodes[index].present
          episodes[other].centre = episodes[index].centre
        }
        findings.append(finding(index, .faded, pane))
        break
      }
    }
    var kept: [CrowdEpisode] = []
    for index in episodes.indices where !isGone[index] { kept.append(episodes[index]) }
    episodes = kept
  }

  /// One episode at the end of the tick; false when it is over.
  private mutating func advance(
    _ index: Int, _ tick: Int64, _ pane: Pane, into findings: inout [Finding]
  ) -> Bool {
    let score = episodes[index].present.fitting
    let threshold = calibration.threshold(Int(episodes[index].peakCell))
    let wasMoving = episodes[index].isMoving
    if let motion = episodes[index].track.motion, motion.isReal { episodes[index].isMoving = true }
    countSignals(index)
    let phase = episodes[index].tracker.advance(
      score: score, closing: episodes[index].closing, threshold: threshold, pane: observedTicks,
      paneMinutes: geometry.tickMinutes, rules: rules)
    switch phase {
    case .opened:
      episodes[index].openedAt = pane.index
      settle(index)
      chooseClosingWindow(index)
      findings.append(finding(index, .opened, pane))
    case .candidate:
      findings.append(finding(index, .candidate, pane))
    case .continued:
      findings.append(finding(index, .continued, pane))
    case .closed:
      closeDispersal(index, pane, into: &findings)
      findings.append(finding(index, .closed, pane))
      for cell in configuration.grid.members(of: Int(episodes[index].centre)) {
        closedAt[Int(cell)] = tick
      }
      return false
    case .faded:
      findings.append(finding(index, .faded, pane))
      calibration.ended(
        Int(episodes[index].peakCell), peak: episodes[index].tracker.peak)
      return false
    case nil:
      if episodes[index].isOpen, episodes[index].isMoving, !wasMoving {
        findings.append(finding(index, .continued, pane))
      }
    }
    if episodes[index].isOpen { watchDispersal(index, tick, pane, into: &findings) }
    return !episodes[index].tracker.isQuiet
  }

  private mutating func settle(_ index: Int) {
    let episode = episodes[index]
    let cell = shownAs[
      scan.fullest(of: Int(episode.centre), episode.present, configuration.grid.neighbours)]
    guard cell != episode.shownCell else { return }
    episodes[index].settle(cell, item: freeItem(cell))
  }

  /// The shortest window from 20 min on that reaches the threshold, with its nested ones.
  private mutating func chooseClosingWindow(_ index: Int) {
    let least = episodes[index].tracker.openThreshold
    var best = 0.0
    for w in 0..<CrowdConstants.windowCount {
      best = max(best, episodes[index].windows[w])
      if best >= least {
        episodes[index].closingWindow = Int32(max(w, CrowdConstants.firstClosingWindow))
        return
      }
    }
    episodes[index].closingWindow = Int32(CrowdConstants.windowCount - 1)
  }

  /// What came to the episode's cells in this tick, of sources that count.
  private mutating func countSignals(_ index: Int) {
    let tick = floorDivide(boundary ?? 0, geometry.tickPanes)
    let cells = configuration.grid.members(of: Int(episodes[index].centre))
    var sum = 0.0
    for source in sources where source.source.mode == .flow {
      let base = geometry.slot(tick - 1) * source.cellCount
      for cell in cells {
        sum += source.totals[Int(cell)] - source.totalRing[base + Int(cell)]
      }
    }
    episodes[index].count += Int64(max(0, min(sum, 1e15)).rounded())
  }
}
