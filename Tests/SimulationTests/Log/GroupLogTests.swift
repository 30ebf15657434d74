import EventTime
import Pipeline
import Simulation
import Testing

@Suite("Groups of the simulated log")
struct GroupLogTests {
  typealias Member = (consumer: any LogConsumer, member: NotedMember)

  static func join(_ bench: LogBench, _ process: SimulatedProcess? = nil) throws -> Member {
    (try (process ?? bench.process).consumer(group: "g", topic: "in"), NotedMember())
  }

  static func settle(_ bench: LogBench, _ members: [Member]) throws {
    try TransactionLogTests.settle(bench, members.map { ($0.consumer, $0.member) })
  }

  @Test func eagerGroupGivesAllUpBeforeItDealsAnew() throws {
    let bench = LogBench(partitions: 4)
    let first = try Self.join(bench)
    try Self.settle(bench, [first])
    #expect(first.member.notes == ["assigned [0, 1, 2, 3]"])
    let second = try Self.join(bench)
    try Self.settle(bench, [first, second])
    #expect(first.member.notes.dropFirst() == ["revoked [0, 1, 2, 3]", "assigned [0, 1]"])
    #expect(second.member.notes == ["assigned [2, 3]"])
  }

  @Test func cooperativeGroupMovesOnlyWhatMoves() throws {
    let bench = LogBench(partitions: 4, isCooperative: true)
    let first = try Self.join(bench)
    try Self.settle(bench, [first])
    let second = try Self.join(bench)
    try Self.settle(bench, [first, second])
    #expect(first.member.notes.dropFirst() == ["revoked [2, 3]"])
    #expect(second.member.notes == ["assigned [2, 3]"])
    try second.consumer.close(second.member)
    #expect(second.member.notes.last == "revoked [2, 3]")
    try Self.settle(bench, [first])
    #expect(first.member.notes.last == "assigned [2, 3]")
  }

  @Test(arguments: [true, false])
  func noPartitionHasTwoOwners(isCooperative: Bool) throws {
    let bench = LogBench(partitions: 5, isCooperative: isCooperative)
    var random = Xoshiro256(seed: 3)
    var members: [Member] = []
    for _ in 0..<300 {
      if members.count < 4, random.chance(0.1) {
        members.append(try Self.join(bench))
      } else if members.count > 1, random.chance(0.05) {
        let gone = members.remove(at: random.below(members.count))
        try gone.consumer.close(gone.member)
      }
      for index in members.indices where random.chance(0.5) {
        try members[index].consumer.poll(members[index].member)
      }
      bench.cluster.advance(microseconds: 1000)
      bench.cluster.checkInvariants()
      let owned = members.flatMap(\.member.owned)
      #expect(Set(owned).count == owned.count)
    }
    try Self.settle(bench, members)
    #expect(members.flatMap(\.member.owned).count == 5)
  }

  @Test func memberThatStandsStillLosesItsPartitions() throws {
    let bench = LogBench(partitions: 2)
    let (left, right) = (bench.process, bench.cluster.process(named: "q"))
    let (first, second) = (try Self.join(bench, left), try Self.join(bench, right))
    try Self.settle(bench, [first, second])
    left.isPaused = true
    bench.cluster.advance(microseconds: SimulatedCluster.sessionTimeout + 1)
    try Self.settle(bench, [second])
    #expect(second.member.owned.count == 2)
    left.isPaused = false
    // What it still commits is not taken.
    let producer = try bench.producer()
    try producer.begin()
    let offset = LogOffset(LogPartition("in", 0), offset: 7)
    #expect(
      LogError.Kind.of { try producer.sendOffsets([offset], of: first.consumer) } == .abort)
    #expect(LogError.Kind.of { try first.consumer.commit([offset]) } == .memberLost)
    try producer.abort()
    try Self.settle(bench, [first, second])
    #expect(first.member.notes.dropFirst().first == "lost [0]")
    #expect(first.member.owned.count + second.member.owned.count == 2)
  }

  @Test func memberThatMissesTheRebalanceIsLeftBehind() throws {
    let bench = LogBench(partitions: 2)
    let first = try Self.join(bench)
    try Self.settle(bench, [first])
    let second = try Self.join(bench)
    try second.consumer.poll(second.member)
    for _ in 0..<3 {
      bench.cluster.advance(microseconds: SimulatedCluster.rebalanceTimeout / 2)
    }
    try second.consumer.poll(second.member)
    #expect(second.member.notes == ["assigned [0, 1]"])
    try first.consumer.poll(first.member)
    #expect(first.member.notes.last == "lost [0, 1]")
    #expect(bench.cluster.probes[.memberMissedRebalance] == 1)
  }

  @Test func droppedConsumerSendsNoHeartbeat() throws {
    let bench = LogBench(partitions: 2)
    var first: Member? = try Self.join(bench)
    try Self.settle(bench, [first].compactMap { $0 })
    first = nil
    let second = try Self.join(bench)
    bench.cluster.advance(microseconds: SimulatedCluster.sessionTimeout + 1)
    try Self.settle(bench, [second])
    #expect(second.member.owned.count == 2)
  }

  @Test func commitIsTakenWhilePartitionsGo() throws {
    let bench = LogBench(partitions: 2)
    let first = try Self.join(bench)
    try Self.settle(bench, [first])
    let producer = try bench.producer()
    var failure: LogError.Kind?
    first.member.onRevoked = {
      failure = LogError.Kind.of {
        try producer.begin()
        try producer.sendOffsets(
          [LogOffset(LogPartition("in", 0), offset: 5, metadata: "m")], of: first.consumer)
        try producer.commit()
      }
    }
    let second = try Self.join(bench)
    try Self.settle(bench, [first, second])
    #expect(failure == nil)
    #expect(bench.cluster.committedOffset(group: "g", partition: 0)?.metadata == "m")
  }

  @Test func offsetsOfATransactionArePendingUntilItEnds() throws {
    let bench = LogBench()
    let only = try Self.join(bench)
    try Self.settle(bench, [only])
    let producer = try bench.producer()
    let partition = LogPartition("in", 0)
    #expect(try only.consumer.committed([partition]).isEmpty)
    for (isCommit, expected) in [(false, nil), (true, 9)] as [(Bool, Int64?)] {
      try producer.begin()
      try producer.sendOffsets(
        [LogOffset(partition, offset: 9, metadata: "at nine")], of: only.consumer)
      #expect(LogError.Kind.of { _ = try only.consumer.committed([partition]) } == .unavailable)
      if isCommit { try producer.commit() } else { try producer.abort() }
      #expect(try only.consumer.committed([partition]).first?.offset == expected)
    }
    #expect(try only.consumer.committed([partition]).first?.metadata == "at nine")
  }

  @Test func addedPartitionIsDealt() throws {
    let bench = LogBench(partitions: 1)
    let only = try Self.join(bench)
    try Self.settle(bench, [only])
    bench.cluster.addPartition(to: "in")
    try Self.settle(bench, [only])
    #expect(only.member.owned.count == 2)
  }
}
