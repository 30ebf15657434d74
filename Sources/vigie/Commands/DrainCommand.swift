import Daemon
import Foundation
import Kafka

let drainCommand = Command(
  name: "drain",
  summary: "Reads a topic to its end, and does nothing with it",
  explanation: """
    Reads every partition of a topic from its beginning to its end with the daemon's own settings
    and batches, committed records only, and says on standard output how long that took: what the
    daemon's speed is measured against. --records writes what it has read, a JSON object a line.
    """,
  options: [
    CommandOption(
      name: "config", value: "FILE", help: "the configuration, vigie.yaml", isRequired: true),
    CommandOption(name: "topic", value: "NAME", help: "what to read", isRequired: true),
    CommandOption(name: "records", value: "PATH", help: "where the records go; - for the output"),
  ],
  isHidden: true,
  run: { (arguments) throws(Failure) in
    let configuration = try Loading.configuration(arguments["config"] ?? "")
    let output: OutputFile? =
      if let path = arguments["records"] { try OutputFile(path: path) } else { nil }
    StopFlag.watchSignals()
    do {
      var drain = try Drain(
        topic: arguments["topic"] ?? "", properties: Loading.properties(configuration),
        output: output)
      try drain.run()
      try output?.close()
      if arguments["records"] != "-" { Terminal.result(try drain.summary()) }
    } catch let error as KafkaError {
      throw Failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw .bug("\(error)")
    }
  })

/// One reading of a topic.
private struct Drain {
  private let consumer: Consumer
  private let output: OutputFile?
  private let encoder = JSONEncoder()
  private var ended: Set<TopicPartition> = []
  private let partitions: Int
  private var records: Int64 = 0
  private var bytes: Int64 = 0
  private var firstNanoseconds: UInt64 = 0
  private var lastNanoseconds: UInt64 = 0
  private var lastTimestamp: Int64 = 0

  init(topic: String, properties: ClientProperties, output: OutputFile?) throws {
    let found = try Admin(properties).metadata().topics
    guard let numbers = found[topic]?.partitions.map(\.id) else {
      throw KafkaError(code: .unknownTopicOrPartition, reason: "topic \(topic) is not there")
    }
    self.output = output
    partitions = numbers.count
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    consumer = try Consumer(properties, group: nil)
    try consumer.assign(
      numbers.map { PartitionStart(TopicPartition(topic, $0), at: .beginning) })
  }

  mutating func run() throws {
    defer { consumer.close() }
    while ended.count < partitions && !StopFlag.ofSignals.isSet {
      try consumer.poll()
      var taken = 0
      for index in consumer.assigned.indices { taken += try take(index) }
      if taken == 0 { consumer.wait(timeoutMilliseconds: 100) }
    }
  }

  private mutating func take(_ index: Int) throws -> Int {
    try consumer.consume(index, max: 1000) { batch in
      for position in 0..<batch.count {
        let message = batch[position]
        bytes += Int64(message.payload?.count ?? 0)
        lastTimestamp = max(lastTimestamp, message.timestamp?.milliseconds ?? 0)
        if let output { try output.write(line(message, batch.partition.partition)) }
      }
      if batch.count > 0 {
        lastNanoseconds = SystemClock.monotonicNanoseconds()
        if records == 0 { firstNanoseconds = lastNanoseconds }
      }
      records += Int64(batch.count)
      if batch.endOffset != nil { ended.insert(batch.partition) }
      if let error = batch.error { throw error }
      return batch.count
    }
  }

  private func line(_ message: Message, _ partition: Int32) throws -> Data {
    try encoder.encode(
      Record(
        partition: partition, offset: message.offset,
        timestamp: message.timestamp?.milliseconds,
        key: message.key.map { String(decoding: $0, as: UTF8.self) },
        value: message.payload.map { String(decoding: $0, as: UTF8.self) }))
  }

  private struct Record: Encodable {
    var partition: Int32
    var offset: Int64
    var timestamp: Int64?
    var key: String?
    var value: String?
  }

  private struct Summary: Encodable {
    var records: Int64
    var bytes: Int64
    /// The largest of the records, in milliseconds since 1970.
    var lastTimestamp: Int64
    /// From the first batch to the last.
    var seconds: Double
    /// Of all threads, from the process's beginning.
    var processorSeconds: Double
  }

  func summary() throws -> String {
    let summary = Summary(
      records: records, bytes: bytes, lastTimestamp: lastTimestamp,
      seconds: Double(lastNanoseconds - firstNanoseconds) / 1e9,
      processorSeconds: SystemClock.processorSeconds())
    return String(decoding: try encoder.encode(summary), as: UTF8.self)
  }
}
