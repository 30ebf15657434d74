internal import EventTime
internal import Pipeline

// What is done to a deployment, beside the faults of its log.
extension FaultRun {
  func start(_ number: Int) {
    running.append(
      DeployedProcess(number: number, plan: plan, assembly: assembly, cluster: cluster))
  }

  /// Starts what is to be started again by now, and wakes up what stood still for long enough.
  func fill() {
    for place in vacant where place.at <= cluster.elapsed { start(place.number) }
    vacant.removeAll { $0.at <= cluster.elapsed }
    for process in running where process.machine.isPaused {
      guard process.pausedUntil <= cluster.elapsed else { continue }
      process.machine.isPaused = false
      // What it was reading may be gone by now.
      if cluster.faultsAreOn, plan.trims > 0 { for _ in 0..<4 { trim() } }
    }
  }

  /// A process is over; one in its place comes soon.
  func bury(_ process: DeployedProcess) {
    process.drop()
    running.removeAll { $0 === process }
    guard !process.isZombie else { return }
    let pause = cluster.faultsAreOn ? random.below(5_000_000) : 0
    vacant.append((process.number, cluster.elapsed + Int64(pause)))
  }

  func disturb() {
    haunt()
    guard !running.isEmpty else { return }
    let process = running[random.below(running.count)]
    if random.chance(plan.orderlyRestarts) {
      close(process)
    } else if random.chance(plan.pauses) {
      pause(process)
      cluster.fire(.processPaused)
    } else if random.chance(plan.zombies), !process.isZombie, running.count < 5 {
      // Somebody takes it for dead and starts another; then it wakes up.
      pause(process)
      process.isZombie = true
      start(process.number)
      cluster.fire(.processZombie)
    }
    if random.chance(plan.trims) { trim() }
  }

  private func pause(_ process: DeployedProcess) {
    process.machine.isPaused = true
    process.pausedUntil = cluster.elapsed + Int64(random.below(30_000_000))
    cluster.remark("\(process.machine.name) stands still")
  }

  private func close(_ process: DeployedProcess) {
    cluster.remark("\(process.machine.name) is told to end")
    do throws(PipelineError) {
      try process.close()
      cluster.fire(.processClosed)
    } catch {
      if !process.machine.isCrashed, case .configuration(let reason) = error {
        refusal = refusal ?? "at the end: \(reason)"
      }
    }
    process.machine.stop()
    bury(process)
  }

  /// A stranger joins a group, sits on partitions, and goes: in order, or not.
  private func haunt() {
    if let ghost, ghost.until <= cluster.elapsed {
      if random.chance(0.5) { ghost.leave() }
      self.ghost = nil
    }
    guard ghost == nil, random.chance(plan.ghosts) else { return }
    let sources = assembly.configuration.sources.map {
      (StageGroups.observe($0.name), $0.topic)
    }
    let groups =
      sources + [
        (StageGroups.detect, assembly.topics.panes),
        (StageGroups.alert, assembly.topics.findings),
      ]
    let (group, topic) = groups[random.below(groups.count)]
    ghost = try? GhostMember(
      group: group, topic: topic, until: cluster.elapsed + Int64(random.below(20_000_000)),
      machine: cluster.process(named: "ghost"))
    if ghost != nil { cluster.fire(.groupGhost) }
  }

  /// Retention deletes what every reader has done with.
  private func trim() {
    let places =
      assembly.configuration.sources.indices.flatMap { index in
        (0..<cluster.partitionCount(of: assembly.configuration.sources[index].topic)).map {
          (
            StageGroups.observe(assembly.configuration.sources[index].name),
            LogPartition(assembly.configuration.sources[index].topic, $0)
          )
        }
      } + [(StageGroups.alert, LogPartition(assembly.topics.findings, 0))]
    let (group, place) = places[random.below(places.count)]
    guard let offset = cluster.committedOffset(group: group, partition: place.partition)?.offset
    else { return }
    cluster.trim(topic: place.topic, partition: place.partition, below: offset)
  }

  /// The end of all mischief.
  func calm() {
    cluster.calm()
    ghost = nil
    for process in running where process.isZombie {
      process.machine.stop()
      process.drop()
    }
    running.removeAll(where: \.isZombie)
    for process in running {
      process.machine.isPaused = false
      process.machine.clock.wallOffset = .zero
    }
    for index in vacant.indices { vacant[index].at = cluster.elapsed }
    cluster.remark("no more faults")
  }

  /// Of the record in a changelog that is no cell.
  private static let headerKey: [UInt8] = [0]

  /// Damages the log as planned; the probe of whoever notices, or nil when there is nothing to damage.
  func damage() -> Probe? {
    switch plan.damage {
    case .none: return nil
    case .tornChangelog(let ofAlert, let isMissing):
      let topic = ofAlert ? assembly.topics.alertChangelog : assembly.topics.detectChangelog
      let partition = Int32(random.below(ofAlert ? 1 : plan.shards))
      let records = cluster.committedRecords(topic: topic, partition: partition)
      // Only the latest of a key is what anybody would read; and without it the one before must say
      // something else. A header alone may be missed by nobody: the one before fits the same cells.
      let live = records.indices.filter { index in
        let record = records[index]
        guard record.payload != nil,
          !records[(index + 1)...].contains(where: { $0.key == record.key })
        else { return false }
        guard isMissing else { return true }
        let before = records[..<index].last { $0.key == record.key }
        return record.key != Self.headerKey && before?.payload != record.payload
      }
      guard !live.isEmpty else { return nil }
      let record = records[live[random.below(live.count)]]
      let place = random.below(record.payload?.count ?? 1)
      let bit = UInt8(1 << random.below(8))
      cluster.damage(topic: topic, partition: partition, offset: record.offset) { payload in
        guard !isMissing, !payload.isEmpty else { return nil }
        var payload = payload
        payload[place] ^= bit
        return payload
      }
      cluster.remark("\(topic)[\(partition)] is damaged at \(record.offset)")
      return .refusedTornChangelog
    case .inputGone:
      let shard = Int32(random.below(plan.shards))
      let topic = assembly.topics.panes
      guard cluster.committedOffset(group: StageGroups.detect, partition: shard) != nil,
        let end = cluster.lastStable(topic: topic, partition: shard)
      else { return nil }
      cluster.trim(topic: topic, partition: shard, below: end)
      return .refusedInputGone
    }
  }
}
