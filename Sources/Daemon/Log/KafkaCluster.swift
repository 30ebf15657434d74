package import Kafka
package import Pipeline
internal import Signals

/// Kafka behind the seams of the pipelines. One thread owns it: each pipeline has its own.
package final class KafkaCluster: LogCluster {
  private let properties: ClientProperties
  /// Written by the pipelines: learnt before the first transaction, which would wait for it.
  private let written: [String]
  private let onLog: (LogLine) -> Void
  private var admin: Admin?
  /// Reads the uncommitted end of partitions.
  private var watermarkReader: Consumer?

  /// What a record of ours may take, at most; `vigie topics` sets the same on the topics.
  package static let maxMessageBytes = 8 << 20

  package init(
    properties: ClientProperties, written: [String], onLog: @escaping (LogLine) -> Void = { _ in }
  ) {
    self.properties = properties
    self.written = written
    self.onLog = onLog
  }

  package func consumer(group: String, topic: String) throws(LogError) -> any LogConsumer {
    do {
      let consumer = try Consumer(
        properties.overridden(by: [
          "statistics.interval.ms": "1000", "auto.offset.reset": "error",
        ]), group: group, onLog: onLog)
      try consumer.subscribe([topic])
      return KafkaLogConsumer(consumer)
    } catch {
      throw LogError(error)
    }
  }

  package func producer(transactionalID: String) throws(LogError) -> any LogProducer {
    do {
      return KafkaLogProducer(
        try TransactionalProducer(
          properties.overridden(by: ["message.max.bytes": String(Self.maxMessageBytes)]),
          id: transactionalID, onLog: onLog), written: written)
    } catch {
      throw LogError(error)
    }
  }

  package func reader() throws(LogError) -> any LogReader {
    do {
      return KafkaLogReader(
        try Consumer(
          properties.overridden(by: ["auto.offset.reset": "error"]), group: nil, onLog: onLog))
    } catch {
      throw LogError(error)
    }
  }

  package func partitionCount(topic: String) throws(LogError) -> Int32? {
    do throws(KafkaError) {
      if admin == nil { admin = try Admin(properties, onLog: onLog) }
      guard let found = try admin?.metadata(timeoutMilliseconds: 5_000).topics[topic],
        found.error == nil
      else { return nil }
      return Int32(found.partitions.count)
    } catch {
      throw LogError(error)
    }
  }

  package func watermarks(
    _ partitions: [LogPartition]
  ) throws(LogError) -> [LogPartition: LogWatermarks] {
    guard !partitions.isEmpty else { return [:] }
    do throws(KafkaError) {
      if watermarkReader == nil {
        watermarkReader = try Consumer(
          properties.overridden(by: ["isolation.level": "read_uncommitted"]), group: nil,
          onLog: onLog)
      }
      let found =
        try watermarkReader?.watermarks(
          of: partitions.map(TopicPartition.init), timeoutMilliseconds: 5_000) ?? [:]
      var marks: [LogPartition: LogWatermarks] = [:]
      for (partition, found) in found {
        marks[LogPartition(partition)] = LogWatermarks(low: found.low, high: found.high)
      }
      return marks
    } catch {
      throw LogError(error)
    }
  }
}

extension TopicPartition {
  init(_ partition: LogPartition) { self.init(partition.topic, partition.partition) }
}

extension LogPartition {
  init(_ partition: TopicPartition) { self.init(partition.topic, partition.partition) }
}

extension PartitionOffset {
  init(_ offset: LogOffset) {
    self.init(
      TopicPartition(offset.partition), offset: offset.offset, metadata: offset.metadata)
  }
}

extension LogError {
  /// Of a call outside a transaction.
  init(_ error: KafkaError) {
    if error.isConfigurationError {
      self.init(.configuration, "broker.properties: \(error)")
    } else if error.isFatal {
      self.init(.fatal, error.description)
    } else if [.unknownMember, .illegalGeneration, .rebalanceInProgress].contains(error.code) {
      self.init(.memberLost, error.description)
    } else {
      self.init(.unavailable, error.description)
    }
  }

  /// Of a call that belongs to a transaction.
  init(transaction error: KafkaError) {
    if error.isConfigurationError {
      self.init(.configuration, "broker.properties: \(error)")
    } else if error.isFatal {
      self.init(.producerLost, error.description)
    } else if error.code == .messageTooLarge {
      self.init(.refused, error.description)
    } else if error.requiresAbort {
      self.init(.abort, error.description)
    } else if error.isRetriable {
      self.init(.unresolved, error.description)
    } else {
      // librdkafka: an error that is none of them leaves the producer in a state nobody knows.
      self.init(.producerLost, error.description)
    }
  }
}
