internal import EventTime
internal import Pipeline

/// A transactional producer: it queues, sends when it sees fit, and sends all before it commits.
final class SimulatedProducer: LogProducer {
  private enum State: Equatable {
    case fresh, ready, open
    /// The transaction can only be aborted.
    case failed
    /// The end was asked for, and no answer came.
    case committing, aborting
    case broken
  }

  private struct Queued {
    var record: OutRecord
    var topic: SimulatedTopic
    var partition: Int
    /// Given when it is first sent.
    var sequence: Int64?
  }

  private let process: SimulatedProcess
  private let id: String
  private var state = State.fresh
  private var transaction: SimulatedTransaction?
  private var epoch: Int32 = -1
  /// Of the open transaction, once something of it has reached the broker.
  private var serial: Int32?
  private var queue: [Queued] = []
  /// Next sequence numbers by topic's number and partition.
  private var sequences: [Int: Int64] = [:]
  /// An end was asked for before, without an answer.
  private var isResuming = false
  private var cluster: SimulatedCluster { process.cluster }

  init(process: SimulatedProcess, id: String) {
    self.process = process
    self.id = id
  }

  func initialise() throws(LogError) {
    try process.mustLive()
    switch state {
    case .fresh: break
    case .broken: throw broken
    case .ready, .open, .failed, .committing, .aborting:
      throw cluster.misuse("\(id): initialise while \(state)")
    }
    let taken = try process.call(.initialise, 0, failsAfter: true) {
      () throws(LogError) -> SimulatedTransaction in try cluster.initialise(id)
    }
    transaction = taken
    epoch = taken.epoch
    state = .ready
  }

  func begin() throws(LogError) {
    try process.mustLive()
    switch state {
    case .ready: break
    case .broken: throw broken
    case .fresh, .open, .failed, .committing, .aborting:
      throw cluster.misuse("\(id): begin while \(state)")
    }
    try process.call(.begin, 0, isLocal: true) { () throws(LogError) in
      state = .open
      serial = nil
      process.openTransactions += 1
    }
  }

  func produce(_ record: OutRecord) throws(LogError) {
    try mustBeOpen("produce")
    try process.call(.produce, Int64(record.byteCount), isLocal: true) { () throws(LogError) in
      guard let topic = cluster.topic(named: record.topic) else {
        throw LogError(.unavailable, "topic \(record.topic) is not there")
      }
      guard record.byteCount <= SimulatedCluster.largestRecord else {
        throw LogError(.refused, "\(record.byteCount) bytes are too many")
      }
      if topic.fullUntil > cluster.elapsed {
        cluster.fire(.produceSinkFull)
        throw LogError(.unavailable, "\(record.topic) takes nothing now")
      }
      try strike()
      let partition = record.partition.map(Int.init) ?? spread(record.key, over: topic)
      guard partition < topic.partitions.count else {
        throw cluster.misuse("\(id): \(record.topic) has no partition \(partition)")
      }
      queue.append(Queued(record: record, topic: topic, partition: partition))
      if let faults = cluster.activeFaults, cluster.random.chance(faults.sendsEarly),
        !cluster.isDown
      {
        _ = try send(1 + cluster.random.below(queue.count))
      }
    }
  }

  func sendOffsets(_ offsets: [LogOffset], of consumer: any LogConsumer) throws(LogError) {
    try mustBeOpen("offsets")
    guard !offsets.isEmpty else { return }
    guard let consumer = consumer as? SimulatedConsumer, let transaction else {
      throw cluster.misuse("\(id): offsets of a consumer of another log")
    }
    try process.call(.sendOffsets, offsets.first?.offset ?? 0, failsAfter: true) {
      () throws(LogError) in
      try strike()
      try admit(transaction)
      let group = consumer.group
      guard cluster.add(.group(group), to: transaction) else {
        throw LogError(.unavailable, "the transaction before is being ended")
      }
      serial = transaction.serial
      guard consumer.isOfPresentGeneration else {
        cluster.fire(.offsetsOfOldGeneration)
        state = .failed
        throw LogError(.abort, "\(group.name) has gone on without this member")
      }
      if group.phase != .stable { cluster.fire(.rebalanceWithinTransaction) }
      group.pending.append((transaction.serial, offsets))
      cluster.remark(
        "  offsets "
          + offsets.map { "\($0.partition) \($0.offset) \($0.metadata)" }.joined(separator: ", "))
    }
  }

  func commit() throws(LogError) {
    try process.mustLive()
    switch state {
    case .open, .committing: break
    case .failed: throw mustAbort
    case .broken: throw broken
    case .fresh, .ready, .aborting: throw cluster.misuse("\(id): commit while \(state)")
    }
    try end(.commit, leaving: .committing) { () throws(LogError) in
      if !isResuming { try strike() }
      guard try send(queue.count) else {
        throw LogError(.unresolved, "records are on their way")
      }
      guard let transaction, let serial else { return }
      try admit(transaction, serial)
      if isResuming {
        let isApplied = transaction.ended?.serial == serial
        cluster.fire(isApplied ? .commitResumedApplied : .commitResumedNotApplied)
      }
      try cluster.end(transaction, serial: serial, isCommit: true)
    }
  }

  func abort() throws(LogError) {
    try process.mustLive()
    switch state {
    case .open, .failed, .aborting: break
    case .broken: throw broken
    case .fresh, .ready, .committing: throw cluster.misuse("\(id): abort while \(state)")
    }
    try end(.abort, leaving: .aborting) { () throws(LogError) in
      queue.removeAll()
      guard let transaction, let serial else { return }
      if let objection = cluster.objection(to: epoch, of: transaction) {
        guard objection.kind == .abort else {
          state = .broken
          throw objection
        }
        // The coordinator has aborted it already; the producer goes on under a new epoch.
        cluster.writeMarkers(of: transaction)
        guard transaction.phase == .idle else {
          throw LogError(.unresolved, "the transaction is being aborted")
        }
        transaction.epoch += 1
        transaction.timedOutEpoch = nil
        epoch = transaction.epoch
        sequences.removeAll()
        self.serial = nil
        return
      }
      do throws(LogError) {
        try cluster.end(transaction, serial: serial, isCommit: false)
      } catch {
        state = .broken
        throw error
      }
    }
  }

  func poll() {}
  func close() {}

  private var broken: LogError { LogError(.producerLost, "the producer \(id) is finished") }
  private var mustAbort: LogError { LogError(.abort, "the transaction must be aborted") }

  private func mustBeOpen(_ what: String) throws(LogError) {
    try process.mustLive()
    switch state {
    case .open: return
    case .failed: throw mustAbort
    case .broken: throw broken
    case .fresh, .ready, .committing, .aborting:
      throw cluster.misuse("\(id): \(what) while \(state)")
    }
  }

  /// Makes a call that ends the transaction; without an answer the same call resumes it.
  private func end(
    _ call: SimulatedCall, leaving unresolved: State, _ body: () throws(LogError) -> Void
  ) throws(LogError) {
    do throws(LogError) {
      try process.call(call, Int64(queue.count), doubt: .unresolved, failsAfter: true, body)
    } catch {
      if error.kind == .unresolved {
        state = unresolved
        isResuming = true
      }
      throw error
    }
    state = .ready
    isResuming = false
    serial = nil
    process.openTransactions -= 1
  }

  /// Lets a fault end the transaction or the producer.
  private func strike() throws(LogError) {
    guard let faults = cluster.activeFaults else { return }
    if cluster.random.chance(faults.aborts) {
      state = .failed
      cluster.fire(.commitAborted)
      throw LogError(.abort, "a record was given up")
    }
    if cluster.random.chance(faults.producerBreaks) {
      state = .broken
      cluster.fire(.producerBroken)
      throw LogError(.producerLost, "the producer has broken")
    }
  }

  /// Throws unless the coordinator still takes this producer. An end that is resumed after the
  /// coordinator's own is not admitted either.
  private func admit(_ transaction: SimulatedTransaction, _ serial: Int32? = nil) throws(LogError) {
    guard let objection = cluster.objection(to: epoch, of: transaction) else { return }
    state = objection.kind == .abort ? .failed : .broken
    throw objection
  }

  /// Sends the first `count` of the queue; false when not all of them arrived.
  private func send(_ count: Int) throws(LogError) -> Bool {
    guard count > 0, let transaction else { return count == 0 }
    try admit(transaction)
    var sent = 0
    defer { queue.removeFirst(sent) }
    while sent < count {
      let (topic, partition) = (queue[sent].topic, queue[sent].partition)
      guard topic.fullUntil <= cluster.elapsed,
        cluster.add(.partition(topic, partition), to: transaction)
      else { return false }
      serial = transaction.serial
      let slot = topic.number << 16 | partition
      let sequence = queue[sent].sequence ?? sequences[slot, default: 0]
      if queue[sent].sequence == nil { sequences[slot] = sequence + 1 }
      let isNew = topic.partitions[partition].append(
        queue[sent].record, transaction: transaction.serial, producer: transaction.producerID,
        epoch: epoch, sequence: sequence, time: cluster.clock.now)
      if !isNew { cluster.fire(.produceResentDeduplicated) }
      if isNew, let faults = cluster.activeFaults, cluster.random.chance(faults.answerLost) {
        queue[sent].sequence = sequence
        return false
      }
      sent += 1
    }
    return true
  }

  private func spread(_ key: [UInt8], over topic: SimulatedTopic) -> Int {
    let hash = key.withUnsafeBytes { hash64($0) }
    return Int(hash % UInt64(topic.partitions.count))
  }
}
