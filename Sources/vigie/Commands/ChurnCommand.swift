import Daemon
import Foundation
import Kafka
import Settings

let churnCommand = Command(
  name: "churn",
  summary: "Joins and leaves a consumer group again and again, to disturb its members",
  explanation: """
    A member of the group comes, and goes in order, at every other beat: each is a rebalance. It is
    given partitions like any other, takes nothing of them and commits nothing. What it saw stands
    on standard output at the end.
    """,
  options: [
    CommandOption(
      name: "config", value: "FILE", help: "the configuration, vigie.yaml", isRequired: true),
    CommandOption(name: "group", value: "NAME", help: "the group to disturb", isRequired: true),
    CommandOption(
      name: "topic", value: "NAME", help: "what its members subscribe to", isRequired: true),
    CommandOption(
      name: "every", value: "DURATION", help: "from one coming or going to the next",
      fallback: "1s"),
    CommandOption(name: "for", value: "DURATION", help: "how long", fallback: "60s"),
  ],
  isHidden: true,
  run: { (arguments) throws(Failure) in
    let configuration = try Loading.configuration(arguments["config"] ?? "")
    guard let beat = durationSeconds(arguments["every"] ?? ""),
      let length = durationSeconds(arguments["for"] ?? ""), length < 1e6
    else { throw .usage("write durations as 1s or 2m", command: "churn") }
    StopFlag.watchSignals()
    var churn = GroupChurn(
      group: arguments["group"] ?? "", topic: arguments["topic"] ?? "",
      // What it is sent is thrown away: the less the better.
      properties: try Loading.properties(configuration).overridden(by: [
        "client.id": "vigie-churn", "queued.min.messages": "1", "fetch.message.max.bytes": "4096",
      ]))
    do {
      try churn.run(everySeconds: beat, forSeconds: length)
      Terminal.result(try churn.summary())
    } catch let error as KafkaError {
      throw Failure(error)
    } catch {
      throw .bug("\(error)")
    }
  })

/// A member that comes and goes.
private struct GroupChurn {
  private let group: String
  private let topic: String
  private let properties: ClientProperties
  private var consumer: Consumer?
  private var owner = IdleOwner()
  private var joins = 0
  private var leaves = 0

  init(group: String, topic: String, properties: ClientProperties) {
    self.group = group
    self.topic = topic
    self.properties = properties
  }

  mutating func run(everySeconds beat: Double, forSeconds length: Double) throws(KafkaError) {
    let start = SystemClock.monotonicNanoseconds()
    var next = start
    while !StopFlag.ofSignals.isSet {
      let now = SystemClock.monotonicNanoseconds()
      if Double(now - start) / 1e9 >= length { break }
      if now >= next {
        next += UInt64(beat * 1e9)
        try change()
      }
      try consumer?.poll(&owner)
      _ = consumer?.takeErrors()
      if let consumer {
        consumer.wait(timeoutMilliseconds: 20)
      } else {
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
    if consumer != nil { try change() }
  }

  private mutating func change() throws(KafkaError) {
    guard let member = consumer else {
      let member = try Consumer(properties, group: group)
      try member.subscribe([topic])
      consumer = member
      joins += 1
      return
    }
    consumer = nil
    leaves += 1
    do throws(KafkaError) {
      try member.close(&owner, timeoutMilliseconds: 20_000)
    } catch {
      guard error.code == .timedOut else { throw error }
      // The broker is away: the group learns of it from the session's timeout.
      owner.unclean += 1
    }
  }

  private struct Summary: Encodable {
    var joins: Int
    var leaves: Int
    /// Times that it was given something.
    var assignments: Int
    var lost: Int
    /// Departures that the group did not confirm.
    var unclean: Int
  }

  func summary() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(
      decoding: try encoder.encode(
        Summary(
          joins: joins, leaves: leaves, assignments: owner.assignments, lost: owner.lost,
          unclean: owner.unclean)), as: UTF8.self)
  }
}

/// Takes whatever it is given, and does nothing with it.
private struct IdleOwner: PartitionOwner {
  var assignments = 0
  var lost = 0
  var unclean = 0

  mutating func assigned(_ partitions: [TopicPartition], by consumer: Consumer)
    throws(KafkaError) -> [PartitionStart]
  {
    if !partitions.isEmpty { assignments += 1 }
    // At the end nothing arrives that nobody would take.
    return partitions.map { PartitionStart($0, at: .end) }
  }

  mutating func revoked(_ partitions: [TopicPartition], lost: Bool, by consumer: Consumer)
    throws(KafkaError)
  {
    if lost { self.lost += 1 }
  }
}
