internal import CRdKafka

extension Consumer {
  /// Commits positions for the group, with their metadata, and waits for the broker's answer.
  ///
  /// After `timedOut` the outcome is unknown: the same commit again settles it. `unknownMember`,
  /// `illegalGeneration` and `rebalanceInProgress` mean that the partitions are going or gone.
  package func commit(_ offsets: [PartitionOffset], timeoutMilliseconds: Int32 = 10_000)
    throws(KafkaError)
  {
    precondition(group != nil && !isClosed, "commit without a group")
    guard !offsets.isEmpty else { return }
    let list = PartitionList(offsets)
    guard let queue = rd_kafka_queue_new(handle.client) else {
      preconditionFailure("out of memory")
    }
    defer { rd_kafka_queue_destroy(queue) }
    try KafkaError.check(
      list.lend { rd_kafka_commit_queue(handle.client, $0, queue, nil, nil) }, "commit")
    guard let event = rd_kafka_queue_poll(queue, timeoutMilliseconds) else {
      throw KafkaError(
        code: .timedOut,
        reason: "commit: no answer within \(timeoutMilliseconds) ms; the outcome is unknown")
    }
    defer { rd_kafka_event_destroy(event) }
    try KafkaError.check(rd_kafka_event_error(event), "commit of group \(group ?? "")")
    try rd_kafka_event_topic_partition_list(event)?.pointee.check("commit")
  }

  /// The group's committed positions with their metadata; a partition without one is left out.
  ///
  /// Under `read_committed` it waits for transactions that are about to change them.
  package func committed(_ partitions: [TopicPartition], timeoutMilliseconds: Int32 = 10_000)
    throws(KafkaError) -> [PartitionOffset]
  {
    let list = PartitionList(partitions)
    try KafkaError.check(
      list.lend { rd_kafka_committed(handle.client, $0, timeoutMilliseconds) },
      "committed offsets of group \(group ?? "")")
    try list.check("committed offset")
    return list.lend { native in
      native.pointee.buffer.compactMap { element in
        element.offset < 0
          ? nil
          : PartitionOffset(
            element.topicPartition, offset: element.offset, metadata: element.metadataString)
      }
    }
  }

  /// The watermarks that came with the last fetch; nil before the first. No broker is asked.
  package func cachedWatermarks(_ index: Int) -> Watermarks? {
    let partition = partitions[index].partition
    var low: Int64 = -1
    var high: Int64 = -1
    let code = rd_kafka_get_watermark_offsets(
      handle.client, partition.topic, partition.partition, &low, &high)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR, high >= 0 else { return nil }
    return Watermarks(low: Swift.max(0, low), high: high)
  }

  /// How many offsets are still to be read, from the last fetch; control records count as well, so
  /// that it may stay at 1 or more when everything was read. Nil while it is unknown.
  package func lag(_ index: Int) -> Int64? {
    guard let high = cachedWatermarks(index)?.high, let position = position(index) else {
      return nil
    }
    return Swift.max(0, high - position)
  }

  /// Asks the leaders for the watermarks of partitions. Under `read_committed` the upper one is the
  /// last stable offset.
  ///
  /// It asks for the offsets of the protocol's own times "earliest" and "latest": librdkafka's query
  /// for watermarks may never return before 2.3.
  package func watermarks(of partitions: [TopicPartition], timeoutMilliseconds: Int32 = 10_000)
    throws(KafkaError) -> [TopicPartition: Watermarks]
  {
    let deadline = Deadline(milliseconds: timeoutMilliseconds)
    let lows = try offsets(of: partitions, at: Int64(RD_KAFKA_OFFSET_BEGINNING), deadline)
    let highs = try offsets(of: partitions, at: Int64(RD_KAFKA_OFFSET_END), deadline)
    var answer: [TopicPartition: Watermarks] = [:]
    for (partition, low) in lows {
      answer[partition] = Watermarks(low: low, high: highs[partition] ?? low)
    }
    return answer
  }

  /// The offset of the first record at or after a time, in milliseconds since 1970, for each
  /// partition; the end of the partition if there is none yet.
  ///
  /// The embedded broker does not know and answers the end for all: scan there.
  package func offsets(
    of partitions: [TopicPartition], atMilliseconds time: Int64,
    timeoutMilliseconds: Int32 = 10_000
  ) throws(KafkaError) -> [TopicPartition: Int64] {
    precondition(time >= 0, "a time before 1970")
    let deadline = Deadline(milliseconds: timeoutMilliseconds)
    let found = try offsets(of: partitions, at: time, deadline)
    let beyond = found.filter { $0.value < 0 }.map(\.key)
    guard !beyond.isEmpty else { return found }
    let ends = try offsets(of: beyond, at: Int64(RD_KAFKA_OFFSET_END), deadline)
    return found.merging(ends) { _, end in end }
  }

  private func offsets(of partitions: [TopicPartition], at time: Int64, _ deadline: Deadline)
    throws(KafkaError) -> [TopicPartition: Int64]
  {
    let list = PartitionList(partitions, rawOffset: time)
    let topics = Set(partitions.map(\.topic)).sorted().joined(separator: ", ")
    try KafkaError.check(
      list.lend { rd_kafka_offsets_for_times(handle.client, $0, deadline.milliseconds) },
      "offsets of \(topics)")
    try list.check("offset")
    return list.lend { native in
      Dictionary(
        native.pointee.buffer.map { ($0.topicPartition, $0.offset) },
        uniquingKeysWith: { first, _ in first })
    }
  }

  /// What a transactional producer sends along with offsets; nil outside a group.
  func withGroupMetadata<Result>(
    _ body: (OpaquePointer) throws(KafkaError) -> Result
  ) throws(KafkaError) -> Result {
    guard let metadata = rd_kafka_consumer_group_metadata(handle.client) else {
      preconditionFailure("offsets of a consumer without a group")
    }
    defer { rd_kafka_consumer_group_metadata_destroy(metadata) }
    return try body(metadata)
  }
}
