internal import EventTime

extension PanicDetector {
  /// What one window holds and is surprised by.
  struct Look {
    var score = 0.0
    var posts: Int64 = 0
    var markers: Int64 = 0
    var share = 0.0
    var expected = 0.0
    var authors: Int32 = 0
  }

  /// Looks at all windows of a series at the end of a pane, `elapsed` minutes into its tick.
  func looks(_ id: Int, tick: Int64, elapsed: Double) -> InlineArray<3, Look> {
    var looks = InlineArray<3, Look>(repeating: Look())
    let held = series[id].markerSums[2] + Int64(series[id].markers)
    guard held >= Int64(configuration.minimumMarkers) else { return looks }
    let observed = Double(ticks) * tickMinutes + elapsed
    guard observed >= PanicConstants.minimumObservedMinutes else { return looks }
    let clock = clocks[series[id].clock]
    let intoHour = clock.minutesIntoHour + configuration.paneLength.minutes
    for w in 0..<PanicConstants.windowCount {
      let first = tick - windowTicks[w] + 1
      if series[id].tracker.phase != .open, first < series[id].clearedTick { continue }
      var look = Look()
      look.posts = series[id].postSums[w] + Int64(series[id].posts)
      look.markers = series[id].markerSums[w] + Int64(series[id].markers)
      let minutes = Double(windowTicks[w] - 1) * tickMinutes + elapsed
      let usual = series[id].usual(minutes: minutes, intoHour: intoHour, hour: clock.hour)
      look.share = usual.share
      look.expected = usual.markers
      look.authors = series[id].distinctAuthors(since: first)
      let usualMarkers = Double(look.posts) * usual.share
      if look.markers >= Int64(configuration.minimumMarkers),
        Double(look.markers) > PanicConstants.minimumRatio * usualMarkers,
        look.authors >= configuration.minimumAuthors
      {
        look.score = series[id].surprise(
          posts: look.posts, markers: look.markers, share: usual.share,
          expected: usual.markers, variance: series[id].variance(w, hour: clock.hour),
          hour: clock.hour)
      }
      looks[w] = look
    }
    return looks
  }

  /// Scores a series, moves its episode on, and says what is to be said.
  mutating func look(
    _ id: Int, _ pane: Pane, _ tick: Int64, _ elapsed: Double, into findings: inout [Finding]
  ) {
    let looks = looks(id, tick: tick, elapsed: elapsed)
    var best = 0
    for w in 1..<PanicConstants.windowCount where looks[w].score > looks[best].score { best = w }
    let score = looks[best].score
    series[id].score = score
    if series[id].tracker.isQuiet {
      guard score >= calibration.rules.onset else { return }
      series[id].episodeMarkers = looks[best].markers
    }
    var closing = 0.0
    for w in 0...Int(series[id].closingWindow) { closing = max(closing, looks[w].score) }
    let threshold = calibration.threshold(id)
    let phase = series[id].tracker.advance(
      score: score, closing: closing, threshold: threshold, pane: pane.index,
      paneMinutes: configuration.paneLength.minutes, rules: calibration.rules)
    guard let phase else { return }
    switch phase {
    case .opened:
      // 5 min decide too early whether it is over.
      var window = 1
      while window < PanicConstants.windowCount - 1, looks[window].score < threshold {
        window += 1
      }
      series[id].closingWindow = looks[0].score >= threshold ? 1 : Int32(window)
    case .closed:
      series[id].clearedTick = tick + 1
    case .faded:
      calibration.ended(id, peak: series[id].tracker.peak)
    case .candidate, .continued: break
    }
    findings.append(finding(id, pane, phase, looks[best], window: best, threshold: threshold))
  }

  private func finding(
    _ id: Int, _ pane: Pane, _ phase: Finding.Phase, _ look: Look, window: Int, threshold: Double
  ) -> Finding {
    let state = series[id]
    let isOpen = phase == .opened || phase == .continued || phase == .closed
    var finding = Finding(
      detector: .panic,
      series: SeriesKey(
        source: configuration.source, dimension: configuration.dimension, area: state.area),
      pane: pane, phase: phase, score: look.score, peak: state.tracker.peak,
      threshold: isOpen ? state.tracker.openThreshold : threshold,
      windowMinutes: Int32(PanicConstants.windowMinutes[window]), observed: look.markers,
      expected: look.expected, distinctAuthors: look.authors > 0 ? look.authors : -1,
      episodeCount: state.episodeMarkers, episodeTexts: state.episodeMarkers,
      falseAlarmsPerWeek: calibration.chanceAlarms(id, score: state.tracker.peak),
      since: Pane(index: state.tracker.since),
      openedAt: isOpen ? Pane(index: state.tracker.openedAt) : pane)
    finding.kind = .panic
    var details = FindingDetails()
    details[.postsRead] = Double(look.posts)
    details[.markerPosts] = Double(look.markers)
    if look.posts > 0 {
      details[.markerShare] = Double(look.markers) / Double(look.posts)
      details[.usualShare] = look.share
    }
    let known = state.knownPosts + Double(state.known)
    if known > 0.5 {
      details[.languageCoverage] = (state.coveredPosts + Double(state.covered)) / known
    }
    details.samples = state.samples
    finding.details = details
    return finding
  }
}
