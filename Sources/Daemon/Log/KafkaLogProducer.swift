internal import Kafka
internal import Pipeline

/// A transactional producer behind the pipelines' seam.
final class KafkaLogProducer: LogProducer {
  private let producer: TransactionalProducer
  private let written: [String]

  /// No call takes longer; what is not over then goes on with the next one.
  private static let callMilliseconds: Int32 = 5_000

  init(_ producer: TransactionalProducer, written: [String]) {
    self.producer = producer
    self.written = written
    producer.producer.queueFullTimeoutMilliseconds = Self.callMilliseconds
  }

  func initialise() throws(LogError) {
    try call {
      (producer) throws(KafkaError) in
      try producer.initialise(timeoutMilliseconds: Self.callMilliseconds)
    }
    do {
      try producer.producer.prepare(
        topics: written, timeoutMilliseconds: Self.callMilliseconds)
    } catch {
      throw LogError(
        .unavailable, "\(error); does it exist? 'vigie topics create' makes what is missing")
    }
  }

  func begin() throws(LogError) {
    try call { (producer) throws(KafkaError) in try producer.begin() }
  }

  func produce(_ record: OutRecord) throws(LogError) {
    do {
      try producer.producer.produce(
        topic: record.topic, partition: record.partition,
        key: record.key.isEmpty ? nil : record.key, payload: record.payload,
        headers: record.headers.map { RecordHeader($0.name, text: $0.value) })
    } catch {
      if error.code == .queueFull { throw LogError(.unavailable, error.description) }
      if error.isFatal { throw LogError(.producerLost, error.description) }
      if error.code == .messageTooLarge { throw LogError(.refused, error.description) }
      throw LogError(.abort, error.description)
    }
  }

  func sendOffsets(
    _ offsets: [LogOffset], of consumer: any LogConsumer
  ) throws(LogError) {
    guard let consumer = consumer as? KafkaLogConsumer else {
      preconditionFailure("offsets of a consumer of another log")
    }
    try call { (producer) throws(KafkaError) in
      try producer.sendOffsets(
        offsets.map(PartitionOffset.init), of: consumer.consumer,
        timeoutMilliseconds: Self.callMilliseconds)
    }
  }

  func commit() throws(LogError) {
    try call { (producer) throws(KafkaError) in
      try producer.commit(timeoutMilliseconds: Self.callMilliseconds)
    }
  }

  func abort() throws(LogError) {
    try call { (producer) throws(KafkaError) in
      try producer.abort(timeoutMilliseconds: Self.callMilliseconds)
    }
  }

  func poll() { producer.producer.poll() }

  /// What is open is left to the next producer of the id.
  func close() {}

  private func call(
    _ body: (TransactionalProducer) throws(KafkaError) -> Void
  ) throws(LogError) {
    do {
      try body(producer)
    } catch {
      throw LogError(transaction: error)
    }
  }
}
