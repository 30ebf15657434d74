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
    Runs all three stages in one process until it is told to stop (TERM or INT), then ends in order:
    the last batch is delivered and committed. A broker that is away is waited for and said so.

    Delivery is at least once: after a crash a record may be handled twice, and its alerts keep their
    ids. What was learnt is not kept over a restart yet: a restarted daemon learns anew.
    """,
  options: [
    CommandOption(
      name: "config", value: "FILE", help: "the configuration, vigie.yaml", isRequired: true),
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
    StopFlag.watchSignals()
    let run = try LiveRun.make(
      assembly: assembly, properties: Loading.properties(configuration),
      key: Loading.key(configuration), log: log)
    log(
      .information, "started",
      [
        "version": Vigie.version, "config": assembly.configurationHash,
        "sources": String(configuration.sources.count), "series": String(assembly.seriesCount),
        "broker": configuration.broker.bootstrap,
      ])
    try run.runToEnd(StopFlag.ofSignals)
  })

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
