package import EventTime

/// What one pane of a source of reads brings to `watchlist`.
package struct HitPane: Sendable {
  /// In any order.
  package var hits: [HitRow]
  /// The source's feed is missing: no hold runs out.
  package var isMissing: Bool

  package init(hits: [HitRow] = [], isMissing: Bool = false) {
    self.hits = hits
    self.isMissing = isMissing
  }
}

package struct WatchListConfiguration: Sendable, Equatable {
  package var source: Int32
  package var paneLength: PaneLength
  /// An alert closes so long after its last read.
  package var holdMinutes = 30.0
  /// Further reads of an open alert are told at most so often.
  package var repeatMinutes = 5.0

  package init(source: Int32, paneLength: PaneLength) {
    self.source = source
    self.paneLength = paneLength
  }
}

/// `watchlist`: a read of what somebody may and must look out for.
///
/// One alert for each entry and area, from its first read to 30 minutes after its last. It says
/// `match` when a read is the entry's identifier to the character, and `to-verify` as long as every
/// read differs in one character that cameras take for another. Nothing is estimated: a score is one
/// of two constants, nothing is expected, and chance has no part. Severity is the alert stage's.
package struct WatchListDetector: Detector, ~Copyable {
  /// Alerts open at once; beyond, the one whose last read is longest ago closes, and is counted.
  package static let maximumOpen = 4096
  /// Scores of reads to the character, and with a character to verify; either opens an alert.
  package static let matchScore = 6.0
  package static let verifyScore = 4.0
  package static let threshold = 3.2

  let configuration: WatchListConfiguration
  /// What is shown of an entry, by its token.
  private let entries: [UInt64: WatchEntry]
  /// Ascending by (item, area).
  var open: [WatchEpisode] = []
  /// Panes in which the feed was not missing, since the first step: the clock of the holds.
  var observed: Int64 = 0
  package internal(set) var evictedTotal: Int64 = 0

  package init(configuration: WatchListConfiguration, entries: [WatchEntry]) {
    self.configuration = configuration
    self.entries = Dictionary(
      entries.map { ($0.token, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package mutating func step(
    _ pane: Pane, _ input: borrowing HitPane, into findings: inout [Finding]
  ) {
    if !input.isMissing { observed += 1 }
    var hits = input.hits
    hits.sort { $0.precedes($1) }
    for hit in hits { take(hit, pane) }
    let minutes = configuration.paneLength.minutes
    var kept: [WatchEpisode] = []
    for var episode in open {
      if Double(observed - episode.lastHit) * minutes >= configuration.holdMinutes {
        findings.append(finding(episode, .closed, pane))
        continue
      }
      if let phase = episode.advance(observed, minutes, configuration.repeatMinutes) {
        findings.append(finding(episode, phase, pane))
      }
      kept.append(episode)
    }
    open = kept
    evict(pane, into: &findings)
  }

  private mutating func take(_ hit: HitRow, _ pane: Pane) {
    var place = open.partitioningIndex { !$0.precedes(hit.entry, hit.area) }
    if place == open.count || !open[place].isOf(hit.entry, hit.area) {
      open.insert(WatchEpisode(entry: hit.entry, area: hit.area, pane: pane.index), at: place)
      place = open.partitioningIndex { !$0.precedes(hit.entry, hit.area) }
    }
    open[place].take(hit, observed)
  }

  private mutating func evict(_ pane: Pane, into findings: inout [Finding]) {
    while open.count > Self.maximumOpen {
      var oldest = 0
      for place in open.indices where open[place].lastHit < open[oldest].lastHit { oldest = place }
      findings.append(finding(open.remove(at: oldest), .closed, pane))
      evictedTotal += 1
    }
  }

  private func finding(
    _ episode: WatchEpisode, _ phase: Finding.Phase, _ pane: Pane
  ) -> Finding {
    let score = episode.exact > 0 ? Self.matchScore : Self.verifyScore
    let since = Pane(index: episode.since)
    var finding = Finding(
      detector: .watchlist,
      series: SeriesKey(source: configuration.source, dimension: 0, area: episode.area),
      pane: pane, phase: phase, score: phase == .closed ? 0 : score, peak: score,
      threshold: Self.threshold,
      windowMinutes: Int32(max(1, configuration.holdMinutes.rounded())),
      observed: episode.reads, expected: 0, distinctAuthors: -1, episodeCount: episode.reads,
      episodeTexts: 0, falseAlarmsPerWeek: 0, since: since, openedAt: since)
    finding.kind = episode.exact > 0 ? .match : .toVerify
    finding.item = episode.entry
    var details = FindingDetails()
    if let entry = entries[episode.entry] {
      details.label = entry.reference
      details.terms = [entry.legalBasis]
    }
    details[.reads] = Double(episode.reads)
    details[.exactReads] = Double(episode.exact)
    details.samples = episode.latest.map {
      SourcedSample(source: configuration.source, sample: $0)
    }
    finding.details = details
    return finding
  }

  /// There is nothing to calibrate: a read is the entry's or it is not.
  package mutating func takeFalseAlarm(series: SeriesKey, item: UInt64, peak: Double) {}

  /// Stops if the state is not what every step leaves it as. O(open).
  package func checkInvariants() {
    precondition(open.count <= Self.maximumOpen)
    for (episode, after) in zip(open, open.dropFirst()) {
      precondition(episode.precedes(after.entry, after.area), "episodes stand in order, each once")
    }
    for episode in open {
      precondition(episode.reads > 0 && episode.exact <= episode.reads)
      precondition(episode.lastHit <= observed)
    }
  }
}

extension FindingKind {
  /// `watchlist`: the identifier to the character.
  package static let match = FindingKind(rawValue: "match")
  /// `watchlist`: but for one character that is taken for another; a person must look.
  package static let toVerify = FindingKind(rawValue: "to-verify")
}

extension Measure {
  /// Reads of a watched identifier, and those of them to the character.
  package static let reads = Measure(rawValue: "reads")
  package static let exactReads = Measure(rawValue: "exactReads")
}

extension Array {
  /// The first place at which `isBehind` holds, in an array in which it holds from there on.
  fileprivate func partitioningIndex(_ isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
