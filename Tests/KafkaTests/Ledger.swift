import Kafka

/// An owner for whom only what was committed counts: the rest is dropped with the partition, and
/// somebody else takes it again.
struct Ledger: PartitionOwner {
  private let name: String
  private var pending: [TopicPartition: [Copy]] = [:]
  private(set) var committed: [Copy] = []
  private(set) var departureCount = 0
  private(set) var history: [String] = []

  init(name: String) { self.name = name }

  mutating func assigned(_ partitions: [TopicPartition], by consumer: Consumer)
    throws(KafkaError) -> [PartitionStart]
  {
    note("takes \(partitions.map(\.partition))")
    return []
  }

  mutating func revoked(_ partitions: [TopicPartition], lost: Bool, by consumer: Consumer)
    throws(KafkaError)
  {
    departureCount += 1
    note("gives \(partitions.map(\.partition))\(lost ? ", lost" : "")")
    if !lost {
      do throws(KafkaError) {
        try commit(with: consumer)
      } catch {
        // Thrown out of the group, and told so by the commit: the same as lost.
        guard [.unknownMember, .illegalGeneration].contains(error.code) else { throw error }
        note(error.name)
      }
    }
    for partition in partitions { pending[partition] = nil }
  }

  mutating func commit(with consumer: Consumer) throws(KafkaError) {
    try consumer.commit(
      pending.compactMap { partition, copies in
        copies.last.map { PartitionOffset(partition, offset: $0.offset + 1) }
      })
    for (partition, copies) in pending {
      guard let first = copies.first, let last = copies.last else { continue }
      note("committed \(first.offset)…\(last.offset) of \(partition.partition)")
    }
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

  private mutating func note(_ what: String) {
    history.append("\(Int(monotonicSeconds() * 1_000)) \(name) \(what)")
  }
}
