package import Kafka

/// Fetches single records by their references.
package final class RecordFetch {
  private let consumer: Consumer
  /// Records between two wanted ones that are read over rather than jumped over.
  private static let gapRecords: Int64 = 10_000
  /// How long nothing may come before the broker is given up.
  package var timeoutSeconds = 30.0

  /// No broker is contacted yet. Throws an error of the configuration.
  package init(properties: ClientProperties) throws(KafkaError) {
    consumer = try Consumer(properties, group: nil)
  }

  /// Hands over each record that is still there, and calls `gone` for the others.
  ///
  /// - Parameter offsets: of `partition`, ascending, each once.
  /// - Throws: what `body` throws, and `unknownTopicOrPartition` when the topic is not there.
  package func fetch(
    _ offsets: [Int64], of partition: TopicPartition, gone: (Int64) -> Void,
    _ body: (Message) throws(KafkaError) -> Void
  ) throws(KafkaError) {
    let marks = try consumer.watermarks(of: [partition])[partition] ?? Watermarks(low: 0, high: 0)
    var wanted = offsets[...]
    while let first = wanted.first, first < marks.low { gone(wanted.removeFirst()) }
    while let last = wanted.last, last >= marks.high { gone(wanted.removeLast()) }
    guard let first = wanted.first else { return }
    try consumer.assign([PartitionStart(partition, at: .offset(first))])
    var latest = SystemClock.monotonicNanoseconds()
    while let next = wanted.first {
      try consumer.poll()
      let round = try take(&wanted, gone, body)
      if let ended = round.ended, let still = wanted.first, ended > still {
        // Behind the end there is nothing more to wait for.
        for offset in wanted { gone(offset) }
        return
      }
      let now = SystemClock.monotonicNanoseconds()
      if round.count > 0 { latest = now }
      guard now - latest < UInt64(timeoutSeconds * 1e9) else {
        throw KafkaError(
          code: .timedOut,
          reason: "\(partition)@\(next): nothing came within \(timeoutSeconds) s")
      }
      if let still = wanted.first, let position = consumer.position(0),
        still - position > Self.gapRecords
      {
        try consumer.restart(from: [PartitionStart(partition, at: .offset(still))])
      } else if round.count == 0 {
        consumer.wait(timeoutMilliseconds: 100)
      }
    }
  }

  private func take(
    _ wanted: inout ArraySlice<Int64>, _ gone: (Int64) -> Void,
    _ body: (Message) throws(KafkaError) -> Void
  ) throws(KafkaError) -> (count: Int, ended: Int64?) {
    var failure: KafkaError?
    var ended: Int64?
    let count = try consumer.consume(0, max: 1024) { (batch) throws(KafkaError) in
      for place in 0..<batch.count {
        let message = batch[place]
        while let next = wanted.first, next < message.offset { gone(wanted.removeFirst()) }
        guard wanted.first == message.offset else { continue }
        wanted.removeFirst()
        try body(message)
      }
      failure = batch.error
      ended = batch.endOffset
      return batch.count
    }
    if let failure { throw failure }
    return (count, ended)
  }
}
