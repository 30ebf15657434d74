package import EventTime
internal import Pipeline

/// A log as Apache Kafka keeps it, in memory and in one thread: partitions, transactions, groups, and
/// faults, all from one seed.
///
/// Time passes by `advance` alone. Processes reach it through `process(named:)`; what a test or an
/// oracle wants to know of it is asked here, where nothing ever fails.
package final class SimulatedCluster {
  /// A member that was not heard of for longer is out of its group.
  package static let sessionTimeout: Int64 = 10_000_000
  /// Members that do not join again within it are left behind.
  package static let rebalanceTimeout: Int64 = 20_000_000
  /// A transaction that is open for longer is aborted (STREAMS 6).
  package static let transactionTimeout: Int64 = 10_000_000
  /// Larger records are refused.
  package static let largestRecord = 1 << 20

  package let clock: SimulatedClock
  package let faults: FaultPlan
  package var faultsAreOn = true
  package private(set) var probes = ProbeCounts()
  package private(set) var trace: Trace
  /// Calls that no order of things allows: bugs of the caller.
  package private(set) var misuses: [String] = []
  var random: Xoshiro256
  /// Groups rebalance step by step.
  let isCooperative: Bool
  /// A producer whose transaction took too long is finished; otherwise it can abort and go on.
  let timeoutEndsProducer: Bool
  var topics: [SimulatedTopic] = []
  var groups: [SimulatedGroup] = []
  var transactions: [SimulatedTransaction] = []
  private(set) var processes: [SimulatedProcess] = []
  var downUntil: Int64 = 0
  private var nextSerial: Int32 = 0

  package init(
    seed: UInt64, faults: FaultPlan = FaultPlan(), start: Instant, keepsLines: Bool = false,
    isCooperative: Bool? = nil, timeoutEndsProducer: Bool? = nil
  ) {
    random = Xoshiro256(seed: seed, stream: 1)
    self.faults = faults
    clock = SimulatedClock(start: start)
    trace = Trace(keepsLines: keepsLines)
    let drawn = (random.chance(0.5), random.chance(0.5))
    self.isCooperative = isCooperative ?? drawn.0
    self.timeoutEndsProducer = timeoutEndsProducer ?? drawn.1
  }

  /// The faults while they are on.
  var activeFaults: FaultPlan? { faultsAreOn ? faults : nil }
  var elapsed: Int64 { clock.elapsedMicroseconds }
  var isDown: Bool { elapsed < downUntil }

  package func createTopic(_ name: String, partitions: Int32, isCompacted: Bool = false) {
    precondition(topic(named: name) == nil, "topic \(name) is there already")
    topics.append(
      SimulatedTopic(
        name: name, number: topics.count, partitions: partitions, isCompacted: isCompacted))
  }

  package func addPartition(to name: String) {
    topic(named: name)?.addPartition()
    fire(.partitionAdded)
  }

  /// A process that starts; one of the same name may still run.
  package func process(named name: String) -> SimulatedProcess {
    let process = SimulatedProcess(name: name, number: processes.count, cluster: self)
    processes.append(process)
    return process
  }

  /// A record of a producer outside the simulation, such as a source's; its offset. Without `time`
  /// it is the present.
  @discardableResult
  package func append(
    topic name: String, partition: Int32, key: [UInt8] = [], payload: [UInt8]?,
    time: Instant? = nil
  ) -> Int64 {
    guard let topic = topic(named: name) else { preconditionFailure("no topic \(name)") }
    return topic.partitions[Int(partition)].append(
      key: key, payload: payload, time: time ?? clock.now)
  }

  /// What has gone wrong in how the log was used; a run with any is wrong.
  func misuse(_ what: String) -> LogError {
    misuses.append(what)
    return LogError(.configuration, what)
  }

  package func fire(_ probe: Probe) { probes.fire(probe) }

  func note(
    _ call: SimulatedCall, _ process: SimulatedProcess?, _ argument: Int64, _ outcome: Int64,
    _ line: @autoclosure () -> String
  ) {
    trace.add(
      call.rawValue << 32 | Int64(process?.number ?? -1) & 0xFFFF_FFFF, argument, outcome,
      "\(elapsed / 1000) ms \(process.map { "\($0.name)#\($0.number)" } ?? "broker") "
        + "\(call) \(argument): \(line())")
  }

  /// Words for whoever reads the trace.
  func remark(_ line: @autoclosure () -> String) {
    trace.remark("\(elapsed / 1000) ms \(line())")
  }

  func topic(named name: String) -> SimulatedTopic? { topics.first { $0.name == name } }

  func log(of partition: LogPartition) -> PartitionLog? {
    guard let topic = topic(named: partition.topic), partition.partition >= 0,
      Int(partition.partition) < topic.partitions.count
    else { return nil }
    return topic.partitions[Int(partition.partition)]
  }

  func group(named name: String, over topic: SimulatedTopic) -> SimulatedGroup {
    if let group = groups.first(where: { $0.name == name }) { return group }
    let group = SimulatedGroup(name: name, topic: topic, isCooperative: isCooperative)
    groups.append(group)
    return group
  }

  func serial() -> Int32 {
    defer { nextSerial += 1 }
    return nextSerial
  }
}
