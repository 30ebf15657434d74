package import Pipeline

/// One process of a deployment: its way to the log, its clock, and whether it lives.
package final class SimulatedProcess: LogCluster {
  package let name: String
  /// Order of start: its place in traces.
  let number: Int
  let cluster: SimulatedCluster
  package let clock: MachineClock
  /// A fault has ended it: whoever drives the simulation drops what it held. Nothing that it still
  /// does reaches the log.
  package private(set) var isCrashed = false
  /// It stands still, as a machine that swaps does: no heartbeat either.
  package var isPaused = false
  /// Depth of calls into a member's `revoked`.
  var revocations = 0
  /// Transactions open in this process.
  var openTransactions = 0

  init(name: String, number: Int, cluster: SimulatedCluster) {
    self.name = name
    self.number = number
    self.cluster = cluster
    clock = MachineClock(cluster.clock)
  }

  package func crash() {
    guard !isCrashed else { return }
    isCrashed = true
    if revocations > 0 { cluster.fire(.crashWithinRevocation) }
    if openTransactions > 0 { cluster.fire(.crashWithinTransaction) }
    cluster.note(.crash, self, 0, 0, "crashes")
  }

  /// It has ended, in whatever order: nothing that it still does reaches the log.
  package func stop() { isCrashed = true }

  package func consumer(group: String, topic: String) throws(LogError) -> any LogConsumer {
    try call(.makeConsumer, 0) { () throws(LogError) -> SimulatedConsumer in
      guard let topic = cluster.topic(named: topic) else {
        throw LogError(.unavailable, "topic \(topic) is not there")
      }
      return SimulatedConsumer(process: self, group: cluster.group(named: group, over: topic))
    }
  }

  package func producer(transactionalID: String) throws(LogError) -> any LogProducer {
    try call(.makeProducer, 0) { () throws(LogError) -> SimulatedProducer in
      SimulatedProducer(process: self, id: transactionalID)
    }
  }

  package func reader() throws(LogError) -> any LogReader {
    try call(.makeReader, 0) { () throws(LogError) -> SimulatedReader in
      SimulatedReader(process: self)
    }
  }

  package func partitionCount(topic: String) throws(LogError) -> Int32? {
    try call(.partitionCount, 0) { () throws(LogError) -> Int32? in
      cluster.topic(named: topic).map { Int32($0.partitions.count) }
    }
  }

  package func watermarks(_ partitions: [LogPartition]) throws(LogError)
    -> [LogPartition: LogWatermarks]
  {
    try call(.watermarks, Int64(partitions.count)) {
      () throws(LogError) -> [LogPartition: LogWatermarks] in
      var answer: [LogPartition: LogWatermarks] = [:]
      for partition in partitions {
        guard let log = cluster.log(of: partition) else { continue }
        answer[partition] = LogWatermarks(low: log.low, high: log.high)
      }
      return answer
    }
  }

  /// Whatever a process does that is no more is of no matter.
  func mustLive() throws(LogError) {
    guard !isCrashed else { throw LogError(.unavailable, "the process has crashed") }
  }

  /// Makes a call that may fail on its way there or back, or end the process.
  ///
  /// - Parameters:
  ///   - doubt: what it means that no answer came.
  ///   - failsAfter: the call may have done its work and say that it has not.
  ///   - isLocal: the call asks no broker, so that one that is down does not matter.
  func call<Result>(
    _ call: SimulatedCall, _ argument: Int64, doubt: LogError.Kind = .unavailable,
    failsAfter: Bool = false, isLocal: Bool = false, _ effect: () throws(LogError) -> Result
  ) throws(LogError) -> Result {
    try mustLive()
    let faults = cluster.activeFaults
    if let faults, cluster.random.chance(faults.crashBefore) {
      cluster.fire(.crashBeforeCall)
      crash()
      throw LogError(.unavailable, "the process crashes before \(call)")
    }
    if cluster.isDown, !isLocal {
      if openTransactions > 0 { cluster.fire(.brokerDownWithinTransaction) }
      cluster.note(call, self, argument, -1, "broker down")
      throw LogError(doubt, "\(call): the broker is down")
    }
    if let faults, cluster.random.chance(faults.failsBefore) {
      cluster.note(call, self, argument, -2, "lost")
      if call == .commit { cluster.fire(.commitUnresolvedNotApplied) }
      if call == .abort { cluster.fire(.abortUnresolved) }
      throw LogError(doubt, "\(call): no answer")
    }
    let result: Result
    do throws(LogError) {
      result = try effect()
    } catch {
      cluster.note(call, self, argument, -3, "\(error.kind): \(error.reason)")
      throw error
    }
    // The process can have died within the call, in a callback.
    try mustLive()
    if let faults, cluster.random.chance(faults.crashAfter) {
      cluster.fire(.crashAfterCall)
      if call == .commit { cluster.fire(.crashAfterCommitApplied) }
      crash()
      throw LogError(.unavailable, "the process crashes after \(call)")
    }
    if failsAfter, let faults, cluster.random.chance(faults.failsAfter) {
      cluster.note(call, self, argument, -4, "done, and the answer is lost")
      if call == .commit { cluster.fire(.commitUnresolvedApplied) }
      if call == .abort { cluster.fire(.abortUnresolved) }
      throw LogError(doubt, "\(call): the answer is lost")
    }
    cluster.note(call, self, argument, 0, "done")
    return result
  }
}

/// What is called, as a trace has it.
enum SimulatedCall: Int64 {
  case makeConsumer, makeProducer, makeReader, partitionCount, watermarks
  case poll, start, consume, committed, commitOffsets, closeConsumer
  case initialise, begin, produce, sendOffsets, commit, abort
  case startReader, read
  case crash, assigned, revoked, lost, generation, expired, marker, compacted, trimmed
  case brokerStops, sinkFills, clockJumps, appended
}
