import EventTime
import Pipeline
import Simulation
import Testing

@Suite("Faults of the simulated log")
struct FaultTests {
  @Test func nothingOfACrashedProcessReachesTheLog() throws {
    let bench = LogBench()
    let producer = try bench.producer()
    try producer.begin()
    try bench.send(["a"], producer)
    bench.process.crash()
    #expect(LogError.Kind.of { try producer.commit() } == .unavailable)
    #expect(LogError.Kind.of { _ = try bench.process.reader() } == .unavailable)
    #expect(bench.cluster.watermarks(topic: "out", partition: 0)?.high == 0)
  }

  @Test func brokerThatIsDownAnswersNobody() throws {
    var faults = FaultPlan()
    faults.brokerStops = 1
    let bench = LogBench(faults: faults)
    let producer = try bench.producer()
    bench.cluster.advance(microseconds: 1)
    try producer.begin()
    try bench.send(["a"], producer)
    #expect(LogError.Kind.of { try producer.commit() } == .unresolved)
    #expect(LogError.Kind.of { _ = try bench.process.reader() } == .unavailable)
    bench.cluster.faultsAreOn = false
    bench.cluster.advance(microseconds: faults.longestOutage)
    try producer.commit()
    #expect(try bench.read().texts == ["a"])
  }

  @Test func fullTopicTakesNothingForAWhile() throws {
    var faults = FaultPlan()
    faults.sinkFills = 1
    let bench = LogBench(faults: faults)
    // Every topic is struck sooner or later.
    for _ in 0..<50 { bench.cluster.advance(microseconds: 1) }
    let producer = try bench.producer()
    try producer.begin()
    #expect(LogError.Kind.of { try bench.send(["a"], producer) } == .unavailable)
    bench.cluster.faultsAreOn = false
    bench.cluster.advance(microseconds: faults.longestFull)
    try bench.send(["a"], producer)
    try producer.commit()
    #expect(try bench.read().texts == ["a"])
  }

  @Test func sameSeedGivesTheSameTrace() {
    func trace(_ seed: UInt64) -> Trace {
      var run = CopyRun(seed: seed, keepsLines: true)
      _ = run.copies()
      return run.cluster.trace
    }
    let first = trace(4)
    let again = trace(4)
    #expect(first.lines == again.lines)
    #expect(first.hash == again.hash)
    #expect(first.count > 1000)
    #expect(trace(5).hash != first.hash)
  }

  /// The semantics allow a pipeline that keeps its rules to be exactly right, whatever happens.
  @Test func carefulCopyIsExact() {
    var probes = ProbeCounts()
    for seed in UInt64(1)...80 {
      var run = CopyRun(seed: seed)
      let copies = run.copies()
      #expect(copies == run.sent, "seed \(seed)")
      #expect(run.cluster.misuses.isEmpty, "seed \(seed)")
      probes += run.cluster.probes
    }
    // Paths that only other topics or members have.
    let elsewhere: Set<Probe> = [
      .readerSkippedCompacted, .offsetOutOfRange, .memberLeft, .partitionAdded, .compacted,
      .trimmed, .crashWithinRevocation, .pipelineRebuilt, .stateRestored,
      .stateReread, .processClosed, .processPaused, .processZombie, .groupGhost,
      .refusedTornChangelog, .refusedInputGone, .alertToldLate,
    ]
    let silent = probes.silent.filter { !elsewhere.contains($0) }
    #expect(silent.isEmpty, "never fired: \(silent.map(\.rawValue))")
  }
}
