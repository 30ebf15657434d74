internal import Glibc
internal import HTTP
package import Pipeline
internal import Settings

/// Work that goes on on threads of its own until it is ended.
package protocol DaemonRun: AnyObject {
  func start()
  /// It cannot go on, and ends by itself.
  var hasFailed: Bool { get }
  /// Ends it in order, and waits. Throws why it could not go on.
  func end() throws(LiveRunError)
}

/// The daemon as a service: stages, health, metrics, the service manager, reload, one orderly end.
package final class Service {
  /// What a configuration becomes.
  package struct Plan: Sendable {
    package var assembly: Assembly
    package var makeRun: @Sendable (any StageMonitor) -> any DaemonRun

    package init(
      assembly: Assembly, makeRun: @escaping @Sendable (any StageMonitor) -> any DaemonRun
    ) {
      self.assembly = assembly
      self.makeRun = makeRun
    }
  }

  private var plan: Plan
  private let load: () throws(ReloadRefusal) -> Plan
  private let stop: StopFlag
  private let reloads: ReloadRequest
  private let log: Log
  package let health = Health()
  package let metrics = MetricRegistry()
  private let notifier = ServiceNotifier()
  private let configurationInfo: MetricFamily<Void>
  private let reloadsTotal: MetricFamily<Counter>

  /// Why a configuration was not taken over.
  package struct ReloadRefusal: Error {
    package var message: String
    package init(_ message: String) { self.message = message }
  }

  /// - Parameter load: reads the configuration again, whole, and checks it.
  package init(
    plan: Plan, stop: StopFlag = .ofSignals, reloads: ReloadRequest = .ofSignals, log: Log,
    version: String, load: @escaping () throws(ReloadRefusal) -> Plan
  ) {
    self.plan = plan
    self.load = load
    self.stop = stop
    self.reloads = reloads
    self.log = log
    configurationInfo = metrics.info(
      "vigie_configuration", "The configuration in force.", labels: ["hash", "version"])
    reloadsTotal = metrics.counter(
      "vigie_reloads", "Times that the configuration was read again, by outcome.",
      labels: ["outcome"])
    for outcome in ["taken", "refused"] { _ = reloadsTotal.with(outcome) }
    self.version = version
    ProcessMetrics.register(in: metrics)
  }

  private let version: String

  /// How often the service itself looks around, in microseconds.
  private static let lookMicroseconds: UInt32 = 50_000

  /// Runs until it is told to stop, then ends in order.
  package func run() throws(LiveRunError) {
    let settings = plan.assembly.configuration.http
    let server: AdminServer?
    do {
      server = try AdminServer.start(settings, health: health, metrics: metrics)
    } catch {
      throw LiveRunError(message: "http.listen: \(error)", isConfiguration: true)
    }
    let watchdog = Watchdog(health: health, log: log)
    defer {
      watchdog?.stop()
      server?.stop()
    }
    if let server { log(.information, "listening", ["http": server.address.description]) }
    while !stop.isSet {
      let run = begin()
      notifier.ready("running")
      let next = waitForChange(run)
      notifier.extendTimeout(seconds: 60)
      if next == nil { notifier.stopping("ending in order") }
      try run.end()
      if let next { plan = next }
    }
  }

  private func begin() -> any DaemonRun {
    let hash = plan.assembly.configurationHash
    configurationInfo.removeAll()
    configurationInfo.with(hash, version)
    let seconds = Double(plan.assembly.configuration.limits.hangSeconds)
    let run = plan.makeRun(
      ServiceMonitor(health: health, metrics: metrics, hangSeconds: seconds))
    run.start()
    return run
  }

  /// Returns the plan to go on with; nil: it is the end.
  private func waitForChange(_ run: any DaemonRun) -> Plan? {
    var isReady = false
    while !stop.isSet && !run.hasFailed {
      usleep(Self.lookMicroseconds)
      let report = health.report()
      if report.isReady != isReady {
        isReady = report.isReady
        notifier.status(isReady ? "ready" : report.trouble ?? "not ready")
      }
      if reloads.take(), let next = reload() { return next }
    }
    return nil
  }

  /// A bad configuration changes nothing; a good one is taken over.
  private func reload() -> Plan? {
    notifier.reloading()
    do throws(ReloadRefusal) {
      let next = try load()
      try check(next)
      reloadsTotal.with("taken").add()
      log(
        .information, "reload",
        [
          "outcome": "taken", "config": next.assembly.configurationHash,
          "before": plan.assembly.configurationHash,
        ])
      return next
    } catch {
      reloadsTotal.with("refused").add()
      log(.error, "reload", ["outcome": "refused", "error": error.message])
      notifier.ready("running; the new configuration was refused")
      return nil
    }
  }

  /// What a reload cannot change, for the state or the topics would not fit.
  private func check(_ next: Plan) throws(ReloadRefusal) {
    let (old, new) = (plan.assembly.configuration, next.assembly.configuration)
    if old.delivery == .atLeastOnce {
      throw ReloadRefusal("with 'delivery: at-least-once' what was learnt is in memory: restart")
    }
    let fixed: [(String, Bool)] = [
      ("paneSeconds", old.paneLength == new.paneLength), ("shards", old.shards == new.shards),
      ("delivery", old.delivery == new.delivery), ("http", old.http == new.http),
      ("topics.internalPrefix", old.topics.internalPrefix == new.topics.internalPrefix),
    ]
    for (key, isSame) in fixed where !isSame {
      throw ReloadRefusal("\(key) cannot change while it runs: restart")
    }
  }
}
