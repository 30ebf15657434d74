import Daemon
import EventTime
import Foundation
import Kafka
import Settings

/// `vigie deadletters list`.
struct DeadLetterList {
  private let configuration: Configuration
  private let selection: DeadLetterSelection

  init(_ configuration: Configuration, _ selection: DeadLetterSelection) {
    self.configuration = configuration
    self.selection = selection
  }

  func show(_ format: String) throws {
    guard ["table", "ndjson"].contains(format) else {
      throw Failure.usage("--format is table or ndjson", command: "deadletters")
    }
    let reader = try TopicReader(
      [configuration.deadLetters.topic], from: selection.start,
      properties: Loading.properties(configuration))
    var newest = NewestLetters(limit: selection.limit)
    var counts: [String: Int64] = [:]
    var replayed: Set<DeadLetterReference.Record> = []
    var unreadable: Int64 = 0
    let bar = ProgressBar(total: nil, of: .records)
    var read: Int64 = 0
    try reader.readToEnd { message, _ in
      read += 1
      bar.show(read)
      guard let letter = DeadLetterReference(message) else {
        unreadable += 1
        return
      }
      if letter.reason == DeadLetterReference.replayedReason {
        replayed.insert(letter.record)
      } else if selection.takes(letter) {
        counts[letter.reason, default: 0] += 1
        newest.append(letter)
      }
    }
    bar.end()
    for letter in newest.inOrder {
      let isReplayed = replayed.contains(letter.record)
      Terminal.result(format == "table" ? row(letter, isReplayed) : object(letter, isReplayed))
    }
    say(counts, shown: newest.inOrder.count, unreadable: unreadable)
  }

  private func row(_ letter: DeadLetterReference, _ isReplayed: Bool) -> String {
    let place = "\(letter.record.partition.topic)[\(letter.record.partition.partition)]"
    return "\(letter.time.rfc3339)  \(letter.source)  \(place)@\(letter.record.offset)  "
      + letter.reason + (isReplayed ? "  (put back)" : "")
  }

  private func object(_ letter: DeadLetterReference, _ isReplayed: Bool) -> String {
    // Topics, sources and reasons are read from a topic: they are quoted as any text.
    let fields: [(String, String)] = [
      ("arrival", quoted(letter.arrival.rfc3339)), ("offset", String(letter.record.offset)),
      ("partition", String(letter.record.partition.partition)), ("reason", quoted(letter.reason)),
      ("replayed", String(isReplayed)), ("source", quoted(letter.source)),
      ("time", quoted(letter.time.rfc3339)), ("topic", quoted(letter.record.partition.topic)),
    ]
    return "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }

  private func quoted(_ text: String) -> String {
    guard let data = try? JSONEncoder().encode(text) else { return "\"\"" }
    return String(decoding: data, as: UTF8.self)
  }

  private func say(_ counts: [String: Int64], shown: Int, unreadable: Int64) {
    let total = counts.values.reduce(0, +)
    let reasons = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    Terminal.say(counted(total, "dead letter") + (reasons.isEmpty ? "" : ": \(reasons)"))
    if total > shown { Terminal.say("the newest \(shown) are shown: --limit \(total) shows all") }
    if unreadable > 0 {
      Terminal.say("\(counted(unreadable, "record")) of the topic are no dead letters")
    }
  }
}

/// The last letters of many.
private struct NewestLetters {
  private var ring: [DeadLetterReference] = []
  private var next = 0
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  mutating func append(_ letter: DeadLetterReference) {
    if ring.count < limit {
      ring.append(letter)
    } else {
      ring[next] = letter
      next = (next + 1) % limit
    }
  }

  var inOrder: [DeadLetterReference] { Array(ring[next...] + ring[..<next]) }
}
