import Alerts
import Daemon
import Detection
import Foundation
import Kafka
import Pipeline
import Settings

let runCommand = Command(
  name: "run",
  summary: "The daemon: consumes the sources' topics and publishes alerts, day and night",
  explanation: """
    Runs the three stages until it is told to stop (TERM or INT), then ends in order: the last batch is
    delivered and committed. A broker that is away is waited for and said so.

    With 'delivery: exactly-once' every record counts once, whatever dies: the stages pass their
    results through topics of their own, in transactions, and what was learnt is kept there. Several
    processes share the work by running the same configuration, each with an 'instance' of its own;
    --stages says which stages one of them runs.
    With 'delivery: at-least-once', for brokers without transactions, all stages run in memory: after a
    crash a record may be handled twice, its alerts keep their ids, and learning begins anew.
    HUP reads the configuration again: a bad one changes nothing, a good one takes over, and what was
    learnt is kept.
    """,
  options: [
    CommandOption(
      name: "config", value: "FILE", help: "the configuration, vigie.yaml", isRequired: true),
    CommandOption(
      name: "stages", value: "LIST",
      help: "of observe, detect, alert, separated by commas; all of them by default"),
    CommandOption(name: "verbose", value: nil, help: "log librdkafka's own lines too"),
  ],
  examples: ["vigie run --config /etc/vigie/vigie.yaml"],
  run: { (arguments) throws(Failure) in
    let assembly = try Loading.assembly(arguments["config"] ?? "")
    let configuration = assembly.configuration
    let log = Log(level: arguments.has("verbose") ? .debug : .information)
    if configuration.privacy.key == nil {
      log(.warning, "privacy.key is not set: pseudonyms end with this process")
    }
    StopFlag.watchSignals(hangUpReloads: true)
    log(
      .information, "started",
      [
        "version": Vigie.version, "config": assembly.configurationHash,
        "delivery": configuration.delivery.rawValue, "instance": configuration.instance,
        "sources": String(configuration.sources.count), "series": String(assembly.seriesCount),
        "broker": configuration.broker.bootstrap,
      ])
    var options = StageRunOptions()
    if let list = arguments["stages"] {
      guard configuration.delivery == .exactlyOnce else {
        throw .configuration("--stages needs 'delivery: exactly-once': else all run in memory")
      }
      options.stages = try stages(list)
    }
    let path = arguments["config"] ?? ""
    let service = Service(
      plan: try servicePlan(assembly, options, log), log: log, version: Vigie.version
    ) { () throws(Service.ReloadRefusal) in
      do throws(Failure) {
        return try servicePlan(try Loading.assembly(path), options, log)
      } catch {
        throw Service.ReloadRefusal(error.message)
      }
    }
    do throws(LiveRunError) {
      try service.run()
    } catch {
      throw error.isConfiguration ? .configuration(error.message) : .unavailable(error.message)
    }
  })

/// What the service runs with a configuration.
private func servicePlan(
  _ assembly: Assembly, _ options: StageRunOptions, _ log: Log
) throws(Failure) -> Service.Plan {
  let key = try Loading.key(assembly.configuration)
  var assembly = assembly
  try Loading.readWatchList(into: &assembly, key: key)
  let properties = try Loading.properties(assembly.configuration)
  return Service.Plan(assembly: assembly) { [assembly] monitor in
    guard assembly.configuration.delivery == .exactlyOnce else {
      return LiveService(
        assembly: assembly, key: key, properties: properties, version: Vigie.version, log: log,
        monitor: monitor)
    }
    return StageRun(
      assembly: assembly, key: key, properties: properties, version: Vigie.version,
      options: options, log: log, monitor: monitor)
  }
}

/// The stages of a list such as `observe,detect`.
private func stages(_ list: String) throws(Failure) -> Set<Stage> {
  var stages: Set<Stage> = []
  for word in list.split(separator: ",", omittingEmptySubsequences: false) {
    guard let stage = Stage(rawValue: word.trimmingCharacters(in: .whitespaces)) else {
      let known = Stage.allCases.map(\.rawValue)
      throw .usage(
        "--stages: '\(word)' is no stage; they are \(known.joined(separator: ", "))",
        command: "run")
    }
    stages.insert(stage)
  }
  return stages
}

extension LiveRun {
  /// A run over the whole configuration.
  static func make(
    assembly: Assembly, properties: ClientProperties, key: [UInt8], clock: RunClock = RunClock(),
    options: LiveRunOptions = LiveRunOptions(), log: Log,
    onAlert: @escaping (AlertEvent) -> Void = { _ in }
  ) throws(Failure) -> LiveRun {
    let chain: Chain
    do {
      chain = try assembly.chain(key: key, history: false)
    } catch {
      throw .configuration(error.message)
    }
    do {
      return try LiveRun(
        assembly: assembly, chain: chain, properties: properties, version: Vigie.version,
        clock: clock, options: options, log: log, onAlert: onAlert)
    } catch {
      throw Failure(error)
    }
  }

  /// Runs until the flag is set; an error that waiting does not mend becomes an exit code.
  func runToEnd(_ stop: StopFlag) throws(Failure) {
    do {
      try run(until: stop)
    } catch {
      throw error.isConfiguration ? .configuration(error.message) : .unavailable(error.message)
    }
  }
}

extension Failure {
  init(_ error: KafkaError) {
    guard !error.isConfigurationError else {
      self = .configuration("broker.properties: \(error)")
      return
    }
    let advice =
      switch error.code {
      case .transport, .timedOut, .allBrokersDown:
        "\nDoes it run, and is it where broker.bootstrap says?"
      case .authentication:
        "\nWho we are is under broker.properties (sasl.mechanism, sasl.username) and "
          + "broker.secrets (sasl.password)."
      case .tls:
        "\nCertificates are under broker.properties: ssl.ca.location, ssl.certificate.location, "
          + "ssl.key.location."
      case let code where code.isAuthorizationFailure:
        "\nWhat must be granted: vigie topics rights --config FILE"
      case _: ""
      }
    self = .unavailable("the broker: \(error)\(advice)")
  }
}
