internal import CRdKafka

/// What a cluster says of itself.
package struct ClusterMetadata: Hashable, Sendable {
  package struct Broker: Hashable, Sendable {
    package var id: Int32
    package var host: String
    package var port: Int32
  }

  package struct Topic: Hashable, Sendable {
    package var name: String
    /// In order of their numbers.
    package var partitions: [Partition]
    package var error: KafkaError?
  }

  package struct Partition: Hashable, Sendable {
    package var id: Int32
    /// The broker that leads it; nil when none does.
    package var leader: Int32?
    package var replicaCount: Int
  }

  package var brokers: [Broker]
  /// Every topic that this client may see.
  package var topics: [String: Topic]

  init(_ metadata: rd_kafka_metadata_t) {
    brokers = UnsafeBufferPointer(start: metadata.brokers, count: Int(metadata.broker_cnt)).map {
      Broker(id: $0.id, host: String(cString: $0.host), port: $0.port)
    }
    topics = [:]
    for topic in UnsafeBufferPointer(start: metadata.topics, count: Int(metadata.topic_cnt)) {
      let name = String(cString: topic.topic)
      let partitions = UnsafeBufferPointer(
        start: topic.partitions, count: Int(topic.partition_cnt)
      ).map {
        Partition(
          id: $0.id, leader: $0.leader < 0 ? nil : $0.leader, replicaCount: Int($0.replica_cnt))
      }
      topics[name] = Topic(
        name: name, partitions: partitions.sorted { $0.id < $1.id },
        error: topic.err == RD_KAFKA_RESP_ERR_NO_ERROR
          ? nil : KafkaError(topic.err, "topic \(name)"))
    }
  }
}
