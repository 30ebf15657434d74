package import EventTime

/// What a pipeline says of its work, for the log.
package struct PipelineLog {
  package enum Level: Sendable { case debug, information, warning, error }
  private let write: (Level, String, [(String, String)]) -> Void

  package init(_ write: @escaping (Level, String, [(String, String)]) -> Void = { _, _, _ in }) {
    self.write = write
  }

  func callAsFunction(_ level: Level, _ event: String, _ fields: KeyValuePairs<String, String>) {
    write(level, event, fields.map { ($0.key, $0.value) })
  }
}

/// What the pipelines of one process share.
package struct PipelineEnvironment {
  package var cluster: any LogCluster
  package var clock: any PipelineClock
  package var log: PipelineLog
  /// Of this process, for transactional ids: unique among those that share the work, and lasting.
  package var instance: String
  /// Of the groups' names: deployments that share a broker differ in it.
  package var prefix: String
  package var pace: PipelinePace

  package init(
    cluster: any LogCluster, clock: any PipelineClock, log: PipelineLog, instance: String,
    prefix: String = "vigie.", pace: PipelinePace = PipelinePace()
  ) {
    self.cluster = cluster
    self.clock = clock
    self.log = log
    self.instance = instance
    self.prefix = prefix
    self.pace = pace
  }
}

/// How often and how much at once; none of it changes an alert.
package struct PipelinePace: Sendable {
  /// Records taken from a partition at once.
  package var batchRecords = 1000
  /// Between transactions that only move positions.
  package var commitEvery = Interval.seconds(1)
  /// Between transactions that carry something.
  package var sendEvery = Interval(microseconds: 100_000)
  /// Bytes of effects that wait for a transaction before nothing more is read.
  package var effectBytes = 8 << 20
  /// Between checkpoints of DETECT.
  package var checkpointEvery = Interval.minutes(10)
  /// Input after which there is a checkpoint all the same.
  package var checkpointBytes = 128 << 20
  /// Input of a shard that goes, from which on the next owner finds a checkpoint of its own.
  package var revokeCheckpointBytes = 1 << 20
  /// After a failure, before the next try: doubled up to the second.
  package var retryFrom = Interval(microseconds: 50_000)
  package var retryUpTo = Interval.seconds(5)
  /// The clock stands for the next arrival only up to this long before now.
  package var clockMargin = Interval.seconds(5)
  /// And only while the broker has answered within this time.
  package var freshAnswer = Interval.seconds(5)
  /// A partition this many panes ahead of its source's slowest waits.
  package var maxPanesAhead: Int64 = 360
  /// Milliseconds that a restore waits for records in one turn.
  package var restoreMilliseconds: Int32 = 100

  package init() {}
}

/// When something may be tried again.
struct Retry {
  private var nextNanoseconds: UInt64 = 0
  private var pause = Interval(microseconds: 0)

  func isDue(_ environment: PipelineEnvironment) -> Bool {
    environment.clock.monotonicNanoseconds >= nextNanoseconds
  }

  mutating func succeeded() { pause = Interval(microseconds: 0) }

  mutating func failed(_ environment: PipelineEnvironment) {
    let doubled = Interval(microseconds: pause.microseconds * 2)
    pause = min(environment.pace.retryUpTo, max(environment.pace.retryFrom, doubled))
    nextNanoseconds =
      environment.clock.monotonicNanoseconds + UInt64(pause.microseconds) * 1000
  }
}

/// What becomes due again and again.
struct Cadence {
  private var nextNanoseconds: UInt64 = 0

  mutating func isDue(every interval: Interval, _ environment: PipelineEnvironment) -> Bool {
    let now = environment.clock.monotonicNanoseconds
    guard now >= nextNanoseconds else { return false }
    nextNanoseconds = now + UInt64(interval.microseconds) * 1000
    return true
  }

  /// Not before `interval` from now.
  mutating func postpone(by interval: Interval, _ environment: PipelineEnvironment) {
    nextNanoseconds =
      environment.clock.monotonicNanoseconds + UInt64(interval.microseconds) * 1000
  }
}
