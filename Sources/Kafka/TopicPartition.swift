/// One partition of a topic.
package struct TopicPartition: Hashable, Comparable, Sendable {
  package var topic: String
  package var partition: Int32

  package init(_ topic: String, _ partition: Int32) {
    self.topic = topic
    self.partition = partition
  }

  package static func < (a: TopicPartition, b: TopicPartition) -> Bool {
    (a.topic, a.partition) < (b.topic, b.partition)
  }
}

extension TopicPartition: CustomStringConvertible {
  package var description: String { "\(topic)-\(partition)" }
}

/// Where reading a partition begins.
package enum StartPosition: Hashable, Sendable {
  /// At the record with this offset, or the first one after it.
  case offset(Int64)
  case beginning
  /// After the last record there is now.
  case end
  /// So many records before the end.
  case beforeEnd(Int64)
  /// At the group's committed offset, or where `auto.offset.reset` says if there is none.
  case committed
  /// Nowhere yet: nothing is fetched before `Consumer.restart` says from where.
  case later
}

/// A partition, and where reading it begins.
package struct PartitionStart: Hashable, Sendable {
  package var partition: TopicPartition
  package var position: StartPosition

  package init(_ partition: TopicPartition, at position: StartPosition) {
    self.partition = partition
    self.position = position
  }
}

/// A position in a partition as it is committed: the offset of the next record to be read, and a
/// string beside it of the owner's making.
package struct PartitionOffset: Hashable, Sendable {
  package var partition: TopicPartition
  package var offset: Int64
  /// At most 4,096 bytes, unless the broker's `offset.metadata.max.bytes` says otherwise.
  package var metadata: String

  package init(_ partition: TopicPartition, offset: Int64, metadata: String = "") {
    self.partition = partition
    self.offset = offset
    self.metadata = metadata
  }
}

/// The offsets that a partition holds: from `low` up to, but without, `high`.
package struct Watermarks: Hashable, Sendable {
  package var low: Int64
  package var high: Int64

  package init(low: Int64, high: Int64) {
    self.low = low
    self.high = high
  }
}
