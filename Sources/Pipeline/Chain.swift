package import Alerts
package import Detection
package import EventTime
package import Signals

/// What the chained stages want done after a step.
package struct ChainEffects: Sendable {
  package var changes: [AlertChange] = []
  package var deadLetters: [DeadLetter] = []

  package init() {}

  package mutating func removeAll() {
    changes.removeAll(keepingCapacity: true)
    deadLetters.removeAll(keepingCapacity: true)
  }
}

/// Where the processor time of a run went, in nanoseconds.
package struct StepTimes: Sendable {
  /// Reading the input and cutting it into records, where whoever feeds the chain says so.
  package var read: UInt64 = 0
  package var decode: UInt64 = 0
  package var observe: UInt64 = 0
  package var detect: UInt64 = 0
  /// The detectors of groups.
  package var group: UInt64 = 0
  package var alert: UInt64 = 0

  package init() {}
}

/// The decoder and the first two stages of one source. A class for its place in an array alone.
package final class SourceChain {
  package let index: Int32
  package let name: String
  package let topic: String
  /// The records are lines of a file that say nothing of their arrival.
  package var guardsArrivals = false
  package var times = StepTimes()
  private var decoder: SignalDecoder
  private var observe: Observe
  private var detect: Detect
  private var signals = SignalBuffer()
  private var observed = ObserveEffects()
  private var detected = DetectEffects()
  private var arrivals: [Int32: FileArrivalGuard] = [:]
  let clock: (@Sendable () -> UInt64)?
  /// The group whose panes this source's go into.
  private(set) var group: GroupChain?

  /// - Parameter clock: nanoseconds for `times`; without one nothing is timed.
  package init(
    index: Int32, name: String, topic: String, decoder: consuming SignalDecoder,
    observe: consuming Observe, detect: consuming Detect,
    clock: (@Sendable () -> UInt64)? = nil
  ) {
    self.index = index
    self.name = name
    self.topic = topic
    self.decoder = decoder
    self.observe = observe
    self.detect = detect
    self.clock = clock
  }

  /// The time on the clock of `times`; 0 without one.
  package var now: UInt64 { clock?() ?? 0 }

  /// The partition is read from now on, and no pane closes before it has passed it.
  package func assign(partition: Int32, resume: CommitMetadata? = nil) {
    observe.assign(partition: partition, resume: resume)
    detect.join(partition: partition)
  }

  /// The next record is the first of another file, which may begin with a header.
  package func beginFile() { decoder.beginFile() }

  /// The partition is another's from now on.
  package func revoke(partition: Int32) {
    observe.revoke(partition: partition)
    detect.leave(partition: partition)
  }

  /// The partition holds no event and was read to its end: it holds nobody up until it does.
  package func excuse(partition: Int32) { detect.leave(partition: partition) }

  package func frontier(partition: Int32) -> Instant? { observe.frontier(partition: partition) }
  package var totalCounts: PartitionCounts { observe.totalCounts }
  /// How many records were rejected, by reason, where there are any.
  package var rejectedByReason: [(RejectReason, Int64)] {
    RejectReason.allCases.compactMap { reason in
      let count = observe.rejectedByReason[Int(reason.rawValue)]
      return count > 0 ? (reason, count) : nil
    }
  }
  package func lastArrival(partition: Int32) -> Instant? {
    observe.lastArrival(partition: partition)
  }
  package func counts(partition: Int32) -> PartitionCounts? { observe.counts(partition: partition) }
  package func commitPoint(partition: Int32, topicID: String) -> CommitPoint? {
    observe.commitPoint(partition: partition, topicID: topicID)
  }
  package var frontierGuessedTotal: Int64 { observe.frontierGuessedTotal }
  package var joinedLateTotal: Int64 { detect.joinedLateTotal }
  /// Every pane before this one is stepped.
  package private(set) var steppedBefore: Pane?
  /// No more comes of any partition.
  var isEnded: Bool { detect.isEnded }

  func feed(
    _ records: UnsafeBufferPointer<RecordView>, partition: Int32,
    _ deadLetters: inout [DeadLetter]
  ) {
    signals.removeAll()
    var mark = now
    decoder.decode(records, into: &signals)
    observe.screen(signals.signals)
    lap(&mark, \.decode)
    observed.removeAll()
    if guardsArrivals {
      arrivals[partition, default: FileArrivalGuard()].pass(
        UnsafeBufferPointer(signals.signals), details: signals.details.bytes
      ) {
        observe.step($0, details: $1, partition: partition, into: &observed)
      }
    } else {
      observe.step(
        UnsafeBufferPointer(signals.signals), details: signals.details.bytes,
        partition: partition, into: &observed)
    }
    lap(&mark, \.observe)
    detectPanes(&deadLetters, &mark)
  }

  func tick(partition: Int32, clock now: Instant, _ deadLetters: inout [DeadLetter]) {
    observed.removeAll()
    var mark = self.now
    observe.tick(partition: partition, clock: now, into: &observed)
    lap(&mark, \.observe)
    detectPanes(&deadLetters, &mark)
  }

  func end(partition: Int32, _ deadLetters: inout [DeadLetter]) {
    observed.removeAll()
    var mark = now
    if guardsArrivals {
      arrivals[partition, default: FileArrivalGuard()].finish {
        observe.step($0, details: $1, partition: partition, into: &observed)
      }
    }
    observe.end(partition: partition, into: &observed)
    lap(&mark, \.observe)
    detectPanes(&deadLetters, &mark)
  }

  private func detectPanes(_ deadLetters: inout [DeadLetter], _ mark: inout UInt64) {
    deadLetters.append(contentsOf: observed.deadLetters)
    detect.take(&observed)
    detected.removeAll()
    detect.step(into: &detected)
    steppedBefore = detected.frontier ?? steppedBefore
    lap(&mark, \.detect)
  }

  /// Hands what was found to the stage behind.
  func passOn(_ step: (PaneFindings) -> Void) {
    var mark = now
    for pane in detected.panes { step(pane) }
    lap(&mark, \.alert)
  }

  /// Hands what the source's panes bring to its group, which is to be run then.
  func handOver() {
    group?.receive(&detected, source: index, before: steppedBefore, isEnded: isEnded)
  }

  /// Hands what its group found to the stage behind.
  func passOnGroup(_ step: (PaneFindings) -> Void) {
    guard let group else { return }
    times.group += group.nanoseconds
    var mark = now
    for pane in group.panes { step(pane) }
    lap(&mark, \.alert)
  }

  /// The source's panes go into this group too.
  func join(_ group: GroupChain) {
    self.group = group
    detect.handsOver = true
  }

  /// Whether any partition of the source is read.
  var isRead: Bool { !detect.isEmpty }

  private func lap(_ mark: inout UInt64, _ step: WritableKeyPath<StepTimes, UInt64>) {
    guard let clock else { return }
    let now = clock()
    times[keyPath: step] += now - mark
    mark = now
  }
}

/// Runs work beside the thread that hands it out, one piece at a time.
package protocol ChainWorker: AnyObject, Sendable {
  /// Starts a piece; the one before was waited for.
  func start(_ work: @escaping @Sendable () -> Void)
  /// Returns when the piece that was started last is done.
  func wait()
}

/// The second stage of one group of sources. A class for its place in its sources alone.
///
/// Sendable, for a worker has it from `start` to `wait`, and nobody else touches it then.
final class GroupChain: @unchecked Sendable {
  let stream: Int32
  private var detect: GroupDetect
  private var detected = DetectEffects()
  /// Every pane before this one is stepped.
  private(set) var steppedBefore: Pane?
  /// What the sources brought since the last run.
  private var arrived: [SourcePane] = []
  /// What the last run took, where it was timed.
  private(set) var nanoseconds: UInt64 = 0

  init(_ detect: consuming GroupDetect) {
    stream = detect.stream
    self.detect = detect
  }

  var isActive: Bool { detect.isActive }
  var isEnded: Bool { detect.isEnded }

  /// What was found in the last step.
  var panes: [PaneFindings] { detected.panes }

  /// Of its sources those that are read are waited for.
  func begin(_ sources: [SourceChain]) {
    for source in sources where detect.holds(source: source.index) {
      detect.hear(source: source.index, isEmpty: !source.isRead)
    }
  }

  func receive(
    _ source: inout DetectEffects, source index: Int32, before pane: Pane?, isEnded: Bool
  ) {
    swap(&arrived, &source.sourcePanes)
    detect.advance(source: index, before: pane, isEnded: isEnded)
  }

  /// Steps the panes that all sources have passed.
  func run(clock: (@Sendable () -> UInt64)?) {
    let start = clock?() ?? 0
    for brought in arrived { detect.take(brought) }
    arrived.removeAll(keepingCapacity: true)
    detected.removeAll()
    detect.step(into: &detected)
    steppedBefore = detected.frontier ?? steppedBefore
    nanoseconds = (clock?() ?? 0) - start
  }
}

/// The three stages chained in memory within one process: the same live, in replay and in tests.
package struct Chain: ~Copyable {
  package let sources: [SourceChain]
  private let groups: [GroupChain]
  private var hasBegun = false
  package private(set) var alerts: AlertStage
  private let history: Bool
  private var reachedPresent: [Bool]
  private var worker: (any ChainWorker)?
  /// The group that the worker has at hand.
  private var running: Running?

  /// A step whose group runs while the next records are read: all behind it waits for that, so that
  /// every stage sees the same in the same order as without.
  private struct Running {
    var source: Int
    var present: Instant
    /// How far each source was stepped then, and whether it held nobody up any more.
    var stepped: [(before: Pane?, isOver: Bool)]
  }

  /// - Parameters:
  ///   - groups: in the order of the streams, behind the sources.
  ///   - history: the chain replays; every alert's mode is `replay` and nothing is quiet.
  init(
    sources: [SourceChain], groups: [GroupChain], alerts: consuming AlertStage, history: Bool
  ) {
    self.sources = sources
    self.groups = groups
    self.alerts = alerts
    self.history = history
    reachedPresent = [Bool](repeating: false, count: sources.count + groups.count)
  }

  /// Before the first record every partition that is there at the start is assigned.
  private mutating func begin() {
    if hasBegun { return }
    hasBegun = true
    for group in groups { group.begin(sources) }
  }

  /// Takes records of one partition, in order of their offsets. `present` is the time on the wall
  /// where the chain runs live, and is ignored in history.
  package mutating func feed(
    _ records: UnsafeBufferPointer<RecordView>, source: Int, partition: Int32, present: Instant,
    into effects: inout ChainEffects
  ) {
    begin()
    sources[source].feed(records, partition: partition, &effects.deadLetters)
    passOn(source, present, overlaps: worker != nil, into: &effects)
  }

  /// The clock stands for the next arrival of a partition that was read to its end.
  package mutating func tick(
    source: Int, partition: Int32, clock: Instant, present: Instant,
    into effects: inout ChainEffects
  ) {
    begin()
    sources[source].tick(partition: partition, clock: clock, &effects.deadLetters)
    passOn(source, present, overlaps: false, into: &effects)
  }

  /// No more will come of this partition.
  package mutating func end(
    source: Int, partition: Int32, present: Instant, into effects: inout ChainEffects
  ) {
    begin()
    sources[source].end(partition: partition, &effects.deadLetters)
    passOn(source, present, overlaps: false, into: &effects)
  }

  /// From here on groups run on `worker` while the next records are read. What they find comes with
  /// the effects of the next call; `end` of the last partition leaves nothing behind.
  package mutating func overlapGroups(on worker: any ChainWorker) { self.worker = worker }

  /// Hands on what a source was stepped by, once all is done that the step before began.
  private mutating func passOn(
    _ source: Int, _ present: Instant, overlaps: Bool, into effects: inout ChainEffects
  ) {
    finishRunning(into: &effects)
    sources[source].passOn { step($0, present, &effects.changes) }
    let stepped = sources.map { (before: $0.steppedBefore, isOver: $0.isEnded || !$0.isRead) }
    sources[source].handOver()
    let state = Running(source: source, present: present, stepped: stepped)
    guard let group = sources[source].group else { return finish(state, into: &effects) }
    guard overlaps, let worker else {
      group.run(clock: sources[source].clock)
      return finish(state, into: &effects)
    }
    running = state
    worker.start { [clock = sources[source].clock] in group.run(clock: clock) }
  }

  private mutating func finishRunning(into effects: inout ChainEffects) {
    guard let state = running else { return }
    running = nil
    worker?.wait()
    finish(state, into: &effects)
  }

  private mutating func finish(_ state: Running, into effects: inout ChainEffects) {
    sources[state.source].passOnGroup { step($0, state.present, &effects.changes) }
    announce(state.source, state.stepped, state.present, into: &effects)
    stepSituations(state.stepped, state.present, into: &effects)
  }

  /// Situations join all streams: they go on up to the slowest that has not ended.
  private mutating func stepSituations(
    _ steppedSources: [(before: Pane?, isOver: Bool)], _ present: Instant,
    into effects: inout ChainEffects
  ) {
    guard alerts.configuration.situation != nil else { return }
    var until: Pane?
    var last: Pane?
    let steppedGroups = groups.filter(\.isActive).map {
      (before: $0.steppedBefore, isOver: $0.isEnded)
    }
    for (stepped, isOver) in steppedSources + steppedGroups {
      if let stepped { last = max(last ?? stepped, stepped) }
      if isOver { continue }
      // One that was not heard yet holds all of them up.
      guard let stepped else { return }
      until = min(until ?? stepped, stepped)
    }
    guard let until = until ?? last else { return }
    alerts.stepSituations(
      before: until,
      mode: { [history, rules = alerts.configuration] in
        history ? .replay : rules.mode(of: $0, present: present)
      },
      into: &effects.changes)
  }

  private mutating func step(
    _ findings: PaneFindings, _ present: Instant, _ changes: inout [AlertChange]
  ) {
    let mode = history ? .replay : alerts.mode(of: findings.pane, present: present)
    alerts.step(findings, mode: mode, into: &changes)
    // Of history nothing is erased: no present state stands anywhere.
    if history { changes.removeAll(where: \.isErasure) }
  }

  /// Takes an operator's action; see `AlertStage.take`.
  package mutating func act(
    _ action: AlertAction, now: Instant, into effects: inout ChainEffects
  ) -> ActionOutcome {
    alerts.take(action, now: now, into: &effects.changes)
  }

  /// What opened quietly is told once its stream has reached the present.
  private mutating func announce(
    _ source: Int, _ stepped: [(before: Pane?, isOver: Bool)], _ present: Instant,
    into effects: inout ChainEffects
  ) {
    guard !history else { return }
    announce(stream: source, steppedBefore: stepped[source].before, present, into: &effects)
    guard let group = sources[source].group else { return }
    announce(
      stream: Int(group.stream), steppedBefore: group.steppedBefore, present, into: &effects)
  }

  private mutating func announce(
    stream: Int, steppedBefore: Pane?, _ present: Instant, into effects: inout ChainEffects
  ) {
    guard let stepped = steppedBefore else { return }
    let last = Pane(index: stepped.index - 1)
    guard alerts.mode(of: last, present: present) == .live else {
      reachedPresent[stream] = false
      return
    }
    guard !reachedPresent[stream] else { return }
    reachedPresent[stream] = true
    alerts.announceQuiet(source: Int32(stream), pane: last, into: &effects.changes)
  }
}
