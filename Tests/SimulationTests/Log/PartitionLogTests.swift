import EventTime
import Pipeline
import Simulation
import Testing

@Suite("Partitions of the simulated log")
struct PartitionLogTests {
  /// Key and value of what a reader of committed records finds, the last of each key.
  static func table(_ cluster: SimulatedCluster) -> [[UInt8]: [UInt8]] {
    var table: [[UInt8]: [UInt8]] = [:]
    for record in cluster.committedRecords(topic: "state", partition: 0) {
      table[record.key] = record.payload
    }
    return table
  }

  @Test func compactionKeepsTheLatestOfEachKey() throws {
    let bench = LogBench(faults: TransactionLogTests.sendingEarly)
    let producer = try bench.producer()
    var random = Xoshiro256(seed: 5)
    for round in 0..<100 {
      try producer.begin()
      for _ in 0..<3 {
        try bench.send(
          ["\(round)"], to: "state", key: "\(random.below(7))", producer)
      }
      if random.chance(0.3) { try producer.abort() } else { try producer.commit() }
      let before = Self.table(bench.cluster)
      let high = bench.cluster.watermarks(topic: "state", partition: 0)?.high ?? 0
      bench.cluster.compact(topic: "state", upTo: Int64(random.below(Int(high))))
      bench.cluster.checkInvariants()
      #expect(Self.table(bench.cluster) == before)
    }
    let high = bench.cluster.watermarks(topic: "state", partition: 0)
    bench.cluster.compact(topic: "state")
    let read = try bench.read("state")
    #expect(read.offsets.count == 7)
    #expect(bench.cluster.watermarks(topic: "state", partition: 0) == high)
    #expect(read.end == high?.high)
  }

  @Test func openTransactionIsNotCompacted() throws {
    let bench = LogBench(faults: TransactionLogTests.sendingEarly)
    let (first, second) = (try bench.producer("a"), try bench.producer("b"))
    try first.begin()
    try bench.send(["old"], to: "state", first)
    try first.commit()
    try first.begin()
    try bench.send(["open"], to: "state", first)
    try second.begin()
    try bench.send(["new"], to: "state", second)
    try second.commit()
    bench.cluster.compact(topic: "state")
    try first.abort()
    let read = try bench.read("state")
    #expect(read.texts == ["old", "new"])
  }

  @Test func deletedPositionIsOutOfRange() throws {
    let bench = LogBench()
    for index in 0..<10 {
      bench.cluster.append(topic: "in", partition: 0, payload: [UInt8(index)])
    }
    bench.cluster.trim(topic: "in", partition: 0, below: 4)
    let partition = LogPartition("in", 0)
    let reader = try bench.process.reader()
    for (start, isThere) in [(3, false), (4, true), (10, true), (11, false)] as [(Int64, Bool)] {
      try reader.start(partition, at: .offset(start))
      let kind = LogError.Kind.of { try reader.read(max: 1, milliseconds: 0) { _, _ in } }
      #expect(kind == (isThere ? nil : .offsetOutOfRange(partition)))
    }
    #expect(try bench.read("in").offsets == Array(4..<10))
    #expect(
      try bench.process.watermarks([partition]) == [partition: LogWatermarks(low: 4, high: 10)])
  }

  @Test func recordsCarryGivenTimesOrTheBrokers() throws {
    let bench = LogBench()
    bench.cluster.append(
      topic: "in", partition: 0, payload: [1], time: Instant(seconds: 5))
    bench.cluster.advance(microseconds: 250_000)
    bench.cluster.append(topic: "in", partition: 0, payload: nil)
    let reader = try bench.process.reader()
    try reader.start(LogPartition("in", 0), at: .beginning)
    try reader.read(max: 10, milliseconds: 0) { batch, _ in
      #expect(batch.records.map(\.arrival) == [Instant(seconds: 5), bench.cluster.clock.now])
      #expect(batch.records.map { $0.payload.baseAddress == nil } == [false, true])
    }
  }

  @Test func wallClockJumpsAndTheOtherDoesNot() {
    var faults = FaultPlan()
    faults.clockJumps = 1
    let bench = LogBench(faults: faults)
    bench.cluster.advance(microseconds: 1000)
    #expect(bench.process.clock.present != bench.cluster.clock.now)
    #expect(bench.process.clock.monotonicNanoseconds == 1_000_000)
  }
}
