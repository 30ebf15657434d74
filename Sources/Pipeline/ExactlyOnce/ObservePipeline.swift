internal import Detection
internal import EventTime
internal import Signals

/// OBSERVE of one source, exactly once: a pane's sums, what they announce, the dead letters and the
/// positions go into one transaction.
///
/// One thread owns it. `turn` never waits for records. Whatever happens, the state can be dropped: it
/// follows from the committed positions and what is read from there on.
package final class ObservePipeline: LogMember {
  package let observer: SourceObserver
  private let environment: PipelineEnvironment
  private let consumer: any LogConsumer
  private let transactor: Transactor
  private var writer: ObserveWriter
  private var partitions: [Int32: OwnedPartition] = [:]
  /// Assigned, and not started yet.
  private var waiting: Set<Int32> = []
  /// Nil before it was looked at.
  private var roster: [Int32]?
  private var rosterIsNews = false
  private var effects = ObserveEffects()
  private var retry = Retry()
  private var sendCadence = Cadence()
  private var commitCadence = Cadence()
  private var tickCadence = Cadence()
  package private(set) var status = ObserveStatus()

  private struct OwnedPartition {
    var outbox = PartitionOutbox()
    var lastCommit: CommitPoint?
    /// What stood before this position was handled by whoever had the partition before.
    var resumePosition: Int64 = 0
    /// Read to its end, and nothing has come since.
    var isAtEnd = false
    /// When an event was last taken or the end was reached.
    var sinceNanoseconds: UInt64 = 0
  }

  package init(
    observer: SourceObserver, writer: consuming ObserveWriter,
    environment: PipelineEnvironment
  ) throws(LogError) {
    self.observer = observer
    self.writer = writer
    self.environment = environment
    group = "\(environment.prefix)observe.\(observer.name)"
    consumer = try environment.cluster.consumer(group: group, topic: observer.topic)
    transactor = Transactor(
      id: "\(environment.instance).observe.\(observer.name)", cluster: environment.cluster)
  }

  private let group: String

  /// Serves the group, takes what has come, and sends what is ready. Returns the records taken.
  package func turn() throws(PipelineError) -> Int {
    transactor.poll()
    do {
      try consumer.poll(self)
    } catch {
      try said(error, "group")
    }
    guard retry.isDue(environment) else { return 0 }
    if transactor.isUnresolved {
      try settle(try transactor.resume())
      return 0
    }
    do {
      try transactor.prepare()
      if !waiting.isEmpty { try startWaiting() }
    } catch {
      try said(error, "start")
      retry.failed(environment)
      return 0
    }
    let taken = try consume()
    if tickCadence.isDue(every: .seconds(1), environment) { tick() }
    try sendWhenDue()
    return taken
  }

  /// Ends in order: what is ready is sent and committed, and the group is left.
  package func close() throws(PipelineError) {
    do {
      try consumer.close(self)
    } catch {
      try said(error, "close")
    }
    transactor.discard()
  }

  package func wait(milliseconds: Int32) { consumer.wait(milliseconds: milliseconds) }

  var ownedPartitions: [Int32] { partitions.keys.sorted() }

  func lag(of number: Int32) -> Int64? { consumer.lag(LogPartition(observer.topic, number)) }

  func secondsBehind(_ frontier: Instant) -> Double {
    Double((environment.clock.present - frontier).microseconds) / 1e6
  }

  // MARK: Partitions

  package func assigned(_ partitions: [LogPartition]) {
    waiting.formUnion(partitions.map(\.partition))
    status.answeredByGroup = true
    environment.log(
      .information, "assigned",
      ["source": observer.name, "partitions": Self.list(partitions.map(\.partition))])
  }

  package func revoked(_ partitions: [LogPartition], lost: Bool) {
    let numbers = partitions.map(\.partition)
    environment.log(
      lost ? .warning : .information, lost ? "lost" : "revoked",
      ["source": observer.name, "partitions": Self.list(numbers)])
    let hasStarted = numbers.contains { self.partitions[$0] != nil }
    if hasStarted && (!lost || transactor.isUnresolved) { flush(lost: lost) }
    for number in numbers { drop(number) }
    waiting.subtract(numbers)
  }

  private static func list(_ numbers: [Int32]) -> String {
    numbers.sorted().map(String.init).joined(separator: ",")
  }

  private func drop(_ number: Int32) {
    guard partitions.removeValue(forKey: number) != nil else { return }
    observer.revoke(partition: number)
  }

  /// Sends everything for partitions that go. What does not get there is done again by whoever has
  /// them next.
  private func flush(lost: Bool) {
    do throws(PipelineError) {
      for _ in 0..<Self.flushTries {
        let outcome: Transactor.Outcome
        if transactor.isUnresolved {
          outcome = try transactor.resume()
        } else if transactor.isReady && !lost {
          outcome = try transact()
        } else {
          return
        }
        try settle(outcome)
        if case .committed = outcome { return }
      }
    } catch {
      environment.log(
        .error, "flush", ["source": observer.name, "error": error.description])
    }
    // Nobody knows what became of it: the next producer settles it, and all is read again.
    if transactor.isUnresolved { rebuild("a transaction is unresolved and its partitions go") }
  }

  /// How often a last transaction is tried before its partitions go.
  private static let flushTries = 3

  /// Drops the state of all partitions; they start again from what is committed.
  private func rebuild(_ reason: String) {
    environment.log(.warning, "rebuild", ["source": observer.name, "reason": reason])
    status.rebuildsTotal += 1
    transactor.discard()
    for number in partitions.keys.sorted() {
      drop(number)
      waiting.insert(number)
    }
  }

  /// Reads where the partitions stand, and begins there.
  private func startWaiting() throws(LogError) {
    let numbers = waiting.sorted()
    let topic = observer.topic
    let all = try environment.cluster.partitionCount(topic: topic) ?? 0
    let every = (0..<max(all, (numbers.last ?? 0) + 1)).map { LogPartition(topic, $0) }
    let committed = try consumer.committed(every)
    let watermarks = try environment.cluster.watermarks(every)
    try say(rosterOf: every, committed, watermarks)
    var starts: [LogPartition: LogPosition] = [:]
    for number in numbers {
      let partition = LogPartition(topic, number)
      let found = committed.first { $0.partition == partition }
      let resume = found.flatMap { CommitMetadata(text: $0.metadata) }
      let isOurs = resume?.topicID == topic
      if let found, let marks = watermarks[partition], found.offset < marks.low {
        status.inputLostTotal += marks.low - found.offset
        environment.log(
          .error, "input was deleted before it was read",
          [
            "partition": partition.description, "from": String(found.offset),
            "to": String(marks.low),
          ])
      }
      if let found, let marks = watermarks[partition], found.offset > marks.high {
        throw LogError(
          .configuration,
          "\(partition) ends at \(marks.high), and \(group) has "
            + "read up to \(found.offset): the topic was made anew or has lost records. "
            + "To begin with it afresh, delete the group's offsets.")
      }
      // Never a logical position: its answer may come after the partition was begun anew elsewhere.
      guard let low = watermarks[partition]?.low else {
        throw LogError(.unavailable, "\(partition): nobody says where it begins")
      }
      starts[partition] = .offset(max(found?.offset ?? low, low))
      observer.assign(
        partition: number, resume: isOurs ? resume : nil, from: found?.offset)
      partitions[number] = OwnedPartition(
        resumePosition: isOurs ? resume?.position ?? 0 : 0,
        sinceNanoseconds: environment.clock.monotonicNanoseconds)
    }
    do {
      try consumer.start(starts)
    } catch {
      for number in numbers { drop(number) }
      throw error
    }
    waiting.removeAll()
  }

  /// Tells DETECT which partitions hold records, before the first sums of any of them.
  private func say(
    rosterOf every: [LogPartition], _ committed: [LogOffset],
    _ watermarks: [LogPartition: LogWatermarks]
  ) throws(LogError) {
    let known = Set(committed.map(\.partition))
    let holding = every.filter { partition in
      if known.contains(partition) { return true }
      guard let marks = watermarks[partition] else { return false }
      return marks.high > marks.low
    }.map(\.partition)
    if holding != roster {
      roster = holding
      rosterIsNews = true
    }
  }

  // MARK: In

  private func consume() throws(PipelineError) -> Int {
    var taken = 0
    var held = partitions.values.reduce(0) { $0 + $1.outbox.byteCount }
    let limit = aheadLimit
    for number in partitions.keys.sorted() where held < environment.pace.effectBytes {
      let partition = LogPartition(observer.topic, number)
      let isAhead = isTooFarAhead(number, limit)
      consumer.holdBack(partition, isAhead)
      if isAhead { continue }
      do {
        taken += try consume(partition)
      } catch {
        if case .offsetOutOfRange = error.kind {
          // Deleted while it was read: it starts again, which says what was lost.
          drop(number)
          waiting.insert(number)
        }
        try said(error, "read")
      }
      held += partitions[number]?.outbox.byteCount ?? 0
    }
    status.recordsTotal += Int64(taken)
    return taken
  }

  private func consume(_ partition: LogPartition) throws(LogError) -> Int {
    let number = partition.partition
    effects.removeAll()
    var exercises: [ExerciseNote] = []
    var endReached = false
    let count = try consumer.consume(partition, max: environment.pace.batchRecords) { batch in
      endReached = batch.endOffset != nil
      guard !batch.records.isEmpty else { return }
      let filtered = observer.totalCounts.filtered
      observer.feed(batch.records, partition: number, into: &effects)
      writer.attachPayloads(of: batch.records, to: &effects)
      // A test of the alarm is among the records that the mapping leaves aside.
      if observer.totalCounts.filtered > filtered {
        exercises = self.exercises(
          in: batch.records, from: partitions[number]?.resumePosition ?? 0)
      }
    }
    guard count > 0 || endReached else { return 0 }
    partitions[number]?.outbox.take(&effects)
    partitions[number]?.outbox.exercises.append(contentsOf: exercises)
    let now = environment.clock.monotonicNanoseconds
    if count > 0 {
      partitions[number]?.isAtEnd = false
      partitions[number]?.sinceNanoseconds = now
    }
    if endReached { partitions[number]?.isAtEnd = true }
    return count
  }

  private func exercises(
    in records: UnsafeBufferPointer<RecordView>, from position: Int64
  ) -> [ExerciseNote] {
    var found: [ExerciseNote] = []
    for record in records where record.offset >= position {
      guard let mark = ExerciseMark(payload: record.payload) else { continue }
      found.append(
        ExerciseNote(id: mark.id, sent: mark.sent, observed: environment.clock.present))
    }
    return found
  }

  /// The frontier beyond which a partition waits for the slowest of its source here; nil: none.
  private var aheadLimit: Instant? {
    var slowest: Instant?
    for (number, owned) in partitions where !owned.isAtEnd {
      guard let frontier = observer.frontier(partition: number), frontier != .distantPast else {
        continue
      }
      slowest = min(slowest ?? frontier, frontier)
    }
    let reach = environment.pace.maxPanesAhead * writer.paneLength.microseconds
    return slowest.map { $0 + Interval(microseconds: reach) }
  }

  private func isTooFarAhead(_ number: Int32, _ limit: Instant?) -> Bool {
    guard let limit, let frontier = observer.frontier(partition: number) else { return false }
    return frontier > limit
  }

  /// Lets the clock stand for the next arrival where a partition was read to its end by an answer that
  /// is fresh.
  private func tick() {
    let now = environment.clock.present
    for number in partitions.keys.sorted() {
      guard let owned = partitions[number], owned.isAtEnd,
        let age = consumer.answeredMicrosecondsAgo(LogPartition(observer.topic, number)),
        age <= environment.pace.freshAnswer.microseconds,
        let frontier = observer.frontier(partition: number)
      else { continue }
      guard frontier != .distantPast else {
        // Nothing was ever accepted in it: it holds nobody up until something is.
        partitions[number]?.outbox.announcement = observer.excuse(partition: number)
        continue
      }
      let elapsed = environment.clock.interval(
        ofNanoseconds: environment.clock.monotonicNanoseconds - owned.sinceNanoseconds)
      let lastArrival = observer.lastArrival(partition: number) ?? now
      effects.removeAll()
      observer.tick(
        partition: number, clock: min(now - environment.pace.clockMargin, lastArrival + elapsed),
        into: &effects)
      partitions[number]?.outbox.take(&effects)
    }
  }

  // MARK: Out

  private func sendWhenDue() throws(PipelineError) {
    guard transactor.isReady, !partitions.isEmpty else { return }
    let hasNews = rosterIsNews || partitions.values.contains { $0.outbox.isNews }
    let isDue =
      hasNews
      ? sendCadence.isDue(every: environment.pace.sendEvery, environment)
      : commitCadence.isDue(every: environment.pace.commitEvery, environment)
    guard isDue else { return }
    commitCadence.postpone(by: environment.pace.commitEvery, environment)
    if !hasNews && changedPositions(withClock: false).isEmpty { return }
    try settle(try transact())
  }

  private func transact() throws(PipelineError) -> Transactor.Outcome {
    var records: [OutRecord] = []
    if rosterIsNews { writer.write(roster: roster ?? [], source: observer.index, into: &records) }
    for number in partitions.keys.sorted() {
      guard let owned = partitions[number] else { continue }
      writer.write(owned.outbox, source: observer.index, into: &records)
    }
    let positions = changedPositions(withClock: true)
    if records.isEmpty && positions.isEmpty { return .committed }
    let offsets = positions.map { number, point in
      LogOffset(
        LogPartition(observer.topic, number), offset: point.offset, metadata: point.metadata.text)
    }
    return try transactor.send(records, offsets: offsets, of: consumer)
  }

  /// Positions that are not committed yet; without `withClock` only those that records have moved.
  private func changedPositions(withClock: Bool) -> [(Int32, CommitPoint)] {
    partitions.keys.sorted().compactMap { number in
      guard let point = observer.commitPoint(partition: number),
        let owned = partitions[number], owned.lastCommit != point
      else { return nil }
      if !withClock, let last = owned.lastCommit,
        last.metadata.position == point.metadata.position, last.offset == point.offset
      {
        return nil
      }
      return (number, point)
    }
  }

  private func settle(_ outcome: Transactor.Outcome) throws(PipelineError) {
    switch outcome {
    case .committed:
      retry.succeeded()
      status.problem = nil
      rosterIsNews = false
      for number in partitions.keys {
        status.sent(partitions[number]?.outbox)
        partitions[number]?.outbox.sent()
        partitions[number]?.lastCommit = observer.commitPoint(partition: number)
      }
    case .nothing(let reason), .unresolved(let reason):
      status.problem = reason
      retry.failed(environment)
      environment.log(
        .warning, "transaction", ["source": observer.name, "problem": reason])
    case .lost(let reason):
      status.problem = reason
      retry.failed(environment)
      rebuild(reason)
    }
  }

  private func said(_ error: LogError, _ doing: String) throws(PipelineError) {
    if let final = PipelineError(error) { throw final }
    guard status.problem != error.reason else { return }
    status.problem = error.reason
    environment.log(
      .warning, "log", ["source": observer.name, "doing": doing, "error": error.reason])
  }
}
