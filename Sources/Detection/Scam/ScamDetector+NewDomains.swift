internal import EventTime

extension ScamDetector {
  mutating func addNew(_ hash: UInt64, _ pane: Pane) {
    if let place = newIndex[hash] { removeNew(Int(place)) }
    if newDomains.count >= configuration.maximumNewDomains {
      guard let oldest = leastRecentNew() else { return }
      evictedNewDomains += 1
      removeNew(oldest)
    }
    newIndex[hash] = Int32(newDomains.count)
    newDomains.append(NewDomain(hash: hash, first: pane.index, last: pane.index))
    model.arrivals += 1
  }

  /// The last one takes its place.
  private mutating func removeNew(_ place: Int) {
    newIndex[newDomains[place].hash] = nil
    let last = newDomains.removeLast()
    if place < newDomains.count {
      newDomains[place] = last
      newIndex[last.hash] = Int32(place)
    }
  }

  private func leastRecentNew() -> Int? {
    newDomains.indices.filter { newDomains[$0].tracker.phase != .open }.min {
      (newDomains[$0].last, newDomains[$0].hash) < (newDomains[$1].last, newDomains[$1].hash)
    }
  }

  /// One report of a new domain.
  mutating func note(
    _ place: Int, _ text: ArraySlice<UInt8>, _ pane: Pane, _ findings: inout [Finding]
  ) {
    if newDomains[place].reports < .max { newDomains[place].reports += 1 }
    newDomains[place].last = pane.index
    if newDomains[place].label.isEmpty, newDomains[place].reports >= configuration.namedFrom {
      newDomains[place].label = Array(text)
    }
    judge(place, pane, isReported: true, &findings)
  }

  private func ageDays(_ domain: NewDomain, _ pane: Pane) -> Double {
    Double(pane.index + 1 - domain.first) * configuration.paneLength.minutes / 1440
  }

  private mutating func judge(
    _ place: Int, _ pane: Pane, isReported: Bool, _ findings: inout [Finding]
  ) {
    let domain = newDomains[place]
    let score = model.score(
      reports: domain.reports, days: ageDays(domain, pane),
      minimum: configuration.minimumReports)
    newDomains[place].peak = max(domain.peak, score)
    let threshold = model.threshold(promise: newPromise, share: configuration.newDomainShare)
    let phase = newDomains[place].tracker.advance(
      score: isReported ? score : 0, closing: isReported ? score : 0, threshold: threshold,
      pane: pane.index, paneMinutes: configuration.paneLength.minutes,
      rules: NewDomainModel.rules)
    guard let phase, phase != .faded else { return }
    if phase == .opened { newDomains[place].wasAlarm = true }
    findings.append(finding(newDomains[place], phase, score, threshold, pane))
  }

  private func finding(
    _ domain: NewDomain, _ phase: Finding.Phase, _ score: Double, _ threshold: Double,
    _ pane: Pane
  ) -> Finding {
    let days = ageDays(domain, pane)
    let tracker = domain.tracker
    let isAlarm = phase == .opened || phase == .continued || phase == .closed
    var finding = Finding(
      detector: .scam, series: SeriesKey(source: source, dimension: 0, area: -1), pane: pane,
      phase: phase, score: score, peak: tracker.peak,
      threshold: isAlarm ? tracker.openThreshold : threshold,
      windowMinutes: Int32(max(1, min(days * 1440, 1e6))), observed: Int64(domain.reports),
      expected: model.mean * max(1, days), distinctAuthors: -1,
      episodeCount: Int64(domain.reports), episodeTexts: 0,
      falseAlarmsPerWeek: model.chance(tracker.peak), since: Pane(index: domain.first),
      openedAt: isAlarm ? Pane(index: tracker.openedAt) : pane)
    finding.kind = .newDomain
    finding.item = domain.hash
    var details = FindingDetails()
    details.label = String(decoding: domain.label, as: UTF8.self)
    details[.ageDays] = days
    details[.perDay] = Double(domain.reports) / max(1, days)
    details[.usualPerDay] = model.mean
    finding.details = details
    return finding
  }

  /// At midnight: alerts without reports close, and domains cease to be new.
  mutating func closeNew(_ pane: Pane, into findings: inout [Finding]) {
    var place = 0
    while place < newDomains.count {
      if newDomains[place].tracker.phase == .open, newDomains[place].last != pane.index {
        judge(place, pane, isReported: false, &findings)
      }
      let domain = newDomains[place]
      let isOld = ageDays(domain, pane) >= Double(ScamConstants.newDays)
      guard isOld, domain.tracker.phase != .open else {
        place += 1
        continue
      }
      model.learn(domain)
      removeNew(place)
    }
    if day >= (firstDay ?? day) + configuration.warmUpDays {
      model.age()
    }
  }
}
