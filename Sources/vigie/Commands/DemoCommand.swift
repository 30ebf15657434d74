import Alerts
import Daemon
import EventTime
import Foundation
import Kafka
import Pipeline
import Settings
import Simulation

let demoCommand = Command(
  name: "demo",
  summary: "Everything at once, on this machine: broker, simulated city, daemon, alerts",
  explanation: """
    Starts an embedded broker, fills its topics with what a simulated city posts and reports, and runs
    the daemon on them, on a clock that is faster than the wall's. A day lies behind the city at the
    start: the daemon catches up on it quietly. Then a panic breaks out in the Bas-Rhin, and a story
    of a flood runs through the Bouches-du-Rhône; their alerts show as they open and close.
    """,
  options: [
    CommandOption(
      name: "for", value: "DURATION", help: "how long, as 60s or 5m; without it until stopped"),
    CommandOption(
      name: "speed", value: "N", help: "simulated seconds a second: 360 is six hours a minute",
      fallback: "360"),
    CommandOption(name: "seed", value: "N", help: "of the city", fallback: "1"),
    CommandOption(
      name: "config", value: "FILE", help: "the configuration",
      fallback: "Config/examples/demo/vigie.yaml"),
    CommandOption(name: "verbose", value: nil, help: "show the daemon's log lines too"),
  ],
  examples: ["vigie demo --for 60s", "vigie demo --speed 60 --seed 7"],
  run: { (arguments) throws(Failure) in try Demo(arguments).run() })

/// One demonstration.
private final class Demo {
  private let assembly: Assembly
  private let speed: Double
  private let seed: UInt64
  private let seconds: Double?
  private let isVerbose: Bool
  private var opened: [String: AlertEvent] = [:]
  private var finished: [(opened: AlertEvent, closed: AlertEvent)] = []

  /// Simulated time that lies behind the city when it starts.
  private static let past = Interval.days(1)
  /// The wall's seconds that the broker and the group need to begin.
  private static let startSeconds = 6.0

  init(_ arguments: Arguments) throws(Failure) {
    guard let speed = Double(arguments["speed"] ?? ""), speed >= 1, speed <= 3600 else {
      throw .usage("--speed must be a number from 1 to 3600", command: "demo")
    }
    guard let seed = UInt64(arguments["seed"] ?? "") else {
      throw .usage("--seed must be a whole number", command: "demo")
    }
    self.speed = speed
    self.seed = seed
    var seconds: Double?
    if let text = arguments["for"] {
      guard let parsed = durationSeconds(text) else {
        throw .usage("--for \(text): write a duration as 60s, 5m or 1h", command: "demo")
      }
      seconds = parsed
    }
    self.seconds = seconds
    isVerbose = arguments.has("verbose")
    assembly = try Loading.assembly(arguments["config"] ?? "")
  }

  func run() throws(Failure) {
    StopFlag.watchSignals()
    let configuration = assembly.configuration
    // A Monday in March at 13:00 in Paris.
    let live = Instant(seconds: 1_772_452_800)
    let city = CityScenario.demo(
      start: live - Self.past, live: live, zone: configuration.timeZone)
    let clock = RunClock(
      from: live - Interval(microseconds: Int64(Self.startSeconds * speed * 1e6)), speed: speed)
    let broker = try startBroker()
    var options = LiveRunOptions()
    options.clockMargin = clock.interval(ofWallSeconds: 5)
    options.commitEverySeconds = 0.2
    options.closeMilliseconds = 4000
    let log = Log(level: isVerbose ? .information : .error)
    let run = try LiveRun.make(
      assembly: assembly,
      properties: broker.properties.overridden(by: [
        "fetch.wait.max.ms": "20", "session.timeout.ms": "6000",
      ]), key: Loading.key(configuration), clock: clock, options: options, log: log
    ) { [self] event in show(event) }
    introduce(city, broker)
    let feeder = CityFeeder(
      city: CityGenerator(seed: seed, scenario: city),
      topics: city.sources.map { source in
        configuration.sources.first { $0.name == source.name }?.topic ?? source.name
      }, broker: broker, clock: clock, taken: run.records)
    feeder.start()
    if let seconds { stop(after: seconds) }
    try run.runToEnd(StopFlag.ofSignals)
    feeder.stop()
    conclude(city, run, clock)
  }

  private func startBroker() throws(Failure) -> EmbeddedBroker {
    do {
      let broker = try EmbeddedBroker()
      let configuration = assembly.configuration
      for source in configuration.sources { try broker.createTopic(source.topic, partitions: 2) }
      for topic in [
        configuration.alerts.topic, configuration.alerts.currentTopic,
        configuration.deadLetters.topic,
      ] { try broker.createTopic(topic, partitions: 1) }
      return broker
    } catch {
      throw .unavailable("the embedded broker: \(error)")
    }
  }

  private func stop(after seconds: Double) {
    let thread = Thread {
      Thread.sleep(forTimeInterval: seconds)
      StopFlag.ofSignals.set()
    }
    thread.start()
  }

  // MARK: Words

  private var isFrench: Bool { assembly.configuration.language == .fr }

  private func introduce(_ city: CityScenario, _ broker: EmbeddedBroker) {
    Terminal.say("broker   \(broker.bootstrapServers) (embedded, gone at the end)")
    Terminal.say(
      "clock    \(Int(speed)) times the wall's: an hour in "
        + "\(Int((3600 / speed).rounded())) s; it is \(local(city.start + Self.past)) in the city")
    for incident in city.incidents where incident.source == city.sources[0].name {
      Terminal.say(
        "scripted \(incident.kind.rawValue) in \(name(ofArea: incident.area)), "
          + "\(local(incident.onset)) to \(local(incident.end))")
    }
    Terminal.say("Until then nothing should be heard. Ctrl-C ends it.\n")
  }

  private func show(_ event: AlertEvent) {
    if event.suppressedBy != nil || event.mode == .catchUp { return }
    switch event.state {
    case .opened: opened[event.alertID] = event
    case .closed:
      if let first = opened.removeValue(forKey: event.alertID) { finished.append((first, event)) }
    case .updated where opened[event.alertID] == nil: opened[event.alertID] = event
    case .updated, .acknowledged, .transferred, .stale: break
    }
    let colours = [1: "36", 2: "33", 3: "31", 4: "1;31"]
    let isOver = event.state == .closed
    let colour = isOver ? "32" : colours[event.severity] ?? "0"
    let state = event.state.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
    let words = isFrench ? event.headline.fr : event.headline.en
    Terminal.result(
      Terminal.styled("\(local(event.time)) \(state) \(event.severity)", colour) + "  \(words)")
  }

  /// What was scripted, and which alert told of it.
  private func conclude(_ city: CityScenario, _ run: LiveRun, _ clock: RunClock) {
    let all = finished.map(\.opened) + opened.values
    Terminal.say("\n\(run.records.value) records, \(run.alertEventsTotal) alert events.")
    let firstOnset = city.incidents.map(\.onset).min() ?? .distantFuture
    let early = all.filter { $0.time < firstOnset }.count
    Terminal.say("before the first incident: \(early) alerts")
    for incident in city.incidents where incident.onset < clock.now {
      let told = all.filter {
        $0.subject.hasPrefix(incident.source + "/") && $0.time >= incident.onset
          && $0.firstSeen < incident.end
          && ($0.area?.code == incident.area || $0.subject.contains("/\(incident.kind.theme)/"))
      }.min { $0.time < $1.time }
      let found = told.map { event in
        let minutes = (event.time - incident.onset).microseconds / 60_000_000
        let isClosed = finished.contains { $0.opened.alertID == event.alertID }
        return "\(event.subject) after \(minutes) min, \(isClosed ? "closed" : "open")"
      }
      Terminal.say(
        "\(incident.kind.rawValue) in \(name(ofArea: incident.area)), \(incident.source): "
          + (found ?? "no alert"))
    }
  }

  private func name(ofArea code: String) -> String {
    assembly.territory.areas.first { $0.code == code }?.name ?? code
  }

  private func local(_ instant: Instant) -> String {
    let zone = assembly.configuration.timeZone
    let shifted = instant + .seconds(zone.offsetSeconds(at: instant))
    return String(shifted.rfc3339.dropFirst(11).prefix(5))
  }
}

/// Feeds what the city has said up to now into the broker, never far ahead of the daemon.
///
/// `@unchecked`: everything but the stop flag and the counter belongs to its own thread.
private final class CityFeeder: @unchecked Sendable {
  private var city: CityGenerator
  private let topics: [String]
  private let broker: EmbeddedBroker
  private let clock: RunClock
  private let taken: RecordCounter
  private let halt = StopFlag()
  private var sent: Int64 = 0

  /// Records in the broker that the daemon has not taken: about 2 MB of the 5 it keeps.
  private static let ahead: Int64 = 4000

  init(
    city: CityGenerator, topics: [String], broker: EmbeddedBroker, clock: RunClock,
    taken: RecordCounter
  ) {
    self.city = city
    self.topics = topics
    self.broker = broker
    self.clock = clock
    self.taken = taken
  }

  func start() {
    let thread = Thread { [self] in feed() }
    thread.start()
  }

  func stop() { halt.set() }

  private func feed() {
    do {
      let producer = try Producer(
        broker.properties.overridden(by: ["linger.ms": "5"]))
      while !halt.isSet && !StopFlag.ofSignals.isSet {
        var failure: KafkaError?
        city.next(until: clock.now) { source, time, id, payload in
          if failure != nil || halt.isSet || StopFlag.ofSignals.isSet { return }
          while sent - taken.value > Self.ahead && !StopFlag.ofSignals.isSet && !halt.isSet {
            producer.poll(timeoutMilliseconds: 2)
          }
          do throws(KafkaError) {
            try producer.produce(
              topic: topics[source], key: id, payload: payload,
              timestampMilliseconds: time.microseconds / 1000)
            sent += 1
          } catch {
            failure = error
          }
        }
        if let failure { throw failure }
        producer.poll(timeoutMilliseconds: 10)
      }
    } catch {
      Terminal.say("vigie: the city fell silent: \(error)")
      StopFlag.ofSignals.set()
    }
  }
}
