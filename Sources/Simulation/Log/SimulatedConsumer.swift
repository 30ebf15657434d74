internal import Pipeline
internal import Signals

/// A member of a group, as its process has it.
final class SimulatedConsumer: LogConsumer {
  let process: SimulatedProcess
  let group: SimulatedGroup
  /// What the coordinator calls it; nil when it has not joined, or was put out.
  private var id: Int64?
  private var generation: Int32 = -1
  /// Ascending.
  private var owned: [Int32] = []
  private var cursors: [(partition: Int32, cursor: LogCursor)] = []
  private let pages = RecordPages()
  private var isClosed = false
  private var cluster: SimulatedCluster { process.cluster }

  init(process: SimulatedProcess, group: SimulatedGroup) {
    self.process = process
    self.group = group
  }

  private var membership: GroupMember? { id.flatMap { group.member($0) } }

  /// Whether what it commits is taken.
  var isOfPresentGeneration: Bool { membership != nil && generation == group.generation }

  func poll(_ member: any LogMember) throws(LogError) {
    try process.mustLive()
    guard !isClosed else { throw cluster.misuse("poll after close") }
    try process.call(.poll, Int64(owned.count)) { () throws(LogError) in
      if let faults = cluster.activeFaults, cluster.random.chance(faults.consumerBreaks) {
        cluster.fire(.consumerBroken)
        throw LogError(.fatal, "the consumer has broken")
      }
      serve(member)
    }
  }

  private func serve(_ member: any LogMember) {
    if id != nil, membership == nil { lose(member) }
    guard let own = membership else {
      join()
      return
    }
    switch group.phase {
    case .preparing where !own.hasJoined:
      if !group.isCooperative { giveUp(owned, member) }
      guard !process.isCrashed, membership === own else { return }
      own.held = owned
      own.hasJoined = true
    case .stable where !own.hasSynced: synchronise(own, member)
    case .preparing, .stable: break
    }
  }

  private func join() {
    let own = GroupMember(id: group.nextMember, consumer: self, now: cluster.elapsed)
    group.nextMember += 1
    group.members.append(own)
    if group.phase == .stable {
      group.prepare(until: cluster.elapsed + SimulatedCluster.rebalanceTimeout)
    }
    own.hasJoined = true
    id = own.id
  }

  /// Takes what the new generation gives.
  private func synchronise(_ own: GroupMember, _ member: any LogMember) {
    own.hasSynced = true
    generation = group.generation
    let given = own.assignment
    let removed = owned.filter { !given.contains($0) }
    if !removed.isEmpty {
      giveUp(removed, member)
      guard !process.isCrashed else { return }
      // Now others can have them.
      cluster.rebalance(group)
    }
    let added = given.filter { !owned.contains($0) }
    guard !added.isEmpty else { return }
    owned = (owned + added).sorted()
    note(.assigned, added)
    member.assigned(added.map(place))
  }

  private func giveUp(_ partitions: [Int32], _ member: any LogMember) {
    guard !partitions.isEmpty else { return }
    cluster.fire(.partitionsRevoked)
    note(.revoked, partitions)
    process.revocations += 1
    member.revoked(partitions.map(place), lost: false)
    process.revocations -= 1
    forget(partitions)
  }

  private func lose(_ member: any LogMember) {
    id = nil
    let lost = owned
    forget(lost)
    guard !lost.isEmpty else { return }
    cluster.fire(.partitionsLost)
    note(.lost, lost)
    member.revoked(lost.map(place), lost: true)
  }

  private func forget(_ partitions: [Int32]) {
    owned.removeAll { partitions.contains($0) }
    cursors.removeAll { partitions.contains($0.partition) }
  }

  func start(_ positions: [LogPartition: LogPosition]) throws(LogError) {
    try process.call(.start, Int64(positions.count), isLocal: true) { () throws(LogError) in
      for (place, position) in positions.sorted(by: { $0.key < $1.key }) {
        guard place.topic == group.topic.name, owned.contains(place.partition) else {
          throw cluster.misuse("\(group.name): start of \(place), which it does not own")
        }
        cluster.remark("  \(place) from \(position)")
        let cursor = LogCursor(group.topic, Int(place.partition), at: position)
        cursors.removeAll { $0.partition == place.partition }
        cursors.append((place.partition, cursor))
      }
    }
  }

  func consume(
    _ partition: LogPartition, max: Int, _ body: (LogBatch) -> Void
  ) throws(LogError) -> Int {
    try process.mustLive()
    guard owned.contains(partition.partition), partition.topic == group.topic.name else {
      throw cluster.misuse("\(group.name): consume of \(partition), which it does not own")
    }
    return try process.call(.consume, Int64(partition.partition), isLocal: true) {
      () throws(LogError) -> Int in
      guard let index = index(of: partition) else { return 0 }
      cursors[index].cursor.fetch(from: cluster)
      let end = try cursors[index].cursor.take(max: max, from: cluster, into: pages)
      cluster.remark(
        "  \(partition): \(pages.count) records"
          + " before \(cursors[index].cursor.position), end \(end ?? -1)")
      pages.withViews { body(LogBatch(records: $0, endOffset: end)) }
      return pages.count
    }
  }

  func holdBack(_ partition: LogPartition, _ isHeldBack: Bool) {}

  func committed(_ partitions: [LogPartition]) throws(LogError) -> [LogOffset] {
    try process.call(.committed, Int64(partitions.count)) { () throws(LogError) -> [LogOffset] in
      guard !partitions.contains(where: group.isPending) else {
        cluster.fire(.committedPending)
        throw LogError(.unavailable, "a transaction that may change offsets is not over")
      }
      return partitions.compactMap { place in
        let index = Int(place.partition)
        return index < group.committed.count ? group.committed[index] : nil
      }
    }
  }

  func commit(_ offsets: [LogOffset]) throws(LogError) {
    try process.call(.commitOffsets, Int64(offsets.count), failsAfter: true) {
      () throws(LogError) in
      guard isOfPresentGeneration else {
        throw LogError(.memberLost, "\(group.name) has gone on without this member")
      }
      group.commit(offsets)
    }
  }

  func answeredMicrosecondsAgo(_ partition: LogPartition) -> Int64? {
    guard let index = index(of: partition) else { return nil }
    return cursors[index].cursor.answeredAt.map { cluster.elapsed - $0 }
  }

  func lag(_ partition: LogPartition) -> Int64? {
    index(of: partition).map { cursors[$0].cursor.lag }
  }

  func wait(milliseconds: Int32) {}

  func close(_ member: any LogMember) throws(LogError) {
    guard !isClosed else { return }
    try process.call(.closeConsumer, Int64(owned.count), failsAfter: true) { () throws(LogError) in
      isClosed = true
      if id != nil, membership == nil { lose(member) }
      guard let own = membership else { return }
      giveUp(owned, member)
      guard !process.isCrashed else { return }
      cluster.fire(.memberLeft)
      cluster.remove(own, from: group)
      id = nil
    }
  }

  private func index(of partition: LogPartition) -> Int? {
    cursors.firstIndex { $0.partition == partition.partition }
  }

  private func place(_ partition: Int32) -> LogPartition {
    LogPartition(group.topic.name, partition)
  }

  private func note(_ call: SimulatedCall, _ partitions: [Int32]) {
    let mask = partitions.reduce(Int64(0)) { $0 | 1 << Int64($1 & 63) }
    cluster.note(call, process, Int64(generation), mask, "\(group.name) \(partitions)")
  }
}
