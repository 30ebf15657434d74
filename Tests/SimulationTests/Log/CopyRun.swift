import EventTime
import Pipeline
import Simulation

/// Copies records through crashes, rebalances and everything else, then looks at what came out.
struct CopyRun {
  let cluster: SimulatedCluster
  private var random: Xoshiro256
  private var running: [CopyPipeline] = []
  private let partitions: Int32 = 3
  private(set) var sent: [[String]]

  init(seed: UInt64, keepsLines: Bool = false) {
    random = Xoshiro256(seed: seed, stream: 2)
    cluster = SimulatedCluster(
      seed: seed, faults: FaultPlan(random: &random), start: Instant(seconds: 1_700_000_000),
      keepsLines: keepsLines)
    for topic in ["in", "between", "out"] { cluster.createTopic(topic, partitions: partitions) }
    sent = [[String]](repeating: [], count: Int(partitions))
    for number in 0..<Self.pipelines { start(number) }
  }

  /// The even ones copy the input, the odd ones its copy.
  private static let pipelines = 4

  private mutating func start(_ number: Int) {
    let process = cluster.process(named: "p\(number)")
    let (source, sink) = number % 2 == 0 ? ("in", "between") : ("between", "out")
    running.append(CopyPipeline(process: process, id: "p\(number)", from: source, to: sink))
  }

  private mutating func step() {
    let index = random.below(running.count)
    if running[index].process.isCrashed {
      let number = Int(running[index].process.name.dropFirst()) ?? 0
      running.remove(at: index)
      start(number)
    } else if !running[index].process.isPaused {
      running[index].turn(max: 1 + random.below(20))
    }
    cluster.advance(microseconds: Int64(random.below(400_000)))
  }

  /// What stands in the copy; nil when it is not as long as the original after many turns.
  mutating func copies() -> [[String]]? {
    for turn in 0..<1000 {
      if turn % 4 == 0 {
        let partition = random.below(Int(partitions))
        let text = "\(turn)"
        sent[partition].append(text)
        cluster.append(topic: "in", partition: Int32(partition), payload: Array(text.utf8))
      }
      if random.chance(0.01) {
        let process = running[random.below(running.count)].process
        process.isPaused.toggle()
      }
      // A process that hangs is started again, and the first one wakes up later.
      if random.chance(0.003), running.count < 7 {
        start(random.below(Self.pipelines))
      }
      step()
      cluster.checkInvariants()
    }
    cluster.faultsAreOn = false
    for pipeline in running { pipeline.process.isPaused = false }
    // Of several of one name the last is the living one.
    for number in 0..<Self.pipelines {
      while running.count(where: { $0.process.name == "p\(number)" }) > 1,
        let first = running.firstIndex(where: { $0.process.name == "p\(number)" })
      {
        running[first].process.crash()
        running.remove(at: first)
      }
    }
    for _ in 0..<2000 {
      step()
      if read().map(\.count) == sent.map(\.count) { return read() }
    }
    return nil
  }

  func read() -> [[String]] {
    (0..<partitions).map {
      cluster.committedRecords(topic: "out", partition: $0).map {
        String(decoding: $0.payload ?? [], as: UTF8.self)
      }
    }
  }
}
