import Daemon
import EventTime
import Kafka
import Pipeline
import Replay
import Settings

/// `vigie replay --pace`: files feed their sources' topics, where a daemon takes them.
struct FeedRun {
  private let assembly: Assembly
  private let inputs: [ReplayInput]
  private let speed: Double?
  private let stamp: FeedStamp
  private let properties: ClientProperties

  init(_ arguments: Arguments) throws(Failure) {
    for option in ["from", "to", "alerts", "dead-letters", "times"] where arguments.has(option) {
      throw .usage(
        "--\(option) does not go with --pace: what is fed is a daemon's to judge",
        command: "replay")
    }
    speed = try Self.speed(arguments["pace"] ?? "")
    let text = arguments["stamp"] ?? FeedStamp.append.rawValue
    guard let stamp = FeedStamp(rawValue: text) else {
      throw .usage("--stamp \(text): it is append or event", command: "replay")
    }
    self.stamp = stamp
    assembly = try Loading.assembly(arguments["config"] ?? "")
    inputs = try ReplayRun.inputs(arguments, assembly)
    properties = try Loading.properties(assembly.configuration)
  }

  /// Seconds of event time a second, as `60x`; nil for `max`.
  private static func speed(_ text: String) throws(Failure) -> Double? {
    if text == "max" { return nil }
    guard text.hasSuffix("x"), let number = Double(text.dropLast()), number > 0,
      number <= 1_000_000
    else {
      throw .usage(
        "--pace \(text): write it as 60x, sixty times as fast as it was, or max",
        command: "replay")
    }
    return number
  }

  func run() throws(Failure) {
    StopFlag.watchSignals()
    try checkTopics()
    let feeder: TopicFeeder
    do {
      feeder = try TopicFeeder(
        assembly: assembly, inputs: inputs, properties: properties, speed: speed, stamp: stamp)
    } catch {
      throw Failure(error)
    }
    let bar = ProgressBar(total: totalBytes(inputs.map(\.path)))
    var problem = ""
    do {
      var isMore = true
      while isMore && !StopFlag.ofSignals.isSet {
        isMore = try feeder.step()
        bar.show(feeder.progress.bytes, at: feeder.progress.time)
        for error in feeder.takeErrors() where error.reason != problem {
          problem = error.reason
          Terminal.say("the broker: \(error)")
        }
      }
      try feeder.finish()
    } catch {
      bar.end()
      throw Failure(error)
    }
    bar.end()
    try report(feeder)
  }

  /// The topics must be there, and take the stamps: neither shows before it is too late.
  private func checkTopics() throws(Failure) {
    do {
      let admin = try Admin(properties)
      try admin.checkReachable()
      let found = try admin.metadata().topics
      for source in Set(inputs.map(\.source)).sorted() {
        let topic = assembly.configuration.sources[source].topic
        guard found[topic] != nil else {
          throw Failure.unavailable("topic \(topic) is not there: vigie topics create makes it")
        }
        guard stamp == .event else { continue }
        let settings = try admin.settings(ofTopics: [topic])[topic] ?? [:]
        if settings["message.timestamp.type"] == "LogAppendTime" {
          throw Failure.configuration(
            "topic \(topic) stamps records itself (message.timestamp.type is LogAppendTime): "
              + "--stamp event needs a topic with CreateTime")
        }
      }
    } catch let error as KafkaError {
      throw Failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw .bug("\(error)")
    }
  }

  private func report(_ feeder: TopicFeeder) throws(Failure) {
    let progress = feeder.progress
    let ending = StopFlag.ofSignals.isSet ? ", and was told to stop" : ""
    Terminal.say(
      "\(counted(feeder.delivered, "record")) fed, \(progress.usable) of them usable, "
        + "\(progress.tooLarge) too large\(ending)")
    guard !StopFlag.ofSignals.isSet else { return }
    let paths = inputs.map(\.path).joined(separator: ", ")
    if progress.records + progress.tooLarge == 0 { throw .data("\(paths): no record") }
    if progress.usable == 0 {
      throw .data(
        "\(paths): no usable record. See: vigie check --source NAME --sample FILE")
    }
  }
}

extension Failure {
  init(_ error: FeedError) {
    switch error {
    case .file(let error): self.init(error)
    case .log(let error): self.init(error)
    case .mapping(let message): self = .configuration(message)
    }
  }
}
