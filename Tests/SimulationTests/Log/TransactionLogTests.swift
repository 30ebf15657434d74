import EventTime
import Pipeline
import Simulation
import Testing

@Suite("Transactions of the simulated log")
struct TransactionLogTests {
  @Test func openTransactionHoldsReadersUp() throws {
    let bench = LogBench()
    let (slow, quick) = (try bench.producer("slow"), try bench.producer("quick"))
    var early = FaultPlan()
    early.sendsEarly = 1
    let eager = LogBench(faults: early)
    let first = try eager.producer("slow")
    let second = try eager.producer("quick")
    try first.begin()
    try eager.send(["a"], first)
    try second.begin()
    try eager.send(["b"], second)
    try second.commit()
    #expect(try eager.read().texts.isEmpty)
    #expect(try eager.read().end == 0)
    #expect(eager.cluster.watermarks(topic: "out", partition: 0) == LogWatermarks(low: 0, high: 3))
    try first.commit()
    #expect(try eager.read().texts == ["a", "b"])
    // Without early sending nothing reaches the broker before the commit.
    try slow.begin()
    try bench.send(["a"], slow)
    try quick.begin()
    try bench.send(["b"], quick)
    try quick.commit()
    #expect(try bench.read().texts == ["b"])
  }

  @Test func abortedRecordsAreNeverRead() throws {
    let bench = LogBench(faults: Self.sendingEarly)
    let producer = try bench.producer()
    try producer.begin()
    try bench.send(["lost", "too"], producer)
    try producer.abort()
    try producer.begin()
    try bench.send(["kept"], producer)
    try producer.commit()
    let read = try bench.read()
    #expect(read.texts == ["kept"])
    // Two aborted records and their marker come before it, and its own marker after it.
    #expect(read.offsets == [3])
    #expect(read.end == 5)
  }

  @Test func positionNeverPassesMarkers() throws {
    let bench = LogBench()
    let producer = try bench.producer()
    try producer.begin()
    try bench.send(["a"], to: "in", producer)
    try producer.commit()
    let member = NotedMember()
    let consumer = try bench.process.consumer(group: "g", topic: "in")
    try Self.settle(bench, [(consumer, member)])
    let partition = LogPartition("in", 0)
    try consumer.start([partition: .beginning])
    var end: Int64?
    #expect(try consumer.consume(partition, max: 10) { end = $0.endOffset } == 1)
    #expect(end == 2)
    #expect(consumer.lag(partition) == 1)
  }

  @Test func successorFencesAndAborts() throws {
    let bench = LogBench(faults: Self.sendingEarly)
    let old = try bench.producer()
    try old.begin()
    try bench.send(["zombie"], old)
    let new = try bench.producer()
    #expect(LogError.Kind.of { try old.commit() } == .producerLost)
    #expect(LogError.Kind.of { try old.begin() } == .producerLost)
    try new.begin()
    try bench.send(["heir"], new)
    try new.commit()
    #expect(try bench.read().texts == ["heir"])
    #expect(bench.cluster.misuses.isEmpty)
  }

  @Test(arguments: [true, false])
  func transactionThatTakesTooLongIsAborted(endsProducer: Bool) throws {
    let bench = LogBench(faults: Self.sendingEarly, timeoutEndsProducer: endsProducer)
    let producer = try bench.producer()
    try producer.begin()
    try bench.send(["late"], producer)
    bench.cluster.advance(microseconds: SimulatedCluster.transactionTimeout)
    #expect(bench.cluster.lastStable(topic: "out", partition: 0) == 0)
    bench.cluster.advance(microseconds: 1)
    #expect(bench.cluster.lastStable(topic: "out", partition: 0) == 2)
    #expect(
      LogError.Kind.of { try producer.commit() } == (endsProducer ? .producerLost : .abort))
    if !endsProducer {
      try producer.abort()
      try producer.begin()
      try bench.send(["again"], producer)
      try producer.commit()
      #expect(try bench.read().texts == ["again"])
    }
  }

  @Test(arguments: [true, false])
  func unresolvedCommitIsResumed(isApplied: Bool) throws {
    var faults = FaultPlan()
    if isApplied { faults.failsAfter = 1 } else { faults.failsBefore = 1 }
    let bench = LogBench(faults: faults)
    bench.cluster.faultsAreOn = false
    let producer = try bench.producer()
    try producer.begin()
    try bench.send(["a"], producer)
    bench.cluster.faultsAreOn = true
    #expect(LogError.Kind.of { try producer.commit() } == .unresolved)
    bench.cluster.faultsAreOn = false
    #expect(try bench.read().texts == (isApplied ? ["a"] : []))
    try producer.commit()
    #expect(try bench.read().texts == ["a"])
    try producer.begin()
    try bench.send(["b"], producer)
    try producer.commit()
    #expect(try bench.read().texts == ["a", "b"])
    let probe: Probe = isApplied ? .commitResumedApplied : .commitResumedNotApplied
    #expect(bench.cluster.probes[probe] == 1)
  }

  @Test func lateMarkersShowACommitInSteps() throws {
    var faults = FaultPlan()
    faults.markerDelayed = 1
    let bench = LogBench(partitions: 2, faults: faults)
    let producer = try bench.producer()
    try producer.begin()
    for partition: Int32 in 0...1 {
      try producer.produce(
        OutRecord(topic: "out", partition: partition, key: [], payload: [1]))
    }
    try producer.commit()
    #expect(try bench.read(partition: 0).texts.isEmpty)
    // A successor waits for what is decided, and does not undo it.
    let heir = try bench.process.producer(transactionalID: "t")
    #expect(LogError.Kind.of { try heir.initialise() } == .unavailable)
    bench.cluster.faultsAreOn = false
    try heir.initialise()
    #expect(try bench.read(partition: 0).offsets == [0])
    #expect(try bench.read(partition: 1).offsets == [0])
  }

  @Test func recordsSentAgainStandOnce() throws {
    var faults = FaultPlan()
    faults.answerLost = 0.5
    faults.sendsEarly = 0.5
    let bench = LogBench(faults: faults)
    let producer = try bench.producer()
    var texts: [String] = []
    for round in 0..<20 {
      try producer.begin()
      let some = (0..<5).map { "\(round)-\($0)" }
      try bench.send(some, producer)
      texts += some
      while LogError.Kind.of({ try producer.commit() }) == .unresolved {}
    }
    #expect(try bench.read().texts == texts)
    #expect(bench.cluster.probes[.produceResentDeduplicated] > 0)
  }

  @Test func tooLargeARecordIsRefusedAndTheRestGoesOn() throws {
    let bench = LogBench()
    let producer = try bench.producer()
    try producer.begin()
    let large = [UInt8](repeating: 0, count: SimulatedCluster.largestRecord)
    #expect(
      LogError.Kind.of {
        try producer.produce(OutRecord(topic: "out", partition: 0, key: [], payload: large))
      } == .refused)
    try bench.send(["small"], producer)
    try producer.commit()
    #expect(try bench.read().texts == ["small"])
  }

  @Test func wrongOrderOfCallsIsMisuse() throws {
    let bench = LogBench()
    let producer = try bench.producer()
    #expect(LogError.Kind.of { try producer.commit() } == .configuration)
    #expect(bench.cluster.misuses == ["t: commit while ready"])
  }

  static var sendingEarly: FaultPlan {
    var faults = FaultPlan()
    faults.sendsEarly = 1
    return faults
  }

  /// Polls members until nothing moves.
  static func settle(
    _ bench: LogBench, _ members: [(any LogConsumer, NotedMember)], rounds: Int = 6
  ) throws {
    for _ in 0..<rounds {
      for (consumer, member) in members { try consumer.poll(member) }
      bench.cluster.advance(microseconds: 1000)
    }
    bench.cluster.checkInvariants()
  }
}
