internal import Alerts
package import Pipeline
internal import Settings

/// A pipeline as its thread drives it, whichever stage it is.
package protocol PipelineDriver: AnyObject {
  /// Returns how many records were taken; never waits.
  func turn() throws(PipelineError) -> Int
  func wait(milliseconds: Int32)
  func close() throws(PipelineError)
  var report: PipelineReport { get }
}

/// How a pipeline is, for health and metrics.
package struct PipelineReport: Sendable {
  package enum State: Sendable, Equatable {
    /// The group has not answered yet.
    case joining
    /// State is being read back; in [0, 1].
    case restoring(Double)
    case ready
  }
  package var state: State
  /// What stands in the way now.
  package var problem: String?
  /// Counters by metric name, without `_total`.
  package var counters: [(name: String, value: Int64)]
  package var gauges: [(name: String, labels: [(String, String)], value: Double)]
}

/// Who is told how the pipelines are; called on their threads.
package protocol StageMonitor: Sendable {
  func began(_ pipeline: String)
  /// After every turn, with the records that it took and the time.
  func turned(
    _ pipeline: String, _ driver: any PipelineDriver, taken: Int, nanoseconds: UInt64)
  func ending(_ pipeline: String)
  /// `failure`: why it could not go on.
  func ended(_ pipeline: String, failure: String?)
}

/// Nobody.
package struct NoMonitor: StageMonitor {
  package init() {}
  package func began(_ pipeline: String) {}
  package func turned(
    _ pipeline: String, _ driver: any PipelineDriver, taken: Int, nanoseconds: UInt64
  ) {}
  package func ending(_ pipeline: String) {}
  package func ended(_ pipeline: String, failure: String?) {}
}

final class ObserveDriver: PipelineDriver {
  private let pipeline: ObservePipeline
  private let records: RecordCounter

  static func make(
    _ assembly: Assembly, _ source: Int, _ key: [UInt8], _ environment: PipelineEnvironment,
    _ records: RecordCounter
  ) throws(PipelineFailure) -> ObserveDriver {
    let observer: SourceObserver
    do throws(AssemblyError) {
      observer = try assembly.observer(source: source, key: key)
    } catch {
      throw PipelineFailure(message: error.message, isConfiguration: true)
    }
    do throws(LogError) {
      return ObserveDriver(
        try ObservePipeline(
          observer: observer, writer: assembly.observeWriter(source: source),
          environment: environment), records: records)
    } catch {
      throw PipelineFailure(error)
    }
  }

  init(_ pipeline: ObservePipeline, records: RecordCounter) {
    self.pipeline = pipeline
    self.records = records
  }

  func turn() throws(PipelineError) -> Int {
    let taken = try pipeline.turn()
    records.add(taken)
    return taken
  }

  func wait(milliseconds: Int32) { pipeline.wait(milliseconds: milliseconds) }
  func close() throws(PipelineError) { try pipeline.close() }

  var report: PipelineReport {
    let status = pipeline.status
    let counts = pipeline.observer.totalCounts
    return PipelineReport(
      state: status.answeredByGroup ? .ready : .joining, problem: status.problem,
      counters: [
        ("records", status.recordsTotal), ("accepted", counts.accepted), ("late", counts.late),
        ("rejected", counts.rejected), ("filtered", counts.filtered),
        ("duplicates", counts.duplicates), ("dead_letters", status.deadLettersTotal),
        ("panes", status.panesTotal), ("input_lost", status.inputLostTotal),
        ("rebuilds", status.rebuildsTotal),
        ("frontier_guessed", pipeline.observer.frontierGuessedTotal),
      ],
      gauges: pipeline.partitionGauges)
  }
}

final class DetectDriver: PipelineDriver {
  private let pipeline: DetectPipeline

  static func make(
    _ assembly: Assembly, _ number: Int, _ environment: PipelineEnvironment
  ) throws(PipelineFailure) -> DetectDriver {
    do throws(LogError) {
      return DetectDriver(
        try DetectPipeline(
          blueprint: assembly.detectBlueprint, number: number, environment: environment))
    } catch {
      throw PipelineFailure(error)
    }
  }

  init(_ pipeline: DetectPipeline) { self.pipeline = pipeline }

  func turn() throws(PipelineError) -> Int { try pipeline.turn() }
  func wait(milliseconds: Int32) { pipeline.wait(milliseconds: milliseconds) }
  func close() throws(PipelineError) { try pipeline.close() }

  var report: PipelineReport {
    let status = pipeline.status
    return PipelineReport(
      state: !status.answeredByGroup
        ? .joining : pipeline.catchingUp > 0 ? .restoring(pipeline.restored) : .ready,
      problem: status.problem,
      counters: [
        ("records", status.recordsTotal), ("findings", status.findingsTotal),
        ("checkpoints", status.checkpointsTotal),
        ("checkpoint_bytes", status.checkpointBytesTotal), ("restores", status.restoresTotal),
        ("rebuilds", status.rebuildsTotal), ("joined_late", pipeline.joinedLateTotal),
      ],
      gauges: pipeline.shardGauges)
  }
}

final class AlertDriver: PipelineDriver {
  private let pipeline: AlertPipeline
  private let sources: [String]

  static func make(
    _ assembly: Assembly, _ version: String, _ environment: PipelineEnvironment,
    _ onAlert: @escaping (AlertEvent) -> Void
  ) throws(PipelineFailure) -> AlertDriver {
    do throws(LogError) {
      return AlertDriver(
        try AlertPipeline(
          blueprint: assembly.alertBlueprint(version: version), environment: environment,
          onEvent: onAlert), sources: assembly.configuration.sources.map(\.name))
    } catch {
      throw PipelineFailure(error)
    }
  }

  init(_ pipeline: AlertPipeline, sources: [String]) {
    self.pipeline = pipeline
    self.sources = sources
  }

  func turn() throws(PipelineError) -> Int { try pipeline.turn() }
  func wait(milliseconds: Int32) { pipeline.wait(milliseconds: milliseconds) }
  func close() throws(PipelineError) { try pipeline.close() }

  var report: PipelineReport {
    let status = pipeline.status
    var gauges: [(name: String, labels: [(String, String)], value: Double)] = [
      ("open_alerts", [], Double(pipeline.openAlerts)), ("active", [], pipeline.isActive ? 1 : 0),
    ]
    for (index, name) in sources.enumerated() {
      guard let seconds = pipeline.secondsBehind(source: index) else { continue }
      gauges.append(("source_lag_seconds", [("source", name)], seconds))
    }
    return PipelineReport(
      state: !status.answeredByGroup
        ? .joining : pipeline.isRestoring ? .restoring(pipeline.restored) : .ready,
      problem: status.problem,
      counters: [
        ("records", status.recordsTotal), ("events", status.eventsTotal),
        ("restores", status.restoresTotal), ("rebuilds", status.rebuildsTotal),
      ], gauges: gauges)
  }
}
