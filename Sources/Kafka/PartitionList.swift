internal import CRdKafka

/// The one owner of a `rd_kafka_topic_partition_list_t`.
struct PartitionList: ~Copyable {
  private let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

  init(capacity: Int = 1) {
    guard let pointer = rd_kafka_topic_partition_list_new(Int32(clamping: capacity)) else {
      preconditionFailure("out of memory")
    }
    self.pointer = pointer
  }

  init(_ partitions: [TopicPartition], rawOffset: Int64 = Int64(RD_KAFKA_OFFSET_INVALID)) {
    self.init(capacity: partitions.count)
    for partition in partitions { add(partition, rawOffset: rawOffset) }
  }

  init(_ offsets: [PartitionOffset]) {
    self.init(capacity: offsets.count)
    for offset in offsets {
      add(offset.partition, rawOffset: offset.offset, metadata: offset.metadata)
    }
  }

  deinit { rd_kafka_topic_partition_list_destroy(pointer) }

  /// Lends the list to the library. The list of an expression is freed as soon as it is not used any
  /// more, so that a pointer handed out of it would dangle before the call it is meant for.
  func lend<Result, Failed: Error>(
    _ call: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) throws(Failed) -> Result
  ) throws(Failed) -> Result {
    try call(pointer)
  }

  /// Adds one partition; `metadata` goes along with a commit.
  func add(_ partition: TopicPartition, rawOffset: Int64, metadata: String = "") {
    guard
      let element = rd_kafka_topic_partition_list_add(
        pointer, partition.topic, partition.partition)
    else { preconditionFailure("out of memory") }
    element.pointee.offset = rawOffset
    guard !metadata.isEmpty else { return }
    var metadata = metadata
    metadata.withUTF8 { bytes in
      // The list frees it with its own allocator, so it comes from there.
      guard let copy = rd_kafka_mem_malloc(nil, bytes.count), let base = bytes.baseAddress else {
        preconditionFailure("out of memory")
      }
      copy.copyMemory(from: base, byteCount: bytes.count)
      element.pointee.metadata = copy
      element.pointee.metadata_size = bytes.count
    }
  }

  /// Throws the first error that stands at a partition of the list.
  func check(_ subject: String) throws(KafkaError) {
    try pointer.pointee.check(subject)
  }
}

extension rd_kafka_topic_partition_list_t {
  var buffer: UnsafeMutableBufferPointer<rd_kafka_topic_partition_t> {
    UnsafeMutableBufferPointer(start: elems, count: Int(cnt))
  }

  var partitions: [TopicPartition] { buffer.map(\.topicPartition) }

  func check(_ subject: String) throws(KafkaError) {
    for element in buffer {
      try KafkaError.check(element.err, "\(subject) of \(element.topicPartition)")
    }
  }
}

extension rd_kafka_topic_partition_t {
  var topicPartition: TopicPartition { TopicPartition(String(cString: topic), partition) }

  var metadataString: String {
    guard let metadata, metadata_size > 0 else { return "" }
    return String(
      decoding: UnsafeRawBufferPointer(start: metadata, count: metadata_size), as: UTF8.self)
  }
}

extension StartPosition {
  /// The offset as librdkafka writes it; logical ones are negative.
  var rawOffset: Int64 {
    switch self {
    case .offset(let offset):
      offset
    case .beginning: Int64(RD_KAFKA_OFFSET_BEGINNING)
    case .end: Int64(RD_KAFKA_OFFSET_END)
    case .beforeEnd(let count): Int64(RD_KAFKA_OFFSET_TAIL_BASE) - count
    case .committed: Int64(RD_KAFKA_OFFSET_STORED)
    case .later: Int64(RD_KAFKA_OFFSET_INVALID)
    }
  }
}
