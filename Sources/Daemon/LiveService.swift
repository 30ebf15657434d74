package import Kafka
package import Pipeline
internal import Signals
internal import Synchronization

/// The stages in one thread, at least once, as a service runs them.
package final class LiveService: DaemonRun {
  private let thread: PipelineThread
  private let outcome = Outcome()
  private let stop = StopFlag()

  private final class Outcome: Sendable {
    let failure = Mutex<LiveRunError?>(nil)
  }

  /// The name that health and metrics know it by.
  private static let name = "stages"

  package init(
    assembly: Assembly, key: [UInt8], properties: ClientProperties, version: String, log: Log,
    monitor: any StageMonitor
  ) {
    thread = PipelineThread(name: Self.name) { [outcome, stop] in
      monitor.began(Self.name)
      let report = LiveReport()
      do throws(LiveRunError) {
        try Self.run(assembly, key, properties, version, log, stop) { taken, nanoseconds in
          report.add(taken)
          monitor.turned(Self.name, report, taken: taken, nanoseconds: nanoseconds)
        }
        monitor.ended(Self.name, failure: nil)
      } catch {
        monitor.ended(Self.name, failure: error.message)
        outcome.failure.withLock { $0 = error }
      }
    }
  }

  package func start() { thread.start() }
  package var hasFailed: Bool { outcome.failure.withLock { $0 != nil } }

  package func end() throws(LiveRunError) {
    stop.set()
    thread.join()
    if let failure = outcome.failure.withLock({ $0 }) { throw failure }
  }

  private static func run(
    _ assembly: Assembly, _ key: [UInt8], _ properties: ClientProperties, _ version: String,
    _ log: Log, _ stop: StopFlag, _ onTurn: @escaping @Sendable (Int, UInt64) -> Void
  ) throws(LiveRunError) {
    var options = LiveRunOptions()
    options.onTurn = onTurn
    let run: LiveRun
    do {
      run = try LiveRun(
        assembly: assembly, chain: try assembly.chain(key: key, history: false),
        properties: properties, version: version, options: options, log: log)
    } catch let error as KafkaError {
      throw LiveRunError(
        message: error.description, isConfiguration: error.isConfigurationError)
    } catch let error as AssemblyError {
      throw LiveRunError(message: error.message, isConfiguration: true)
    } catch {
      preconditionFailure("neither the broker's nor the assembly's: \(error)")
    }
    try run.run(until: stop)
  }
}

/// What a run in memory says of itself. Used on its thread alone.
private final class LiveReport: PipelineDriver, Sendable {
  private let records = RecordCounter()

  func add(_ count: Int) { records.add(count) }
  func turn() throws(PipelineError) -> Int { 0 }
  func wait(milliseconds: Int32) {}
  func close() throws(PipelineError) {}

  var report: PipelineReport {
    PipelineReport(
      state: .ready, problem: nil, counters: [("records", records.value)], gauges: [])
  }
}
