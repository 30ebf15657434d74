package import EventTime
internal import Glibc

/// Notices that a source has fallen silent, in whole, in some partitions, in part or in one area.
///
/// A gap is too long when it is so both on the clock and in expected time, which runs with how much of
/// the day a feed usually fills: z = u + cσ((λN/B)^ξ − 1)/ξ from the tail of past gaps. A feed whose
/// gaps are alike brings batches, and is never silent before 4.5 of them. Beside it the lower tail of
/// its counts, and areas that are missing among the others.
///
/// The series of a finding: dimension 0 and the area, −1 without; as `item` what of the source it is
/// (`sourceItem`, `connectorItem`, `partialItem`), and 0 for an area.
package struct SilenceDetector: Detector, Sendable {
  package typealias Input = FeedPane

  package static let sourceItem: UInt64 = 0
  package static let connectorItem: UInt64 = 1
  package static let partialItem: UInt64 = 2

  package let source: Int32
  package let configuration: SilenceConfiguration
  /// Counts of partitions and areas beyond their limits.
  package internal(set) var refusedParts = 0

  var gaps = GapTracker()
  var sourceAlert = SilenceAlert()
  var connectorAlert = SilenceAlert()
  /// Ascending by number.
  var partitions: [Int32] = []
  var partitionGaps: [GapTracker] = []
  var low = LowCounts()
  var partial = EpisodeTracker()
  var partialSignals: Int64 = 0
  /// In the order in which they came; found by `areaIndex`.
  var areas: [AreaCounts] = []
  var areaIndex: [Int32: Int32] = [:]
  /// Of partial loss, series 0, and of the areas.
  var calibration: EpisodeCalibration
  var pendingCount: Int64 = 0
  var observedPanes: Int64 = 0
  var nextPane: Int64?

  package init(source: Int32, configuration: SilenceConfiguration) {
    self.source = source
    self.configuration = configuration
    calibration = EpisodeCalibration(
      rules: Self.rules, promise: configuration.falseAlarmsPerWeek,
      seriesTotal: configuration.seriesCount)
    for _ in 0..<2 { _ = calibration.addFamily(seriesCount: 1) }
    _ = calibration.addSeries(family: 0)
  }

  static var rules: EpisodeRules {
    var rules = EpisodeRules()
    rules.familyRatePriorEpisodes = 2
    rules.familyRatePriorWeeks = 2
    rules.repeatMinutes = 60
    return rules
  }

  /// Whether the source has shown that it brings batches.
  package var isBatched: Bool { gaps.isBatched }
  package var batchSeconds: Double {
    gaps.batchPanes * Double(configuration.paneLength.seconds)
  }
  /// Seconds after which a silence would be said by the clock alone; nil while that is not known.
  package var limitSeconds: Double? {
    guard gaps.isKnown else { return nil }
    let promise = configuration.falseAlarmsPerWeek
    return gaps.limitPanes(promise: promise, feeds: configuration.feedCount)
      * Double(configuration.paneLength.seconds)
  }

  /// The source has fallen silent as a whole: nothing may be concluded from what does not come.
  package var isSilent: Bool { gaps.isOpen }

  var isWarm: Bool {
    Double(observedPanes) * configuration.paneLength.minutes
      >= configuration.warmUpDays * 1440
  }

  package mutating func step(
    _ pane: Pane, _ input: borrowing FeedPane, into findings: inout [Finding]
  ) {
    precondition(nextPane == nil || nextPane == pane.index, "panes come in order, without gaps")
    nextPane = pane.index + 1
    observedPanes += 1
    let start = configuration.paneLength.start(of: pane)
    let bin = Occupancy.bin(hourOfWeek: configuration.zone.hourOfWeek(at: start))
    let first = findings.count
    let wasOpen = gaps.isOpen
    gaps.step(isFilled: input.count > 0, bin: bin)
    stepPartitions(input.partitions, bin: bin)
    judgeSource(pane, input, wasOpen: wasOpen, into: &findings)
    judgePartitions(pane, input, into: &findings)
    pendingCount += input.count
    takeAreas(input.areas)
    let end = configuration.paneLength.end(of: pane)
    if floorModulo(end.microseconds, 60_000_000) == 0 { endMinutes(pane, bin, into: &findings) }
    let isMidnight = configuration.zone.localDay(at: end) > configuration.zone.localDay(at: start)
    if isMidnight { learnDay() }
    findings.sortByKey(from: first)
  }

  package mutating func takeFalseAlarm(series key: SeriesKey, item: UInt64, peak: Double) {
    guard key.source == source, peak.isFinite else { return }
    if key.area >= 0 {
      if item == 0, let id = areaIndex[key.area] { calibration.ended(Int(id) + 1, peak: peak) }
    } else if item == Self.partialItem {
      calibration.ended(0, peak: peak)
    } else if item == Self.sourceItem {
      gaps.takeFalseAlarm()
    } else if item == Self.connectorItem {
      for index in partitionGaps.indices { partitionGaps[index].takeFalseAlarm() }
    }
  }

  private mutating func learnDay() {
    let perDay = 1440 / configuration.paneLength.minutes
    gaps.learnDay(panesPerDay: perDay)
    for index in partitionGaps.indices { partitionGaps[index].learnDay(panesPerDay: perDay) }
    guard isWarm else { return }
    calibration.count(areas: areas.count)
    calibration.learn(days: 1)
  }

  private mutating func stepPartitions(_ parts: [FeedPane.Part], bin: Int) {
    for part in parts where part.count > 0 {
      let place = place(of: part.index)
      guard place == partitions.count || partitions[place] != part.index else { continue }
      guard partitions.count < configuration.maximumPartitions else {
        refusedParts += 1
        continue
      }
      partitions.insert(part.index, at: place)
      partitionGaps.insert(GapTracker(), at: place)
    }
    // One partition's gaps are the source's.
    guard partitions.count > 1 else { return }
    var next = 0
    for place in partitions.indices {
      while next < parts.count, parts[next].index < partitions[place] { next += 1 }
      let isHere = next < parts.count && parts[next].index == partitions[place]
      // While all is silent a partition's clock stands: it cannot be told apart.
      if gaps.isOpen, !isHere { continue }
      partitionGaps[place].step(isFilled: isHere && parts[next].count > 0, bin: bin)
    }
  }

  private func place(of partition: Int32) -> Int {
    var (low, high) = (0, partitions.count)
    while low < high {
      let middle = (low + high) / 2
      if partitions[middle] < partition { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func takeAreas(_ parts: [FeedPane.Part]) {
    guard configuration.seesAreas else { return }
    for part in parts where part.count > 0 && part.index >= 0 {
      if let id = areaIndex[part.index] {
        areas[Int(id)].pending += part.count
      } else if areas.count < configuration.maximumAreas {
        areaIndex[part.index] = Int32(areas.count)
        areas.append(AreaCounts(area: part.index, unlearned: low.exposure))
        areas[areas.count - 1].pending = part.count
        _ = calibration.addSeries(family: 1)
      } else {
        refusedParts += 1
      }
    }
  }

  /// Stops if the state is not what every step leaves it as. O(state); for tests.
  package func checkInvariants() {
    precondition(partitions.count == partitionGaps.count)
    precondition(partitions.count <= configuration.maximumPartitions)
    precondition(areas.count <= configuration.maximumAreas && areaIndex.count == areas.count)
    precondition(calibration.seriesCount == areas.count + 1)
    for place in partitions.indices.dropFirst() {
      precondition(partitions[place - 1] < partitions[place])
    }
    for tracker in partitionGaps + [gaps] {
      precondition(tracker.elapsedExpected.isFinite && tracker.elapsedExpected >= 0)
      precondition(tracker.score.isFinite)
    }
    precondition(low.score.isFinite && low.level.isFinite)
    precondition(areas.allSatisfy { $0.score.isFinite && $0.known.isFinite })
  }
}

extension EpisodeCalibration {
  mutating func count(areas: Int) { families[1].seriesCount = max(1, areas) }
}

extension GapTracker {
  /// The last alarmed gap was nothing: it is one of the gaps that there are.
  mutating func takeFalseAlarm() {
    guard alarms > 0, alarms < SilenceConstants.learnedAlarms, alarmedElapsed > 0 else { return }
    clock.add(Double(alarmedElapsed))
    expected.add(alarmedExpected)
    alarmedElapsed = 0
    refit()
  }
}
