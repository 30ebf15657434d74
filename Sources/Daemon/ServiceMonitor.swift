internal import Pipeline
internal import Settings
internal import Synchronization

/// Shows the pipelines in health and metrics.
package final class ServiceMonitor: StageMonitor {
  private let health: Health
  private let metrics: MetricRegistry
  private let hangSeconds: Double
  private let pipelines = Mutex<[String: Watched]>([:])
  private let turns: MetricFamily<Histogram>

  /// What is kept of one pipeline.
  private struct Watched {
    var pulse: Pulse
    var nextReport: UInt64 = 0
    /// Labels of the gauges that were shown last, to take away those that are gone.
    var shown: [String: [[String: String]]] = [:]
  }

  /// A call to the broker may take this long before it comes back.
  private static let brokerCallSeconds = 20.0
  private static let reportNanoseconds: UInt64 = 1_000_000_000

  package init(health: Health, metrics: MetricRegistry, hangSeconds: Double) {
    self.health = health
    self.metrics = metrics
    self.hangSeconds = hangSeconds
    turns = metrics.histogram(
      "vigie_step_seconds", unit: "seconds", bounds: Histogram.stepBounds,
      "Time that one turn of a pipeline took, waiting for input left out.", labels: ["pipeline"])
  }

  package func began(_ pipeline: String) {
    let pulse = health.pulse(pipeline, limitSeconds: hangSeconds + Self.brokerCallSeconds)
    health.set(pipeline, .starting)
    pipelines.withLock { $0[pipeline] = Watched(pulse: pulse) }
  }

  package func turned(
    _ pipeline: String, _ driver: any PipelineDriver, taken: Int, nanoseconds: UInt64
  ) {
    let now = SystemClock.monotonicNanoseconds()
    let isDue = pipelines.withLock { watched -> Bool in
      guard let held = watched[pipeline] else { return false }
      held.pulse.beat()
      guard now >= held.nextReport else { return false }
      watched[pipeline]?.nextReport = now + Self.reportNanoseconds
      return true
    }
    if taken > 0 { turns.with(pipeline).observe(Double(nanoseconds) / 1e9) }
    if isDue { report(pipeline, driver.report) }
  }

  package func ending(_ pipeline: String) {
    health.set(pipeline, .degraded(reason: "ending"))
    pipelines.withLock { $0[pipeline]?.pulse.beat(thenSilentFor: 60) }
  }

  package func ended(_ pipeline: String, failure: String?) {
    pipelines.withLock { $0.removeValue(forKey: pipeline)?.pulse.end() }
    if let failure {
      health.set(pipeline, .failed(reason: failure))
    } else {
      health.remove(pipeline)
    }
  }

  private func report(_ pipeline: String, _ report: PipelineReport) {
    switch report.state {
    case .joining:
      health.set(
        pipeline,
        report.problem.map { .failed(reason: $0) } ?? .starting)
    case .restoring(let share): health.set(pipeline, .restoring(progress: share))
    case .ready:
      health.set(pipeline, report.problem.map { .degraded(reason: $0) } ?? .ready)
    }
    let stage = pipeline.prefix { $0 != "." }
    for (name, value) in report.counters {
      metrics.counter(
        "vigie_\(stage)_\(name)", "\(Self.help[name] ?? name).", labels: ["pipeline"]
      ).with(pipeline).raise(to: Int(value))
    }
    show(report.gauges, stage: String(stage), of: pipeline)
  }

  private func show(
    _ gauges: [(name: String, labels: [(String, String)], value: Double)], stage: String,
    of pipeline: String
  ) {
    var shown: [String: [[String: String]]] = [:]
    for gauge in gauges {
      let name = "vigie_\(stage)_\(gauge.name)"
      metrics.gauge(
        name, unit: gauge.name.hasSuffix("_seconds") ? "seconds" : nil,
        "\(Self.help[gauge.name] ?? gauge.name).", labels: gauge.labels.map(\.0)
      ).with(gauge.labels.map(\.1)).set(gauge.value)
      shown[name, default: []].append(
        Dictionary(gauge.labels, uniquingKeysWith: { first, _ in first }))
    }
    let before = pipelines.withLock { $0[pipeline]?.shown ?? [:] }
    for (name, labels) in before {
      for gone in labels where !gone.isEmpty && !(shown[name] ?? []).contains(gone) {
        metrics.remove(matching: gone)
      }
    }
    pipelines.withLock { [shown] in $0[pipeline]?.shown = shown }
  }

  /// What the numbers of the pipelines are.
  private static let help = [
    "records": "Records taken", "accepted": "Records accepted as events",
    "late": "Events whose pane was closed", "rejected": "Records that could not be used",
    "filtered": "Records that the source's mapping leaves aside",
    "duplicates": "Events that were there already",
    "dead_letters": "Dead letters written", "panes": "Sums of closed panes written",
    "input_lost": "Records that retention deleted before they were read",
    "rebuilds": "Times that all state was dropped and read again",
    "frontier_guessed": "Records stamped earlier than the clock that had stood for them",
    "lag_records": "Records between the position and the end of the partition",
    "frontier_delay_seconds": "How far the partition's frontier is behind the present",
    "findings": "Findings written", "checkpoints": "Checkpoints written",
    "checkpoint_bytes": "Bytes of checkpoints written",
    "restores": "Times that state was read back",
    "joined_late": "Sums that came for panes that were stepped already",
    "series": "Series with state", "events": "Alert events written",
    "open_alerts": "Alerts that are open", "active": "1 where this process decides about alerts",
    "source_lag_seconds": "How far a source's stepped panes are behind the present",
  ]
}
