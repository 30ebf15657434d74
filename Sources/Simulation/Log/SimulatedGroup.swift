internal import Pipeline

/// A consumer group over one topic, as its coordinator keeps it.
final class SimulatedGroup {
  enum Phase: Equatable {
    case stable
    /// Waits for the members to join again, until then at most.
    case preparing(until: Int64)
  }

  let name: String
  let topic: SimulatedTopic
  let isCooperative: Bool
  var generation: Int32 = 0
  var phase = Phase.stable
  /// In order of their ids.
  var members: [GroupMember] = []
  var nextMember: Int64 = 1
  /// Partitions of the topic that the last assignment knew.
  var knownPartitions = 0
  /// By partition.
  var committed: [LogOffset?] = []
  /// Offsets of transactions that are not over, in order.
  var pending: [(transaction: Int32, offsets: [LogOffset])] = []

  init(name: String, topic: SimulatedTopic, isCooperative: Bool) {
    self.name = name
    self.topic = topic
    self.isCooperative = isCooperative
  }

  func member(_ id: Int64) -> GroupMember? { members.first { $0.id == id } }

  /// The members are asked to join again.
  func prepare(until: Int64) {
    phase = .preparing(until: until)
    for member in members { member.hasJoined = false }
  }

  func commit(_ offsets: [LogOffset]) {
    for offset in offsets {
      let partition = Int(offset.partition.partition)
      while committed.count <= partition { committed.append(nil) }
      committed[partition] = offset
    }
  }

  func end(transaction: Int32, isCommit: Bool) {
    while let place = pending.firstIndex(where: { $0.transaction == transaction }) {
      let offsets = pending.remove(at: place).offsets
      if isCommit { commit(offsets) }
    }
  }

  /// A transaction that is not over may change what is committed for the partition.
  func isPending(_ partition: LogPartition) -> Bool {
    pending.contains { $0.offsets.contains { $0.partition == partition } }
  }

  /// Begins the next generation and deals the partitions out. `turn` decides who comes first.
  ///
  /// Returns whether partitions must be given up before others can have them.
  @discardableResult
  func complete(turn: Int) -> Bool {
    generation += 1
    phase = .stable
    knownPartitions = topic.partitions.count
    guard !members.isEmpty else { return false }
    var dealt = [[Int32]](repeating: [], count: members.count)
    let share = knownPartitions / members.count
    let rest = knownPartitions % members.count
    var next: Int32 = 0
    for step in members.indices {
      let place = (step + turn) % members.count
      let count = Int32(share + (step < rest ? 1 : 0))
      dealt[place] = Array(next..<(next + count))
      next += count
    }
    var isWithheld = false
    for place in members.indices {
      let member = members[place]
      if isCooperative {
        let kept = dealt[place].filter { partition in
          !members.contains { $0 !== member && $0.held.contains(partition) }
        }
        isWithheld = isWithheld || kept.count < dealt[place].count
        dealt[place] = kept
      }
      member.assignment = dealt[place]
      member.hasSynced = false
      member.hasJoined = false
    }
    return isWithheld
  }
}

/// A member as the coordinator knows it.
final class GroupMember {
  let id: Int64
  let process: SimulatedProcess
  private weak var consumer: SimulatedConsumer?
  /// It takes part in the rebalance that is going on.
  var hasJoined = false
  /// What it said that it holds when it joined.
  var held: [Int32] = []
  /// What the present generation gives it, and whether it has fetched that.
  var assignment: [Int32] = []
  var hasSynced = true
  var lastHeard: Int64

  init(id: Int64, consumer: SimulatedConsumer, now: Int64) {
    self.id = id
    self.consumer = consumer
    process = consumer.process
    lastHeard = now
  }

  /// Heartbeats come: the process runs, and has not dropped its consumer.
  var isAlive: Bool { consumer != nil && !process.isCrashed && !process.isPaused }
}
