import Daemon
import EventTime
import Kafka
import Settings
import Signals

let exerciseCommand = Command(
  name: "exercise",
  summary: "The daily test of the alarm: sends a mark through every stage and waits for its event",
  explanation: """
    Writes one marked record to the input topic of a source, or of every source, and waits on the
    alerts' topic for the event of mode exercise that the daemon makes of it. Shows when each stage
    had it, and the whole time. No detector sees the record: it counts nowhere, opens no alert and
    makes no dead letter.

    Exit 0: the event came for every source. Exit 69: it did not, and the words say after which hop
    it was lost. Run it from a timer, and ring when it fails.
    """,
  options: [
    CommandOption(
      name: "config", value: "FILE", help: "the configuration, vigie.yaml", isRequired: true),
    CommandOption(name: "source", value: "NAME", help: "only this source", isRepeatable: true),
    CommandOption(
      name: "timeout", value: "DURATION", help: "how long to wait, as 60s or 5m", fallback: "60s"),
  ],
  examples: ["vigie exercise --config /etc/vigie/vigie.yaml --source posts --timeout 90s"],
  run: { (arguments) throws(Failure) in
    let configuration = try Loading.configuration(arguments["config"] ?? "")
    let text = arguments["timeout"] ?? ""
    guard let seconds = durationSeconds(text), seconds <= 86_400 else {
      throw .usage("--timeout \(text): write a duration as 60s, 5m or 1h", command: "exercise")
    }
    let names = configuration.sources.map(\.name)
    for name in arguments.all("source") where !names.contains(name) {
      throw .unknownSource(name, among: names, command: "exercise")
    }
    let wanted = arguments.all("source")
    let sources = configuration.sources.filter { wanted.isEmpty || wanted.contains($0.name) }
    StopFlag.watchSignals()
    do {
      try Exercise(configuration, Loading.properties(configuration)).run(
        sources.map { ($0.name, $0.topic) }, timeoutSeconds: seconds)
    } catch let error as KafkaError {
      throw Failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw .bug("\(error)")
    }
  })

/// One test of the alarm.
private struct Exercise {
  private let configuration: Configuration
  private let properties: ClientProperties

  init(_ configuration: Configuration, _ properties: ClientProperties) {
    self.configuration = configuration
    self.properties = properties
  }

  func run(_ sources: [(name: String, topic: String)], timeoutSeconds: Double) throws {
    let reader = try TopicReader(
      [configuration.alerts.topic], from: .end, properties: properties)
    let before = try betweenStages()
    let started = SystemClock.monotonicNanoseconds()
    var waiting = try send(to: sources)
    var elapsed = 0.0
    while !waiting.isEmpty, !StopFlag.ofSignals.isSet {
      elapsed = Double(SystemClock.monotonicNanoseconds() - started) / 1e9
      guard elapsed < timeoutSeconds else { break }
      try reader.poll(timeoutMilliseconds: 100) { message, _ in
        guard let event = ExerciseEvent(message), let mark = waiting[event.source],
          mark.id == event.id
        else { return }
        waiting[event.source] = nil
        show(event, mark)
      }
    }
    guard !waiting.isEmpty else { return }
    let after = try betweenStages()
    throw Failure.unavailable(
      waiting.keys.sorted().map { name in
        "the exercise of source \(name) was lost after \(lostAfter(before, after)): "
          + "no event on \(configuration.alerts.topic) within \(Int(min(elapsed, timeoutSeconds))) s"
      }.joined(separator: "\n"))
  }

  /// Writes a mark to each source's topic, and waits until the broker has them.
  private func send(
    to sources: [(name: String, topic: String)]
  ) throws(KafkaError) -> [String: ExerciseMark] {
    let producer = try Producer(properties.overridden(by: ["linger.ms": "0"]))
    try producer.prepare(topics: sources.map(\.topic))
    var random = SystemRandomNumberGenerator()
    var marks: [String: ExerciseMark] = [:]
    for source in sources {
      // As the mark writes it: whole milliseconds.
      let now = SystemClock.now().microseconds / 1000 * 1000
      let mark = ExerciseMark(
        idHigh: random.next(), idLow: random.next(), sent: Instant(microseconds: now))
      try producer.produce(topic: source.topic, key: Array(mark.id.utf8), payload: mark.payload)
      marks[source.name] = mark
    }
    try producer.close()
    return marks
  }

  private func show(_ event: ExerciseEvent, _ mark: ExerciseMark) {
    let hops = [("sent", mark.sent)] + event.hops + [("received", SystemClock.now())]
    Terminal.result("source \(event.source), exercise \(mark.id)")
    for (name, time) in hops {
      let after = seconds(time - mark.sent)
      Terminal.result("  \(time.rfc3339)  \(after)  \(name)")
    }
    Terminal.result("  total \(seconds(SystemClock.now() - mark.sent))")
  }

  private func seconds(_ interval: Interval) -> String {
    let milliseconds = interval.microseconds / 1000
    let (whole, rest) = (abs(milliseconds) / 1000, abs(milliseconds) % 1000)
    let fraction = String(rest + 1000).dropFirst()
    return "\(milliseconds < 0 ? "-" : "")\(whole).\(fraction) s"
  }

  /// How far the topics between the stages are; nil for one that is not there or not used.
  private func betweenStages() throws -> (panes: Int64?, findings: Int64?) {
    guard configuration.delivery == .exactlyOnce else { return (nil, nil) }
    let names = configuration.topics.internalTopics
    func end(_ topic: String) throws(KafkaError) -> Int64? {
      do throws(KafkaError) {
        return try TopicReader([topic], from: .end, properties: properties).endTotal
      } catch {
        guard error.code == .unknownTopicOrPartition else { throw error }
        return nil
      }
    }
    return (try end(names.panes), try end(names.findings))
  }

  /// The stages announce their frontiers at every pane, also when nothing happens: one whose output
  /// did not grow is the one that stands.
  private func lostAfter(
    _ before: (panes: Int64?, findings: Int64?), _ after: (panes: Int64?, findings: Int64?)
  ) -> String {
    let names = configuration.topics.internalTopics
    guard let oldPanes = before.panes, let panes = after.panes,
      let oldFindings = before.findings, let findings = after.findings
    else { return "'sent' (does the daemon run?)" }
    if panes == oldPanes { return "'sent': \(names.panes) has not grown, OBSERVE stands" }
    if findings == oldFindings {
      return "'observed': \(names.findings) has not grown, DETECT stands"
    }
    return "'detected': \(names.findings) has grown, ALERT stands"
  }
}
