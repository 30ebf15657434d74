internal import EventTime
internal import Glibc

extension RumourDetector {
  /// What stands in an hour's tellers of one story.
  struct Look {
    var score = RumourScore()
    var authors = 0
    var recent = 0
    var before = 0
  }

  /// Scores of at least so much are worth a situation's while.
  static let saidScore = 3.0
  static let synchronousAuthors = 10

  /// Looks at what was touched, and once a minute at everything that is watched.
  mutating func judge(_ pane: Pane, into findings: inout [Finding]) {
    for index in touched {
      let id = Int(index)
      stories[id].isTouched = false
      // A cluster of too few authors altogether is not worth a look.
      guard Int(stories[id].authors) >= min(configuration.minimumAuthors, configuration.k),
        stories[id].tellers.count > 0 || stories[id].watch >= 0
      else { continue }
      let look = look(id, pane)
      if stories[id].watch < 0 {
        guard look.authors >= configuration.k || score(look) >= calibration.rules.onset else {
          continue
        }
        stories[id].watch = Int32(watched.count)
        watched.append(WatchedCluster(cluster: stories[id].cluster))
      }
      advance(Int(stories[id].watch), look, pane, into: &findings)
    }
    let wasTouched = touched
    touched.removeAll(keepingCapacity: true)
    guard (pane.index + 1) % configuration.panes(minutes: 1) == 0 else { return }
    let skipped = Set(wasTouched)
    var kept = 0
    for place in watched.indices {
      let story = clusters[Int(watched[place].cluster)].story
      let look = look(Int(story), pane)
      if !skipped.contains(story) { advance(place, look, pane, into: &findings) }
      guard !watched[place].tracker.isQuiet || look.authors >= configuration.k else {
        stories[Int(story)].watch = -1
        continue
      }
      if kept != place { watched[kept] = watched[place] }
      stories[Int(story)].watch = Int32(kept)
      kept += 1
    }
    watched.removeLast(watched.count - kept)
  }

  /// The score, 0 with fewer tellings than the least number of authors.
  func score(_ look: Look) -> Double {
    look.score.tellings >= configuration.minimumAuthors ? look.score.score : 0
  }

  /// Counts the tellers of the last hour; older ones go.
  private mutating func look(_ id: Int, _ pane: Pane) -> Look {
    let now = pane.index - clusters[Int(stories[id].cluster)].firstPane
    let (window, minute) = (windowPanes, configuration.panes(minutes: 1))
    let ten = configuration.panes(minutes: 10)
    var look = Look()
    var inMinute = 0
    pool.filter(&stories[id].tellers) { now - Int64($0.age) < window }
    pool.each(stories[id].tellers) { teller in
      let age = now - Int64(teller.age)
      look.authors += 1
      if age < minute { inMinute += 1 }
      if age < ten { look.recent += 1 } else if age < 2 * ten { look.before += 1 }
      guard teller.isIndependent else { return }
      look.score.tellings += 1
      guard teller.area >= 0 else { return }
      look.score.placed += 1
      if areaTally[Int(teller.area)] == 0 { tallied.append(teller.area) }
      areaTally[Int(teller.area)] += 1
    }
    for area in tallied {
      let count = Int(areaTally[Int(area)])
      areaTally[Int(area)] = 0
      // Of equally full areas the one that usually has less, then the first.
      let best = Int(look.score.area)
      let isFuller =
        count > look.score.fullest
        || (count == look.score.fullest
          && (areas.share(Int(area)), area) < (areas.share(best), look.score.area))
      if isFuller { (look.score.fullest, look.score.area) = (count, area) }
    }
    tallied.removeAll(keepingCapacity: true)
    if look.score.area >= 0 {
      look.score.areaSurprise = RumourScore.areaSurprise(
        fullest: look.score.fullest, placed: look.score.placed,
        share: areas.share(Int(look.score.area)), areaCount: configuration.areaCount)
    }
    let level = Int(stories[id].level)
    look.score.tellings <<= level
    look.score.placed <<= level
    look.score.fullest <<= level
    look.authors <<= level
    if stories[id].tellers.count == 0 { stories[id].level = 0 }
    stories[id].synchrony = max(stories[id].synchrony, UInt16(clamping: inMinute << level))
    return look
  }

  private mutating func advance(
    _ place: Int, _ look: Look, _ pane: Pane, into findings: inout [Finding]
  ) {
    let score = score(look)
    let wasQuiet = watched[place].tracker.isQuiet
    let said = watched[place].tracker.advance(
      score: score, closing: score, threshold: threshold, pane: pane.index,
      paneMinutes: configuration.paneLength.minutes, rules: calibration.rules)
    let area = look.score.areaSurprise > 0 ? look.score.area : -1
    if wasQuiet {
      watched[place].isSaid = false
      watched[place].area = area
    }
    guard let said else { return }
    switch said {
    case .candidate:
      guard watched[place].tracker.peak >= Self.saidScore else { return }
      if !watched[place].isSaid { watched[place].area = area }
    case .opened:
      if watched[place].area != area, watched[place].isSaid {
        findings.append(finding(place, look, .faded, pane))
      }
      watched[place].area = area
      alert(clusters[Int(watched[place].cluster)].id)
    case .continued, .closed:
      break
    case .faded:
      calibration.ended(0, peak: watched[place].tracker.peak)
      guard watched[place].isSaid else { return }
    }
    watched[place].isSaid = true
    findings.append(finding(place, look, said, pane))
  }

  private mutating func alert(_ item: UInt64) {
    alerted.removeAll { $0 == item }
    if alerted.count >= Self.alertedLimit { alerted.removeFirst() }
    alerted.append(item)
  }

  /// A cluster goes at a limit while it is watched: what was said of it ends.
  mutating func lose(_ id: Int, _ pane: Pane) {
    let place = Int(stories[id].watch)
    let phase = watched[place].tracker.phase
    if phase == .candidate { calibration.ended(0, peak: watched[place].tracker.peak) }
    if phase != .quiet, watched[place].isSaid {
      lost.append(finding(place, Look(), phase == .open ? .closed : .faded, pane))
    }
    watched.remove(at: place)
    for other in place..<watched.count {
      stories[Int(clusters[Int(watched[other].cluster)].story)].watch = Int32(other)
    }
    stories[id].watch = -1
  }

  private func finding(
    _ place: Int, _ look: Look, _ phase: Finding.Phase, _ pane: Pane
  ) -> Finding {
    let watch = watched[place]
    let cluster = clusters[Int(watch.cluster)]
    let tracker = watch.tracker
    let isAlert = phase == .opened || phase == .continued || phase == .closed
    let threshold = isAlert ? tracker.openThreshold : threshold
    var finding = Finding(
      detector: .rumour,
      series: SeriesKey(source: cluster.source, dimension: 0, area: watch.area),
      pane: pane, phase: phase, score: score(look), peak: tracker.peak, threshold: threshold,
      windowMinutes: Int32(RumourConfiguration.windowMinutes),
      observed: Int64(look.score.tellings),
      expected: RumourScore.tellings(
        reaching: threshold, areaSurprise: look.score.areaSurprise),
      distinctAuthors: Int32(clamping: look.authors),
      episodeCount: Int64(cluster.posts) + Int64(cluster.shares), episodeTexts: 1,
      falseAlarmsPerWeek: calibration.chanceAlarms(0, score: tracker.peak),
      since: Pane(index: tracker.since),
      openedAt: isAlert ? Pane(index: tracker.openedAt) : pane)
    finding.kind = .organic
    finding.item = cluster.id
    finding.details = details(watch, cluster, look)
    return finding
  }
}
