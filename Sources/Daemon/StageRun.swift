package import Alerts
internal import EventTime
package import Kafka
package import Pipeline
internal import Settings
internal import Signals
internal import Synchronization
internal import Foundation

/// A stage of the daemon.
package enum Stage: String, Sendable, CaseIterable { case observe, detect, alert }

/// Which stages a process runs, and how.
package struct StageRunOptions: Sendable {
  package var stages: Set<Stage> = Set(Stage.allCases)
  /// Pipelines of DETECT in this process, each with a thread, among which its shards are divided.
  package var detectPipelines = 1
  package var pace = PipelinePace()
  package init() {}
}

/// The stages of one process, each pipeline on a thread of its own, exactly once.
///
/// `run` returns when it is told to stop and all have ended in order, or when one cannot go on: the
/// others then end in order, too.
package final class StageRun: DaemonRun {
  private let assembly: Assembly
  private let key: [UInt8]
  private let properties: ClientProperties
  private let version: String
  private let clock: RunClock
  private let options: StageRunOptions
  private let log: Log
  private let monitor: any StageMonitor
  private let onAlert: @Sendable (AlertEvent) -> Void
  package let records = RecordCounter()
  private let shared = SharedEnd()
  private var threads: [PipelineThread] = []

  /// - Parameter onAlert: called with every event that is committed, on the thread of ALERT.
  package init(
    assembly: Assembly, key: [UInt8], properties: ClientProperties, version: String,
    clock: RunClock = RunClock(), options: StageRunOptions = StageRunOptions(), log: Log = Log(),
    monitor: any StageMonitor = NoMonitor(),
    onAlert: @escaping @Sendable (AlertEvent) -> Void = { _ in }
  ) {
    self.assembly = assembly
    self.key = key
    self.properties = properties
    self.version = version
    self.clock = clock
    self.options = options
    self.log = log
    self.monitor = monitor
    self.onAlert = onAlert
  }

  /// Runs until `stop` is set, then ends in order.
  package func run(until stop: StopFlag) throws(LiveRunError) {
    start()
    while !stop.isSet && !hasFailed { usleep(20_000) }
    try end()
  }

  /// Begins all threads.
  package func start() {
    precondition(threads.isEmpty, "a run is started once")
    for job in jobs() {
      threads.append(
        PipelineThread(name: job.name) { [log, monitor, shared] in
          do throws(PipelineFailure) {
            try Self.drive(job, until: shared, log, monitor)
          } catch {
            shared.fail(error)
          }
        })
    }
    for thread in threads { thread.start() }
  }

  /// Whether one pipeline cannot go on; the others end by themselves.
  package var hasFailed: Bool { shared.failure != nil }

  /// Ends all in order and waits for it. Throws what the first to fail had to say.
  package func end() throws(LiveRunError) {
    shared.set()
    for thread in threads { thread.join() }
    threads = []
    if let failure = shared.failure {
      throw LiveRunError(message: failure.message, isConfiguration: failure.isConfiguration)
    }
  }

  // MARK: What is to be done

  /// One thread's work.
  struct Job: Sendable {
    var name: String
    var make: @Sendable () throws(PipelineFailure) -> any PipelineDriver
  }

  private func jobs() -> [Job] {
    var jobs: [Job] = []
    let (assembly, key, version, records) = (assembly, key, version, records)
    let (onAlert, makeEnvironment) = (onAlert, environmentMaker())
    let topics = assembly.topics
    if options.stages.contains(.observe) {
      for index in assembly.configuration.sources.indices {
        jobs.append(
          Job(name: "observe.\(assembly.configuration.sources[index].name)") {
            () throws(PipelineFailure) in
            try ObserveDriver.make(
              assembly, index, key, makeEnvironment([topics.panes, topics.deadLetters]), records)
          })
      }
    }
    if options.stages.contains(.detect) {
      for number in 0..<options.detectPipelines {
        jobs.append(
          Job(name: "detect.\(number)") { () throws(PipelineFailure) in
            try DetectDriver.make(
              assembly, number, makeEnvironment([topics.findings, topics.detectChangelog]))
          })
      }
    }
    if options.stages.contains(.alert) {
      let written = [topics.alerts, topics.current, topics.alertChangelog]
      jobs.append(
        Job(name: "alert") { () throws(PipelineFailure) in
          try AlertDriver.make(assembly, version, makeEnvironment(written), onAlert)
        })
    }
    return jobs
  }

  /// Each pipeline has its own clients, made on its own thread, and knows the topics that it writes:
  /// it may have no right to others.
  private func environmentMaker() -> @Sendable ([String]) -> PipelineEnvironment {
    let (log, clock, configuration) = (log, clock, assembly.configuration)
    var pace = options.pace
    pace.batchRecords = configuration.limits.batchRecords
    pace.maxPanesAhead = Int64(configuration.limits.maxPanesAhead)
    // One total of fetched records that wait, divided among the consumers.
    let consumers =
      (options.stages.contains(.observe) ? configuration.sources.count : 0)
      + (options.stages.contains(.detect) ? options.detectPipelines : 0) + 1
    let share = max(1024, configuration.limits.queueMegabytes * 1024 / consumers)
    let properties = properties.overridden(by: [
      "queued.max.messages.kbytes": String(share), "client.id": configuration.instance,
    ])
    return { [pace] written in
      PipelineEnvironment(
        cluster: KafkaCluster(properties: properties, written: written) { line in
          log(.debug, "librdkafka", ["line": line.text])
        },
        clock: clock, log: Self.pipelineLog(log), instance: configuration.instance,
        prefix: configuration.topics.internalPrefix, pace: pace)
    }
  }

  private static func pipelineLog(_ log: Log) -> PipelineLog {
    PipelineLog { level, event, fields in
      let own: Log.Level =
        switch level {
        case .debug: .debug
        case .information: .information
        case .warning: .warning
        case .error: .error
        }
      log(own, event, fields: fields)
    }
  }

  // MARK: One thread

  private static func drive(
    _ job: Job, until shared: SharedEnd, _ log: Log, _ monitor: any StageMonitor
  ) throws(PipelineFailure) {
    monitor.began(job.name)
    let driver: any PipelineDriver
    do throws(PipelineFailure) {
      driver = try job.make()
    } catch {
      monitor.ended(job.name, failure: error.message)
      throw error
    }
    var failure: PipelineFailure?
    do throws(PipelineError) {
      while !shared.isSet {
        let began = SystemClock.monotonicNanoseconds()
        let taken = try driver.turn()
        monitor.turned(
          job.name, driver, taken: taken,
          nanoseconds: SystemClock.monotonicNanoseconds() - began)
        if taken == 0 { driver.wait(milliseconds: 50) }
      }
    } catch {
      failure = PipelineFailure(error)
      log(.error, "pipeline", ["pipeline": job.name, "error": error.description])
    }
    monitor.ending(job.name)
    do throws(PipelineError) {
      try driver.close()
    } catch {
      // Nothing is committed beyond what is in the log: the next run goes on from there.
      log(.warning, "close", ["pipeline": job.name, "error": error.description])
    }
    monitor.ended(job.name, failure: failure?.message)
    var fields = driver.report.counters.map { ($0.name, String($0.value)) }
    fields.insert(("pipeline", job.name), at: 0)
    log(.information, "stopped", fields: fields)
    if let failure { throw failure }
  }
}

/// Why a pipeline's thread has ended.
struct PipelineFailure: Error, Sendable {
  var message: String
  var isConfiguration: Bool

  init(message: String, isConfiguration: Bool) {
    self.message = message
    self.isConfiguration = isConfiguration
  }

  init(_ error: PipelineError) {
    message = error.description
    if case .configuration = error { isConfiguration = true } else { isConfiguration = false }
  }

  init(_ error: LogError) {
    message = error.reason
    isConfiguration = error.kind == .configuration
  }
}

/// The end that all threads of a run share: asked for, or forced by the first that fails.
private final class SharedEnd: Sendable {
  private let first = Mutex<PipelineFailure?>(nil)
  private let flag = Atomic<Bool>(false)

  var isSet: Bool { flag.load(ordering: .relaxed) }
  var failure: PipelineFailure? { first.withLock { $0 } }

  func set() { flag.store(true, ordering: .relaxed) }

  func fail(_ failure: PipelineFailure) {
    first.withLock { if $0 == nil { $0 = failure } }
    set()
  }
}

/// A named thread that can be waited for.
final class PipelineThread: Sendable {
  private let name: String
  private let body: @Sendable () -> Void
  private let done = DispatchSemaphore(value: 0)

  init(name: String, _ body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }

  func start() {
    let thread = Thread { [self] in
      // Only from within does the name reach the kernel, which takes 15 characters.
      Thread.current.name = String(name.prefix(15))
      body()
      done.signal()
    }
    // Decoding and detecting are flat; half a megabyte would do.
    thread.stackSize = 4 << 20
    thread.start()
  }

  func join() { done.wait() }
}
