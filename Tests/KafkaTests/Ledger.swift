import Kafka

/// An owner for whom only what was committed counts: the rest is dropped with the partition, and
/// somebody else takes it again.
struct Ledger: PartitionOwner {
  private var pending: [TopicPartition: [Copy]] = [:]
  private(set) var committed: [Copy] = []
  private(set) var droppedCount = 0
  private(set) var departureCount = 0

  mutating func assigned(_ partitions: [TopicPartition], by consumer: Consumer)
    throws(KafkaError) -> [PartitionStart]
  {
    []
  }

  mutating func revoked(_ partitions: [TopicPartition], lost: Bool, by consumer: Consumer)
    throws(KafkaError)
  {
    departureCount += 1
    if !lost {
      do throws(KafkaError) {
        try commit(with: consumer)
      } catch {
        // Thrown out of the group, which tells us with the commit: the same as lost.
        guard [.unknownMember, .illegalGeneration].contains(error.code) else { throw error }
      }
    }
    for partition in partitions {
      droppedCount += pending.removeValue(forKey: partition)?.count ?? 0
    }
  }

  mutating func commit(with consumer: Consumer) throws(KafkaError) {
    try consumer.commit(
      pending.compactMap { partition, copies in
        copies.last.map { PartitionOffset(partition, offset: $0.offset + 1) }
      })
    committed += pending.values.joined()
    pending.removeAll()
  }

  mutating func round(_ consumer: Consumer, max: Int) throws {
    try consumer.poll(&self)
    for index in consumer.assigned.indices {
      consumer.consume(index, max: max) { batch in
        for position in 0..<batch.count {
          pending[batch.partition, default: []].append(
            Copy(batch[position], partition: batch.partition.partition))
        }
      }
    }
  }
}
