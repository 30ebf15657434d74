internal import Foundation

/// The part of librdkafka's statistics that tells how far a partition was read, and how fresh that
/// knowledge is.
///
/// Parsing costs some tens of microseconds a partition: do it once per `statistics.interval.ms`.
package struct ClientStatistics: Sendable {
  /// One partition that is being read.
  package struct Partition: Hashable, Sendable {
    /// The offset at which a broker last said "end of partition"; nil before it did.
    package var endOffset: Int64?
    /// The last stable offset, up to which committed data can be read; nil while unknown.
    package var lastStableOffset: Int64?
    /// The next offset to be fetched; nil while unknown.
    package var nextOffset: Int64?
    /// Records fetched and not yet consumed.
    package var queuedCount: Int64
    /// The broker that it is fetched from; nil while there is none.
    package var broker: Int32?
  }

  /// One broker.
  package struct Broker: Hashable, Sendable {
    /// `UP`, `DOWN`, `CONNECT` and so on.
    package var state: String
    /// Microseconds since the broker last answered anything; nil before it did.
    package var idleMicroseconds: Int64?
  }

  /// Microseconds on the client's monotonic clock when they were taken.
  package var takenMicroseconds: Int64
  package var partitions: [TopicPartition: Partition]
  package var brokers: [Int32: Broker]

  /// Reads what `statisticsJSON` gives; nil if it is not what librdkafka writes.
  package init?(json: String) {
    guard let document = try? JSONDecoder().decode(Document.self, from: Data(json.utf8)) else {
      return nil
    }
    takenMicroseconds = document.ts
    partitions = [:]
    brokers = [:]
    for topic in (document.topics ?? [:]).values {
      for partition in topic.partitions.values where partition.partition >= 0 {
        partitions[TopicPartition(topic.topic, partition.partition)] = Partition(
          endOffset: partition.endOffset.known, lastStableOffset: partition.lastStableOffset.known,
          nextOffset: partition.nextOffset.known, queuedCount: partition.queuedCount,
          broker: partition.broker < 0 ? nil : partition.broker)
      }
    }
    for broker in (document.brokers ?? [:]).values where broker.nodeid >= 0 {
      brokers[broker.nodeid] = Broker(state: broker.state, idleMicroseconds: broker.rxidle.known)
    }
  }

  /// How long ago, in microseconds, the broker of a partition last answered; nil if unknown.
  package func idleMicroseconds(of partition: TopicPartition) -> Int64? {
    partitions[partition]?.broker.flatMap { brokers[$0]?.idleMicroseconds }
  }
}

/// The names are librdkafka's (STATISTICS.md of its documentation).
private struct Document: Decodable {
  struct Topic: Decodable {
    var topic: String
    var partitions: [String: Partition]
  }
  struct Partition: Decodable {
    var partition: Int32
    var broker: Int32
    var endOffset: Int64
    var lastStableOffset: Int64
    var nextOffset: Int64
    var queuedCount: Int64

    enum CodingKeys: String, CodingKey {
      case partition, broker
      case endOffset = "eof_offset"
      case lastStableOffset = "ls_offset"
      case nextOffset = "next_offset"
      case queuedCount = "fetchq_cnt"
    }
  }
  struct Broker: Decodable {
    var nodeid: Int32
    var state: String
    var rxidle: Int64
  }
  var ts: Int64
  var topics: [String: Topic]?
  var brokers: [String: Broker]?
}

extension Int64 {
  /// librdkafka writes −1 and below for what it does not know.
  fileprivate var known: Int64? { self < 0 ? nil : self }
}
