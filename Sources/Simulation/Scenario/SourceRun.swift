internal import EventTime
internal import Settings

/// One source of a scenario on its way through time: its everyday, what incidents bring and take, and
/// the order in which its records arrive.
struct SourceRun: Sendable {
  let world: SceneWorld
  let source: ScenarioSource
  let index: Int
  let activity: AuthorActivity
  var rate: RateProcess
  /// Of the everyday; incidents have numbers of their own, so that it does not depend on them.
  var random: Xoshiro256
  var planRandom: Xoshiro256
  private var delays: Xoshiro256
  private var planDelays: Xoshiro256
  let plan: IncidentPlan
  var planned = 0
  var record = OutputBuffer(capacity: 4096)
  var sequence: UInt64 = 0
  /// The beginning of the next cell.
  private(set) var time: Instant
  private var queue = ArrivalQueue()
  private var times: [Int64] = []
  private let losses: [Loss]

  // State of formats.
  var recent = RecentPosts(capacity: 2048)
  /// Posts that may be deleted: one in fifty, so that a deletion comes some minutes after its post.
  var regretted = RecentPosts(capacity: 256)
  var viral = ViralItems()
  /// By incident: its last posts and the wordings of its story.
  var scenes: [SceneState]
  let zones: PresenceZones?
  let services: FeedbackServices?

  private struct Loss: Sendable {
    var start: Instant
    var end: Instant
    var share: Double
  }

  init(_ world: SceneWorld, index: Int) {
    self.world = world
    self.index = index
    source = world.scenario.sources[index]
    activity = AuthorActivity(count: source.authors, topShare: source.topAuthorsShare)
    time = world.start(of: source)
    let stream = UInt64(1000 + index * 16)
    rate = RateProcess(
      source, zone: world.scenario.zone, seed: world.seed, stream: stream,
      skipping: (time - world.start).microseconds / 60_000_000)
    random = Xoshiro256(seed: world.seed, stream: stream + 1)
    planRandom = Xoshiro256(seed: world.seed, stream: stream + 2)
    delays = Xoshiro256(seed: world.seed, stream: stream + 3)
    planDelays = Xoshiro256(seed: world.seed, stream: stream + 4)
    plan = IncidentPlan(world, source: source, rate: rate)
    let name = source.name
    losses = world.scenario.incidents.filter {
      $0.sources.contains(name) && ($0.kind == .outage || $0.kind == .loss)
    }.map { incident in
      let start = world.scenario.start + .minutes(Int64(incident.onsetMinutes))
      return Loss(
        start: start, end: start + .minutes(Int64(incident.minutes)),
        share: incident.kind == .outage ? 1 : incident.size)
    }
    var wording = Xoshiro256(seed: world.seed, stream: 4)
    scenes = world.scenario.incidents.map { SceneState($0, world, &wording) }
    zones = source.format == .presence ? PresenceZones(world, source) : nil
    services =
      source.format == .jedonnemonavis ? FeedbackServices(world, source, index: index) : nil
  }

  /// Goes one cell of ten seconds on and gives what arrives in it; at the end what is still on its
  /// way. False when all was given.
  mutating func step(_ body: (UnsafeRawBufferPointer) -> Void) -> Bool {
    guard time < world.scenario.end else {
      queue.release(before: .distantFuture, body)
      return false
    }
    let end = min(time + RateProcess.cell, world.scenario.end)
    if source.format == .presence {
      writePresence()
    } else {
      writeCell(until: end)
    }
    time = end
    queue.release(before: end, body)
    return true
  }

  private mutating func writeCell(until end: Instant) {
    let isWarmup = time < world.scenario.start
    let warmupRate = isWarmup ? source.warmupRate : 1
    let expected = rate.expected(at: time, warmupRate: warmupRate)
    if source.format == .jetstream && time.microseconds % 60_000_000 == 0 {
      refreshViral(copies: expected * 6 * source.harmlessViralShare)
    }
    let count = random.poissonCount(mean: expected)
    let length = Double((end - time).microseconds)
    times.removeAll(keepingCapacity: true)
    for _ in 0..<count { times.append(time.microseconds + Int64(random.uniform() * length)) }
    times.sort()
    var next = 0
    while true {
      let everyday =
        next < times.count ? Instant(microseconds: times[next]) : Instant.distantFuture
      let scripted =
        planned < plan.records.count ? plan.records[planned].time : Instant.distantFuture
      guard min(everyday, scripted) < end else { return }
      record.clear()
      if everyday <= scripted {
        next += 1
        writeEveryday(at: everyday)
        push(at: everyday)
      } else {
        planned += 1
        writePlanned(plan.records[planned - 1])
        // What is scripted has delays of its own, so that it changes none of the everyday.
        swap(&delays, &planDelays)
        push(at: scripted)
        swap(&delays, &planDelays)
      }
    }
  }

  private mutating func writeEveryday(at time: Instant) {
    switch source.format {
    case .jetstream: writeEverydayPost(at: time)
    case .textAlert: writeEverydayAlert(at: time)
    case .jedonnemonavis: writeFeedback(at: time)
    case .cyber: writeReport(at: time)
    case .plates: writeRead(at: time)
    case .presence: preconditionFailure("presence is counted by steps")
    }
    sequence += 1
  }

  private mutating func writePlanned(_ planned: PlannedRecord) {
    switch source.format {
    case .jetstream: writePost(planned)
    case .textAlert: writeAlert(planned)
    case .cyber: writeReport(planned)
    case .plates: writeRead(planned)
    case .jedonnemonavis, .presence: preconditionFailure("incidents write nothing of this format")
    }
    sequence += 1
  }

  /// Sends the record that was written on its way, unless it is lost.
  mutating func push(at time: Instant) {
    for loss in losses where time >= loss.start && time < loss.end {
      if loss.share >= 1 || delays.chance(loss.share) { return }
    }
    var delay =
      source.delaySeconds > 0
      ? delays.logNormal(median: source.delaySeconds, deviation: 0.6) : 0
    if source.lateShare > 0 && delays.chance(source.lateShare) {
      delay = 60 + delays.uniform() * 7140
    }
    let arrival = time + Interval(microseconds: Int64(delay * 1e6))
    queue.add(record, arrival: arrival)
    if source.duplicateShare > 0 && delays.chance(source.duplicateShare) {
      queue.add(
        record,
        arrival: arrival + Interval(microseconds: Int64(delays.uniform() * 10e6)))
    }
  }
}
