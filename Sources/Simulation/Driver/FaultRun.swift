internal import Detection
internal import EventTime
package import Pipeline

/// One seed: a history, a deployment of the three stages over a simulated log, everything that can go
/// wrong for a while, then nothing any more; compared with what the history must lead to.
package final class FaultRun {
  let plan: RunPlan
  let history: SimulatedHistory
  let assembly: Assembly
  let cluster: SimulatedCluster
  var random: Xoshiro256
  var running: [DeployedProcess] = []
  /// Places in the plan that are empty, and when they are filled again.
  var vacant: [(number: Int, at: Int64)] = []
  var ghost: GhostMember?
  /// Why a pipeline would not go on.
  var refusal: String?
  private let seed: UInt64
  private let oracle: HistoryOracle
  private var auditor: OutputAuditor
  private var fed = 0
  private var steps = 0
  /// The first record of a partition that was added: until it was taken nothing else comes.
  private var awaited: LogPartition?

  /// Turns of pipelines, once all faults are over, within which everything must be there.
  private static let patience = 40_000
  /// The present when a run begins is so long after all that the history tells: it is caught up on,
  /// but for a wall clock that goes back far enough.
  private static let delay = Interval.minutes(100)

  /// - Parameter assemblies: the same configuration with 1, 2, 3 and 4 shards.
  package init(
    seed: UInt64, assemblies: [Assembly], keepsLines: Bool = false
  ) throws(AssemblyError) {
    self.seed = seed
    random = Xoshiro256(seed: seed, stream: 0)
    var planning = Xoshiro256(seed: seed, stream: 2)
    plan = RunPlan(random: &planning)
    var telling = Xoshiro256(seed: seed, stream: 3)
    history = SimulatedHistory(random: &telling)
    assembly = assemblies[plan.shards - 1]
    oracle = try HistoryOracle(history, assembly: assembly)
    auditor = OutputAuditor(
      oracle, alerts: assembly.topics.alerts, deadLetters: assembly.topics.deadLetters)
    cluster = SimulatedCluster(
      seed: seed, faults: plan.faults, start: history.end + Self.delay, keepsLines: keepsLines)
    createTopics()
  }

  package func run() -> RunReport {
    var report = RunReport(seed: seed)
    report.alertEvents = oracle.eventCount
    report.deadLetters = oracle.deadLetters.count
    report.records = history.entries.count
    report.divergence = disturbed() ?? settled()
    if report.divergence == nil, refusal != nil { report.isRefused = true }
    if report.divergence == nil, let misuse = cluster.misuses.first {
      report.divergence = "the log was used wrongly: \(misuse)"
    }
    report.steps = steps
    report.probes = cluster.probes
    report.traceHash = cluster.trace.hash
    report.traceCount = cluster.trace.count
    report.traceLines = cluster.trace.lines
    return report
  }

  private func createTopics() {
    let names = assembly.topics
    for (index, source) in assembly.configuration.sources.enumerated() {
      let isGrowing = history.addition?.source == index
      cluster.createTopic(
        source.topic, partitions: history.partitions[index] - (isGrowing ? 1 : 0))
    }
    cluster.createTopic(names.panes, partitions: Int32(plan.shards))
    cluster.createTopic(names.findings, partitions: 1)
    cluster.createTopic(names.detectChangelog, partitions: Int32(plan.shards), isCompacted: true)
    cluster.createTopic(names.alertChangelog, partitions: 1, isCompacted: true)
    cluster.createTopic(names.alerts, partitions: plan.alertPartitions)
    cluster.createTopic(names.current, partitions: plan.alertPartitions, isCompacted: true)
    cluster.createTopic(names.deadLetters, partitions: 1)
  }

  // MARK: The run

  /// With faults; what was wrong, or nil.
  private func disturbed() -> String? {
    while fed < history.head { feedNext() }
    for number in plan.processes.indices { start(number) }
    let total = plan.feedSteps + 50 + random.below(150)
    let damageAt = plan.damage == .none ? .max : plan.feedSteps / 2 + random.below(plan.feedSteps)
    for step in 0..<total {
      if step == damageAt { return damageAndRefuse() }
      feed(upTo: history.entries.count * step / plan.feedSteps)
      disturb()
      self.step()
      if let refusal { return "refused: \(refusal)" }
      if step % 32 == 0, let wrong = audit() { return wrong }
    }
    return audit()
  }

  /// Without faults: all must come.
  private func settled() -> String? {
    guard refusal == nil else { return nil }
    calm()
    for step in 0..<Self.patience {
      feed(upTo: history.entries.count)
      self.step()
      if let refusal { return "refused: \(refusal)" }
      guard step % 8 == 0, isSettled else { continue }
      for _ in 0..<40 { self.step() }
      return audit() ?? auditor.missing
    }
    return audit()
      ?? "stuck after \(Self.patience) turns without faults: \(unsettled ?? "settled too late")"
  }

  private func audit() -> String? {
    cluster.checkInvariants()
    return auditor.look(at: cluster)
  }

  /// Everybody stops, the log is damaged, everybody starts again: somebody must refuse.
  private func damageAndRefuse() -> String? {
    for process in running {
      process.machine.crash()
      process.drop()
    }
    running = []
    vacant = []
    calm()
    // What is open is aborted, and what is decided is written.
    cluster.advance(microseconds: SimulatedCluster.transactionTimeout + 1)
    cluster.advance(microseconds: 1)
    guard let probe = damage() else {
      for number in plan.processes.indices { start(number) }
      return nil
    }
    for number in plan.processes.indices { start(number) }
    for step in 0..<Self.patience {
      feed(upTo: history.entries.count)
      self.step()
      if refusal != nil {
        cluster.fire(probe)
        return audit()
      }
      if step % 32 == 0, let wrong = audit() { return wrong }
    }
    return "nobody noticed: \(plan.damage)"
  }

  func step() {
    steps += 1
    fill()
    let awake = running.filter { !$0.machine.isPaused }
    if !awake.isEmpty {
      let process = awake[random.below(awake.count)]
      if process.slotCount > 0 { turn(process) }
    }
    ghost?.poll()
    var pause = random.below(plan.longestStep)
    if random.chance(0.02) { pause *= 20 }
    cluster.advance(microseconds: Int64(pause))
  }

  private func turn(_ process: DeployedProcess) {
    do throws(PipelineError) {
      try process.turn(slot: random.below(process.slotCount))
    } catch {
      guard !process.machine.isCrashed else { return bury(process) }
      switch error {
      case .configuration(let reason): refusal = refusal ?? reason
      case .fatal: process.machine.crash()
      }
    }
    if process.machine.isCrashed { bury(process) }
  }

  // MARK: The source

  private func feed(upTo end: Int) {
    if let awaited {
      let group = StageGroups.observe(source(of: awaited))
      let committed = cluster.committedOffset(group: group, partition: awaited.partition)
      guard committed != nil else { return }
      self.awaited = nil
    }
    while fed < min(end, history.entries.count) {
      if fed == history.addition?.entry {
        let place = topic(of: history.entries[fed])
        cluster.addPartition(to: place.topic)
        feedNext()
        awaited = place
        return
      }
      feedNext()
    }
  }

  private func feedNext() {
    let entry = history.entries[fed]
    let place = topic(of: entry)
    cluster.append(
      topic: place.topic, partition: place.partition, payload: entry.payload, time: entry.arrival)
    fed += 1
  }

  private func topic(of entry: SimulatedHistory.Entry) -> LogPartition {
    LogPartition(assembly.configuration.sources[entry.source].topic, entry.partition)
  }

  private func source(of partition: LogPartition) -> String {
    assembly.configuration.sources.first { $0.topic == partition.topic }?.name ?? ""
  }

  // MARK: Where all stand

  private var isSettled: Bool { unsettled == nil }

  /// The first stage that has not taken all there is.
  private var unsettled: String? {
    guard fed == history.entries.count else { return "the source waits at record \(fed)" }
    for (index, source) in assembly.configuration.sources.enumerated() {
      let group = StageGroups.observe(source.name)
      for partition in 0..<history.partitions[index] {
        let text = cluster.committedOffset(group: group, partition: partition)?.metadata ?? ""
        let position = CommitMetadata(text: text)?.position ?? 0
        let high = cluster.watermarks(topic: source.topic, partition: partition)?.high ?? 0
        if position < high {
          return
            "\(group) is at \(position) of \(source.topic)[\(partition)], which ends at \(high)"
        }
      }
    }
    for shard in 0..<Int32(plan.shards) {
      if let waits = unsettled(StageGroups.detect, assembly.topics.panes, shard) { return waits }
    }
    return unsettled(StageGroups.alert, assembly.topics.findings, 0)
  }

  private func unsettled(_ group: String, _ topic: String, _ partition: Int32) -> String? {
    let high = cluster.watermarks(topic: topic, partition: partition)?.high ?? 0
    let stable = cluster.lastStable(topic: topic, partition: partition) ?? 0
    guard stable == high else { return "\(topic)[\(partition)] has an open transaction" }
    let end = cluster.lastCommitted(topic: topic, partition: partition) + 1
    let position = cluster.committedOffset(group: group, partition: partition)?.offset ?? 0
    return position >= end
      ? nil : "\(group) is at \(position) of \(topic)[\(partition)], whose records end at \(end)"
  }
}
