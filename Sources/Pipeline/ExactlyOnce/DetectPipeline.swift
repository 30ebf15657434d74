internal import Detection
internal import EventTime
internal import Signals

/// DETECT, exactly once: findings and positions in one transaction, checkpoints of the state in others.
///
/// A shard that comes is restored: the last checkpoint, then its input from the checkpoint's position
/// on, with the output dropped up to the committed one. One thread owns the pipeline.
package final class DetectPipeline: LogMember {
  private let blueprint: DetectBlueprint
  private let environment: PipelineEnvironment
  private let consumer: any LogConsumer
  private let transactor: Transactor
  private var panesCodec: PanesCodec
  private var findingsCodec: FindingsCodec
  private var shards: [Int32: DetectShard] = [:]
  private var restores: [Int32: ChangelogRestore] = [:]
  private var waiting: Set<Int32> = []
  /// Shards that went in order, for the case that they come back untouched.
  private var parked: [Int32: DetectShard] = [:]
  private var isClosing = false
  /// Of shards that went, as their state had it.
  private(set) var joinedLateOf: [Int32: Int64] = [:]
  /// The shard whose checkpoint is in the transaction that is on its way.
  private var checkpointing: Int32?
  private var retry = Retry()
  private var sendCadence = Cadence()
  private var commitCadence = Cadence()
  package private(set) var status = DetectStatus()

  /// - Parameter number: of this pipeline within its process; each has a producer of its own.
  package init(
    blueprint: DetectBlueprint, number: Int, environment: PipelineEnvironment
  ) throws(LogError) {
    self.blueprint = blueprint
    self.environment = environment
    panesCodec = PanesCodec(
      names: blueprint.sourceNames, layouts: blueprint.layouts, paneLength: blueprint.paneLength,
      streams: blueprint.names)
    findingsCodec = FindingsCodec(names: blueprint.names)
    group = environment.prefix + "detect"
    consumer = try environment.cluster.consumer(group: group, topic: blueprint.topics.panes)
    transactor = Transactor(
      id: "\(environment.instance).detect.\(number)", cluster: environment.cluster)
  }

  private let group: String

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
    } catch {
      try said(error, "start")
      retry.failed(environment)
      return 0
    }
    if !waiting.isEmpty { try restoreWaiting() }
    let taken = try consume()
    try sendWhenDue()
    if transactor.isReady { try checkpointWhenDue() }
    return taken
  }

  /// Ends in order: what is ready is sent, every shard is checkpointed, and the group is left.
  package func close() throws(PipelineError) {
    isClosing = true
    do {
      try consumer.close(self)
    } catch {
      try said(error, "close")
    }
    transactor.discard()
  }

  /// Ends as a crash would, but for the group, which is left: what is not in the log is read again.
  package func leaveWithoutCheckpoint() throws(PipelineError) {
    transactor.discard()
    do {
      try consumer.close(self)
    } catch {
      try said(error, "close")
    }
  }

  /// Offsets taken, all shards together.
  package var positions: Int64 { shards.values.reduce(0) { $0 + $1.position } }

  /// Bytes of changelogs that were read back.
  package private(set) var restoredBytes = 0

  package func wait(milliseconds: Int32) { consumer.wait(milliseconds: milliseconds) }

  /// How far restores are: shard, position, end.
  package var restoring: [(shard: Int32, position: Int64, of: Int64)] {
    restores.keys.sorted().map {
      ($0, restores[$0]?.progress.position ?? 0, restores[$0]?.progress.of ?? 0)
    }
  }

  /// Shards that are assigned and not yet where they were.
  package var catchingUp: Int {
    waiting.count + shards.values.count { $0.position < $0.outputFrom }
  }

  var ownedShards: [(key: Int32, value: DetectShard)] { shards.sorted { $0.key < $1.key } }

  // MARK: Partitions

  package func assigned(_ partitions: [LogPartition]) {
    let coming = partitions.map(\.partition)
    waiting.formUnion(coming)
    parked = parked.filter { coming.contains($0.key) }
    status.answeredByGroup = true
    environment.log(.information, "assigned", ["stage": "detect", "shards": Self.list(partitions)])
  }

  package func revoked(_ partitions: [LogPartition], lost: Bool) {
    environment.log(
      lost ? .warning : .information, lost ? "lost" : "revoked",
      ["stage": "detect", "shards": Self.list(partitions)])
    let going = partitions.map(\.partition).filter { shards[$0] != nil }
    if !going.isEmpty && (!lost || transactor.isUnresolved) { flush(going, lost: lost) }
    for partition in partitions {
      let shard = partition.partition
      // What is committed whole may be taken up again as it is.
      if let held = shards[shard], !lost, !isClosing, held.canCheckpoint { parked[shard] = held }
      drop(shard)
    }
    waiting.subtract(partitions.map(\.partition))
  }

  private static func list(_ partitions: [LogPartition]) -> String {
    partitions.map(\.partition).sorted().map(String.init).joined(separator: ",")
  }

  private func drop(_ shard: Int32) {
    if let held = shards[shard] { joinedLateOf[shard] = held.joinedLateTotal }
    shards[shard] = nil
    restores.removeValue(forKey: shard)?.close()
  }

  /// Sends what is ready, then a checkpoint of the shards that go, where the next owner would have much
  /// to read again. What does not get there costs only that.
  private func flush(_ going: [Int32], lost: Bool) {
    do throws(PipelineError) {
      for _ in 0..<Self.flushTries {
        if transactor.isUnresolved { try settle(try transactor.resume()) }
        guard transactor.isReady, !lost else { break }
        let outcome = try transact()
        try settle(outcome)
        if case .committed = outcome { break }
      }
      guard !lost else { return }
      for shard in going where transactor.isReady {
        guard let held = shards[shard], isClosing || held.isWorthCheckpoint(environment.pace)
        else { continue }
        try checkpoint(shard)
      }
    } catch {
      environment.log(.error, "flush", ["stage": "detect", "error": error.description])
    }
    if transactor.isUnresolved { rebuild("a transaction is unresolved and its shards go") }
  }

  private static let flushTries = 3

  private func rebuild(_ reason: String) {
    environment.log(.warning, "rebuild", ["stage": "detect", "reason": reason])
    status.rebuildsTotal += 1
    transactor.discard()
    checkpointing = nil
    parked.removeAll()
    for shard in shards.keys.sorted() {
      drop(shard)
      waiting.insert(shard)
    }
  }

  // MARK: Restore

  private func restoreWaiting() throws(PipelineError) {
    for shard in waiting.sorted() {
      do {
        if try unpark(shard) { continue }
      } catch {
        try said(error, "restore")
        retry.failed(environment)
        return
      }
      let restore: ChangelogRestore
      if let begun = restores[shard] {
        restore = begun
      } else {
        restore = ChangelogRestore(
          LogPartition(blueprint.topics.detectChangelog, shard), cluster: environment.cluster)
        restores[shard] = restore
      }
      do throws(RestoreError) {
        guard let result = try restore.step(milliseconds: environment.pace.restoreMilliseconds)
        else { continue }
        try begin(shard, with: result, bytes: restore.byteCount)
        restores.removeValue(forKey: shard)?.close()
      } catch {
        restores.removeValue(forKey: shard)?.close()
        switch error {
        case .log(let error):
          try said(error, "restore")
          retry.failed(environment)
        case .state(let error):
          throw .configuration(
            "\(blueprint.topics.detectChangelog)[\(shard)]: \(error.sentence)")
        }
      }
    }
  }

  /// Takes up a shard that was ours before, if nobody has moved it since: its state follows from the
  /// committed position alone.
  private func unpark(_ shard: Int32) throws(LogError) -> Bool {
    guard let held = parked[shard] else { return false }
    let partition = LogPartition(blueprint.topics.panes, shard)
    guard try consumer.committed([partition]).first?.offset == held.position else {
      parked[shard] = nil
      return false
    }
    try consumer.start([partition: .offset(held.position)])
    parked[shard] = nil
    shards[shard] = held
    waiting.remove(shard)
    status.resumedTotal += 1
    return true
  }

  private func begin(
    _ shard: Int32, with result: ChangelogRestore.Result, bytes: Int
  ) throws(RestoreError) {
    let made = DetectShard(machine: blueprint.machine(shard: shard), blueprint, shard)
    var start: Int64?
    if case .state(let header, let cells) = result {
      do {
        report(try made.load(header, cells, blueprint), shard)
      } catch {
        throw .state(error)
      }
      start = header.inputOffset
    }
    let partition = LogPartition(blueprint.topics.panes, shard)
    do throws(LogError) {
      let committed = try consumer.committed([partition]).first?.offset
      let marks = try environment.cluster.watermarks([partition])[partition]
      made.outputFrom = max(committed ?? 0, start ?? 0)
      if let start, let marks, start < marks.low || start > marks.high {
        throw LogError(.configuration, gone(partition, start, marks))
      }
      if start == nil, let committed, let marks, marks.low > 0, committed > 0 {
        throw LogError(.configuration, gone(partition, 0, marks))
      }
      made.position = start ?? marks?.low ?? 0
      try consumer.start([partition: .offset(made.position)])
    } catch {
      throw .log(error)
    }
    environment.log(
      .information, "restored",
      [
        "shard": String(shard), "bytes": String(bytes), "from": String(made.position),
        "until": String(made.outputFrom),
      ])
    status.restoresTotal += 1
    restoredBytes += bytes
    made.lastCommitted = made.outputFrom
    made.checkpointNanoseconds = environment.clock.monotonicNanoseconds
    shards[shard] = made
    waiting.remove(shard)
  }

  /// Says what of the state the present configuration no longer knows.
  private func report(_ reports: [LoadReport], _ shard: Int32) {
    for (names, report) in zip(blueprint.names, reports) where !report.dropped.isEmpty {
      environment.log(
        .warning, "state of what is no longer configured is dropped",
        [
          "shard": String(shard), "source": names.source,
          "what": report.dropped.prefix(20).joined(separator: ","),
        ])
    }
  }

  private func gone(
    _ partition: LogPartition, _ start: Int64, _ marks: LogWatermarks
  ) -> String {
    "\(partition) holds \(marks.low) to \(marks.high), and the state needs it from \(start): it was "
      + "made anew, or its retention is too short. To begin afresh, delete the group "
      + "\(group) and the changelog's records."
  }

  // MARK: In

  private func consume() throws(PipelineError) -> Int {
    var taken = 0
    for shard in shards.keys.sorted() {
      guard !waiting.contains(shard) else { continue }
      do throws(LogError) {
        taken += try consume(shard)
      } catch {
        if case .offsetOutOfRange = error.kind {
          drop(shard)
          waiting.insert(shard)
        }
        try said(error, "read")
      }
    }
    status.recordsTotal += Int64(taken)
    return taken
  }

  private func consume(_ shard: Int32) throws(LogError) -> Int {
    var failure: StateError?
    let count = try consumer.consume(
      LogPartition(blueprint.topics.panes, shard), max: environment.pace.batchRecords
    ) { batch in
      for record in batch.records where failure == nil {
        do throws(StateError) {
          if let message = try panesCodec.decode(record.payload) {
            shards[shard]?.apply(message, at: record.offset, size: record.payload.count)
          }
          shards[shard]?.position = record.offset + 1
        } catch {
          failure = error
        }
      }
    }
    if let failure {
      throw LogError(
        .configuration,
        "\(blueprint.topics.panes)[\(shard)] at \(shards[shard]?.position ?? 0): "
          + failure.sentence)
    }
    return count
  }

  // MARK: Out

  private func sendWhenDue() throws(PipelineError) {
    guard transactor.isReady else { return }
    let hasNews = shards.values.contains { !$0.outbox.isEmpty }
    let isDue =
      hasNews
      ? sendCadence.isDue(every: environment.pace.sendEvery, environment)
      : commitCadence.isDue(every: environment.pace.commitEvery, environment)
    guard isDue else { return }
    commitCadence.postpone(by: environment.pace.commitEvery, environment)
    try settle(try transact())
  }

  private func transact() throws(PipelineError) -> Transactor.Outcome {
    var records: [OutRecord] = []
    var offsets: [LogOffset] = []
    let detected = environment.clock.present
    for shard in shards.keys.sorted() {
      guard let held = shards[shard] else { continue }
      held.outbox.write(
        shard: shard, topic: blueprint.topics.findings, detected: detected, &findingsCodec,
        into: &records)
      if held.position > held.lastCommitted {
        offsets.append(
          LogOffset(LogPartition(blueprint.topics.panes, shard), offset: held.position))
      }
    }
    if records.isEmpty && offsets.isEmpty { return .committed }
    return try transactor.send(records, offsets: offsets, of: consumer)
  }

  private func settle(_ outcome: Transactor.Outcome) throws(PipelineError) {
    switch outcome {
    case .committed:
      retry.succeeded()
      status.problem = nil
      if let shard = checkpointing {
        shards[shard]?.checkpointed(at: environment.clock.monotonicNanoseconds)
        status.checkpointsTotal += 1
        checkpointing = nil
        return
      }
      for shard in shards.keys {
        status.findingsTotal += Int64(shards[shard]?.outbox.findingCount ?? 0)
        shards[shard]?.sent()
      }
    case .nothing(let reason), .unresolved(let reason):
      if case .nothing = outcome { checkpointing = nil }
      status.problem = reason
      retry.failed(environment)
      environment.log(.warning, "transaction", ["stage": "detect", "problem": reason])
    case .lost(let reason):
      status.problem = reason
      retry.failed(environment)
      rebuild(reason)
    }
  }

  private func checkpointWhenDue() throws(PipelineError) {
    let now = environment.clock.monotonicNanoseconds
    let due = shards.keys.sorted().first { shard in
      shards[shard]?.isCheckpointDue(now, environment.pace) ?? false
    }
    // One at a time: others wait a turn.
    if let due { try checkpoint(due) }
  }

  /// Writes what changed of a shard's state, as of a position that is committed. The position goes along
  /// so that a member that the group has left behind cannot write.
  private func checkpoint(_ shard: Int32) throws(PipelineError) {
    guard let held = shards[shard], held.canCheckpoint else { return }
    let records = held.checkpointRecords(blueprint)
    status.checkpointBytesTotal += Int64(records.reduce(0) { $0 + $1.byteCount })
    checkpointing = shard
    let position = LogOffset(
      LogPartition(blueprint.topics.panes, shard), offset: held.position)
    try settle(try transactor.send(records, offsets: [position], of: consumer))
  }

  private func said(_ error: LogError, _ doing: String) throws(PipelineError) {
    if let final = PipelineError(error) { throw final }
    guard status.problem != error.reason else { return }
    status.problem = error.reason
    environment.log(
      .warning, "log", ["stage": "detect", "doing": doing, "error": error.reason])
  }
}
