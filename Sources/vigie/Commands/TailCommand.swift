import Daemon
import EventTime
import Foundation
import Kafka
import Settings

let tailCommand = Command(
  name: "tail",
  summary: "Alerts as they come, from the alerts' topic",
  explanation: """
    Shows each event of the alerts' topic from now on, or since a time, until it is interrupted: a
    line for people in the configured language, or the event itself with --format ndjson. It reads
    along without a group and changes nothing. Events of an exercise show as such.
    """,
  options: [
    CommandOption(
      name: "config", value: "FILE", help: "the configuration, vigie.yaml", isRequired: true),
    CommandOption(
      name: "since", value: "TIME", help: "begin there, as 2026-03-01T00:00:00Z or 12h"),
    CommandOption(name: "limit", value: "N", help: "end after so many events"),
    CommandOption(
      name: "format", value: "lines|ndjson", help: "for people, or for programs",
      fallback: "lines"),
  ],
  examples: ["vigie tail --config /etc/vigie/vigie.yaml --since 1h"],
  run: { (arguments) throws(Failure) in
    let configuration = try Loading.configuration(arguments["config"] ?? "")
    guard let format = AlertTail.Format(rawValue: arguments["format"] ?? "") else {
      throw .usage("--format is lines or ndjson", command: "tail")
    }
    var limit = Int.max
    if let text = arguments["limit"] {
      guard let number = Int(text), number > 0 else {
        throw .usage("--limit must be a number above 0", command: "tail")
      }
      limit = number
    }
    let since = try moment(arguments["since"], "since", command: "tail", allowsAgo: true)
    StopFlag.watchSignals()
    do {
      let reader = try TopicReader(
        [configuration.alerts.topic], from: since.map { .time($0) } ?? .end,
        properties: Loading.properties(configuration))
      let tail = AlertTail(configuration, format)
      var shown = 0
      while shown < limit, !StopFlag.ofSignals.isSet {
        try reader.poll(timeoutMilliseconds: 100) { message, _ in
          guard shown < limit, let line = tail.line(message) else { return }
          shown += 1
          Terminal.result(line)
        }
      }
    } catch let error as KafkaError {
      throw Failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw .bug("\(error)")
    }
  })

/// Alert events as lines.
private struct AlertTail {
  enum Format: String { case lines, ndjson }

  private let configuration: Configuration
  private let format: Format

  init(_ configuration: Configuration, _ format: Format) {
    self.configuration = configuration
    self.format = format
  }

  /// Nil for a tombstone, and for what people need not read, such as a heartbeat.
  func line(_ message: Message) -> String? {
    guard let payload = message.payload else { return nil }
    if format == .ndjson { return String(decoding: payload, as: UTF8.self) }
    guard let event = try? JSONDecoder().decode(Envelope.self, from: Data(payload)) else {
      return ExerciseEvent(message).map { "exercise of source \($0.source), \($0.id)" }
    }
    let colours = [1: "36", 2: "33", 3: "31", 4: "1;31"]
    let colour = event.data.state == "closed" ? "32" : colours[event.data.severity] ?? "0"
    let state = event.data.state.padding(toLength: 12, withPad: " ", startingAt: 0)
    let quiet = event.data.mode == "live" ? "" : " (\(event.data.mode))"
    let headline = event.data.headline
    let words = configuration.language == .fr ? headline.fr : headline.en
    return Terminal.styled("\(local(event.time)) \(state) \(event.data.severity)", colour)
      + "  \(words)\(quiet)"
  }

  /// Date and time of day in the operators' zone.
  private func local(_ text: String) -> String {
    var copy = text
    guard
      let time = copy.withUTF8({ Instant.rfc3339(UnsafeRawBufferPointer($0), zone: .utc) })
    else { return text }
    let zone = configuration.timeZone
    let shifted = (time + .seconds(zone.offsetSeconds(at: time))).rfc3339
    return "\(shifted.prefix(10)) \(shifted.dropFirst(11).prefix(5))"
  }

  private struct Envelope: Decodable {
    var time: String
    var data: Body
  }

  private struct Body: Decodable {
    var state: String
    var severity: Int
    var mode: String
    var headline: Words
  }

  private struct Words: Decodable {
    var fr: String
    var en: String
  }
}
