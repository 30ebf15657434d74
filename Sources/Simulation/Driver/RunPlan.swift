internal import EventTime
internal import Pipeline

/// What one seed decides about a deployment and about what is done to it.
struct RunPlan {
  /// Stages that one process runs, and by how many pipelines of DETECT.
  struct Process {
    var observes: Bool
    var detects: Int
    var alerts: Bool
  }

  /// What is done to the log itself once, with everybody stopped.
  enum Damage: Equatable {
    case none
    /// A cell of a changelog is changed, or missing: DETECT's or ALERT's.
    case tornChangelog(ofAlert: Bool, isMissing: Bool)
    /// The stage's input is gone before it was done with.
    case inputGone
  }

  var shards: Int
  var processes: [Process]
  var pace: PipelinePace
  var faults: FaultPlan
  var alertPartitions: Int32
  /// Chances in one step of the run.
  var orderlyRestarts: Double
  var pauses: Double
  var zombies: Double
  var ghosts: Double
  var trims: Double
  /// Microseconds of a step at most.
  var longestStep: Int
  /// Steps over which the history comes in.
  var feedSteps: Int
  var damage: Damage

  init(random: inout Xoshiro256) {
    faults = FaultPlan(random: &random)
    shards = 1 + random.below(4)
    alertPartitions = 1 + Int32(random.below(3))
    let count = 1 + random.below(3)
    processes = (0..<count).map { _ in
      Process(
        observes: random.chance(0.6), detects: random.chance(0.6) ? 1 + random.below(2) : 0,
        alerts: random.chance(0.5))
    }
    // Every stage is somewhere.
    if !processes.contains(where: \.observes) { processes[random.below(count)].observes = true }
    if !processes.contains(where: { $0.detects > 0 }) { processes[random.below(count)].detects = 1 }
    if !processes.contains(where: \.alerts) { processes[random.below(count)].alerts = true }
    pace = Self.pace(random: &random)
    func some(_ most: Double, _ random: inout Xoshiro256) -> Double {
      random.chance(0.4) ? most * random.uniform() : 0
    }
    orderlyRestarts = some(0.01, &random)
    pauses = some(0.005, &random)
    zombies = some(0.003, &random)
    ghosts = some(0.01, &random)
    trims = some(0.1, &random)
    longestStep = 20_000 << random.below(4)
    feedSteps = 100 + random.below(500)
    damage = .none
    if random.chance(0.04) {
      damage = .tornChangelog(ofAlert: random.chance(0.5), isMissing: random.chance(0.5))
    } else if random.chance(0.01) {
      damage = .inputGone
    }
  }

  private static func pace(random: inout Xoshiro256) -> PipelinePace {
    var pace = PipelinePace()
    pace.batchRecords = 2 << random.below(9)
    pace.sendEvery = Interval(microseconds: Int64(random.below(500_000)))
    pace.commitEvery = Interval(microseconds: Int64(100_000 + random.below(2_000_000)))
    pace.effectBytes = 1000 << random.below(10)
    pace.checkpointEvery = .seconds(1 << Int64(random.below(8)))
    pace.checkpointBytes = 1000 << random.below(12)
    pace.revokeCheckpointBytes = 1000 << random.below(12)
    pace.maxPanesAhead = Int64(3 + random.below(60))
    return pace
  }
}
