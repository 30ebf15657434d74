package import EventTime
internal import Glibc

/// `emerging`: words, hashtags and links that nobody listed, rising in many different texts at once
/// (DETECTORS, emerging).
///
/// A term's texts in 10, 60 and 180 minutes are held against those of the last days: negative binomial
/// about what its share of the posts gives. A text that is copied is one: only a cluster's first post
/// counts, or its first after the window's length of rest, so that no table of pairs is needed; the
/// number of posts is counted alike. Terms that rise together are one topic, and one alert.
package struct EmergingDetector: Sendable, Detector {
  package let configuration: EmergingConfiguration
  var table: TermTable
  var sketch = TermSketch(bytes: EmergingConstants.sketchBytes)
  var copies = RestMemory(entries: EmergingConstants.copyEntries)
  var calibration: EpisodeCalibration
  var topics: [Topic] = []
  /// All texts, counted like those of a term.
  var texts = TextCounts()
  /// Located posts by area, half-life 24 h, and in all.
  var areaPosts: [Double]
  var locatedPosts = 0.0
  /// The last pane's minute; nil before the first post.
  var minute: Int64?
  var observedMinutes = 0.0
  var minutesOfDay = 0.0
  var endedEpisodes = 0
  /// Terms that another topic's alert tells already, and topics that went at the limit.
  package internal(set) var foldedTerms = 0
  package internal(set) var droppedTopics = 0
  /// Places of the terms of the present pane, in the order of their first post.
  var touched: [Int32] = []
  var risen: [RisenTerm] = []
  var newTexts: [NewText] = []

  /// A post of the present pane that is no copy, and for how many windows.
  struct NewText: Sendable, BitwiseCopyable {
    var post: Int32
    var windows: Int32
  }

  /// A term that is surprising in the present pane.
  struct RisenTerm: Sendable {
    var place: Int
    var word: Int
    var hash: UInt64
    var look: TermLook
  }

  package init(configuration: EmergingConfiguration) {
    self.configuration = configuration
    table = TermTable(limit: configuration.maximumTerms)
    areaPosts = [Double](repeating: 0, count: configuration.areaCount)
    calibration = EpisodeCalibration(
      rules: EmergingConstants.episodeRules, promise: configuration.falseAlarmsPerWeek,
      seriesTotal: 1)
    _ = calibration.addSeries(family: calibration.addFamily(seriesCount: 1))
  }

  /// Terms that were forgotten because there were more than `maximumTerms`.
  package var forgottenTerms: Int { table.forgotten }
  /// Copied texts that were forgotten while they may come back: a copy of one counts as a copy still.
  package var forgottenCopies: Int { copies.forgotten }
  /// Places for terms: `maximumTerms` or up to twice as many.
  package var termCapacity: Int { table.capacity }
  package var isWarm: Bool { observedMinutes >= configuration.warmUpHours * 60 }
  /// What a topic's surprise must reach.
  package var threshold: Double {
    isCalibrated ? calibration.threshold(0) : EmergingConstants.firstThreshold
  }
  var isCalibrated: Bool {
    endedEpisodes >= EmergingConstants.calibrationEpisodes
      && observedMinutes
        >= configuration.warmUpHours * 60 + EmergingConstants.calibrationDays * 1440
  }

  package mutating func step(
    _ pane: Pane, _ input: borrowing TextPane, into findings: inout [Finding]
  ) {
    let paneSeconds = configuration.paneLength.seconds
    let now = floorDivide(pane.index * paneSeconds, 60)
    withdraw(input.retractions)
    if minute == nil && input.posts.rows.isEmpty { return }
    move(to: now)
    count(input, minute: now)
    rise(input, minute: now, pane: pane)
    let isTick = floorDivide((pane.index + 1) * paneSeconds, 60) > now
    followTopics(pane, minute: now, isTick: isTick, into: &findings)
    observedMinutes += configuration.paneLength.minutes
  }

  package mutating func takeFalseAlarm(series: SeriesKey, item: UInt64, peak: Double) {
    guard series.source == configuration.source else { return }
    calibration.ended(0, peak: peak)
    endedEpisodes += 1
  }

  private mutating func move(to now: Int64) {
    defer { minute = now }
    guard let before = minute, before < now else { return }
    let decay = table.decay(now - before)
    texts.move(from: before, to: now, decay: decay)
    for area in areaPosts.indices { areaPosts[area] *= decay }
    locatedPosts *= decay
    guard isWarm else { return }
    minutesOfDay += Double(now - before)
    if minutesOfDay >= 1440 {
      calibration.learn(days: minutesOfDay / 1440)
      sketch.halve()
      minutesOfDay = 0
    }
  }

  private mutating func withdraw(_ ids: [UInt64]) {
    guard !ids.isEmpty else { return }
    for index in topics.indices {
      topics[index].samples.removeAll { ids.contains($0.sample.id) }
    }
  }
}

extension EmergingDetector {
  /// Texts of a term in 10, 60 and 180 minutes up to the present one; empty for a term that is not
  /// followed.
  package func windowTexts(ofTerm hash: UInt64) -> [Int32] {
    let place = table.find(hash)
    guard place >= 0, let minute else { return [] }
    let state = table.state(place, at: minute)
    return (0..<EmergingConstants.windowCount).map { state.sums[$0] }
  }

  package func checkInvariants() { table.checkInvariants() }
}
