package import EventTime
package import Kafka

/// Reads all partitions of topics without a group: once to their present end, or as records come.
///
/// Records come partition by partition, in the order of their offsets; aborted ones do not.
package final class TopicReader {
  /// Where reading begins.
  package enum Start: Sendable {
    case beginning
    /// After the last record there is now.
    case end
    /// At the first record that was written at this time or after it.
    case time(Instant)
  }

  private let consumer: Consumer
  private var from = Instant.distantPast
  /// The end of each partition when reading began.
  private var ends: [TopicPartition: Int64] = [:]
  /// How long nothing may come before the broker is given up, where there is something to come.
  package var timeoutSeconds = 30.0

  /// - Throws: when no broker answers, and `unknownTopicOrPartition` when a topic is not there.
  package init(_ topics: [String], from start: Start, properties: ClientProperties)
    throws(KafkaError)
  {
    let found = try Admin(properties).metadata().topics
    consumer = try Consumer(properties, group: nil)
    var partitions: [TopicPartition] = []
    for topic in topics {
      guard let metadata = found[topic] else {
        throw KafkaError(
          code: .unknownTopicOrPartition, reason: "topic \(topic) is not there, or not allowed")
      }
      if let error = metadata.error { throw error }
      partitions += metadata.partitions.map { TopicPartition(topic, $0.id) }
    }
    try begin(partitions, start)
  }

  /// The ends of all partitions when reading began, added up: it grows with every record.
  package var endTotal: Int64 { ends.values.reduce(0, +) }

  private func begin(_ partitions: [TopicPartition], _ start: Start) throws(KafkaError) {
    let marks = try consumer.watermarks(of: partitions)
    ends = marks.mapValues(\.high)
    var positions = marks.mapValues(\.low)
    switch start {
    case .beginning: break
    case .end: positions = ends
    case .time(let time):
      from = time
      let offsets = try consumer.offsets(
        of: partitions, atMilliseconds: max(0, time.microseconds / 1000))
      // The embedded broker knows no times and answers the end: there all is read, and filtered.
      if partitions.contains(where: { offsets[$0] ?? 0 < ends[$0] ?? 0 }) { positions = offsets }
    }
    try consumer.assign(
      partitions.map { PartitionStart($0, at: .offset(positions[$0] ?? 0)) })
  }

  /// Hands over what has come, after waiting for it for a time; returns how many records.
  @discardableResult
  package func poll(
    timeoutMilliseconds: Int32, _ body: (Message, TopicPartition) -> Void
  ) throws(KafkaError) -> Int {
    var count = 0
    try consumer.poll()
    for index in consumer.assigned.indices {
      count += try take(index, body).count
    }
    if count == 0 { consumer.wait(timeoutMilliseconds: timeoutMilliseconds) }
    return count
  }

  /// Hands over everything up to the end that there was when reading began, while `isWanted`.
  package func readToEnd(
    while isWanted: () -> Bool = { true }, _ body: (Message, TopicPartition) -> Void
  ) throws(KafkaError) {
    var open = Set(ends.filter { (partition, end) in end > 0 }.keys)
    var latest = SystemClock.monotonicNanoseconds()
    while !open.isEmpty, isWanted() {
      try consumer.poll()
      var count = 0
      for index in consumer.assigned.indices where open.contains(consumer.assigned[index]) {
        let partition = consumer.assigned[index]
        let end = ends[partition] ?? 0
        let taken = try take(index, upTo: end, body)
        count += taken.count
        if taken.position ?? consumer.position(index) ?? 0 >= end { open.remove(partition) }
      }
      let now = SystemClock.monotonicNanoseconds()
      if count > 0 { latest = now }
      guard now - latest < UInt64(timeoutSeconds * 1e9) else {
        let names = open.sorted().map(\.description).joined(separator: ", ")
        throw KafkaError(
          code: .timedOut, reason: "\(names): nothing came within \(timeoutSeconds) s")
      }
      if count == 0 { consumer.wait(timeoutMilliseconds: 100) }
    }
  }

  /// - Returns: how many records came, and the offset of the end where it was reached.
  private func take(
    _ index: Int, upTo end: Int64 = .max, _ body: (Message, TopicPartition) -> Void
  ) throws(KafkaError) -> (count: Int, position: Int64?) {
    var failure: KafkaError?
    var position: Int64?
    let count = consumer.consume(index, max: 1024) { batch in
      for place in 0..<batch.count where batch[place].offset < end {
        let message = batch[place]
        let written = message.timestamp.map { Instant(microseconds: $0.milliseconds * 1000) }
        if written ?? from >= from { body(message, batch.partition) }
      }
      failure = batch.error
      position = batch.endOffset
      return batch.count
    }
    if let failure { throw failure }
    return (count, position)
  }
}
