internal import EventTime

/// Joins signs that are near in space, time and terms, pane by pane over all streams together.
///
/// Every area that holds the strongest sign among itself and its neighbours is looked at; the place
/// stays, so that situations cannot chain across a country. Half of the promise goes to the rarest
/// sign's calibrated rate of chance alarms, half to the second rarest's, each by episodes: combining
/// p-values by Fisher's or Cauchy's rule keeps no promise where signs depend on each other.
///
/// Panes come in order, each when all streams have passed it: what streams say must not depend on how
/// they interleave.
struct SituationDetector: Sendable {
  let configuration: SituationConfiguration
  let paneLength: PaneLength
  /// Ascending by place, so that those of an area stand together.
  var signs: [SituationSign] = []
  /// By area: it and its neighbours, ascending.
  let near: [[Int32]]
  /// Ascending by area; only places in an episode.
  var places: [Place] = []
  var first: EpisodeCalibration
  var second: EpisodeCalibration
  /// Panes that were stepped since the thresholds were last learned.
  var panesToLearn: Int64 = 0
  var nextPane: Pane?
  /// Signs that gave way at the limit, and situations that could not open.
  var evictedTotal: Int64 = 0
  var refusedTotal: Int64 = 0

  struct Place: Sendable {
    var area: Int32
    var first = EpisodeTracker()
    var second = EpisodeTracker()
    /// While it is open.
    var open: Open?

    struct Open: Sendable {
      /// Of the strongest sign at the opening: the situation's alert stands in its stream.
      var source: Int32
      var openedAt: Pane
      var since: Pane
      var peak: Double
      var threshold: Double
      var members: Int
    }
  }

  /// A finding, and the keys of its members that are alerts.
  struct Found {
    var finding: Finding
    var members: [SituationSign]
  }

  init(configuration: SituationConfiguration, paneLength: PaneLength) {
    self.configuration = configuration
    self.paneLength = paneLength
    near = configuration.neighbours.enumerated().map { area, others in
      Set(others).union([Int32(area)]).sorted()
    }
    let half = configuration.falseAlarmsPerWeek / 2
    first = EpisodeCalibration(rules: SituationConfiguration.first, promise: half, seriesTotal: 1)
    second = EpisodeCalibration(rules: SituationConfiguration.second, promise: half, seriesTotal: 1)
    // One family of one series each: the signs are calibrated already, so places are alike.
    _ = first.addSeries(family: first.addFamily(seriesCount: 1))
    _ = second.addSeries(family: second.addFamily(seriesCount: 1))
  }

  var openCount: Int { places.count { $0.open != nil } }

  private var paneMinutes: Double { Double(paneLength.microseconds) / 60e6 }

  /// Steps one pane with the signs that its streams brought, in any order.
  mutating func step(_ pane: Pane, _ brought: [SituationSign], into found: inout [Found]) {
    precondition(nextPane == nil || nextPane == pane, "panes come in order, without gaps")
    nextPane = pane.next
    hear(brought.sorted { $0.key < $1.key })
    let reach = configuration.within.microseconds / paneLength.microseconds
    signs.removeAll { pane.index - $0.pane.index > reach }
    let centres = centres()
    var next = 0
    for area in Set(centres.map(\.area) + places.map(\.area)).sorted() {
      let isCentre = next < centres.count && centres[next].area == area
      judge(area, isCentre ? centres[next] : nil, pane, into: &found)
      if isCentre { next += 1 }
    }
    places.removeAll { $0.open == nil && $0.first.isQuiet && $0.second.isQuiet }
    panesToLearn += 1
    let day = 86_400_000_000 / paneLength.microseconds
    if panesToLearn >= day {
      panesToLearn = 0
      first.learn(days: 1)
      second.learn(days: 1)
    }
  }

  /// Whether an open situation of a neighbouring place has these signs already.
  private func isCovered(_ area: Int32) -> Bool {
    places.contains { place in
      place.open != nil && place.area != area && neighbourhood(of: place.area).contains(area)
    }
  }

  private mutating func judge(
    _ area: Int32, _ centre: Centre?, _ pane: Pane, into found: inout [Found]
  ) {
    let index = places.firstIndex { $0.area >= area } ?? places.count
    if index == places.count || places[index].area != area {
      places.insert(Place(area: area), at: index)
    }
    let scores = scores(of: centre)
    let before = places[index]
    _ = places[index].first.advance(
      score: scores.0, closing: scores.0, threshold: first.threshold(0), pane: pane.index,
      paneMinutes: paneMinutes, rules: first.rules)
    _ = places[index].second.advance(
      score: scores.1, closing: scores.1, threshold: second.threshold(0), pane: pane.index,
      paneMinutes: paneMinutes, rules: second.rules)
    let after = places[index]
    if before.first.phase == .candidate, after.first.phase == .quiet {
      first.ended(0, peak: after.first.peak)
    }
    if before.second.phase == .candidate, after.second.phase == .quiet {
      second.ended(0, peak: after.second.peak)
    }
    let isHigh = after.first.phase == .open || after.second.phase == .open
    if before.open == nil {
      guard isHigh, let centre, isNews(centre), !isCovered(area) else { return }
      guard openCount < configuration.openLimit else {
        refusedTotal += 1
        return
      }
      open(index, centre, pane, into: &found)
      markTold(centre.members)
    } else {
      goOn(index, centre, pane, isHigh: isHigh, into: &found)
      if isHigh, let centre { markTold(centre.members) }
    }
  }

  private func scores(of centre: Centre?) -> (first: Double, second: Double) {
    (centre.map { signs[$0.strongest].score } ?? 0, centre?.second.map { signs[$0].score } ?? 0)
  }

  private mutating func markTold(_ members: [Int]) {
    for member in members { signs[member].isTold = true }
  }

  private mutating func open(
    _ index: Int, _ centre: Centre, _ pane: Pane, into found: inout [Found]
  ) {
    let place = places[index]
    let isFirst = place.first.phase == .open
    let tracker = isFirst ? place.first : place.second
    places[index].open = Place.Open(
      source: signs[centre.strongest].key.series.source, openedAt: pane,
      since: Pane(index: tracker.since), peak: tracker.peak,
      threshold: tracker.openThreshold, members: centre.members.count)
    found.append(say(.opened, index, centre, pane))
  }

  private mutating func goOn(
    _ index: Int, _ centre: Centre?, _ pane: Pane, isHigh: Bool, into found: inout [Found]
  ) {
    guard let open = places[index].open else { return }
    guard isHigh else {
      found.append(say(.closed, index, centre, pane))
      places[index].open = nil
      return
    }
    let peak = max(places[index].first.peak, places[index].second.peak)
    let members = centre?.members.count ?? 0
    let step = SituationConfiguration.first.growth
    guard peak >= open.peak + step || members > open.members else { return }
    places[index].open?.peak = max(open.peak, peak)
    places[index].open?.members = max(open.members, members)
    found.append(say(.continued, index, centre, pane))
  }

  private func say(
    _ phase: Finding.Phase, _ index: Int, _ centre: Centre?, _ pane: Pane
  ) -> Found {
    let place = places[index]
    let open = place.open
    let members = (centre?.members ?? []).map { signs[$0] }
    // Either half could have raised it.
    let chance =
      min(
        place.first.phase == .quiet ? .infinity : first.chanceAlarms(0, score: place.first.peak),
        place.second.phase == .quiet
          ? .infinity : second.chanceAlarms(0, score: place.second.peak)) * 2
    let scores = scores(of: centre)
    let score = max(scores.first, scores.second)
    var finding = Finding(
      detector: .situation,
      series: SeriesKey(source: open?.source ?? 0, dimension: 0, area: place.area), pane: pane,
      phase: phase, score: score, peak: max(open?.peak ?? score, score),
      threshold: open?.threshold ?? 0,
      windowMinutes: Int32(configuration.within.microseconds / 60_000_000),
      observed: Int64(members.count), expected: 0, distinctAuthors: -1,
      episodeCount: Int64(members.count), episodeTexts: 0,
      falseAlarmsPerWeek: chance.isFinite ? chance : 2 * configuration.falseAlarmsPerWeek,
      since: open?.since ?? pane, openedAt: open?.openedAt ?? pane)
    finding.kind = .situation
    var details = FindingDetails()
    details[.situationSigns] = Double(members.count)
    details[.situationDetectors] = Double(Set(members.map(\.key.detector)).count)
    details[.situationGravest] = Double(members.map(\.severity).max() ?? 0)
    details.areas = Set(members.map(\.key.series.area)).subtracting([place.area, -1]).sorted()
    details.sources = Set(members.map(\.key.series.source)).sorted()
    finding.details = details
    return Found(finding: finding, members: members.filter(\.isAlert))
  }
}
