internal import EventTime

extension EmergingDetector {
  /// Moves the topics' episodes on, those with news in every pane and all of them once a minute, and
  /// says what is to be said.
  mutating func followTopics(
    _ pane: Pane, minute: Int64, isTick: Bool, into findings: inout [Finding]
  ) {
    guard !topics.isEmpty else { return }
    var isDone = false
    for index in topics.indices where isTick || topics[index].isTouched {
      topics[index].isTouched = false
      let best = bestLook(index, minute: minute)
      let look = topics[index].look
      if look.score >= calibration.rules.onset { topics[index].lastMinute = minute }
      if topics[index].isOver {
        if minute - topics[index].lastMinute >= EmergingConstants.topicMinutes { isDone = true }
        continue
      }
      topics[index].episodeTexts = max(topics[index].episodeTexts, look.texts)
      let threshold = threshold
      let phase = topics[index].tracker.advance(
        score: look.score, closing: look.closing, threshold: threshold, pane: pane.index,
        paneMinutes: configuration.paneLength.minutes, rules: calibration.rules)
      guard let phase else { continue }
      switch phase {
      case .opened:
        if best >= 0 { topics[index].area = concentration(table.states[best]) }
      case .closed:
        topics[index].isOver = true
        learnAlarm(index)
      case .faded:
        calibration.ended(0, peak: topics[index].tracker.peak)
        endedEpisodes += 1
        topics[index].isOver = true
      case .candidate, .continued: break
      }
      findings.append(finding(topics[index], pane, phase, threshold: threshold, best: best))
    }
    if isDone {
      topics.removeAll {
        $0.isOver && minute - $0.lastMinute >= EmergingConstants.topicMinutes
      }
    }
  }

  /// Whether enough people write a term now for it to be named: others of its topic may be of fewer.
  private func isShown(_ member: Topic.Member) -> Bool {
    let place = table.find(member.hash)
    guard place >= 0, let minute else { return false }
    let state = table.state(place, at: minute)
    return state.distinctAuthors(
      minutes: Int32(EmergingConstants.longestMinutes), now: UInt16(truncatingIfNeeded: minute))
      >= configuration.shownFrom
  }

  /// An alert of the time before calibration is an episode like any other, at what lies above its
  /// threshold in the mean: nobody promised a rate then, and without it the tail would end there.
  private mutating func learnAlarm(_ index: Int) {
    guard !isCalibrated else { return }
    let tracker = topics[index].tracker
    let usual = tracker.openThreshold + calibration.rules.priorScale
    calibration.ended(0, peak: min(tracker.peak, usual))
    endedEpisodes += 1
  }

  /// Looks at a topic's terms as they stand at `minute`; the place of the most surprising one, −1 if
  /// none is followed any more.
  private mutating func bestLook(_ index: Int, minute: Int64) -> Int {
    var best = TermLook()
    var closing = 0.0
    var bestPlace = -1
    let scale = scale(minute: minute)
    for member in topics[index].members {
      let place = table.find(member.hash)
      guard place >= 0 else { continue }
      var state = table.state(place, at: minute)
      let look = scale.look(&state)
      closing = max(closing, look.closing)
      if bestPlace < 0 || look.score > best.score {
        best = look
        bestPlace = place
      }
    }
    best.closing = closing
    topics[index].look = best
    return bestPlace
  }

  private func finding(
    _ topic: Topic, _ pane: Pane, _ phase: Finding.Phase, threshold: Double, best: Int
  ) -> Finding {
    let isOpen = phase == .opened || phase == .continued || phase == .closed
    var finding = Finding(
      detector: .emerging,
      series: SeriesKey(source: configuration.source, dimension: 0, area: topic.area),
      pane: pane, phase: phase, score: topic.look.score, peak: topic.tracker.peak,
      threshold: isOpen ? topic.tracker.openThreshold : threshold,
      windowMinutes: EmergingConstants.windowMinutes[topic.look.window],
      observed: topic.look.texts, expected: topic.look.expected,
      distinctAuthors: topic.look.authors, episodeCount: topic.episodeTexts,
      episodeTexts: topic.episodeTexts,
      falseAlarmsPerWeek: calibration.chanceAlarms(0, score: topic.tracker.peak),
      since: Pane(index: topic.tracker.since),
      openedAt: isOpen ? Pane(index: topic.tracker.openedAt) : pane)
    finding.kind = .topic
    finding.item = topic.item
    var details = FindingDetails()
    details.terms = topic.members.filter(isShown).map(\.text)
    details.label = details.terms.first ?? ""
    details[.topicTexts] = Double(topic.look.texts)
    details[.topicTerms] = Double(Int64(topic.members.count) + topic.foldedTerms)
    let area = best < 0 ? -1 : concentration(table.states[best])
    if area >= 0, area != topic.area { details.areas = [area] }
    details.samples = topic.samples
    finding.details = details
    return finding
  }
}
