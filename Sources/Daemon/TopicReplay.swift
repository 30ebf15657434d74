package import EventTime
package import Kafka
package import Pipeline
internal import Signals

/// Reads the sources' topics between two times of arrival through a chain.
///
/// Every partition is one input; of all of them the one whose frontier is behind is read next.
package final class TopicReplay {
  private let consumer: Consumer
  private let from: Instant
  private let until: Instant
  private var inputs: [Input] = []
  private var views: [RecordView] = []
  package private(set) var recordsTotal: Int64 = 0
  /// How long a partition may stay silent before the broker is given up.
  package var timeoutSeconds = 30.0

  private struct Input {
    var source: Int
    var partition: Int32
    /// Index in the consumer's assignment.
    var index: Int
    var isDone = false
  }

  /// - Parameter topics: by source index.
  /// - Throws: when the broker does not answer, or a topic is not there.
  package init(
    topics: [String], from: Instant, until: Instant, properties: ClientProperties
  ) throws(KafkaError) {
    self.from = from
    self.until = until
    consumer = try Consumer(
      properties.overridden(by: ["enable.partition.eof": "true"]), group: nil)
    let found = try Admin(properties).metadata().topics
    var partitions: [TopicPartition] = []
    var sources: [Int] = []
    for (source, topic) in topics.enumerated() {
      guard let metadata = found[topic] else { continue }
      for partition in metadata.partitions {
        partitions.append(TopicPartition(topic, partition.id))
        sources.append(source)
      }
    }
    guard !partitions.isEmpty else {
      throw KafkaError(
        code: .unknownTopicOrPartition,
        reason: "none of the topics is there: \(topics.joined(separator: ", "))")
    }
    let starts = try Self.starts(consumer, partitions, from)
    try consumer.assign(starts)
    for (source, partition) in zip(sources, partitions) {
      guard let index = consumer.assigned.firstIndex(of: partition) else { continue }
      inputs.append(Input(source: source, partition: partition.partition, index: index))
    }
  }

  /// The partitions come to the chain; call once, before `step`.
  package func assign(to chain: borrowing Chain) {
    for input in inputs { chain.sources[input.source].assign(partition: input.partition) }
  }

  /// Takes what has come of the partition that is behind; false when all are read.
  package func step(
    _ chain: inout Chain, into effects: inout ChainEffects
  ) throws(KafkaError) -> Bool {
    var behind: Int?
    var least = Instant.distantFuture
    for (position, input) in inputs.enumerated() where !input.isDone {
      let frontier =
        chain.sources[input.source].frontier(partition: input.partition) ?? .distantPast
      if behind == nil || frontier < least {
        behind = position
        least = frontier
      }
    }
    guard let behind else { return false }
    try read(behind, &chain, &effects)
    return true
  }

  private func read(
    _ position: Int, _ chain: inout Chain, _ effects: inout ChainEffects
  ) throws(KafkaError) {
    let input = inputs[position]
    let deadline =
      SystemClock.monotonicNanoseconds() + UInt64(timeoutSeconds * 1e9)
    while true {
      try consumer.poll()
      var isDone = false
      var failure: KafkaError?
      let count = consumer.consume(input.index, max: 4096) { batch in
        views.removeAll(keepingCapacity: true)
        for index in 0..<batch.count where !isDone {
          let message = batch[index]
          let arrival = message.timestamp.map { Instant(microseconds: $0.milliseconds * 1000) }
          if let arrival, arrival >= until {
            isDone = true
          } else if arrival.map({ $0 >= from }) ?? true {
            views.append(
              RecordView(
                payload: message.payload ?? UnsafeRawBufferPointer(start: nil, count: 0),
                offset: message.offset, arrival: arrival))
          }
        }
        if !views.isEmpty {
          views.withUnsafeBufferPointer {
            chain.feed(
              $0, source: input.source, partition: input.partition, present: .distantFuture,
              into: &effects)
          }
        }
        if batch.endOffset != nil { isDone = true }
        failure = batch.error
        return batch.count
      }
      if let failure { throw failure }
      recordsTotal += Int64(count)
      if isDone {
        inputs[position].isDone = true
        chain.end(
          source: input.source, partition: input.partition, present: .distantFuture,
          into: &effects)
        return
      }
      if count > 0 { return }
      guard SystemClock.monotonicNanoseconds() < deadline else {
        throw KafkaError(
          code: .timedOut,
          reason: "partition \(input.partition) gave nothing within \(timeoutSeconds) s")
      }
      consumer.wait(timeoutMilliseconds: 100)
    }
  }

  /// Where to begin: at the offset of the time, where the broker knows it; the embedded broker
  /// answers the end for every time, and is scanned from its beginning instead.
  private static func starts(
    _ consumer: Consumer, _ partitions: [TopicPartition], _ from: Instant
  ) throws(KafkaError) -> [PartitionStart] {
    let milliseconds = max(0, from.microseconds / 1000)
    guard milliseconds > 0 else { return partitions.map { PartitionStart($0, at: .beginning) } }
    let offsets = try consumer.offsets(of: partitions, atMilliseconds: milliseconds)
    let marks = try consumer.watermarks(of: partitions)
    let isUnknown = partitions.allSatisfy { offsets[$0] ?? 0 >= marks[$0]?.high ?? 0 }
    return partitions.map { partition in
      let offset = isUnknown ? nil : offsets[partition]
      return PartitionStart(partition, at: offset.map { .offset($0) } ?? .beginning)
    }
  }
}
