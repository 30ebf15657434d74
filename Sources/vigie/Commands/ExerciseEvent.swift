import EventTime
import Foundation
import Kafka

/// What the daemon publishes of an exercise: which source's it was, and when each stage had it.
struct ExerciseEvent {
  let source: String
  /// As in the mark that was sent.
  let id: String
  /// The stages that name their time, in the order of the stages.
  let hops: [(name: String, time: Instant)]

  static let type = "vigie.alert.exercise"
  private static let subjectPrefix = "ops/exercise/"

  /// Reads a record of the alerts' topic; nil when it tells of no exercise.
  init?(_ message: Message) {
    guard let payload = message.payload,
      let event = try? JSONDecoder().decode(Envelope.self, from: Data(payload)),
      event.type == Self.type, event.subject.hasPrefix(Self.subjectPrefix)
    else { return nil }
    source = String(event.subject.dropFirst(Self.subjectPrefix.count))
    id = event.data.exercise
    hops = ["observed", "detected", "alerted"].compactMap { name in
      guard var text = event.data.hops[name] else { return nil }
      return text.withUTF8 { Instant.rfc3339(UnsafeRawBufferPointer($0), zone: .utc) }
        .map { (name, $0) }
    }
  }

  private struct Envelope: Decodable {
    var type: String
    var subject: String
    var data: Body
  }

  private struct Body: Decodable {
    var exercise: String
    var hops: [String: String]
  }
}
