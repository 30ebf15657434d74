/// Whoever owns the state that goes with a consumer's partitions.
///
/// A consumer in a group asks its owner in the middle of `poll` and `close`, on the same thread.
package protocol PartitionOwner: ~Copyable {
  /// Partitions come: says where to start reading each. One that is left out starts at the group's
  /// committed offset.
  ///
  /// When it throws, nothing is read, and `poll` throws the error: close the consumer then.
  mutating func assigned(_ partitions: [TopicPartition], by consumer: Consumer)
    throws(KafkaError) -> [PartitionStart]

  /// Partitions go: finish what was taken from them and commit it now; afterwards it is too late.
  ///
  /// When `lost`, they belong to another already: drop their state and commit nothing. When it
  /// throws, the partitions go all the same, and `poll` throws the error.
  mutating func revoked(_ partitions: [TopicPartition], lost: Bool, by consumer: Consumer)
    throws(KafkaError)
}

/// The owner of a reader without a group: nobody asks it anything.
struct NoOwner: PartitionOwner {
  mutating func assigned(_ partitions: [TopicPartition], by consumer: Consumer)
    throws(KafkaError) -> [PartitionStart]
  {
    []
  }

  mutating func revoked(_ partitions: [TopicPartition], lost: Bool, by consumer: Consumer)
    throws(KafkaError)
  {}
}
